"""Paired tests against SciPy, hand calculation and each other; power by simulation."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import f1_score

from lstm_attention.evidence import intervals, resampling, significance

ALONE = np.arange(300)


@pytest.fixture(scope="module")
def worse(predicted):
    return np.where(np.arange(300)[:, None] < 60, 1 / 4, predicted[1])


def test_models_that_predict_the_same_do_not_differ(predicted):
    labels, probabilities = predicted
    _, pairs = significance.compare(
        labels, {"a": [probabilities], "b": [probabilities]}, [("a", "b")], ALONE, margin=0.01, resamples=50
    )
    assert pairs["difference"].tolist() == [0, 0, 0]
    assert pairs["p_corrected"].tolist() == [1, 1, 1]
    assert (pairs["low"] < 0).all()
    assert (pairs["high"] > 0).all()


def test_compare_pairs_documents_and_tests_the_primary_question_by_itself(predicted, worse):
    labels, probabilities = predicted
    runs = {"a": [probabilities, probabilities], "b": [worse, probabilities], "c": [worse]}
    pairs = [("a", "b"), ("a", "c")]
    models, table = significance.compare(labels, runs, pairs, ALONE, 0.01, 200, primary=("a", "c"))
    accuracy = table[table["metric"] == "accuracy"].set_index("b")
    gain = (probabilities.argmax(axis=1) == labels).mean() - (worse.argmax(axis=1) == labels).mean()
    assert accuracy.loc["b", "difference"] == pytest.approx(gain / 2)
    assert accuracy.loc["c", "difference"] == pytest.approx(gain)
    assert table["primary"].tolist() == [False, True, False, False, False, False]
    assert table["tests"].tolist() == [5, 1, 5, 5, 5, 5]
    assert (table["p_corrected"] == np.minimum(1, table["tests"] * table["p"])).all()
    assert {name: own["runs"] for name, own in models.items()} == {"a": 2, "b": 2, "c": 1}
    _, without = significance.compare(labels, runs, pairs, ALONE, 0.01, 200)
    assert without["tests"].tolist() == [6] * 6
    _, of_more = significance.compare(labels, runs, pairs, ALONE, 0.01, 200, ("a", "c"), secondary=39)
    assert of_more["tests"].tolist() == [39, 1, 39, 39, 39, 39]
    assert of_more.loc[1].equals(table.loc[1])  # the primary comparison stays as it is


def test_a_comparison_is_made_of_the_intervals_of_its_metrics(predicted, worse):
    labels, probabilities = predicted
    groups = ALONE // 3
    runs = {"a": [probabilities], "b": [worse]}
    models, table = significance.compare(labels, runs, [("a", "b")], groups, 0.01, 100)
    own, rows = models["a"], table.set_index("metric")
    assert list(own) == ["runs", "accuracy", "macro_f1", "macro_auc"]
    assert own["accuracy"] == intervals.accuracy_interval(labels, [probabilities], groups)
    paired = significance.paired_accuracy(labels, [probabilities], [worse], groups, 0.01, tests=3)
    assert {name: rows.loc["accuracy", name] for name in paired} == paired
    draws = resampling.group_draws(labels, groups, 100, seed=0)
    f1 = [resampling.resampled("macro_f1", labels, own, draws) for own in runs.values()]
    by_hand = intervals.bootstrap_interval(*f1[0], labels, groups)
    assert own["macro_f1"] == {part: by_hand[part] for part in ("mean", "low", "high")}
    by_hand = intervals.bootstrap_interval(f1[0][0] - f1[1][0], f1[0][1] - f1[1][1], labels, groups, tests=3)
    assert {name: rows.loc["macro_f1", name] for name in by_hand} == by_hand
    again, other = (
        significance.compare(labels, runs, [("a", "b")], groups, 0.01, 100, seed=seed)[1] for seed in (0, 1)
    )
    assert again.equals(table)
    assert not other.equals(table)


def test_an_interval_of_two_very_different_seeds_ends_where_the_metric_does(predicted):
    labels, _ = predicted
    right, wrong = np.eye(4)[labels], np.eye(4)[(labels + 1) % 4]
    models, _ = significance.compare(
        labels, {"a": [right, wrong], "b": [right]}, [("a", "b")], ALONE, 0.01, 100
    )
    for metric in ("macro_f1", "macro_auc"):
        assert (models["a"][metric]["low"], models["a"][metric]["high"]) == (0, 1)
    assert 0 <= models["a"]["accuracy"]["low"] < 0.01
    assert 0.99 < models["a"]["accuracy"]["high"] <= 1


def test_differences_seed_by_seed(predicted, worse):
    labels, probabilities = predicted
    models = {"a": [probabilities, worse], "b": [worse]}
    _, pairs = significance.compare(labels, models, [("a", "b")], ALONE, 0.01, 20)
    found = pairs.set_index("metric")["each_seed"]
    right = [(run.argmax(axis=1) == labels).mean() for run in (probabilities, worse)]
    assert found["accuracy"] == pytest.approx([right[0] - right[1], 0])
    f1 = [f1_score(labels, run.argmax(axis=1), average="macro") for run in (probabilities, worse)]
    assert found["macro_f1"] == pytest.approx([f1[0] - f1[1], 0])


def test_paired_accuracy_is_the_paired_t_test_of_what_is_right(predicted, worse):
    labels, probabilities = predicted
    result = significance.paired_accuracy(labels, [probabilities], [worse], ALONE, tests=4)
    right = [(run.argmax(axis=1) == labels).astype(float) for run in (probabilities, worse)]
    expected = stats.ttest_rel(*right)
    assert result["p"] == pytest.approx(expected.pvalue)
    assert result["p_corrected"] == pytest.approx(4 * expected.pvalue)
    corrected = expected.confidence_interval(1 - 0.05 / 4)
    assert (result["low"], result["high"]) == pytest.approx((corrected.low, corrected.high))


def test_mcnemar_by_hand():
    labels = np.zeros(100, dtype=int)
    a, b = np.zeros(100, dtype=int), np.zeros(100, dtype=int)
    b[:10] = 1  # b is wrong on ten documents, a on two others
    a[10:12] = 1
    result = significance.discordance(labels, np.eye(2)[a], np.eye(2)[b], np.arange(100))
    assert (result["only_a"], result["only_b"], result["share"]) == (10, 2, 0.12)
    assert result["p"] == pytest.approx(2 * stats.binom.cdf(2, 12, 0.5))
    assert result["won"] == pytest.approx(10 / 12)
    same = significance.discordance(labels, np.eye(2)[a], np.eye(2)[a], np.arange(100))
    assert (same["only_a"], same["only_b"], same["p"], same["won"]) == (0, 0, 1, None)
    evenly = significance.discordance(labels[:20], np.eye(2)[b[:20]], np.eye(2)[1 - b[:20]], np.arange(20))
    assert (evenly["only_a"], evenly["only_b"], evenly["won"]) == (10, 10, 0.5)


def test_documents_of_one_group_are_right_or_wrong_together():
    # All ten are of two groups: there are four ways to give signs to 5 and 5, and two are as far from 0.
    labels, a, b = np.zeros(10, dtype=int), np.eye(2)[[0] * 10], np.eye(2)[[1] * 10]
    assert significance.discordance(labels, a, b, np.repeat([0, 1], 5))["p"] == pytest.approx(0.5)
    assert significance.discordance(labels, a, b, np.arange(10))["p"] == pytest.approx(2 / 2**10)


@pytest.mark.parametrize("seed", range(5))
def test_a_test_by_groups_is_the_permutation_test_of_their_sums(seed):
    differences = np.random.default_rng(seed).integers(-4, 6, size=12)
    expected = stats.permutation_test(
        (differences, np.zeros(12)),
        lambda a, b, axis: (a - b).sum(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=np.inf,
    )
    assert significance.sign_flip_p(differences) == pytest.approx(expected.pvalue)


@pytest.mark.parametrize(("only_a", "only_b"), [(60, 40), (3, 0), (0, 0), (500, 430), (7000, 6800)])
def test_of_single_documents_it_is_mcnemars_exact_test(only_a, only_b):
    expected = stats.binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1
    assert significance.mcnemar_p(only_a, only_b) == pytest.approx(expected, abs=1e-12)


def test_a_test_by_groups_rejects_as_often_as_it_should_and_one_by_documents_more_often():
    rng = np.random.default_rng(0)
    rejected = {"groups": 0, "documents": 0}
    for _ in range(400):
        # 60 groups of up to nine documents, each for one of the models as a whole.
        differences = rng.integers(1, 10, size=60) * rng.choice([-1, 1], size=60)
        rejected["groups"] += significance.sign_flip_p(differences) < 0.05
        won, lost = differences[differences > 0].sum(), -differences[differences < 0].sum()
        rejected["documents"] += significance.mcnemar_p(won, lost) < 0.05
    assert 0.02 < rejected["groups"] / 400 < 0.08
    assert rejected["documents"] / 400 > 0.2


def test_every_pair_of_trainings_and_the_primary_by_itself():
    labels = np.zeros(4, dtype=int)
    right, half, wrong = np.eye(2)[[0, 0, 0, 0]], np.eye(2)[[0, 0, 1, 1]], np.eye(2)[[1, 1, 1, 1]]
    models = {"a": [right, half], "b": [half, wrong], "c": [wrong]}
    pairs = [("a", "b"), ("a", "c")]
    table = significance.discordances(labels, models, pairs, [3, 7], np.arange(4), primary=("a", "b"))
    assert table[["a", "b", "seed", "only_a", "only_b"]].to_numpy().tolist() == [
        ["a", "b", 3, 2, 0],
        ["a", "b", 7, 2, 0],
        ["a", "c", 3, 4, 0],
        ["a", "c", 7, 2, 0],
    ]
    assert table["share"].tolist() == [0.5, 0.5, 1, 0.5]
    assert table["p"].tolist() == pytest.approx([0.5, 0.5, 0.125, 0.5])
    assert table["p_holm"].tolist() == pytest.approx([1, 1, 0.25, 0.5])
    together = significance.discordances(labels, models, pairs, [3, 7], np.arange(4))
    assert together["p_holm"].tolist() == significance.holm(table["p"].tolist())


def test_power_by_the_normal_formula_and_by_simulation():
    # (1.95996 + 0.84162)^2 * discordant / difference^2 documents: 3.77 million for 0.05 points at 12%.
    assert significance.documents_needed(0.0005, 0.12) == pytest.approx(3.767e6, rel=1e-3)
    difference = significance.detectable_difference(9000, 0.12)
    assert difference == pytest.approx(0.0102, abs=1e-4)
    assert significance.documents_needed(difference, 0.12) == pytest.approx(9000, rel=1e-5)
    rng = np.random.default_rng(0)
    counts = rng.multinomial(9000, [0.06 + difference / 2, 0.06 - difference / 2, 0.88], size=2000)
    found = np.abs(counts[:, 0] - counts[:, 1]) / np.sqrt(counts[:, 0] + counts[:, 1]) > 1.95996
    assert found.mean() == pytest.approx(0.8, abs=0.03)


def test_power_rises_with_the_documents():
    assert significance.detectable_difference(100, 1.0) == pytest.approx(0.27, abs=0.01)
    # (2.39398 + 0.84162) / (1.95996 + 0.84162): the quantile for 1 - 0.05 / 6 in place of 1 - 0.05 / 2.
    corrected = significance.detectable_difference(9000, 0.12, tests=3)
    assert corrected / significance.detectable_difference(9000, 0.12) == pytest.approx(1.155, abs=1e-3)
    assert significance.documents_needed(-0.0005, 0.12) == significance.documents_needed(0.0005, 0.12)


def test_power_of_models_that_never_disagree():
    assert significance.detectable_difference(100, 0.0) is None
    assert significance.documents_needed(0.1, 0.0) == significance.documents_needed(0.1, 0.1)


def test_two_documents_of_a_class_say_little_of_macro_figures_even_if_all_models_agree():
    labels = np.repeat([0, 1], [98, 2])
    always, surely = np.tile([0.9, 0.1], (100, 1)), np.eye(2)[labels]
    runs = {"always": [always], "again": [always], "perfect": [surely]}
    models, table = significance.compare(labels, runs, [("always", "again")], np.arange(100), 0.01, 200)
    assert models["always"]["macro_auc"] == {"mean": 0.5, "low": None, "high": None}
    # Both documents of the smaller class were right; up to 84% of such documents may not be.
    missed = 1 - 0.025**0.5
    assert models["perfect"]["macro_auc"] == pytest.approx({"mean": 1, "low": 1 - missed, "high": 1})
    rows = table.set_index("metric")
    assert rows.loc["accuracy", "high"] < 0.06
    assert rows.loc["macro_f1", "high"] > missed
    assert rows.loc["macro_f1", "p_equivalent"] > 0.9


def test_holm_by_hand():
    # Holm 1979: the smallest times 4, the next times 3 ..., never falling.
    assert significance.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert significance.holm([]) == []
