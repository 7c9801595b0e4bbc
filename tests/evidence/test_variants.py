"""Variants compared with the model that they vary."""

from types import SimpleNamespace

import numpy as np
import pytest

from lstm_attention.evidence import intervals, significance, variants

LABELS = np.tile([0, 1], 40)


def run(seed, right, validation_right=2, corpus="one"):
    """A run that is right on the first of 80 test documents, and of four for validation."""
    labels = LABELS[:4]
    return SimpleNamespace(
        record={"seed": seed, "corpus": corpus, "counts": {"trainable": 100 + right}},
        labels=LABELS,
        groups=np.arange(80),
        probabilities=np.eye(2)[np.where(np.arange(80) < right, LABELS, 1 - LABELS)],
        validation_labels=labels,
        validation_groups=np.arange(4),
        validation_probabilities=np.eye(2)[np.where(np.arange(4) < validation_right, labels, 1 - labels)],
    )


BASE = [run(0, 50), run(1, 60)]


def test_variants_are_compared_on_the_seeds_that_both_have():
    rows = variants.beside("base", {"base": BASE, "other": [run(1, 70, 4)], "same": BASE}, margin=0.01)
    assert rows["base"]["against"] is None
    assert (rows["other"]["trainable"], rows["other"]["seeds"]) == (170, 1)
    runs = [run.probabilities for run in BASE]
    assert rows["base"]["test"] == intervals.accuracy_interval(LABELS, runs, np.arange(80))
    assert rows["base"]["test"]["mean"] == 55 / 80
    assert rows["other"]["validation"]["mean"] == 1
    against = rows["other"]["against"]
    expected = significance.paired_accuracy(
        LABELS, [run(1, 70).probabilities], [BASE[1].probabilities], np.arange(80), 0.01, tests=2
    )
    assert against == expected
    assert rows["same"]["against"]["difference"] == 0
    assert rows["same"]["against"]["p_corrected"] == 1


def test_variants_are_validated_on_documents_of_one_split():
    """Other validation documents, of which there may be more, may be easier."""
    other = run(1, 60, 4, corpus="two")
    other.validation_labels = np.ones(7, dtype=int)
    own = {"base": [run(0, 50), other], "variant": [run(0, 50, 3), other]}
    rows = variants.beside("base", own, margin=0.01)
    assert [row["validation"]["mean"] for row in rows.values()] == [2 / 4, 3 / 4]
    assert rows["base"]["test"]["mean"] == 55 / 80


def test_a_model_without_variants_is_compared_with_none():
    assert list(variants.beside("base", {"base": BASE}, 0.01)) == ["base"]


def test_an_ensemble_is_the_mean_of_the_probabilities():
    unsure = run(0, 80)
    unsure.probabilities = 0.5 + 0.1 * (unsure.probabilities - 0.5)  # right, but outvoted by what is wrong
    over = variants.over_baseline([run(1, 60), unsure], BASE[0].probabilities)
    assert over["ensemble"]["mean"] == 60 / 80
    assert over["over_baseline"]["difference"] == pytest.approx((10 + 30) / 2 / 80)
    assert over["ensemble_over_baseline"]["difference"] == pytest.approx(10 / 80)
