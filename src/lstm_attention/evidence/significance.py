"""How sure a difference is: intervals, paired tests, power. Pure functions of predictions.

Throughout: labels int (documents,); the probabilities of one run float (documents, classes);
several runs of a model are its trainings with different seeds, in the order of the seeds.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_confint

LEVEL = 0.95
"""Of every interval; tests are two-sided at 1 - LEVEL."""


def accuracy_interval(accuracy: float, documents: int) -> dict[str, float]:
    """Accuracy with its Wilson score interval (Wilson 1927): `mean`, `low`, `high`.

    The interval is for the sampling of test documents. Of several seeds, pass the mean
    accuracy; their spread is another matter and is not in it.
    """
    low, high = proportion_confint(round(accuracy * documents), documents, 1 - LEVEL, method="wilson")
    # Rounding of counts and of floats may leave the accuracy itself a hair outside.
    low, high = min(low, accuracy), max(high, accuracy)
    return {"mean": accuracy, "low": float(low), "high": float(high)}


def auc_interval(auc: float, positive: int, negative: int) -> dict[str, float]:
    """Interval of an AUC of which nothing is known but the counts (Hanley and McNeil 1982, equation 1).

    Args:
        auc: area under the curve.
        positive, negative: documents of the class and of the rest.
    """
    both_positive, both_negative = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = (
        auc * (1 - auc)
        + (positive - 1) * (both_positive - auc**2)
        + (negative - 1) * (both_negative - auc**2)
    ) / (positive * negative)
    half = float(stats.norm.ppf((1 + LEVEL) / 2) * np.sqrt(variance))
    return {"mean": auc, "low": auc - half, "high": auc + half}


# Metrics of weighted documents. Weights float (resamples, documents): how often each
# document was drawn; the result is (resamples,).


def weighted_accuracy(labels: np.ndarray, probabilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Share of the documents whose most probable class is theirs."""
    return weights @ (probabilities.argmax(axis=1) == labels) / weights.sum(axis=1)


def weighted_macro_f1(labels: np.ndarray, probabilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Mean over the classes of 2 TP / (predicted + true); a class without either scores 0."""
    classes = np.arange(probabilities.shape[1])
    predicted = probabilities.argmax(axis=1)[:, None] == classes
    true = labels[:, None] == classes
    hits, total = weights @ (predicted & true), weights @ (predicted.astype(float) + true)
    return np.divide(2 * hits, total, out=np.zeros_like(hits), where=total > 0).mean(axis=1)


def weighted_macro_auc(labels: np.ndarray, probabilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Mean over the classes of the area under the ROC curve, each class against the rest.

    A class of which a resample holds no document, or nothing else, counts as 0.5 there.
    """
    areas = []
    for k in range(probabilities.shape[1]):
        order = np.argsort(probabilities[:, k], kind="stable")
        starts = np.flatnonzero(np.diff(probabilities[order, k], prepend=-np.inf))  # of equal scores
        drawn, positive = weights[:, order], labels[order] == k
        above = np.add.reduceat(drawn * positive, starts, axis=1)
        below = np.add.reduceat(drawn * ~positive, starts, axis=1)
        won = (above * (below.cumsum(axis=1) - below / 2)).sum(axis=1)
        pairs = above.sum(axis=1) * below.sum(axis=1)
        areas.append(np.divide(won, pairs, out=np.full_like(won, 0.5), where=pairs > 0))
    return np.mean(areas, axis=0)


METRICS = {
    "accuracy": weighted_accuracy,
    "macro_f1": weighted_macro_f1,
    "macro_auc": weighted_macro_auc,
}


def document_draws(documents: int, resamples: int, seed: int) -> np.ndarray:
    """How often each document is drawn in each bootstrap resample, float (resamples, documents)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(documents, np.full(documents, 1 / documents), size=resamples).astype(float)


def resampled(
    metric: str, labels: np.ndarray, runs: list[np.ndarray], draws: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A metric of each run on the test documents, and on each resample of them.

    Returns:
        Values (seeds,) and replicates (seeds, resamples). Of two models with the same draws
        they can be subtracted: that pairs documents and seeds.
    """
    ones = np.ones((1, len(labels)))
    values = np.concatenate([METRICS[metric](labels, run, ones) for run in runs])
    return values, np.stack([METRICS[metric](labels, run, draws) for run in runs])


def mean_over_seeds(values: np.ndarray, replicates: np.ndarray) -> dict[str, float]:
    """Mean of a figure over seeds, for the sampling of test documents and of seeds.

    The variance has two parts. That of the documents is the bootstrap's. That of the seeds is
    their variance less the part of it that the documents cause, divided by their number: seeds
    are too few to be resampled, which would understate their variance by 1 / seeds. The
    interval is Student's, with Satterthwaite's degrees of freedom (Satterthwaite 1946).

    With one seed the interval and the p-value are for the sampling of documents alone.

    Args:
        values: the figure of each seed (seeds,).
        replicates: the same on each resample (seeds, resamples).

    Returns:
        `mean`, `low`, `high`, `error` (standard error), `degrees` of freedom, `p` of the
        hypothesis that the figure is 0.
    """
    seeds, mean = len(values), float(np.mean(values))
    variance, degrees = float(replicates.mean(axis=0).var(ddof=1)), np.inf
    if seeds > 1:
        # What differs between the seeds on resampled documents, though the seeds are the same.
        by_documents = (replicates - replicates.mean(axis=0)).var(axis=1, ddof=1).sum() / (seeds - 1)
        observed = float(values.var(ddof=1))
        variance += max(0.0, observed - by_documents) / seeds
        if observed > 0:
            degrees = (seeds - 1) * (variance * seeds / observed) ** 2
    told = min(degrees, 1e9)  # JSON has no infinity
    error = variance**0.5
    if error == 0:
        return {"mean": mean, "low": mean, "high": mean, "error": 0.0, "degrees": told, "p": 1.0}
    half = float(stats.t.ppf((1 + LEVEL) / 2, degrees)) * error
    p = float(2 * stats.t.sf(abs(mean) / error, degrees))
    return {
        "mean": mean,
        "low": mean - half,
        "high": mean + half,
        "error": error,
        "degrees": told,
        "p": p,
    }


def mean_interval(figures: np.ndarray, resamples: int, seed: int = 0) -> dict[str, float]:
    """Mean over documents and seeds of a figure that each document has: `mean_over_seeds`.

    Args:
        figures: one for each seed and document (seeds, documents).
        resamples: bootstrap resamples of the documents.
        seed: of the resamples.
    """
    draws = document_draws(figures.shape[1], resamples, seed) / figures.shape[1]
    return mean_over_seeds(figures.mean(axis=1), figures @ draws.T)


def equivalence(difference: dict[str, float], margin: float) -> float:
    """p-value of two one-sided tests (Schuirmann 1987) that a difference lies within the margin.

    Args:
        difference: from `mean_over_seeds`.
        margin: the largest difference that does not matter, in the metric's own unit.
    """
    if difference["error"] == 0:
        return 0.0 if abs(difference["mean"]) < margin else 1.0
    distance = (margin - abs(difference["mean"])) / difference["error"]
    return float(stats.t.sf(distance, difference["degrees"]))


def compare(
    labels: np.ndarray,
    models: dict[str, list[np.ndarray]],
    pairs: list[tuple[str, str]],
    margin: float,
    resamples: int,
    seed: int = 0,
) -> tuple[dict[str, dict[str, Any]], pd.DataFrame]:
    """All models on all metrics, and pairs of models on the same documents.

    Args:
        labels: true classes.
        models: by name, the probabilities of each run; two models of a pair have equally
            many runs, or one of them a single one that stands for all.
        pairs: (a, b): a is compared with b.
        margin: of the equivalence test.
        resamples: bootstrap resamples of the documents, the same for all models.
        seed: of the resamples.

    Returns:
        Of models, by name: `runs`, their number; each metric's `mean`, `low` and `high`; `error` and
        `degrees`, by metric. Of pairs: `a`, `b`, `metric`, `difference` (a less b), `low`, `high`,
        `each_seed` (the difference of each), `error`, `degrees`, `p`, `p_equivalent`, `p_holm` (Holm
        1979, over all rows).
    """
    draws = document_draws(len(labels), resamples, seed)
    of_models = {name: {"runs": len(runs), "error": {}, "degrees": {}} for name, runs in models.items()}
    of_pairs = []
    for metric in METRICS:
        measured = {name: resampled(metric, labels, runs, draws) for name, runs in models.items()}
        for name, own in of_models.items():
            result = mean_over_seeds(*measured[name])
            # With two seeds Student's quantile can leave the range that a metric has.
            ends = {end: float(np.clip(result[end], 0, 1)) for end in ("low", "high")}
            own[metric] = {"mean": result["mean"], **ends}
            for part in ("error", "degrees"):
                own[part][metric] = result[part]
        for a, b in pairs:
            values, replicates = (one - other for one, other in zip(measured[a], measured[b], strict=True))
            row = mean_over_seeds(values, replicates)
            equivalent = equivalence(row, margin)
            row = {"a": a, "b": b, "metric": metric, "difference": row.pop("mean")} | row
            of_pairs.append(row | {"each_seed": values.tolist(), "p_equivalent": equivalent})
    return of_models, pd.DataFrame(of_pairs).assign(p_holm=lambda table: holm(table["p"]))


def paired_accuracy(
    labels: np.ndarray, runs_a: list[np.ndarray], runs_b: list[np.ndarray], resamples: int
) -> dict[str, float]:
    """Accuracy of model a less that of model b on the same documents and seeds.

    On the documents of one class this is the difference of its recall.

    Returns:
        `difference`, `low`, `high`, `error`, `degrees`, `p`, and `p_holm`, which is the same for
        a single test; correct it by `holm` where there are several.
    """
    draws = document_draws(len(labels), resamples, seed=0)
    one, other = (resampled("accuracy", labels, runs, draws) for runs in (runs_a, runs_b))
    result = mean_over_seeds(one[0] - other[0], one[1] - other[1])
    return {"difference": result.pop("mean"), **result, "p_holm": result["p"]}


def discordance(labels: np.ndarray, run_a: np.ndarray, run_b: np.ndarray) -> dict[str, Any]:
    """Documents that only one of two trained models sorts correctly, and McNemar's exact test.

    The test (McNemar 1947) is about these two sets of weights, not about two ways to train.

    Returns:
        `only_a`, `only_b`; `p`; `share`, of all documents; `won`, the share of them that a
        wins (0.5: neither is better; the effect size, Cohen's g plus one half).
    """
    right_a, right_b = (run.argmax(axis=1) == labels for run in (run_a, run_b))
    only_a, only_b = int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())
    return {
        "only_a": only_a,
        "only_b": only_b,
        "p": _mcnemar(only_a, only_b),
        "share": (only_a + only_b) / len(labels),
        "won": only_a / (only_a + only_b) if only_a + only_b else 0.5,
    }


def discordances(
    labels: np.ndarray, models: dict[str, list[np.ndarray]], pairs: list[tuple[str, str]], seeds: list[int]
) -> pd.DataFrame:
    """Every pair of trained models with the same seed, by McNemar's test.

    Args:
        labels, models, pairs: as of `compare`; of a pair, b may have a single run.
        seeds: of the runs of each a.

    Returns:
        `a`, `b`, `seed`, the columns of `discordance`, `p_holm` (over all rows).
    """
    table = pd.DataFrame(
        {"a": a, "b": b, "seed": seed, **discordance(labels, one, other)}
        for a, b in pairs
        for seed, one, other in zip(seeds, models[a], models[b] * (len(seeds) // len(models[b])), strict=True)
    )
    return table.assign(p_holm=holm(table["p"]))


def discordance_bounds(matrix_a: np.ndarray, matrix_b: np.ndarray) -> dict[str, Any]:
    """What two confusion matrices of the same documents say about McNemar's test.

    Which documents were sorted correctly by both is not known, but bounded, class by class:
    with a_k and b_k of n_k right, at least |a_k - b_k| documents are discordant, and at
    most min(a_k, n_k - b_k) + min(b_k, n_k - a_k). If the models were right independently of
    each other, (a_k (n_k - b_k) + b_k (n_k - a_k)) / n_k would be. The fewer they are, the
    surer is a given difference.

    Returns:
        `extra` (right in a less right in b), `fewest`, `by_chance` and `most` discordant
        documents, and for each the exact `p_fewest`, `p_by_chance` and `p_most`.

    Raises:
        ValueError: if the classes have other numbers of documents in one than in the other.
    """
    matrix_a, matrix_b = np.asarray(matrix_a), np.asarray(matrix_b)
    support = matrix_a.sum(axis=1)
    if (support != matrix_b.sum(axis=1)).any():
        raise ValueError("the matrices count different documents: their rows have different sums")
    a, b = np.diag(matrix_a), np.diag(matrix_b)
    extra = int(a.sum() - b.sum())
    by_chance = int(((a * (support - b) + b * (support - a)) / support).sum())
    totals = {
        "fewest": int(np.abs(a - b).sum()),
        "by_chance": by_chance + (by_chance - extra) % 2,
        "most": int((np.minimum(a, support - b) + np.minimum(b, support - a)).sum()),
    }
    p_values = {
        f"p_{name}": _mcnemar((total + extra) // 2, (total - extra) // 2) for name, total in totals.items()
    }
    return {"extra": extra, **totals, **p_values}


def _mcnemar(only_a: int, only_b: int) -> float:
    return float(mcnemar([[0, only_a], [only_b, 0]], exact=True).pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values corrected for their number (Holm 1979)."""
    return multipletests(p_values, method="holm")[1].tolist() if len(p_values) else []


def detectable_difference(documents: int, discordant: float, power: float = 0.8) -> float:
    """Smallest difference of accuracy that a paired test would find with a given power.

    Normal approximation of McNemar's test: with a share `discordant` of documents that only
    one model sorts correctly, a document's difference has the variance discordant - d^2.

    Args:
        documents: in the test part.
        discordant: their share of the documents.
        power: chance to find it.
    """
    if discordant == 0:
        return 0.0
    size = NormalIndPower().solve_power(nobs1=documents, alpha=1 - LEVEL, power=power, ratio=0)
    return float(size * np.sqrt(discordant / (1 + size**2)))


def documents_needed(difference: float, discordant: float, power: float = 0.8) -> float:
    """Test documents that a paired test needs to find a difference: `detectable_difference` inverted."""
    # Two models that differ by d differ on a share d of the documents at least.
    size = abs(difference) / np.sqrt(max(discordant, abs(difference)) - difference**2)
    return float(NormalIndPower().solve_power(effect_size=size, alpha=1 - LEVEL, power=power, ratio=0))


def macro_f1_interval(matrix: np.ndarray, resamples: int, seed: int = 0) -> dict[str, float]:
    """Macro-F1 of a confusion matrix, with a percentile bootstrap interval over its documents."""
    matrix = np.asarray(matrix)
    cells = list(product(range(len(matrix)), repeat=2))
    labels, predicted = np.array(cells).T
    rng = np.random.default_rng(seed)
    total = int(matrix.sum())
    draws = rng.multinomial(total, matrix.ravel() / total, size=resamples).astype(float)
    probabilities = np.eye(len(matrix))[predicted]
    mean = weighted_macro_f1(labels, probabilities, matrix.reshape(1, -1).astype(float))[0]
    low, high = np.quantile(
        weighted_macro_f1(labels, probabilities, draws), [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    )
    return {"mean": float(mean), "low": float(low), "high": float(high)}
