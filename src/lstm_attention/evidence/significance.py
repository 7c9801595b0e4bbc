"""Which of two models is ahead, and how sure that is: paired tests, power. Pure functions of predictions.

Throughout: labels int (documents,); groups int (documents,), of documents that belong together; the
probabilities of one run float (documents, classes); several runs of a model are its trainings with different
seeds, in the order of the seeds.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import signal, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower

from lstm_attention.evidence import intervals, resampling
from lstm_attention.evidence.intervals import LEVEL


def compare(
    labels: np.ndarray,
    models: dict[str, list[np.ndarray]],
    pairs: list[tuple[str, str]],
    groups: np.ndarray,
    margin: float,
    resamples: int,
    primary: tuple[str, str] | None = None,
    seed: int = 0,
) -> tuple[dict[str, dict[str, Any]], pd.DataFrame]:
    """All models on all metrics, and pairs of models on the same documents.

    Args:
        labels: true classes.
        models: by name, the probabilities of each run; two models of a pair have equally
            many runs, or one of them a single one that stands for all.
        pairs: (a, b): a is compared with b.
        groups: of the documents.
        margin: of the equivalence test.
        resamples: bootstrap resamples of the groups, the same for all models.
        primary: the pair whose accuracy is tested by itself; all else is secondary, and corrected together.
        seed: of the resamples.

    Returns:
        Of models, by name: `runs`, their number, and each metric's `mean`, `low` and `high`. Of pairs: `a`,
        `b`, `metric`, `primary`, what `paired_accuracy` returns, of this metric, and `each_seed`, the
        difference of each.
    """
    draws = resampling.group_draws(groups, resamples, seed)
    units = len(np.unique(groups))
    of_models: dict[str, dict[str, Any]] = {name: {"runs": len(runs)} for name, runs in models.items()}
    secondary = len(pairs) * len(resampling.METRICS) - (primary in pairs)
    of_pairs = []
    for metric in resampling.METRICS:
        measured = {name: _measured(metric, labels, runs, draws) for name, runs in models.items()}
        for name, own in of_models.items():
            if metric == "accuracy":
                own[metric] = intervals.accuracy_interval(labels, models[name], groups)
                continue
            result = intervals.bootstrap_interval(*measured[name], units)
            # With two seeds Student's quantile can leave the range that a metric has.
            limits = {end: float(np.clip(result[end], 0, 1)) for end in ("low", "high")}
            own[metric] = {"mean": result["mean"], **limits}
        for a, b in pairs:
            alone = (a, b) == primary and metric == "accuracy"
            tests = 1 if alone else secondary
            values, spread = (one - other for one, other in zip(measured[a], measured[b], strict=True))
            if metric == "accuracy":
                estimate = intervals.mean_interval(spread, groups, tests)
            else:
                estimate = intervals.bootstrap_interval(values, spread, units, tests)
            row = {"a": a, "b": b, "metric": metric, "primary": alone}
            of_pairs.append(
                row | intervals.with_equivalence(estimate, margin, tests) | {"each_seed": values.tolist()}
            )
    return of_models, pd.DataFrame(of_pairs)


def _measured(
    metric: str, labels: np.ndarray, runs: list[np.ndarray], draws: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A metric of each seed, and what it varies with: the documents that are right, or its resamples."""
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
    """Accuracy of model a minus that of model b on the same documents and seeds.

    On the documents of one class this is the difference of its recall. If one of the models has a single run,
    it stands for all.

    Args:
        labels, runs_a, runs_b, groups: of the documents.
        margin: of the equivalence test.
        tests: how many such comparisons are made, to correct for.

    Returns:
        What `intervals.with_equivalence` returns.
    """
    figures = intervals.right(labels, runs_a) - intervals.right(labels, runs_b)
    return intervals.difference_interval(figures, groups, margin, tests)


def discordance(
    labels: np.ndarray, run_a: np.ndarray, run_b: np.ndarray, groups: np.ndarray
) -> dict[str, Any]:
    """Documents that only one of two trained models classifies correctly, and an exact test of the two.

    The test is about these two sets of weights, not about two ways to train. If neither were better, it would
    be a matter of chance, group by group, which of them is which; where each document is a group by itself,
    this is McNemar's exact test (McNemar 1947).

    Returns:
        `only_a`, `only_b`; `p`; `share`, of all documents; `won`, the share of them that a
        wins (0.5: neither is better; the effect size, Cohen's g plus one half).
    """
    right_a, right_b = (run.argmax(axis=1) == labels for run in (run_a, run_b))
    only_a, only_b = int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())
    own = np.unique(groups, return_inverse=True)[1]
    return {
        "only_a": only_a,
        "only_b": only_b,
        "p": sign_flip_p(np.bincount(own, right_a.astype(int) - right_b).astype(int)),
        "share": (only_a + only_b) / len(labels),
        "won": only_a / (only_a + only_b) if only_a + only_b else 0.5,
    }


def sign_flip_p(differences: np.ndarray) -> float:
    """Exact two-sided p-value of a sum of whole numbers whose signs are a matter of chance.

    A permutation test (Fisher 1935, section 21) without a draw: the distribution of the sum is the
    convolution of those of equal numbers, each a stretched binomial one.

    Args:
        differences: int (groups,); those that are 0 say nothing.
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
    """Every pair of trained models with the same seed, by the test of `discordance`.

    Args:
        labels, models, pairs, groups, primary: as of `compare`; of a pair, b may have a single run.
        seeds: of the runs of each a.

    Returns:
        `a`, `b`, `seed`, the columns of `discordance`, `p_holm`, over the rows of the primary pair and over
        all others.
    """
    table = pd.DataFrame(
        {"a": a, "b": b, "seed": seed, **discordance(labels, one, other, groups)}
        for a, b in pairs
        for seed, one, other in zip(seeds, models[a], models[b] * (len(seeds) // len(models[b])), strict=True)
    )
    is_primary = [(a, b) == primary for a, b in zip(table["a"], table["b"], strict=True)]
    return table.assign(p_holm=table.groupby(is_primary)["p"].transform(lambda p: holm(p.tolist())))


def mcnemar_p(only_a: int, only_b: int) -> float:
    """McNemar's exact test of two models, from documents that only one of them classifies correctly."""
    return sign_flip_p(np.repeat([1, -1], [only_a, only_b]))


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values corrected for their number (Holm 1979)."""
    return multipletests(p_values, method="holm")[1].tolist() if len(p_values) else []


def detectable_difference(documents: float, discordant: float, power: float = 0.8) -> float:
    """Smallest difference of accuracy that a paired test would find with a given power.

    Normal approximation of McNemar's test: with a share `discordant` of documents that only
    one model classifies correctly, a document's difference has the variance discordant - d^2.

    Args:
        documents: in the test part, if they are independent; of documents in groups as many as these are
        worth.
        discordant: their share of the documents.
        power: chance to find it.
    """
    if discordant == 0:
        return 0.0
    size = NormalIndPower().solve_power(nobs1=documents, alpha=1 - LEVEL, power=power, ratio=0)
    return float(size * np.sqrt(discordant / (1 + size**2)))


def documents_needed(difference: float, discordant: float, power: float = 0.8) -> float:
    """Independent documents that a paired test needs to find a difference: the inverse of the above."""
    # Two models that differ by d differ on a share d of the documents at least.
    size = abs(difference) / np.sqrt(max(discordant, abs(difference)) - difference**2)
    return float(NormalIndPower().solve_power(effect_size=size, alpha=1 - LEVEL, power=power, ratio=0))
