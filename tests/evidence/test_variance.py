"""Parts of a variance against statsmodels' analysis of variance, Williams's formula and a simulation."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from lstm_attention.evidence import intervals, variance
from lstm_attention.models.runs import Run


def drawn(rng, trainings=4, groups=60, size=1, sd=(0.3, 0.05, 0.2)):
    """Figures of documents in groups of one size, with three known parts."""
    of_groups, of_trainings, of_both = sd
    figures = (
        of_groups * rng.normal(size=groups)
        + of_trainings * rng.normal(size=(trainings, 1))
        + of_both * rng.normal(size=(trainings, groups))
    )
    return np.repeat(figures, size, axis=1), np.repeat(np.arange(groups), size)


def test_the_parts_are_those_of_the_analysis_of_variance():
    figures, groups = drawn(np.random.default_rng(0))
    found = variance.parts(figures, groups)
    trainings, documents = figures.shape
    rows = pd.DataFrame(
        {
            "figure": figures.ravel(),
            "training": np.repeat(np.arange(trainings), documents),
            "document": np.tile(np.arange(documents), trainings),
        }
    )
    table = anova_lm(ols("figure ~ C(training) + C(document)", rows).fit())
    squares = dict(zip(["training", "document", "both"], table["sum_sq"] / table["df"], strict=True))
    assert found["both"] == pytest.approx(squares["both"] / documents)
    assert found["training"] == pytest.approx((squares["training"] - squares["both"]) / documents)
    of_documents = (squares["document"] - squares["both"]) / trainings
    assert found["documents"] == pytest.approx(of_documents / documents)
    assert found["total"] == pytest.approx(found["training"] + found["documents"] + found["both"])


def test_the_interval_is_williams_with_many_documents():
    figures, groups = drawn(np.random.default_rng(1), trainings=5)
    found = variance.parts(figures, groups)
    observed, degrees = figures.mean(axis=1).var(ddof=1), 4
    for end, share in ("low", 0.975), ("high", 0.025):
        # Williams 1962: SS (1 - quantile of F / F) / quantile of chi-squared.
        quantile = stats.f.ppf(share, degrees, 10**8)
        expected = observed * degrees * (1 - quantile * found["both"] / observed)
        assert found[end] == pytest.approx(max(0, expected / stats.chi2.ppf(share, degrees)), rel=1e-4)
    assert found["low"] < found["training"] < found["high"]


def test_documents_of_a_group_that_are_alike_are_worth_one():
    alone, own = drawn(np.random.default_rng(2))
    copies, groups = np.repeat(alone, 3, axis=1), np.repeat(own, 3)
    assert variance.parts(copies, groups) == pytest.approx(variance.parts(alone, own))
    split = variance.parts(copies, np.arange(180))
    assert split["documents"] < 0.5 * variance.parts(copies, groups)["documents"]


def test_they_are_the_parts_of_the_variance_of_an_interval():
    """One idea: the standard error of a mean over training runs is made of the same parts."""
    figures, groups = drawn(np.random.default_rng(3), size=4)
    found = variance.parts(figures, groups)
    error = intervals.mean_interval(figures, groups)["error"]
    assert error**2 == pytest.approx(found["documents"] + (found["training"] + found["both"]) / 4)


def test_of_one_training_or_equal_ones_only_the_sum_of_what_documents_do_is_known():
    figures, groups = drawn(np.random.default_rng(4), trainings=1)
    found = variance.parts(figures, groups)
    assert found.pop("total") == pytest.approx(figures.var(ddof=1) / 60)
    assert found.pop("trainings") == 1
    assert set(found.values()) == {None}
    several = variance.parts(np.repeat(figures, 3, axis=0), groups)
    assert several.pop("trainings") == 3
    assert several == found | {"total": pytest.approx(figures.var(ddof=1) / 60)}


def test_no_part_is_below_zero():
    """Training runs that differ less than documents let expect."""
    figures = np.array([[1.0, 0, 0, 1], [0, 1, 1, 0]])
    found = variance.parts(figures, np.arange(4))
    assert (found["training"], found["documents"], found["low"]) == (0, 0, 0)
    assert found["both"] == found["total"] == pytest.approx(1 / 6)
    # Two training runs say nothing of it, but a share has a variance of a quarter at most, a difference one
    # of 1.
    assert found["high"] == 0.25
    assert variance.parts(figures[:, [0, 1, 1, 1]] - figures[:, [1, 0, 0, 0]], np.arange(4))["high"] == 1


def test_trainings_that_are_alike_by_chance_leave_an_interval():
    figures, groups = drawn(np.random.default_rng(6), trainings=5, sd=(0.3, 0, 0.2))
    figures -= figures.mean(axis=1, keepdims=True)
    found = variance.parts(figures, groups)
    assert (found["training"], found["low"]) == (0, 0)
    assert found["high"] > found["both"]


@pytest.mark.parametrize("trainings", [3, 5])
def test_known_parts_are_found_on_average_and_the_interval_covers_the_trainings(trainings):
    rng = np.random.default_rng(5)
    found = [variance.parts(*drawn(rng, trainings, sd=(0.5, 0.1, 0.3), size=2)) for _ in range(600)]
    # Of negative estimates that count as 0 there are few.
    for name, truth in ("documents", 0.5**2 / 60), ("training", 0.1**2), ("both", 0.3**2 / 60):
        values = np.array([row[name] for row in found])
        assert values.mean() == pytest.approx(truth, abs=4 * values.std() / 600**0.5 + 0.02 * truth), name
    covered = np.mean([row["low"] <= 0.1**2 <= row["high"] for row in found])
    assert 0.93 <= covered <= 0.97


def test_overlapping_splits_have_the_correction_of_nadeau_and_bengio_by_hand():
    # Means 1, 2 and 6 percent: their mean is 3, their variance (4 + 1 + 9) / 2 = 7.
    found = variance.over_splits(np.array([0.01, 0.02, 0.06]), tested=[20, 20, 20], documents=100)
    assert found["error"] == pytest.approx((7 * (1 / 3 + 20 / 80)) ** 0.5 / 100)
    quantile = 4.302653  # of Student's t with 2 degrees of freedom, from a table
    assert found["high"] == pytest.approx(0.03 + quantile * found["error"])
    assert found["low"] == pytest.approx(0.03 - quantile * found["error"])
    assert (found["splits"], found["degrees"], found["mean"]) == (3, 2, pytest.approx(0.03))
    assert found["p"] == pytest.approx(2 * stats.t.sf(0.03 / found["error"], 2))
    assert found["deviation"] == pytest.approx((7 * 1.25) ** 0.5 / 100)
    assert found["spread"]["mean"] == pytest.approx(7**0.5 / 100)
    # 2 variances of 7, divided by the quantiles of chi-squared with 2 degrees of freedom, from a table.
    assert (found["spread"]["low"], found["spread"]["high"]) == pytest.approx(
        ((14 / 7.37776) ** 0.5 / 100, (14 / 0.0506356) ** 0.5 / 100), rel=1e-5
    )


def test_splits_that_agree_by_chance_leave_everything_open_and_one_split_says_nothing():
    found = variance.over_splits(np.array([0.02, 0.02]), [20, 20], 100)
    assert (found["low"], found["high"], found["p"]) == (-1, 1, 1)
    with pytest.raises(ValueError, match="needs two or more, not 1"):
        variance.over_splits(np.array([0.02]), [20], 100)


def test_the_correction_covers_a_truth_that_the_usual_interval_misses():
    """Results of splits of one corpus that correlate by the share of the test documents, as is assumed."""
    rng, share, splits = np.random.default_rng(0), 0.2, 5
    covered = np.zeros(2)
    for _ in range(1_000):
        common, own = rng.normal(0, share**0.5), rng.normal(0, (1 - share) ** 0.5, size=splits)
        values = 0.01 * (common + own)
        found = variance.over_splits(values, [20] * splits, 100)
        usual = stats.ttest_1samp(values, 0).confidence_interval()
        covered += [found["low"] <= 0 <= found["high"], usual.low <= 0 <= usual.high]
    assert 0.93 <= covered[0] / 1_000 <= 0.97
    assert covered[1] / 1_000 < 0.92


def test_accuracies_of_two_models_are_paired_split_by_split():
    def run(right, documents=10):
        labels = np.zeros(documents, dtype=int)
        probabilities = np.eye(2)[(np.arange(documents) >= right).astype(int)]
        rest = dict.fromkeys(["record", "history", "ids", "lengths", "groups"])
        parts = ("ids", "labels", "groups", "probabilities")
        rest |= {f"validation_{name}": None for name in parts}
        return Run(labels=labels, probabilities=probabilities, **rest)

    runs = {"a": [run(8), run(6), run(9)], "b": [run(7), run(7), run(6)]}
    found = variance.accuracies_over_splits(runs, documents=50)
    assert list(found) == ["a", "b", "difference"]
    assert found["difference"] == variance.over_splits(
        np.array([0.8, 0.6, 0.9]) - [0.7, 0.7, 0.6], [10] * 3, 50
    )
    assert found["b"]["mean"] == pytest.approx(2 / 3)
    assert variance.accuracies_over_splits({"a": [run(8)], "b": [run(7)]}, 50) == {}
