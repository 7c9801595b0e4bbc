"""What follows from the original's figures, by hand."""

import pytest

from lstm_attention.evidence import published, significance


def test_accuracies_are_those_of_the_matrices():
    table = published.accuracies(resamples=50)
    assert list(table.index) == ["dense", "lstm", "lstm_attention"]
    own = table.loc["lstm_attention"]
    assert own["published"] == 6904 / 9000
    assert own["published_low"] == significance.accuracy_interval(6904 / 9000, 9000)["low"]
    assert own["published_high"] == significance.accuracy_interval(6904 / 9000, 9000)["high"]
    matrix = published.matrices()["lstm_attention"]
    assert own["published_f1"] == significance.macro_f1_interval(matrix, 50)["mean"]
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
    assert facts["parameters"] == {"total": 8419690, "attention": 129}
    for model, right in {"dense": 931, "lstm": 1091, "lstm_attention": 1129}.items():
        assert facts["confused"][model]["true_class"] == "technology"
        assert facts["recall"][model] == right / 1856
        assert facts["confused"][model]["wrong_share"] == pytest.approx(1 - right / 1856)
    assert facts["auc"] == significance.auc_interval(0.88, 1856, 9000 - 1856)
