"""Means and other figures with their intervals, for groups of documents and for seeds.

Documents of one group, such as a thread, are alike. What varies in the sampling of documents is therefore
counted by groups (Liang and Zeger 1986); where each document is a group by itself, that is the usual
variance.

Throughout: figures float (seeds, documents), a row for each training; groups int (documents,). An estimate
has `mean`, `low` and `high`, the standard `error`, `degrees` of freedom, and `p` of the hypothesis that it is
0. If it is one of several `tests`, low, high and `p_corrected` are corrected for their number (Dunn 1961, by
Bonferroni's inequality): the interval leaves 0 out if and only if `p_corrected` is below 1 - LEVEL.
"""

from typing import Any

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

LEVEL = 0.95
"""Of every interval; tests are two-sided at 1 - LEVEL."""

EQUIVALENCE_LEVEL = 2 * LEVEL - 1
"""Of the interval that goes with two one-sided tests at 1 - LEVEL (Schuirmann 1987)."""


def mean_interval(figures: np.ndarray, groups: np.ndarray, tests: int = 1) -> dict[str, Any]:
    """The mean over documents and seeds of a figure that each document has."""
    mean = figures.mean(axis=0)
    return _estimate(
        figures.mean(axis=1),
        of_documents=variance_of_mean(mean, groups),
        within=[variance_of_mean(row - mean, groups) for row in figures],
        units=len(np.unique(groups)),
        tests=tests,
    )


def difference_interval(
    figures: np.ndarray, groups: np.ndarray, margin: float, tests: int = 1
) -> dict[str, Any]:
    """The same of a difference: `with_equivalence` of its estimate."""
    return with_equivalence(mean_interval(figures, groups, tests), margin, tests)


def with_equivalence(estimate: dict[str, Any], margin: float, tests: int) -> dict[str, Any]:
    """An estimate of a difference with what says whether it is too small to matter.

    Args:
        estimate: of a difference of two shares, corrected for its number of tests.
        margin: the largest difference that does not matter.
        tests: this number.

    Returns:
        `difference`, the estimate, `tests`; the interval at `EQUIVALENCE_LEVEL` (`low_90`, `high_90`) and
        `p_equivalent`, as of `equivalence`, none of them corrected.
    """
    low, high = ends(estimate, EQUIVALENCE_LEVEL)
    limits = {"low": estimate["low"], "high": estimate["high"], "low_90": low, "high_90": high}
    return {
        "difference": estimate["mean"],
        **estimate,
        # Student's quantiles know nothing of the range that a difference of shares has.
        **{name: float(np.clip(end, -1, 1)) for name, end in limits.items()},
        "tests": tests,
        "p_equivalent": equivalence(estimate, margin),
    }


def bootstrap_interval(
    values: np.ndarray, replicates: np.ndarray, units: int, tests: int = 1
) -> dict[str, Any]:
    """A figure that is no mean, from resamples of the documents.

    Args:
        values: the figure of each seed (seeds,).
        replicates: the same on each resample (seeds, resamples).
        units: how many groups were drawn each time.
        tests: to correct for.
    """
    # Resamples vary too little, by the factor by which a variance with n varies less than one with n - 1.
    scale = units / max(units - 1, 1)
    mean = replicates.mean(axis=0)
    return _estimate(
        values,
        of_documents=scale * float(mean.var(ddof=1)),
        within=[scale * float((row - mean).var(ddof=1)) for row in replicates],
        units=units,
        tests=tests,
    )


def share_interval(figures: np.ndarray, groups: np.ndarray) -> dict[str, float]:
    """The mean of figures from 0 to 1, such as an accuracy, with Wilson's interval: `mean`, `low`, `high`.

    Wilson's interval (1927) keeps to the range of a share and is never of no width. It is that of as many
    independent documents as have the variance that groups and seeds give (Franco et al. 2019, section 3);
    where all figures are alike they say no more than one document of each group.
    """
    estimate = mean_interval(figures, groups)
    mean, error = estimate["mean"], estimate["error"]
    known = error > 0 and 0 < mean < 1
    documents = mean * (1 - mean) / error**2 if known else len(np.unique(groups))
    quantile = stats.t.ppf((1 + LEVEL) / 2, estimate["degrees"])
    ends = proportion_confint(mean * documents, documents, 2 * stats.norm.sf(quantile), method="wilson")
    # Rounding of floats may leave the mean itself a hair outside.
    return {"mean": mean, "low": float(min(ends[0], mean)), "high": float(max(ends[1], mean))}


def accuracy_interval(labels: np.ndarray, runs: list[np.ndarray], groups: np.ndarray) -> dict[str, float]:
    """Mean accuracy of several runs: `share_interval`.

    Args:
        labels: true classes, int (documents,).
        runs: probabilities of each, float (documents, classes).
        groups: of the documents.
    """
    return share_interval(right(labels, runs), groups)


def right(labels: np.ndarray, runs: list[np.ndarray]) -> np.ndarray:
    """1 where the most probable class of a run is the true one, otherwise 0, float (seeds, documents)."""
    return np.stack([(run.argmax(axis=1) == labels).astype(float) for run in runs])


def equivalence(estimate: dict[str, Any], margin: float) -> float:
    """p-value of two one-sided tests (Schuirmann 1987) that a difference lies within the margin.

    It is below 1 - LEVEL if and only if the interval at `EQUIVALENCE_LEVEL` does.

    Args:
        estimate: of the difference.
        margin: the largest one that does not matter, in its own unit.
    """
    if estimate["error"] == 0:
        return float((1 - margin) ** estimate["units"]) if abs(estimate["mean"]) < margin else 1.0
    distance = (margin - abs(estimate["mean"])) / estimate["error"]
    return float(stats.t.sf(distance, estimate["degrees"]))


def ends(estimate: dict[str, Any], level: float) -> tuple[float, float]:
    """The interval of an estimate at a level: Student's.

    Where no document and no seed differs from another, nothing can be estimated from their differences. The
    interval then holds what could still hide: were more than this share of the groups to differ by 1, as two
    shares can, one in `1 - level` of such samples at most would not have shown it (Clopper and Pearson 1934).
    """
    if estimate["error"] == 0:
        half = 1 - ((1 - level) / 2) ** (1 / estimate["units"])
    else:
        half = float(stats.t.ppf((1 + level) / 2, estimate["degrees"])) * estimate["error"]
    return estimate["mean"] - half, estimate["mean"] + half


def design_effect(figures: np.ndarray, groups: np.ndarray) -> float:
    """How many times the variance of a mean is what it would be if documents were independent (Kish 1965)."""
    mean = figures.mean(axis=0)
    alone = variance_of_mean(mean, np.arange(len(mean)))
    return variance_of_mean(mean, groups) / alone if alone > 0 else 1.0


def variance_of_mean(figure: np.ndarray, groups: np.ndarray) -> float:
    """Variance of the mean of a figure (documents,), if groups are sampled; 0 if there is but one."""
    own = np.unique(groups, return_inverse=True)[1]
    sums = np.bincount(own, figure - figure.mean())
    if len(sums) == 1 or np.ptp(figure) == 0:
        return 0.0
    return float((sums**2).sum() / len(figure) ** 2 * len(sums) / (len(sums) - 1))


def _estimate(
    values: np.ndarray, of_documents: float, within: list[float], units: int, tests: int
) -> dict[str, Any]:
    """Mean of a figure over seeds, for the sampling of groups of documents and of seeds.

    The variance has two parts. To that of the documents comes that of the seeds: their variance minus the
    part of it that the documents cause, divided by their number. Seeds are too few to be resampled, which
    would understate their variance by 1 / seeds. The interval is Student's, with Satterthwaite's degrees of
    freedom (Satterthwaite 1946). With one seed all is for the sampling of documents alone.

    Args:
        values: the figure of each seed (seeds,).
        of_documents: variance of their mean over samples of documents.
        within: the same of what sets each seed apart from the mean of all.
        units: number of groups.
        tests: to correct for.
    """
    seeds, mean, degrees = len(values), float(np.mean(values)), float(max(units - 1, 1))
    variance = of_documents
    if seeds > 1:
        observed = float(values.var(ddof=1))
        variance += max(0.0, observed - sum(within) / (seeds - 1)) / seeds
        parts = (observed / seeds) ** 2 / (seeds - 1) + of_documents**2 / degrees
        degrees = variance**2 / parts if parts > 0 else degrees
    error = variance**0.5
    if error > 0:
        p = float(2 * stats.t.sf(abs(mean) / error, degrees))
    else:
        p = 1.0 if mean == 0 else 2 * 0.5**units  # as if every group had its sign by chance
    estimate = {"mean": mean, "error": error, "degrees": degrees, "units": units}
    low, high = ends(estimate, 1 - (1 - LEVEL) / tests)
    return {**estimate, "low": low, "high": high, "p": p, "p_corrected": min(1.0, tests * p)}
