"""Parts of a variance against statsmodels' analysis of variance, Williams's formula and a simulation."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from lstm_attention.evidence import intervals, variance


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
    """One idea: the standard error of a mean over trainings is made of the same parts."""
    figures, groups = drawn(np.random.default_rng(3), size=4)
    found = variance.parts(figures, groups)
    error = intervals.mean_interval(figures, groups)["error"]
    assert error**2 == pytest.approx(found["documents"] + (found["training"] + found["both"]) / 4)


def test_of_one_training_only_the_sum_of_what_documents_do_is_known():
    figures, groups = drawn(np.random.default_rng(4), trainings=1)
    found = variance.parts(figures, groups)
    assert found.pop("total") == pytest.approx(figures.var(ddof=1) / 60)
    assert found.pop("trainings") == 1
    assert set(found.values()) == {None}


def test_no_part_is_below_zero():
    """Trainings that differ less than documents let expect."""
    figures = np.array([[1.0, 0, 0, 1], [0, 1, 1, 0]])
    found = variance.parts(figures, np.arange(4))
    assert (found["training"], found["documents"], found["low"]) == (0, 0, 0)
    assert found["both"] == found["total"] == pytest.approx(1 / 6)
    # Two trainings say nothing of it, but a share has a variance of a quarter at most, a difference one of 1.
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
