"""Means and other statistics with their intervals, for groups of documents and for seeds.

Documents of one group, such as a thread, are alike. The variance from sampling documents is therefore
computed by groups (Liang and Zeger 1986); if each document is a group of its own, this is the usual variance.
Where groups are few or of unequal size, that variance tends to be too small and G - 1 degrees of freedom are
too many; it is therefore estimated by leaving out each group in turn, with fewer degrees of freedom.

Throughout, figures are float (seeds, documents), with a row for each training run, and groups are int
(documents,). An estimate has `mean`, `low` and `high`, the standard `error`, `degrees` of freedom, and `p`,
the p-value of the hypothesis that it is 0. If it is one of several `tests`, then low, high and `p_corrected`
are corrected for their number (Dunn 1961, by Bonferroni's inequality), so that the interval excludes 0 if and
only if `p_corrected` is below 1 - LEVEL.
"""

from typing import Any

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.proportion import proportion_confint

LEVEL = 0.95
"""Level of every interval; tests are two-sided at 1 - LEVEL."""

POWER = 0.8
"""Probability with which a test is asked to find a difference; prose calls it four cases out of five."""

EQUIVALENCE_LEVEL = 2 * LEVEL - 1
"""Level of the interval that goes with two one-sided tests at 1 - LEVEL (Schuirmann 1987)."""


def mean_interval(figures: np.ndarray, groups: np.ndarray, tests: int = 1) -> dict[str, Any]:
    """Return the mean over documents and seeds of a figure that each document has, as an estimate.

    If all figures are from -1 to 1, such as shares and their differences, so is the interval.
    """
    mean = figures.mean(axis=0)
    estimate = _estimate(
        figures.mean(axis=1),
        of_documents=variance_of_mean(mean, groups),
        within=[variance_of_mean(row - mean, groups) for row in figures],
        groups=groups,
        tests=tests,
    )
    return estimate if np.abs(figures).max() > 1 else in_range(estimate)


def in_range(estimate: dict[str, Any], least: float = -1) -> dict[str, Any]:
    """Return an estimate whose intervals keep to the range of its figure, which Student's quantiles ignore.

    Args:
        estimate: as returned by the functions of this module.
        least: where the range up to 1 begins; by default that of a difference between two shares.
    """
    ends_in_it = {"low", "high", "low_90", "high_90"} & estimate.keys()
    return estimate | {end: float(np.clip(estimate[end], least, 1)) for end in ends_in_it}


def difference_interval(
    figures: np.ndarray, groups: np.ndarray, margin: float, tests: int = 1
) -> dict[str, Any]:
    """Return `with_equivalence` of the mean of a difference that each document has."""
    return with_equivalence(mean_interval(figures, groups, tests), margin, tests)


def with_equivalence(estimate: dict[str, Any], margin: float, tests: int) -> dict[str, Any]:
    """Add to the estimate of a difference whether it is too small to matter.

    Args:
        estimate: estimate of a difference between two shares, corrected for the number of tests.
        margin: the largest difference that does not matter.
        tests: the number of tests.

    Returns:
        `difference`; the estimate; `tests`; and, not corrected, the interval at `EQUIVALENCE_LEVEL`
        (`low_90`, `high_90`) and `p_equivalent`, as returned by `equivalence`.
    """
    low, high = ends(estimate, EQUIVALENCE_LEVEL)
    return {
        "difference": estimate["mean"],
        **in_range(estimate | {"low_90": low, "high_90": high}),
        "tests": tests,
        "p_equivalent": equivalence(estimate, margin),
    }


def bootstrap_interval(
    values: np.ndarray,
    replicates: np.ndarray,
    labels: np.ndarray,
    groups: np.ndarray,
    tests: int = 1,
    least: float = -1,
) -> dict[str, Any]:
    """Return an estimate of a figure that is not a mean, from resamples of the documents.

    Such a figure, like macro F1, may give every class the same weight, however few documents it has. If
    nothing varies, the interval is therefore as wide as the smallest class demands: only its groups then
    count as `units`.

    Args:
        values: the statistic for each seed (seeds,).
        replicates: the figure on each resample (seeds, resamples).
        labels: true classes of the documents.
        groups: the groups that were drawn whole.
        tests: number of tests to correct for.
        least: the smallest value that the figure can have, as for `in_range`.
    """
    units = len(np.unique(groups))
    # Resamples vary too little, by the ratio of a variance with n to one with n - 1.
    scale = units / max(units - 1, 1)
    mean = replicates.mean(axis=0)
    return _estimate(
        values,
        of_documents=scale * float(mean.var(ddof=1)),
        within=[scale * float((row - mean).var(ddof=1)) for row in replicates],
        groups=groups,
        tests=tests,
        fewest=min(len(np.unique(groups[labels == k])) for k in np.unique(labels)),
        least=least,
    )


def independent_difference(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return an estimate of the difference between two estimates from independent documents (Welch 1947)."""
    variances = one["error"] ** 2, other["error"] ** 2
    error = sum(variances) ** 0.5
    parts = variances[0] ** 2 / one["degrees"] + variances[1] ** 2 / other["degrees"]
    estimate = {
        "mean": one["mean"] - other["mean"],
        "error": error,
        "degrees": error**4 / parts if parts > 0 else min(one["degrees"], other["degrees"]),
        "units": min(one["units"], other["units"]),
    }
    low, high = ends(estimate, LEVEL)
    return in_range(estimate | {"low": low, "high": high})


def share_interval(figures: np.ndarray, groups: np.ndarray) -> dict[str, float]:
    """Return the mean of figures from 0 to 1, such as an accuracy, with Wilson's interval.

    Wilson's interval (1927) stays in the range of a share and always has a width. It is computed for the
    number of independent documents that would have the same variance as these groups and seeds (Franco et al.
    2019, section 3). If all figures are equal, each group counts as one document.

    Returns:
        `mean`, `low` and `high`.
    """
    estimate = mean_interval(figures, groups)
    mean, error = estimate["mean"], estimate["error"]
    known = error > 0 and 0 < mean < 1
    documents = mean * (1 - mean) / error**2 if known else len(np.unique(groups))
    # With less than one degree of freedom, the quantile may be larger than any of the normal distribution.
    quantile = min(stats.t.ppf((1 + LEVEL) / 2, estimate["degrees"]), 37.0)
    ends = proportion_confint(mean * documents, documents, 2 * stats.norm.sf(quantile), method="wilson")
    # Rounding may leave the mean itself just outside.
    return {"mean": mean, "low": float(min(ends[0], mean)), "high": float(max(ends[1], mean))}


def accuracy_interval(labels: np.ndarray, runs: list[np.ndarray], groups: np.ndarray) -> dict[str, float]:
    """Return `share_interval` of the accuracy of several runs.

    Args:
        labels: true classes, int (documents,).
        runs: probabilities of each run, float (documents, classes).
        groups: group of each document.
    """
    return share_interval(right(labels, runs), groups)


def right(labels: np.ndarray, runs: list[np.ndarray]) -> np.ndarray:
    """Return 1 where a run's most probable class is the true one, otherwise 0, float (seeds, documents)."""
    return np.stack([(run.argmax(axis=1) == labels).astype(float) for run in runs])


def learned(labels: np.ndarray, runs: list[np.ndarray], groups: np.ndarray) -> bool:
    """Return whether the interval of the accuracy gained over naming the most frequent class is above 0.

    Args:
        labels, runs, groups: as for `accuracy_interval`.
    """
    always = labels == np.bincount(labels).argmax()
    return mean_interval(right(labels, runs) - always, groups)["low"] > 0


def equivalence(estimate: dict[str, Any], margin: float) -> float:
    """Return the p-value of two one-sided tests (Schuirmann 1987) that a difference is within the margin.

    It is below 1 - LEVEL if and only if the interval at `EQUIVALENCE_LEVEL` is within the margin.

    Args:
        estimate: estimate of the difference.
        margin: the largest difference that does not matter, in the same unit.
    """
    if estimate["error"] == 0:
        room = (margin - abs(estimate["mean"])) / (1 + abs(estimate["mean"]))
        return float((1 - room) ** estimate["units"]) if room > 0 else 1.0
    distance = (margin - abs(estimate["mean"])) / estimate["error"]
    return float(stats.t.sf(distance, estimate["degrees"]))


def equivalence_reach(estimate: dict[str, Any], margin: float) -> float:
    """Return the size below which a measured difference would be shown to be within the margin.

    Args:
        estimate: estimate of a difference; what counts is its error, not its mean.
        margin: the largest difference that does not matter.

    Returns:
        The margin minus half the width of the interval at `EQUIVALENCE_LEVEL`; if it is not above 0, not even
        a difference of exactly 0 would be shown to be equivalent.
    """
    return margin - ends(estimate | {"mean": 0.0}, EQUIVALENCE_LEVEL)[1]


def detectable(estimate: dict[str, Any], tests: int = 1) -> float | None:
    """Return the smallest true difference that a test would find with a probability of `POWER`.

    If the standard error is what was estimated, Student's statistic of a true difference has the noncentral
    distribution, with the difference divided by the error as its noncentrality. The result may be above 1,
    which no difference of two shares can be.

    Args:
        estimate: estimate of a difference; what counts are its error and its degrees of freedom.
        tests: number of tests to correct for.

    Returns:
        The difference; None if nothing varies, so that there is no error to go by.
    """
    if estimate["error"] == 0:
        return None
    degrees = estimate["degrees"]
    quantile = float(stats.t.ppf(1 - (1 - LEVEL) / (2 * tests), degrees))
    # SciPy's noncentral distribution fails with very few degrees, so the power is a mean over the estimates
    # of the standard error, as multiples of the true one, at evenly spaced shares of their distribution.
    shares = (np.arange(10_000) + 0.5) / 10_000
    limits = quantile * np.sqrt(stats.chi2.ppf(shares, degrees) / degrees)

    def missing(noncentrality: float) -> float:
        return POWER - float(stats.norm.cdf(noncentrality - limits).mean())

    return float(optimize.brentq(missing, 0, 10 + limits[-1], rtol=1e-9)) * estimate["error"]


def ends(estimate: dict[str, Any], level: float, least: float = -1) -> tuple[float, float]:
    """Return Student's interval of an estimate at a level.

    If no document and no seed differs from another, no variance can be estimated. The interval then includes
    every share of differing groups that such a sample could have missed: if a larger share of the groups
    differed as far as possible from the mean, at most `1 - level` of all samples would have shown no
    difference (Clopper and Pearson 1934).

    Args:
        estimate: `mean`, `error`, `degrees` and `units`.
        level: of the interval.
        least: the smallest value that a group can have; the largest is 1.
    """
    if estimate["error"] == 0:
        farthest = max(estimate["mean"] - least, 1 - estimate["mean"])
        half = farthest * (1 - ((1 - level) / 2) ** (1 / estimate["units"]))
    else:
        half = float(stats.t.ppf((1 + level) / 2, estimate["degrees"])) * estimate["error"]
    return estimate["mean"] - half, estimate["mean"] + half


def design_effect(figures: np.ndarray, groups: np.ndarray) -> float:
    """Return the variance of a mean divided by what it would be for independent documents (Kish 1965)."""
    mean = figures.mean(axis=0)
    alone = variance_of_mean(mean, np.arange(len(mean)))
    return variance_of_mean(mean, groups) / alone if alone > 0 else 1.0


def variance_of_mean(figure: np.ndarray, groups: np.ndarray) -> float:
    """Variance of the mean of a figure (documents,), if groups are sampled; 0 if there is but one.

    This is the jackknife, which leaves out each group in turn (MacKinnon et al. 2023, CV3). If all groups
    have one size, it is the usual variance of a mean of groups.
    """
    sizes, own = _sizes(groups)
    if len(sizes) == 1 or np.ptp(figure) == 0:
        return 0.0
    moved = np.bincount(own, figure - figure.mean()) / (len(figure) - sizes)  # the mean, without the group
    return float((moved**2).sum() * (len(sizes) - 1) / len(sizes))


def degrees_of_freedom(groups: np.ndarray) -> float:
    """Degrees of freedom of `variance_of_mean`: one less than the number of groups if all have one size.

    They are fewer if some groups are much larger than others: they make mean and variance of the estimate
    those of a multiple of a chi-squared variable, as if documents were independent (Bell and McCaffrey 2002,
    section 4).
    """
    sizes, _ = _sizes(groups)
    if len(sizes) == 1:
        return 1.0
    documents = sizes.sum()
    # The estimate is a sum of squares. Their covariance matrix has the diagonal `weights`, and beside it the
    # product of two of them divided by the number of documents.
    weights = sizes / (1 - sizes / documents)
    squares = weights**2
    beside = (squares.sum() ** 2 - (squares**2).sum()) / documents**2
    return float(weights.sum() ** 2 / (squares.sum() + beside))


def _sizes(groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The size of each group, float (groups,), and the place of each document's group in it."""
    _, own, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    return sizes.astype(float), own


def _estimate(
    values: np.ndarray,
    of_documents: float,
    within: list[float],
    groups: np.ndarray,
    tests: int,
    fewest: int | None = None,
    least: float = -1,
) -> dict[str, Any]:
    """Estimate the mean of a statistic over seeds, given the sampling of groups of documents and of seeds.

    The variance is the sum of two parts: that of the documents; and that of the seeds, which is the variance
    between seeds minus the part caused by the documents, divided by the number of seeds. Seeds are too few to
    be resampled: that would understate their variance by 1 / seeds. The interval is Student's, with
    Satterthwaite's degrees of freedom (Satterthwaite 1946). With one seed, the interval covers only
    the sampling of documents.

    Args:
        values: the statistic for each seed (seeds,).
        of_documents: variance of the mean of the values over samples of documents.
        within: variance over samples of documents of each seed's deviation from that mean.
        groups: group of each document.
        tests: number of tests to correct for.
        fewest: how many groups count if nothing varies; by default all.
        least: as for `ends`.
    """
    seeds, mean = len(values), float(np.mean(values))
    variance, degrees = of_documents, degrees_of_freedom(groups)
    if seeds > 1:
        observed = float(values.var(ddof=1))
        variance += max(0.0, observed - sum(within) / (seeds - 1)) / seeds
        parts = (observed / seeds) ** 2 / (seeds - 1) + of_documents**2 / degrees
        degrees = variance**2 / parts if parts > 0 else degrees
    error = variance**0.5
    units = fewest if fewest and error == 0 else len(np.unique(groups))
    if error > 0:
        p = float(2 * stats.t.sf(abs(mean) / error, degrees))
    else:
        p = min(1.0, 2 * (1 + abs(mean)) ** -units)  # the level at which `ends` reaches 0
    estimate = {"mean": mean, "error": error, "degrees": degrees, "units": units}
    low, high = ends(estimate, 1 - (1 - LEVEL) / tests, least)
    return {**estimate, "low": low, "high": high, "p": p, "p_corrected": min(1.0, tests * p)}
