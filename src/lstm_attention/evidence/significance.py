"""Which of two models is ahead, and how sure that is: paired tests and power, as functions of predictions.

Throughout, labels are int (documents,); groups are int (documents,) and equal for documents that belong
together; the probabilities of one run are float (documents, classes); and several runs of a model are its
training runs with different seeds, in the order of the seeds.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import signal, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower

from lstm_attention.evidence import intervals, resampling
from lstm_attention.evidence.intervals import LEVEL, POWER


def compare(
    labels: np.ndarray,
    models: dict[str, list[np.ndarray]],
    pairs: list[tuple[str, str]],
    groups: np.ndarray,
    margin: float,
    resamples: int,
    primary: tuple[str, str] | None = None,
    secondary: int | None = None,
    seed: int = 0,
) -> tuple[dict[str, dict[str, Any]], pd.DataFrame]:
    """Compare all models on all metrics, and pairs of models on the same documents.

    Args:
        labels: true classes.
        models: by name, the probabilities of each run; the two models of a pair have the same number of
            runs, or one of them has a single run that is used for all.
        pairs: pairs (a, b) in which a is compared with b.
        groups: group of each document.
        margin: margin of the equivalence test.
        resamples: number of bootstrap resamples of the groups, the same for all models.
        primary: the pair whose accuracy is tested by itself; all other tests are secondary and are corrected
            together.
        secondary: for how many tests these are corrected; by default for those of this table.
        seed: seed of the resamples.

    Returns:
        By name of a model: `runs`, their number, and each metric's `mean`, `low` and `high`; the two ends
        are None for the AUC of a model that gives all documents the same probabilities. And one row for each
        pair and metric: `a`, `b`, `metric`, `primary`, what `paired_accuracy` returns, computed for this
        metric, and `each_seed`, the difference for each seed.
    """
    draws = resampling.group_draws(labels, groups, resamples, seed)
    of_models: dict[str, dict[str, Any]] = {name: {"runs": len(runs)} for name, runs in models.items()}
    secondary = secondary or len(pairs) * len(resampling.METRICS) - (primary in pairs)
    of_pairs = []
    for metric in resampling.METRICS:
        measured = {name: _measured(metric, labels, runs, draws) for name, runs in models.items()}
        for name, own in of_models.items():
            if metric == "accuracy":
                own[metric] = intervals.accuracy_interval(labels, models[name], groups)
                continue
            result = intervals.bootstrap_interval(*measured[name], labels, groups, least=0)
            if metric == "macro_auc" and all(np.ptp(run, axis=0).max() == 0 for run in models[name]):
                result |= dict.fromkeys(("low", "high"))  # one half by definition, whatever the documents
            else:
                result = intervals.in_range(result, least=0)
            own[metric] = {name: result[name] for name in ("mean", "low", "high")}
        for a, b in pairs:
            alone = (a, b) == primary and metric == "accuracy"
            tests = 1 if alone else secondary
            values, spread = (one - other for one, other in zip(measured[a], measured[b], strict=True))
            if metric == "accuracy":
                estimate = intervals.mean_interval(spread, groups, tests)
            else:
                estimate = intervals.bootstrap_interval(values, spread, labels, groups, tests)
            row = {"a": a, "b": b, "metric": metric, "primary": alone}
            of_pairs.append(
                row | intervals.with_equivalence(estimate, margin, tests) | {"each_seed": values.tolist()}
            )
    return of_models, pd.DataFrame(of_pairs)


def _measured(
    metric: str, labels: np.ndarray, runs: list[np.ndarray], draws: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return a metric for each seed, and its variation: over documents for accuracy, else over resamples."""
    if metric == "accuracy":
        figures = intervals.right(labels, runs)
        return figures.mean(axis=1), figures
    return resampling.resampled(metric, labels, runs, draws)


def paired_accuracy(
    labels: np.ndarray,
    runs_a: list[np.ndarray],
    runs_b: list[np.ndarray],
    groups: np.ndarray,
    margin: float = 0.0,
    tests: int = 1,
) -> dict[str, Any]:
    """Return the accuracy of model a minus that of model b on the same documents and seeds.

    On the documents of one class, this is the difference in its recall. If one of the models has a single
    run, that run is used for all.

    Args:
        labels, groups: class and group of each document.
        runs_a, runs_b: probabilities of each run.
        margin: margin of the equivalence test.
        tests: number of such comparisons to correct for.

    Returns:
        What `intervals.with_equivalence` returns.
    """
    figures = intervals.right(labels, runs_a) - intervals.right(labels, runs_b)
    return intervals.difference_interval(figures, groups, margin, tests)


def discordance(
    labels: np.ndarray, run_a: np.ndarray, run_b: np.ndarray, groups: np.ndarray
) -> dict[str, Any]:
    """Test two trained models by the documents that only one of them classifies correctly.

    The exact test is about these two sets of weights, not about two ways to train. If neither were better,
    chance would decide group by group which of the two is ahead. If each document is a group of its own, this
    is McNemar's exact test (McNemar 1947).

    Returns:
        `only_a` and `only_b`, numbers of such documents; `p`; `share`, their share of all documents; and
        `won`, the share of them that a wins (the effect size, Cohen's g plus one half), None if there are
        none.
    """
    right_a, right_b = (run.argmax(axis=1) == labels for run in (run_a, run_b))
    only_a, only_b = int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())
    own = np.unique(groups, return_inverse=True)[1]
    return {
        "only_a": only_a,
        "only_b": only_b,
        "p": sign_flip_p(np.bincount(own, right_a.astype(int) - right_b).astype(int)),
        "share": (only_a + only_b) / len(labels),
        "won": only_a / (only_a + only_b) if only_a + only_b else None,
    }


def sign_flip_p(differences: np.ndarray) -> float:
    """Return the exact two-sided p-value of a sum of whole numbers whose signs are random.

    This is a permutation test (Fisher 1935, section 21) without sampling: equal numbers sum to a stretched
    binomial distribution, and the convolution of these is the distribution of the whole sum.

    Args:
        differences: int (groups,); zeros are ignored.
    """
    sizes, counts = np.unique(np.abs(differences[differences != 0]), return_counts=True)
    chances = np.ones(1)
    for size, count in zip(sizes, counts, strict=True):
        own = np.zeros(2 * size * count + 1)
        own[:: 2 * size] = stats.binom.pmf(np.arange(count + 1), count, 0.5)
        chances = signal.convolve(chances, own)
    sums = np.arange(len(chances)) - len(chances) // 2
    return float(np.clip(chances[np.abs(sums) >= abs(differences.sum())].sum(), 0, 1))


def discordances(
    labels: np.ndarray,
    models: dict[str, list[np.ndarray]],
    pairs: list[tuple[str, str]],
    seeds: list[int],
    groups: np.ndarray,
    primary: tuple[str, str] | None = None,
) -> pd.DataFrame:
    """Test every pair of trained models with the same seed by `discordance`.

    Args:
        labels, models, pairs, groups, primary: as for `compare`; b of a pair may have a single run.
        seeds: seeds of the runs of each a.

    Returns:
        Columns `a`, `b`, `seed`, those of `discordance`, and `p_holm`, corrected over the rows of the primary
        pair and, separately, over all others.
    """
    table = pd.DataFrame(
        {"a": a, "b": b, "seed": seed, **discordance(labels, one, other, groups)}
        for a, b in pairs
        for seed, one, other in zip(seeds, models[a], models[b] * (len(seeds) // len(models[b])), strict=True)
    )
    is_primary = [(a, b) == primary for a, b in zip(table["a"], table["b"], strict=True)]
    return table.assign(p_holm=table.groupby(is_primary)["p"].transform(lambda p: holm(p.tolist())))


def mcnemar_p(only_a: int, only_b: int) -> float:
    """Return the p-value of McNemar's exact test, from counts of documents that only one model gets right."""
    discordant = only_a + only_b
    return float(stats.binomtest(only_a, discordant).pvalue) if discordant else 1.0


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number (Holm 1979)."""
    return multipletests(p_values, method="holm")[1].tolist() if len(p_values) else []


def detectable_difference(documents: float, discordant: float, tests: int = 1) -> float | None:
    """Return the smallest difference in accuracy that a paired test finds with a probability of `POWER`.

    This is the normal approximation of McNemar's test: with a share `discordant` of documents that only
    one model classifies correctly, a document's difference has the variance discordant - d^2.

    Args:
        documents: number of independent documents in the test set; for documents in groups, the number of
            independent documents that they are worth.
        discordant: share of documents that only one model classifies correctly.
        tests: number of tests to correct for.

    Returns:
        The difference; None if there are no such documents, which says nothing about others.
    """
    if discordant == 0:
        return None
    alpha = (1 - LEVEL) / tests
    size = NormalIndPower().solve_power(nobs1=documents, alpha=alpha, power=POWER, ratio=0)
    return float(size * np.sqrt(discordant / (1 + size**2)))


def documents_needed(difference: float, discordant: float) -> float:
    """Return how many independent documents a paired test needs to detect a difference."""
    # Two models whose accuracies differ by d disagree on at least a share d of the documents.
    size = abs(difference) / np.sqrt(max(discordant, abs(difference)) - difference**2)
    return float(NormalIndPower().solve_power(effect_size=size, alpha=1 - LEVEL, power=POWER, ratio=0))
