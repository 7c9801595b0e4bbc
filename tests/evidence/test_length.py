"""Accuracy by length against hand counts and statsmodels."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
import statsmodels.api as sm

from lstm_attention.evidence import length


def test_fifths_hold_every_document_once_and_rise():
    lengths = np.random.default_rng(0).integers(1, 300, 503)
    groups = length.fifths(lengths)
    assert sorted(np.concatenate(groups)) == list(range(503))
    assert [len(group) for group in groups] == pytest.approx([100] * 5, abs=5)
    assert all(lengths[a].max() < lengths[b].min() for a, b in pairwise(groups))


def test_equal_lengths_stay_together():
    assert [group.tolist() for group in length.fifths(np.array([5, 5, 5, 5]))] == [[0, 1, 2, 3]]


def test_accuracy_by_length_counts():
    lengths = np.arange(1, 11)
    labels = np.zeros(10, dtype=int)
    run = np.eye(2)[(lengths > 8).astype(int)]  # wrong on the two longest
    table = length.accuracy_by_length(labels, lengths, {"m": [run]}, np.arange(10))
    assert table["documents"].tolist() == [2] * 5
    assert table["mean"].tolist() == [1, 1, 1, 1, 0]
    assert (table.iloc[-1]["shortest"], table.iloc[-1]["longest"]) == (9, 10)


def test_a_sweep_has_a_row_for_each_training():
    record = {"model": "lstm", "seed": 3, "parameters": {"max_tokens": 50}, "seconds": {"epochs": [1.0, 2.0]}}
    run = SimpleNamespace(record=record, labels=np.array([0, 1]), probabilities=np.eye(2)[[0, 0]])
    assert (
        length.sweep([run, run]).to_dict(orient="records")
        == [{"model": "lstm", "max_tokens": 50, "seed": 3, "accuracy": 0.5, "seconds": 1.5}] * 2
    )


def test_shortened_trainings_are_compared_with_those_of_the_same_seeds():
    def run(model, seed):
        return SimpleNamespace(record={"model": model, "seed": seed})

    cut, whole = [run("lstm", 1)], [run("lstm", 0), run("lstm", 1), run("dense", 0), run("dense", 1)]
    found = length.with_the_same_seeds(cut, whole)
    assert [(own.record["model"], own.record["seed"]) for own in found] == [
        *(("lstm", 1), ("lstm", 1), ("dense", 0), ("dense", 1))
    ]
    assert length.with_the_same_seeds([], whole) == whole


def test_a_sweep_is_averaged_by_model_and_length():
    def run(model, tokens, seed, right):
        record = {"model": model, "seed": seed, "parameters": {"max_tokens": tokens}}
        return SimpleNamespace(
            record=record | {"seconds": {"epochs": [1.0, 3.0]}},
            labels=np.zeros(4, dtype=int),
            groups=np.arange(4),
            probabilities=np.eye(2)[[0] * right + [1] * (4 - right)],
        )

    table = length.means_of_sweep([run("lstm", 50, 0, 2), run("dense", 50, 0, 4), run("lstm", 50, 1, 3)])
    shown = table[["model", "max_tokens", "seeds", "mean", "seconds"]].to_numpy().tolist()
    assert shown == [["dense", 50, 1, 1.0, 2.0], ["lstm", 50, 2, 0.625, 2.0]]
    assert (table["low"] < table["mean"]).all()


def test_slope_agrees_with_statsmodels():
    rng = np.random.default_rng(0)
    lengths = rng.integers(2, 500, 4000)
    labels = np.zeros(4000, dtype=int)
    chance = np.clip(0.5 + 0.04 * np.log2(lengths), 0, 1)
    a, b = (np.eye(2)[(rng.random(4000) > p).astype(int)] for p in (chance, 0.6))
    result = length.gain(labels, lengths, [a], [b], np.arange(4000), resamples=1000)["slope"]
    right = (a.argmax(axis=1) == 0).astype(float) - (b.argmax(axis=1) == 0)
    fitted = sm.OLS(right, sm.add_constant(np.log2(lengths))).fit(cov_type="HC3")
    assert result["mean"] == pytest.approx(fitted.params[1])
    assert result["error"] == pytest.approx(fitted.bse[1], rel=0.1)
    assert result["low"] <= 0.04 <= result["high"]


def test_one_length_has_no_slope():
    run = np.eye(2)[np.array([0, 1, 0])]
    labels = np.zeros(3, dtype=int)
    assert length.gain(labels, np.array([7, 7, 7]), [run], [run], np.arange(3), 20)["slope"]["mean"] == 0
