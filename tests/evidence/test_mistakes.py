"""Confusions and confident errors by hand, and on the published matrix."""

import numpy as np
import pytest

from lstm_attention.evidence import mistakes
from lstm_attention.evidence.published import published


def test_the_commonest_confusion_of_the_published_attention_model():
    original = published()
    table = mistakes.confusions(
        original["models"]["lstm_attention"]["confusion_matrix"], original["corpus"]["classes"], count=2
    )
    first = table.iloc[0]
    assert (first["true"], first["predicted"], first["documents"]) == ("technology", "politics", 301)
    assert first["share"] == pytest.approx(301 / 1856)
    assert table.iloc[1]["documents"] == 206  # programming as technology


def test_a_perfect_model_confuses_nothing():
    assert len(mistakes.confusions(np.eye(3), ["a", "b", "c"], count=5)) == 0


def test_confident_errors_are_the_surest_wrong_answers_of_the_mean():
    labels = np.array([0, 1, 1, 0])
    one = np.array([[0.1, 0.9], [0.8, 0.2], [0.1, 0.9], [0.45, 0.55]])
    other = np.array([[0.3, 0.7], [0.8, 0.2], [0.2, 0.8], [0.65, 0.35]])
    table = mistakes.confident_errors(labels, [one, other], ["A", "B"], count=5)
    assert table["document"].tolist() == [0, 1]  # the fourth is right on average
    assert table["probability"].tolist() == pytest.approx([0.8, 0.8])
    assert table["of_true"].tolist() == pytest.approx([0.2, 0.2])
    assert table.iloc[1][["true", "predicted"]].tolist() == ["B", "A"]


def test_groups_that_decide_by_hand():
    labels, groups = np.zeros(7, dtype=int), np.array([5, 5, 5, 2, 2, 9, 8])
    a, b = np.eye(2)[[0, 0, 0, 1, 0, 0, 0]], np.eye(2)[[1, 1, 0, 0, 0, 0, 1]]
    table, left = mistakes.deciding_groups(labels, [a], [b], groups, count=2)
    assert table[["document", "documents", "right_a", "right_b", "net"]].to_numpy().tolist() == [
        [0, 3, 3, 1, 2],
        [3, 2, 1, 2, -1],  # the lowest number of those that are equally far apart
    ]
    assert left == 0.5  # of the other two documents, a has one more
    everything, nothing = mistakes.deciding_groups(labels, [a, b], [b, b], groups, count=9)
    assert len(everything) == 4
    assert everything["net"].tolist() == [1, -0.5, 0.5, 0]
    assert nothing == 0
