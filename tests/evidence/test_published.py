"""What follows from the original's figures, by hand and from published tables."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import f1_score

from lstm_attention.evidence import published, significance
from lstm_attention.evidence.published import matrices

MATRICES = matrices()


def test_accuracies_are_those_of_the_matrices():
    table = published.accuracies()
    assert list(table.index) == ["dense", "lstm", "lstm_attention"]
    own = table.loc["lstm_attention"]
    assert own["published"] == 6904 / 9000
    assert (own["published_low"], own["published_high"]) == pytest.approx((0.7583, 0.7757), abs=1e-4)
    matrix = MATRICES["lstm_attention"]
    labels, guesses = (np.repeat(np.indices((5, 5))[axis].ravel(), matrix.ravel()) for axis in (0, 1))
    assert own["published_f1"] == pytest.approx(f1_score(labels, guesses, average="macro"))
    assert own["published_auc"] == pytest.approx((0.96 + 0.95 + 0.95 + 0.96 + 0.88) / 5)


def test_pairs_are_corrected_for_their_number():
    pairs = [("lstm_attention", "lstm"), ("lstm", "dense")]
    table = published.discordances(pairs)
    assert list(zip(table["a"], table["b"], strict=True)) == pairs
    assert table["extra"].tolist() == [5, 143]
    assert table["difference"].tolist() == [5 / 9000, 143 / 9000]
    for bound in ("fewest", "by_chance", "most"):
        assert table[f"p_holm_{bound}"].tolist() == significance.holm(table[f"p_{bound}"].tolist())


def test_facts_by_hand():
    facts = published.facts()
    assert facts["documents"] == 9000
    assert facts["accuracy"] == {"dense": 0.7507, "lstm": 0.7666, "lstm_attention": 0.7671}
    assert facts["tfidf_logistic"] == pytest.approx({"low": 0.7546, "high": 0.7871, "same": 0.7761})
    assert facts["parameters"] == {"total": 8419690, "attention": 129}
    for model, right in {"dense": 931, "lstm": 1091, "lstm_attention": 1129}.items():
        assert facts["confused"][model]["true_class"] == "technology"
        assert facts["recall"][model] == right / 1856
        assert facts["confused"][model]["wrong_share"] == pytest.approx(1 - right / 1856)
    assert facts["auc"] == published.auc_interval(0.88, 1856, 9000 - 1856)


def test_auc_interval_of_hanley_and_mcneil():
    # Hanley and McNeil 1982, table III: area 0.893, 51 abnormal and 58 normal, error 0.032.
    interval = published.auc_interval(0.893, 51, 58)
    assert (interval["high"] - 0.893) / 1.95996 == pytest.approx(0.032, abs=6e-4)
    assert interval["mean"] == 0.893
    assert interval["mean"] - interval["low"] == pytest.approx(interval["high"] - interval["mean"])


def test_auc_interval_by_hand():
    # One of each: the variance is A (1 - A), the two other terms vanish.
    interval = published.auc_interval(0.8, 1, 1)
    assert interval["high"] == pytest.approx(0.8 + 1.959964 * 0.4, abs=1e-6)
    # A = 0.8: Q1 = 2/3, Q2 = 1.28/1.8; with 2 and 3: (0.16 + (Q1 - 0.64) + 2 (Q2 - 0.64)) / 6.
    interval = published.auc_interval(0.8, 2, 3)
    error = ((0.16 + (2 / 3 - 0.64) + 2 * (1.28 / 1.8 - 0.64)) / 6) ** 0.5
    assert interval["low"] == pytest.approx(0.8 - 1.959964 * error, abs=1e-6)


def test_published_step_to_attention_can_never_be_significant():
    bounds = published.discordance_bounds(MATRICES["lstm_attention"], MATRICES["lstm"])
    # Right by class: 1443, 1374, 1425, 1533, 1129 against 1469, 1445, 1418, 1476, 1091.
    assert bounds["extra"] == 5
    assert bounds["fewest"] == 26 + 71 + 7 + 57 + 38
    assert bounds["p_fewest"] == pytest.approx(stats.binomtest(102, 199).pvalue)
    assert bounds["p_fewest"] > 0.05


def test_published_step_to_the_lstm_is_significant_whatever_the_overlap():
    bounds = published.discordance_bounds(MATRICES["lstm"], MATRICES["dense"])
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
        bounds = published.discordance_bounds(*matrices)
        actual = significance.discordance(labels, np.eye(3)[a], np.eye(3)[b], np.arange(200))
        assert bounds["fewest"] <= bounds["by_chance"] <= bounds["most"]
        assert bounds["fewest"] <= actual["only_a"] + actual["only_b"] <= bounds["most"]
        assert bounds["p_fewest"] - 1e-12 <= actual["p"] <= bounds["p_most"] + 1e-12


def test_bounds_by_hand():
    # Of 10 and 20 documents a has 7 and 12 right, b has 6 and 15.
    bounds = published.discordance_bounds([[7, 3], [8, 12]], [[6, 4], [5, 15]])
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
        published.discordance_bounds(np.array([[3, 1], [0, 4]]), np.array([[3, 0], [0, 5]]))
