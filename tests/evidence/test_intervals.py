"""Intervals against statsmodels, SciPy, hand calculation and simulations with known truth."""

from itertools import product

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import ttost_paired

from lstm_attention.evidence import intervals, resampling

ALONE = np.arange(400)
MANY = np.arange(10**6)
"""So many groups that their number makes no difference."""
ONE_CLASS = np.zeros(10**6, dtype=int)
"""Labels, for figures that do not depend on them."""


def clustered(rng, groups=120, sizes=(1, 12), between=0.6, within=1.0):
    """Figures of documents whose groups have something in common, and their groups; the truth is 0."""
    counts = rng.integers(*sizes, size=groups)
    own = np.repeat(np.arange(groups), counts)
    figures = between * rng.normal(size=groups)[own] + within * rng.normal(size=len(own))
    return figures, own


@pytest.mark.parametrize("seed", range(3))
def test_a_mean_over_groups_of_one_size_is_that_of_a_cluster_robust_regression(seed):
    figures, groups = clustered(np.random.default_rng(seed), sizes=(4, 5))
    result = intervals.mean_interval(figures[None] + 0.1, groups)
    fitted = sm.OLS(figures + 0.1, np.ones(len(figures))).fit(
        cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
    )
    assert result["mean"] == pytest.approx(fitted.params[0])
    assert result["error"] == pytest.approx(fitted.bse[0])
    assert result["p"] == pytest.approx(fitted.pvalues[0])
    assert (result["low"], result["high"]) == pytest.approx(tuple(fitted.conf_int()[0]))
    assert result["units"] == 120


@pytest.mark.parametrize("groups", [2, 7, 40])
def test_groups_of_unequal_size_are_left_out_one_by_one_with_degrees_by_bell_and_mccaffrey(groups):
    """Their formula for any regression, with matrices; here the adjusted residuals are those left out."""
    rng = np.random.default_rng(groups)
    figures, own = clustered(rng, groups)
    count = len(figures)
    without = np.array([figures[own != group].mean() for group in range(groups)])
    variance = (groups - 1) / groups * ((without - figures.mean()) ** 2).sum()
    ones = np.ones((count, 1))
    residuals = np.eye(count) - ones @ np.linalg.inv(ones.T @ ones) @ ones.T
    columns = [
        residuals[:, own == group] @ np.linalg.inv(residuals[np.ix_(own == group, own == group)]).sum(axis=1)
        for group in range(groups)
    ]
    between = np.array(columns) @ np.array(columns).T
    degrees = np.trace(between) ** 2 / np.trace(between @ between)
    result = intervals.mean_interval(figures[None], own)
    assert result["error"] ** 2 == pytest.approx(variance)
    assert result["degrees"] == pytest.approx(degrees)
    assert result["p"] == pytest.approx(2 * stats.t.sf(abs(figures.mean()) / variance**0.5, degrees))
    assert (result["low"], result["high"]) == pytest.approx(
        stats.t.interval(0.95, degrees, loc=figures.mean(), scale=variance**0.5)
    )
    assert degrees < groups - 1 or groups == 2


def test_one_large_group_is_worth_less_than_its_documents():
    even, uneven = (np.repeat(np.arange(20), sizes) for sizes in ([5] * 20, [62] + [2] * 19))
    assert intervals.degrees_of_freedom(even) == pytest.approx(19)
    assert intervals.degrees_of_freedom(uneven) < 5
    assert intervals.degrees_of_freedom(np.zeros(9)) == 1


@pytest.mark.parametrize("groups", [10, 20, 60])
def test_a_test_of_few_groups_keeps_its_level_and_the_usual_one_does_not(groups):
    """Threads of very different length; of both tests on the same draws, with Student's quantiles."""
    rng, rejected = np.random.default_rng(groups), np.zeros(2)
    for _ in range(1_000):
        sizes = np.minimum(1 + rng.pareto(1.3, size=groups).astype(int), 60)
        own = np.repeat(np.arange(groups), sizes)
        figures = 0.5 * rng.normal(size=groups)[own] + rng.normal(size=len(own))
        sums = np.bincount(own, figures - figures.mean())
        usual = (groups / (groups - 1) * (sums**2).sum()) ** 0.5 / len(own)
        p = [
            intervals.mean_interval(figures[None], own)["p"],
            2 * stats.t.sf(abs(figures.mean()) / usual, groups - 1),
        ]
        rejected += np.array(p) < 0.05
    assert stats.binomtest(int(rejected[0]), 1_000, 0.05, alternative="greater").pvalue > 0.01
    assert stats.binomtest(int(rejected[1]), 1_000, 0.05, alternative="greater").pvalue < 0.01


def test_where_each_document_is_a_group_it_is_students_interval():
    figures = np.random.default_rng(0).normal(0.3, 1, (1, 400))
    result = intervals.mean_interval(figures, ALONE)
    expected = stats.ttest_1samp(figures[0], 0)
    assert (result["low"], result["high"]) == pytest.approx(tuple(expected.confidence_interval()))
    assert result["p"] == pytest.approx(expected.pvalue)
    # Two seeds that agree on every document: nothing is added for the seeds.
    assert intervals.mean_interval(np.repeat(figures, 2, axis=0), ALONE)["error"] == pytest.approx(
        result["error"]
    )


def test_the_bootstrap_of_groups_gives_what_the_formula_gives():
    figures, groups = clustered(np.random.default_rng(1))
    draws = resampling.group_draws(ONE_CLASS[: len(groups)], groups, 4000, seed=0)
    replicates = (draws @ figures / draws.sum(axis=1))[None]
    by_bootstrap = intervals.bootstrap_interval(
        np.array([figures.mean()]), replicates, ONE_CLASS[: len(groups)], groups
    )
    by_formula = intervals.mean_interval(figures[None], groups)
    assert by_bootstrap["error"] == pytest.approx(by_formula["error"], rel=0.05)
    # Single documents would have it too small.
    assert (
        intervals.mean_interval(figures[None], np.arange(len(figures)))["error"] < 0.8 * by_formula["error"]
    )


def test_the_bootstrap_of_three_groups_by_all_their_resamples():
    sums = np.array([1.0, 4.0, 10.0])
    every = np.array([np.mean(drawn) for drawn in product(sums, repeat=3)])
    # All 27 occur equally often, so their variance, with 27 as the divisor, is that of all resamples.
    result = intervals.bootstrap_interval(np.array([5.0]), every[None], ONE_CLASS[:3], np.arange(3))
    exact = every.var() * 27 / 26 * 3 / 2
    assert result["error"] == pytest.approx(exact**0.5)
    formula = intervals.mean_interval(sums[None], np.arange(3))
    assert result["error"] ** 2 * 26 / 27 == pytest.approx(formula["error"] ** 2)


def test_copies_in_groups_are_worth_one_document_a_group():
    figure = np.random.default_rng(0).normal(size=50)
    copies, groups = np.repeat(figure, 4), np.repeat(np.arange(50), 4)
    alone = intervals.mean_interval(figure[None], np.arange(50))
    assert intervals.mean_interval(copies[None], groups)["error"] == pytest.approx(alone["error"])
    assert intervals.design_effect(copies[None], groups) == pytest.approx(4 * (50 / 49) / (200 / 199))
    assert intervals.design_effect(np.zeros((1, 200)), groups) == 1


def test_two_seeds_by_hand():
    # Means of the seeds on each resample: 1, 3, 2, 4, whose variance is 5/3. What is left of seeds
    # and resamples: -1, -1, -1, -3 and 1, 1, 1, 3, each with variance 1. Seeds: variance 8.
    replicates = np.array([[0, 2, 1, 1], [2, 4, 3, 7]])
    result = intervals.bootstrap_interval(np.array([0.0, 4.0]), replicates, ONE_CLASS, MANY)
    variance = 5 / 3 + (8 - (1 + 1) / (2 - 1)) / 2
    degrees = (2 - 1) * (variance / (8 / 2)) ** 2  # 49/36
    low, high = stats.t.interval(0.95, degrees, loc=2, scale=variance**0.5)
    expected = {"mean": 2, "low": low, "high": high, "error": variance**0.5, "degrees": degrees}
    assert {name: result[name] for name in expected} == pytest.approx(expected, rel=1e-4)
    assert result["p"] == pytest.approx(2 * stats.t.sf(2 / variance**0.5, degrees), rel=1e-4)


def test_three_seeds_and_few_groups_by_hand():
    # As above, with more seeds, whose variance is that of 0, 3 and 6 minus that of the documents.
    replicates = np.array([[0, 2, 1, 1], [2, 4, 3, 7], [1, 3, 2, 4]])
    values = np.array([0.0, 3.0, 6.0])
    result = intervals.bootstrap_interval(values, replicates, ONE_CLASS, MANY)
    variance = 5 / 3 + (9 - (1 + 1 + 0) / (3 - 1)) / 3
    assert result["error"] == pytest.approx(variance**0.5)
    assert result["degrees"] == pytest.approx((3 - 1) * (variance / (9 / 3)) ** 2)
    # With 5 groups all variances of resamples are 5/4 times as large, and have 4 degrees of freedom.
    few = intervals.bootstrap_interval(values, replicates, ONE_CLASS[:5], np.arange(5))
    documents = 5 / 4 * 5 / 3
    variance = documents + (9 - 5 / 4) / 3
    assert few["error"] == pytest.approx(variance**0.5)
    assert few["degrees"] == pytest.approx(variance**2 / ((9 / 3) ** 2 / 2 + documents**2 / 4))


def test_no_interval_has_no_width():
    """If none of 200 documents changed, up to 1.8% of all documents may."""
    nothing = intervals.mean_interval(np.zeros((1, 200)), np.arange(200))
    bound = proportion_confint(0, 200, alpha=0.05, method="beta")[1]
    assert (nothing["mean"], nothing["p"]) == (0, 1)
    assert (nothing["low"], nothing["high"]) == pytest.approx((-bound, bound))
    in_groups = intervals.mean_interval(np.zeros((1, 200)), np.repeat(np.arange(50), 4))
    assert in_groups["high"] == pytest.approx(proportion_confint(0, 50, alpha=0.05, method="beta")[1])
    assert intervals.mean_interval(np.ones((2, 30)), np.arange(30))["p"] == pytest.approx(2 * 0.5**30)
    one_group = intervals.mean_interval(np.array([[0.2, 0.4]]), np.array([7, 7]))
    assert one_group["low"] < -0.6
    assert one_group["high"] == 1


def test_a_share_of_independent_documents_has_wilsons_interval():
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662; Student's quantile makes it a hair wider.
    figures = np.repeat([1.0, 0.0], [81, 182])[None]
    interval = intervals.share_interval(figures, np.arange(263))
    assert interval["mean"] == pytest.approx(81 / 263)
    assert (interval["low"], interval["high"]) == pytest.approx((0.2553, 0.3662), abs=6e-4)
    assert interval["low"] < 0.2553
    assert interval["high"] > 0.3662


def test_a_share_of_groups_has_the_interval_of_as_many_documents_as_they_are_worth():
    figures = np.repeat(np.repeat([1.0, 0.0], [60, 40]), 5)[None]
    groups = np.repeat(np.arange(100), 5)
    expected = intervals.share_interval(figures[:, ::5], np.arange(100))
    assert intervals.share_interval(figures, groups) == pytest.approx(expected)
    assert expected["high"] - expected["low"] > 2 * (0.6 * 0.4 / 500) ** 0.5 * 1.96


@pytest.mark.parametrize("documents", [*range(1, 60), 2744])
def test_an_interval_holds_its_share_even_if_all_or_none_are_right(documents):
    """Wilson's upper end at 1 is 0.9999999999999999 for some numbers, and no figure can draw that."""
    for right in (0, documents // 2, documents):
        figures = (np.arange(documents) < right).astype(float)[None]
        interval = intervals.share_interval(figures, np.arange(documents))
        assert 0 <= interval["low"] <= interval["mean"] <= interval["high"] <= 1
        assert interval["high"] - interval["low"] > 1 / (documents + 10)


def test_accuracy_counts_what_is_right():
    labels = np.array([0, 1, 1, 0])
    runs = [np.eye(2)[[0, 1, 0, 0]], np.eye(2)[[0, 0, 0, 0]]]
    assert intervals.right(labels, runs).tolist() == [[1, 1, 0, 1], [1, 0, 0, 1]]
    assert intervals.accuracy_interval(labels, runs, np.arange(4))["mean"] == 5 / 8


@pytest.mark.parametrize(("right", "learned"), [(1.0, True), (0.8, True), (0.62, False), (0.3, False)])
def test_a_model_has_learned_if_students_interval_of_its_gain_over_one_answer_is_above_zero(right, learned):
    labels = np.repeat([0, 1], [120, 80])
    answers = np.where(np.arange(200) % 50 < 50 * right, labels, 1 - labels)
    gain = (answers == labels).astype(float) - (labels == 0)
    assert (stats.ttest_1samp(gain, 0).confidence_interval().low > 0) == learned
    assert intervals.learned(labels, [np.eye(2)[answers]], np.arange(200)) == learned


@given(mean=st.floats(-0.05, 0.05), spread=st.floats(0.001, 0.5), tests=st.integers(1, 40))
def test_a_corrected_interval_leaves_out_zero_if_and_only_if_the_corrected_test_rejects(mean, spread, tests):
    figures = mean + spread * np.random.default_rng(0).normal(size=(1, 400))
    result = intervals.mean_interval(figures, np.repeat(np.arange(100), 4), tests)
    assert (result["low"] > 0 or result["high"] < 0) == (result["p_corrected"] < 0.05)
    assert result["p_corrected"] == min(1, tests * result["p"])
    level = 1 - 0.05 / tests
    expected = stats.t.interval(level, 99, loc=result["mean"], scale=result["error"])
    assert (result["low"], result["high"]) == pytest.approx(expected)


@given(
    mean=st.sampled_from([-1.0, -0.3, 0.001, 0.5, 1.0]),
    units=st.integers(1, 40),
    tests=st.integers(1, 40),
    margin=st.floats(0.001, 0.9),
)
def test_so_does_the_interval_of_a_figure_that_never_varies(mean, units, tests, margin):
    result = intervals.difference_interval(np.full((2, units), mean), np.arange(units), margin, tests)
    assert (result["low"] > 0 or result["high"] < 0) == (result["p_corrected"] < 0.05)
    within = result["low_90"] > -margin and result["high_90"] < margin
    assert within == (result["p_equivalent"] < 0.05)


def test_one_model_that_is_right_on_every_document_needs_six_of_them_to_be_better():
    """The sign test of five documents has p = 0.0625, of six 0.031."""
    five, six = (intervals.mean_interval(np.ones((1, count)), np.arange(count)) for count in (5, 6))
    assert (five["p"], six["p"]) == (0.0625, 0.03125)
    assert five["low"] < 0 < six["low"]


def test_equivalence_is_that_of_two_one_sided_tests():
    rng = np.random.default_rng(2)
    one, other = rng.normal(0, 1, (2, 400)) * 0.2 + 0.5
    result = intervals.difference_interval((one - other)[None], ALONE, margin=0.03)
    assert result["p_equivalent"] == pytest.approx(ttost_paired(one, other, -0.03, 0.03)[0])
    expected = stats.ttest_rel(one, other).confidence_interval(0.9)
    assert (result["low_90"], result["high_90"]) == pytest.approx((expected.low, expected.high))
    assert result["difference"] == result["mean"] == pytest.approx((one - other).mean())


def test_no_difference_of_shares_is_more_than_one():
    few = intervals.difference_interval(np.array([[1.0, 0, -1]]), np.arange(3), margin=0.01, tests=9)
    assert (few["low"], few["high"]) == (-1, 1)
    few = intervals.mean_interval(np.array([[1.0, 0, -1]]), np.arange(3), tests=9)
    assert (few["low"], few["high"]) == (-1, 1)
    assert intervals.mean_interval(np.array([[2.0, 0, -2]]), np.arange(3), tests=9)["low"] < -2


@given(mean=st.floats(-0.05, 0.05), spread=st.floats(0.001, 0.5))
def test_models_are_equal_if_and_only_if_the_interval_at_90_percent_is_within_the_margin(mean, spread):
    figures = mean + spread * np.random.default_rng(0).normal(size=(1, 400))
    result = intervals.difference_interval(figures, ALONE, margin=0.02, tests=7)
    within = result["low_90"] > -0.02 and result["high_90"] < 0.02
    assert within == (result["p_equivalent"] < 0.05)


@given(mean=st.floats(-0.05, 0.05), spread=st.floats(0.001, 0.5))
def test_models_are_equal_if_and_only_if_their_difference_is_within_reach(mean, spread):
    figures = mean + spread * np.random.default_rng(0).normal(size=(1, 400))
    result = intervals.difference_interval(figures, ALONE, margin=0.02)
    within = abs(result["difference"]) < intervals.equivalence_reach(result, 0.02)
    assert within == (result["p_equivalent"] < 0.05)


@pytest.mark.parametrize("tests", [1, 39])
def test_a_detectable_difference_is_found_in_four_of_five_cases(tests):
    """Students of few degrees, by simulation, and of many, by the normal formula."""
    found = intervals.detectable({"error": 0.01, "degrees": 4.0}, tests)
    rng = np.random.default_rng(0)
    students = (rng.normal(size=100_000) + found / 0.01) / np.sqrt(rng.chisquare(4, size=100_000) / 4)
    assert (students > stats.t.ppf(1 - 0.025 / tests, 4)).mean() == pytest.approx(0.8, abs=0.005)
    many = intervals.detectable({"error": 0.01, "degrees": 1e6}, tests)
    expected = stats.norm.ppf(1 - 0.025 / tests) + stats.norm.ppf(0.8)
    assert many == pytest.approx(0.01 * expected, rel=1e-4)
    assert intervals.detectable({"error": 0.0, "degrees": 4.0}, tests) is None
    assert intervals.detectable({"error": 0.01, "degrees": 0.1}, tests) > 1e9


def test_equivalence_of_models_that_never_differ_depends_on_how_many_documents_say_so():
    few, many = (
        intervals.difference_interval(np.zeros((1, count)), np.arange(count), margin=0.01)["p_equivalent"]
        for count in (100, 1000)
    )
    assert few == pytest.approx(0.99**100)
    assert many < 0.05 < few
    assert intervals.equivalence({"mean": 0.02, "error": 0, "units": 9}, 0.01) == 1
    assert intervals.equivalence({"mean": -0.004, "error": 0, "units": 9}, 0.01) == pytest.approx(
        (1 - 0.006 / 1.004) ** 9
    )


@pytest.mark.parametrize(
    ("between_seeds", "within"), [(0.0, 1.0), (0.05, 0.3), (0.15, 1.0)], ids=["none", "some", "most"]
)
@pytest.mark.parametrize("seeds", [2, 5])
def test_interval_over_documents_and_seeds_has_its_coverage(seeds, between_seeds, within):
    # Figure of document i with seed s: 0.3 + document + seed + noise of its own.
    rng = np.random.default_rng(0)
    documents, trials, hits = 200, 400, 0
    for _ in range(trials):
        figures = (
            0.3
            + rng.normal(size=documents)
            + between_seeds * rng.normal(size=(seeds, 1))
            + within * rng.normal(size=(seeds, documents))
        )
        result = intervals.mean_interval(figures, np.arange(documents))
        hits += result["low"] <= 0.3 <= result["high"]
    # Two seeds show so little of their spread that the interval may fall somewhat short.
    least = 0.88 if seeds == 2 else 0.92
    assert least <= hits / trials <= 0.99


def test_intervals_of_clustered_documents_cover_the_truth_with_groups_and_not_without():
    rng = np.random.default_rng(0)
    covered = {"groups": 0, "alone": 0, "share": 0}
    for _ in range(500):
        figures, groups = clustered(rng)
        for name, own in ("groups", groups), ("alone", np.arange(len(groups))):
            result = intervals.mean_interval(figures[None], own)
            covered[name] += result["low"] <= 0 <= result["high"]
        share = intervals.share_interval((figures > 0).astype(float)[None], groups)
        covered["share"] += share["low"] <= 0.5 <= share["high"]
    assert 0.93 <= covered["groups"] / 500 <= 0.97
    assert 0.93 <= covered["share"] / 500 <= 0.97
    assert covered["alone"] / 500 < 0.88


def test_the_difference_of_independent_means_is_welchs():
    rng = np.random.default_rng(0)
    one, other = (rng.random(80) < 0.9).astype(float), (rng.random(300) < 0.7).astype(float)
    means = [intervals.mean_interval(own[None], np.arange(len(own))) for own in (one, other)]
    found = intervals.independent_difference(*means)
    expected = stats.ttest_ind(one, other, equal_var=False)
    assert found["mean"] == pytest.approx(one.mean() - other.mean())
    assert found["degrees"] == pytest.approx(expected.df)
    assert (found["low"], found["high"]) == pytest.approx(tuple(expected.confidence_interval()))
    alike = intervals.mean_interval(np.ones((1, 40)), np.arange(40))
    nothing = intervals.independent_difference(alike, alike)
    assert (nothing["mean"], nothing["low"] < 0 < nothing["high"]) == (0, True)
