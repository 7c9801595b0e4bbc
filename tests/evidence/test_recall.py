"""Recall of a class compared with others, by hand and by scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import recall_score

from lstm_attention.evidence import recall


@pytest.fixture(scope="module")
def predicted():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 600)
    good = np.where(rng.random(600) < 0.9, labels, (labels + 1) % 3)
    bad = np.where((labels == 2) & (rng.random(600) < 0.4), 0, good)  # worse only on the last class
    return labels, np.eye(3)[good], np.eye(3)[bad]


def test_a_gain_is_the_difference_of_recall_and_the_gaps_are_to_each_other_class(predicted):
    labels, good, bad = predicted
    found = recall.gain_and_rank(labels, [good], [bad], ["x", "y", "z"], "z", np.arange(600), 500)
    recalls = [recall_score(labels, run.argmax(axis=1), average=None) for run in (good, bad)]
    assert found["recall"]["difference"] == pytest.approx(recalls[0][2] - recalls[1][2])
    assert found["recall"]["tests"] == 3
    assert {name: gap["mean"] for name, gap in found["behind"].items()} == pytest.approx(
        dict(zip("xy", recalls[0][:2] - recalls[0][2], strict=True))
    )
    assert found["recall"]["low"] > 0


def test_a_class_that_is_recalled_least_is_surely_behind_all_others(predicted):
    labels, good, bad = predicted
    gaps = recall.behind_others(labels, [bad, bad], 2, np.arange(600), 500, tests=2)
    assert all(gap["low"] > 0 for gap in gaps)
    # Recalls of two classes are independent shares: their variances add up.
    shares = [recall_score(labels, bad.argmax(axis=1), average=None)[k] for k in (0, 2)]
    counts = [(labels == k).sum() for k in (0, 2)]
    error = sum(p * (1 - p) / n for p, n in zip(shares, counts, strict=True)) ** 0.5
    assert gaps[0]["error"] == pytest.approx(error, rel=0.1)
    assert any(gap["low"] < 0 for gap in recall.behind_others(labels, [good], 2, np.arange(600), 500, 2))
