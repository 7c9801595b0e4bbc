"""Intervals and tests against published figures, statsmodels and simulations with known truth."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import f1_score, recall_score, roc_auc_score
from statsmodels.stats.weightstats import ttost_paired

from lstm_attention.evidence import significance
from lstm_attention.evidence.published import matrices

MATRICES = matrices()


@pytest.mark.parametrize(
    ("accuracy", "low", "high"),
    [(0.7507, 0.7417, 0.7595), (0.7666, 0.7577, 0.7752), (0.7671, 0.7583, 0.7757)],
)
def test_wilson_intervals_of_the_published_accuracies(accuracy, low, high):
    interval = significance.accuracy_interval(accuracy, 9000)
    assert interval["mean"] == accuracy
    assert interval["low"] == pytest.approx(low, abs=1e-4)
    assert interval["high"] == pytest.approx(high, abs=1e-4)


def test_wilson_interval_by_its_formula():
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
    interval = significance.accuracy_interval(81 / 263, 263)
    assert (interval["low"], interval["high"]) == (
        pytest.approx(0.2553, abs=5e-5),
        pytest.approx(0.3662, abs=5e-5),
    )


def test_auc_interval_of_hanley_and_mcneil():
    # Hanley and McNeil 1982, table III: area 0.893, 51 abnormal and 58 normal, error 0.032.
    interval = significance.auc_interval(0.893, 51, 58)
    assert (interval["high"] - 0.893) / 1.95996 == pytest.approx(0.032, abs=6e-4)
    assert interval["mean"] == 0.893
    assert interval["mean"] - interval["low"] == pytest.approx(interval["high"] - interval["mean"])


def test_auc_interval_by_hand():
    # One of each: the variance is A (1 - A), the two other terms vanish.
    interval = significance.auc_interval(0.8, 1, 1)
    assert interval["high"] == pytest.approx(0.8 + 1.959964 * 0.4, abs=1e-6)
    # A = 0.8: Q1 = 2/3, Q2 = 1.28/1.8; with 2 and 3: (0.16 + (Q1 - 0.64) + 2 (Q2 - 0.64)) / 6.
    interval = significance.auc_interval(0.8, 2, 3)
    error = ((0.16 + (2 / 3 - 0.64) + 2 * (1.28 / 1.8 - 0.64)) / 6) ** 0.5
    assert interval["low"] == pytest.approx(0.8 - 1.959964 * error, abs=1e-6)


@pytest.fixture(scope="module")
def predicted():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, 300)
    logits = (rng.normal(size=(300, 4)) + np.eye(4)[labels]).round(1)  # rounded: with ties
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return labels, probabilities.round(2)


def test_weighted_metrics_agree_with_scikit_learn(predicted):
    labels, probabilities = predicted
    draws = significance.document_draws(len(labels), 5, seed=1)
    assert draws.sum(axis=1).tolist() == [300] * 5
    guesses = probabilities.argmax(axis=1)
    for number, weights in enumerate(draws):
        f1 = f1_score(labels, guesses, average="macro", sample_weight=weights)
        areas = [roc_auc_score(labels == k, probabilities[:, k], sample_weight=weights) for k in range(4)]
        expected = {
            "accuracy": np.average(guesses == labels, weights=weights),
            "macro_f1": f1,
            "macro_auc": np.mean(areas),
        }
        for metric, value in expected.items():
            measured = significance.METRICS[metric](labels, probabilities, draws)
            assert measured[number] == pytest.approx(value), metric


def test_metrics_of_a_class_that_is_not_drawn():
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]])
    labels = np.array([0, 0, 1])
    weights = np.array([[2.0, 1.0, 0.0]])
    assert significance.weighted_macro_f1(labels, probabilities, weights).tolist() == [0.5]
    assert significance.weighted_macro_auc(labels, probabilities, weights).tolist() == [0.5]


def test_with_one_seed_the_interval_is_the_paired_t_interval():
    rng = np.random.default_rng(1)
    labels = np.zeros(2000, dtype=int)
    a, b = (np.eye(2)[(rng.random(2000) < error).astype(int)] for error in (0.2, 0.21))
    draws = significance.document_draws(2000, 4000, seed=0)
    one, other = (significance.resampled("accuracy", labels, [run], draws) for run in (a, b))
    result = significance.mean_over_seeds(one[0] - other[0], one[1] - other[1])
    right = [(run.argmax(axis=1) == labels).astype(float) for run in (a, b)]
    expected = stats.ttest_rel(*right)
    interval = expected.confidence_interval()
    assert result["mean"] == pytest.approx(np.mean(right[0] - right[1]))
    assert result["low"] == pytest.approx(interval.low, abs=8e-4)
    assert result["high"] == pytest.approx(interval.high, abs=8e-4)
    assert result["p"] == pytest.approx(expected.pvalue, rel=0.3)
    margin = 0.03
    tost = ttost_paired(*right, -margin, margin)[0]
    assert significance.equivalence(result, margin) == pytest.approx(tost, rel=0.3)


def test_mean_over_two_seeds_by_hand():
    # Means of the seeds on each resample: 1, 3, 2, 4, whose variance is 5/3. What is left of seeds
    # and resamples: -1, -1, -1, -3 and 1, 1, 1, 3, each with variance 1. Seeds: variance 8.
    result = significance.mean_over_seeds(np.array([0.0, 4.0]), np.array([[0, 2, 1, 1], [2, 4, 3, 7]]))
    variance = 5 / 3 + (8 - (1 + 1) / (2 - 1)) / 2
    degrees = (2 - 1) * (variance / (8 / 2)) ** 2  # 49/36
    low, high = stats.t.interval(0.95, degrees, loc=2, scale=variance**0.5)
    expected = {"mean": 2, "low": low, "high": high, "error": variance**0.5, "degrees": degrees}
    p = 2 * stats.t.sf(2 / variance**0.5, degrees)
    assert result == pytest.approx(expected | {"p": p})


def test_mean_over_three_seeds_by_hand():
    # As above, with more seeds: theirs is the variance of 0, 3 and 6 less that of the documents.
    replicates = np.array([[0, 2, 1, 1], [2, 4, 3, 7], [1, 3, 2, 4]])
    result = significance.mean_over_seeds(np.array([0.0, 3.0, 6.0]), replicates)
    variance = 5 / 3 + (9 - (1 + 1 + 0) / (3 - 1)) / 3
    assert result["error"] == pytest.approx(variance**0.5)
    assert result["degrees"] == pytest.approx((3 - 1) * (variance / (9 / 3)) ** 2)


def test_a_mean_without_any_variance():
    result = significance.mean_over_seeds(np.array([0.5]), np.full((1, 4), 0.5))
    expected = {"mean": 0.5, "low": 0.5, "high": 0.5, "error": 0.0, "degrees": 1e9, "p": 1.0}
    assert result == expected


@pytest.mark.parametrize(
    ("between_seeds", "within"), [(0.0, 1.0), (0.05, 0.3), (0.15, 1.0)], ids=["none", "some", "most"]
)
@pytest.mark.parametrize("seeds", [2, 5])
def test_interval_over_documents_and_seeds_has_its_coverage(seeds, between_seeds, within):
    # Figure of document i with seed s: 0.3 + document + seed + noise of its own.
    rng = np.random.default_rng(0)
    documents, trials, hits = 200, 400, 0
    draws = significance.document_draws(documents, 300, seed=0) / documents
    for _ in range(trials):
        figures = (
            0.3
            + rng.normal(size=documents)
            + between_seeds * rng.normal(size=(seeds, 1))
            + within * rng.normal(size=(seeds, documents))
        )
        result = significance.mean_over_seeds(figures.mean(axis=1), figures @ draws.T)
        hits += result["low"] <= 0.3 <= result["high"]
    # Two seeds show so little of their spread that the interval may fall somewhat short.
    least = 0.88 if seeds == 2 else 0.92
    assert least <= hits / trials <= 0.99


def test_models_that_predict_the_same_do_not_differ(predicted):
    labels, probabilities = predicted
    _, pairs = significance.compare(
        labels, {"a": [probabilities], "b": [probabilities]}, [("a", "b")], margin=0.01, resamples=50
    )
    assert pairs["difference"].tolist() == [0, 0, 0]
    assert pairs["p_holm"].tolist() == [1, 1, 1]
    assert pairs["p_equivalent"].tolist() == [0, 0, 0]
    assert np.isfinite(pairs["degrees"]).all()  # JSON has no infinity


def test_compare_pairs_documents_and_corrects_for_the_number_of_tests(predicted):
    labels, probabilities = predicted
    worse = np.where(np.arange(300)[:, None] < 60, 1 / 4, probabilities)
    models, pairs = significance.compare(
        labels,
        {"a": [probabilities, probabilities], "b": [worse, probabilities], "c": [worse]},
        [("a", "b"), ("a", "c")],
        margin=0.01,
        resamples=200,
    )
    accuracy = pairs[pairs["metric"] == "accuracy"].set_index("b")
    gain = (probabilities.argmax(axis=1) == labels).mean() - (worse.argmax(axis=1) == labels).mean()
    assert accuracy.loc["b", "difference"] == pytest.approx(gain / 2)
    assert accuracy.loc["c", "difference"] == pytest.approx(gain)
    assert (pairs["p_holm"] >= pairs["p"]).all()
    assert pairs["p_holm"].min() == pytest.approx(6 * pairs["p"].min())
    assert {name: own["runs"] for name, own in models.items()} == {"a": 2, "b": 2, "c": 1}


def test_a_comparison_is_the_same_each_time_and_names_its_columns(predicted):
    labels, probabilities = predicted
    models = {"a": [probabilities], "b": [probabilities[:, ::-1]]}
    first, again, other = (
        significance.compare(labels, models, [("a", "b")], 0.01, 100, **seed)
        for seed in ({}, {"seed": 0}, {"seed": 1})
    )
    assert first[0] == again[0] != other[0]
    assert first[1].equals(again[1])
    assert not first[1].equals(other[1])
    assert list(first[1].columns) == [
        *("a", "b", "metric", "difference", "low", "high", "error", "degrees", "p", "each_seed"),
        *("p_equivalent", "p_holm"),
    ]
    own = first[0]["a"]
    assert list(own) == ["runs", "error", "degrees", "accuracy", "macro_f1", "macro_auc"]
    assert list(own["error"]) == list(own["degrees"]) == ["accuracy", "macro_f1", "macro_auc"]
    assert list(own["accuracy"]) == ["mean", "low", "high"]
    assert 0 < own["accuracy"]["low"] < own["accuracy"]["mean"] < own["accuracy"]["high"] < 1
    draws = significance.document_draws(len(labels), 100, seed=0)
    by_hand = significance.mean_over_seeds(
        *significance.resampled("macro_f1", labels, [probabilities], draws)
    )
    assert own["macro_f1"] == {part: by_hand[part] for part in ("mean", "low", "high")}
    assert (own["error"]["macro_f1"], own["degrees"]["macro_f1"]) == (by_hand["error"], by_hand["degrees"])


def test_an_interval_of_two_very_different_seeds_ends_where_the_metric_does(predicted):
    labels, _ = predicted
    right, wrong = np.eye(4)[labels], np.eye(4)[(labels + 1) % 4]
    models, _ = significance.compare(labels, {"a": [right, wrong], "b": [right]}, [("a", "b")], 0.01, 100)
    assert [(models["a"][metric]["low"], models["a"][metric]["high"]) for metric in significance.METRICS] == [
        (0, 1)
    ] * 3


def test_equivalence_by_its_formula():
    difference = {"mean": -0.004, "error": 0.003, "degrees": 12}
    assert significance.equivalence(difference, 0.01) == pytest.approx(stats.t.sf(2, 12))
    sure = {"mean": 0.01, "error": 0, "degrees": 1}
    assert significance.equivalence(sure, 0.02) == 0
    assert significance.equivalence(sure, 0.01) == 1
    assert significance.equivalence(sure | {"mean": -0.03}, 0.02) == 1


def test_mcnemar_by_hand():
    labels = np.zeros(100, dtype=int)
    a, b = np.zeros(100, dtype=int), np.zeros(100, dtype=int)
    b[:10] = 1  # b is wrong on ten documents, a on two others
    a[10:12] = 1
    result = significance.discordance(labels, np.eye(2)[a], np.eye(2)[b])
    assert (result["only_a"], result["only_b"], result["share"]) == (10, 2, 0.12)
    assert result["p"] == pytest.approx(2 * stats.binom.cdf(2, 12, 0.5))
    assert result["won"] == pytest.approx(10 / 12)
    same = significance.discordance(labels, np.eye(2)[a], np.eye(2)[a])
    assert (same["only_a"], same["only_b"], same["p"], same["won"]) == (0, 0, 1, 0.5)
    evenly = significance.discordance(labels[:20], np.eye(2)[b[:20]], np.eye(2)[1 - b[:20]])
    assert (evenly["only_a"], evenly["only_b"], evenly["won"]) == (10, 10, 0.5)


def test_mcnemar_of_every_pair_of_trainings():
    labels = np.zeros(4, dtype=int)
    right, half, wrong = np.eye(2)[[0, 0, 0, 0]], np.eye(2)[[0, 0, 1, 1]], np.eye(2)[[1, 1, 1, 1]]
    models = {"a": [right, half], "b": [half, wrong], "c": [wrong]}
    table = significance.discordances(labels, models, [("a", "b"), ("a", "c")], seeds=[3, 7])
    assert table[["a", "b", "seed", "only_a", "only_b"]].to_numpy().tolist() == [
        ["a", "b", 3, 2, 0],
        ["a", "b", 7, 2, 0],
        ["a", "c", 3, 4, 0],
        ["a", "c", 7, 2, 0],
    ]
    assert table["share"].tolist() == [0.5, 0.5, 1, 0.5]
    assert table["p_holm"].tolist() == significance.holm(table["p"].tolist())
    assert table["p"].tolist() == [0.5, 0.5, 0.125, 0.5]


def test_mcnemar_is_exact_with_many_documents_too():
    assert significance._mcnemar(60, 40) == pytest.approx(stats.binomtest(40, 100).pvalue)


def test_published_step_to_attention_can_never_be_significant():
    bounds = significance.discordance_bounds(MATRICES["lstm_attention"], MATRICES["lstm"])
    # Right by class: 1443, 1374, 1425, 1533, 1129 against 1469, 1445, 1418, 1476, 1091.
    assert bounds["extra"] == 5
    assert bounds["fewest"] == 26 + 71 + 7 + 57 + 38
    assert bounds["p_fewest"] == pytest.approx(stats.binomtest(102, 199).pvalue)
    assert bounds["p_fewest"] > 0.05


def test_published_step_to_the_lstm_is_significant_whatever_the_overlap():
    bounds = significance.discordance_bounds(MATRICES["lstm"], MATRICES["dense"])
    assert bounds["extra"] == 143
    assert bounds["most"] <= 2244 + 2101
    assert bounds["fewest"] < bounds["by_chance"] < bounds["most"]
    assert bounds["p_most"] < 0.05


def test_bounds_hold_for_every_overlap():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 200)
    for _ in range(20):
        a, b = (np.where(rng.random(200) < 0.7, labels, rng.integers(0, 3, 200)) for _ in range(2))
        matrices = [
            np.array([[((labels == k) & (p == j)).sum() for j in range(3)] for k in range(3)]) for p in (a, b)
        ]
        bounds = significance.discordance_bounds(*matrices)
        actual = significance.discordance(labels, np.eye(3)[a], np.eye(3)[b])
        assert bounds["fewest"] <= bounds["by_chance"] <= bounds["most"]
        assert bounds["fewest"] <= actual["only_a"] + actual["only_b"] <= bounds["most"]
        assert bounds["p_fewest"] - 1e-12 <= actual["p"] <= bounds["p_most"] + 1e-12


def test_bounds_by_hand():
    # Of 10 and 20 documents a has 7 and 12 right, b has 6 and 15.
    bounds = significance.discordance_bounds([[7, 3], [8, 12]], [[6, 4], [5, 15]])
    assert bounds["extra"] == -2
    assert bounds["fewest"] == 1 + 3
    assert bounds["most"] == min(7, 4) + min(6, 3) + min(12, 5) + min(15, 8)
    # By chance (7 * 4 + 6 * 3) / 10 + (12 * 5 + 15 * 8) / 20 = 4.6 + 9 = 13.6; even, as -2 is.
    assert bounds["by_chance"] == 14
    assert bounds["p_by_chance"] == pytest.approx(stats.binomtest(6, 14).pvalue)
    assert bounds["p_fewest"] == pytest.approx(stats.binomtest(1, 4).pvalue)


def test_bounds_need_the_same_documents():
    with pytest.raises(
        ValueError, match=r"^the matrices count different documents: their rows have different sums$"
    ):
        significance.discordance_bounds(np.array([[3, 1], [0, 4]]), np.array([[3, 0], [0, 5]]))


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
    assert significance.detectable_difference(9000, 0.12, power=0.9) > 0.0102
    assert significance.documents_needed(0.0005, 0.12, power=0.9) > 3.767e6
    assert significance.documents_needed(-0.0005, 0.12) == significance.documents_needed(0.0005, 0.12)


def test_power_of_models_that_never_disagree():
    assert significance.detectable_difference(100, 0.0) == 0
    assert significance.documents_needed(0.1, 0.0) == significance.documents_needed(0.1, 0.1)


def test_paired_accuracy_of_one_class_is_its_recall(predicted):
    labels, probabilities = predicted
    worse = np.where(np.arange(300)[:, None] < 60, 1 / 4, probabilities)
    own = labels == 2
    result = significance.paired_accuracy(labels[own], [probabilities[own]], [worse[own]], resamples=100)
    recalls = [recall_score(labels, run.argmax(axis=1), average=None)[2] for run in (probabilities, worse)]
    assert result["difference"] == pytest.approx(recalls[0] - recalls[1])
    assert result["p_holm"] == result["p"]
    # The paired t-test, not that of two samples; and the same each time.
    right = [(run[own].argmax(axis=1) == 2).astype(float) for run in (probabilities, worse)]
    error = np.std(right[0] - right[1], ddof=1) / np.sqrt(own.sum())
    assert result["error"] == pytest.approx(error, rel=0.2)
    assert result == significance.paired_accuracy(
        labels[own], [probabilities[own]], [worse[own]], resamples=100
    )
    draws = significance.document_draws(own.sum(), 100, seed=0)
    one, other = (
        significance.resampled("accuracy", labels[own], [run[own]], draws) for run in (probabilities, worse)
    )
    assert result["low"] == significance.mean_over_seeds(one[0] - other[0], one[1] - other[1])["low"]


def test_differences_seed_by_seed(predicted):
    labels, probabilities = predicted
    worse = np.where(np.arange(300)[:, None] < 60, 1 / 4, probabilities)
    models = {"a": [probabilities, worse], "b": [worse]}
    _, pairs = significance.compare(labels, models, [("a", "b")], 0.01, 20)
    found = pairs.set_index("metric")["each_seed"]
    right = [(run.argmax(axis=1) == labels).mean() for run in (probabilities, worse)]
    assert found["accuracy"] == pytest.approx([right[0] - right[1], 0])
    f1 = [f1_score(labels, run.argmax(axis=1), average="macro") for run in (probabilities, worse)]
    assert found["macro_f1"] == pytest.approx([f1[0] - f1[1], 0])


def test_the_mean_of_a_figure_that_each_document_has():
    figures = np.random.default_rng(0).normal(0.3, 1, (1, 400))
    result = significance.mean_interval(figures, resamples=4000)
    expected = stats.ttest_1samp(figures[0], 0).confidence_interval()
    assert result["mean"] == pytest.approx(figures.mean())
    assert result["low"] == pytest.approx(expected.low, abs=5e-3)
    assert result["high"] == pytest.approx(expected.high, abs=5e-3)
    assert significance.mean_interval(figures, 100) == significance.mean_interval(figures, 100, seed=0)
    assert significance.mean_interval(figures, 100) != significance.mean_interval(figures, 100, seed=1)
    # Two seeds that agree on every document: nothing is added for the seeds.
    assert significance.mean_interval(np.repeat(figures, 2, axis=0), 4000)["error"] == pytest.approx(
        result["error"]
    )


def test_holm_by_hand():
    # Holm 1979: the smallest times 4, the next times 3 ..., never falling.
    assert significance.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert significance.holm([]) == []


def test_macro_f1_of_a_published_matrix():
    matrix = MATRICES["lstm_attention"]
    labels, guesses = (np.repeat(np.indices((5, 5))[axis].ravel(), matrix.ravel()) for axis in (0, 1))
    interval = significance.macro_f1_interval(matrix, resamples=500)
    assert interval["mean"] == pytest.approx(f1_score(labels, guesses, average="macro"))
    assert interval["low"] < interval["mean"] < interval["high"]
    assert interval["high"] - interval["low"] == pytest.approx(0.0175, abs=0.002)
    assert interval["mean"] - interval["low"] == pytest.approx(interval["high"] - interval["mean"], abs=0.002)
    assert significance.macro_f1_interval(matrix, 50) == significance.macro_f1_interval(matrix, 50, seed=0)
    assert significance.macro_f1_interval(matrix, 50) != significance.macro_f1_interval(matrix, 50, seed=1)


def test_the_interval_of_a_macro_f1_is_that_of_its_resamples():
    matrix = np.array([[30, 10], [5, 15]])
    interval = significance.macro_f1_interval(matrix, resamples=200, seed=3)
    draws = np.random.default_rng(3).multinomial(60, matrix.ravel() / 60, size=200).reshape(200, 2, 2)
    hits = draws.diagonal(axis1=1, axis2=2)
    scores = (2 * hits / (draws.sum(axis=1) + draws.sum(axis=2))).mean(axis=1)
    assert (interval["low"], interval["high"]) == pytest.approx(tuple(np.quantile(scores, [0.025, 0.975])))


@pytest.mark.parametrize("documents", range(1, 60))
def test_an_interval_holds_its_accuracy_even_if_all_or_none_are_right(documents):
    """Wilson's upper end at 1 is 0.9999999999999999 for some numbers, and no figure can draw that."""
    for right in (0, documents / 2, documents):
        interval = significance.accuracy_interval(right / documents, documents)
        assert interval["low"] <= interval["mean"] <= interval["high"]
