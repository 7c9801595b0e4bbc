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
    rows = variants.beside("base", {"base": BASE, "other": [run(1, 70, 4)], "same": BASE}, 0.01, tests=7)
    assert rows["base"]["against"] is None
    assert (rows["other"]["trainable"], rows["other"]["seeds"]) == (170, 1)
    runs = [run.probabilities for run in BASE]
    assert rows["base"]["test"] == intervals.accuracy_interval(LABELS, runs, np.arange(80))
    assert rows["base"]["test"]["mean"] == 55 / 80
    assert rows["other"]["validation"]["mean"] == 1
    against = rows["other"]["against"]
    expected = significance.paired_accuracy(
        LABELS, [run(1, 70).probabilities], [BASE[1].probabilities], np.arange(80), 0.01, tests=7
    )
    assert against == expected | {"trainings": 1}
    assert rows["same"]["against"]["trainings"] == 2
    assert rows["same"]["against"]["difference"] == 0
    assert rows["same"]["against"]["p_corrected"] == 1


def test_variants_are_validated_on_documents_of_one_split():
    """Other validation documents, of which there may be more, may be easier."""
    other = run(1, 60, 4, corpus="two")
    other.validation_labels = np.ones(7, dtype=int)
    own = {"base": [run(0, 50), other], "variant": [run(0, 50, 3), other]}
    rows = variants.beside("base", own, 0.01, tests=1)
    assert [row["validation"]["mean"] for row in rows.values()] == [2 / 4, 3 / 4]
    assert [(row["seeds"], row["validated"]) for row in rows.values()] == [(2, 1), (2, 1)]
    assert rows["base"]["test"]["mean"] == 55 / 80


def test_a_model_without_variants_is_compared_with_none():
    assert list(variants.beside("base", {"base": BASE}, 0.01, tests=1)) == ["base"]


def test_an_ensemble_is_the_mean_of_the_probabilities():
    unsure = run(0, 80)
    unsure.probabilities = 0.5 + 0.1 * (unsure.probabilities - 0.5)  # right, but outvoted by what is wrong
    over = variants.over_baseline([run(1, 60), unsure], [BASE[0].probabilities], tests=9)
    assert over["ensemble"]["mean"] == 60 / 80
    assert over["over_baseline"]["difference"] == pytest.approx((10 + 30) / 2 / 80)
    assert over["ensemble_over_baseline"]["difference"] == pytest.approx(10 / 80)
    assert [over[name]["trainings"] for name in ("over_baseline", "ensemble_over_baseline")] == [2, 1]
    assert over["over_baseline"]["tests"] == over["ensemble_over_baseline"]["tests"] == 9


def test_a_baseline_with_a_run_for_each_seed_is_compared_seed_by_seed():
    baseline = [one.probabilities for one in BASE]
    over = variants.over_baseline([run(0, 60), run(1, 60)], baseline, tests=1)
    assert over["over_baseline"]["difference"] == pytest.approx((10 + 0) / 2 / 80)
    assert over["ensemble_over_baseline"]["difference"] == pytest.approx(10 / 80)
    rows = variants.all_against("lstm", {"lstm": [run(0, 60), run(1, 65)]}, {"svm": baseline}, 0.01, "", 1)
    assert rows["svm"]["each_seed"] == pytest.approx([-10 / 80, -5 / 80])


def test_everything_is_compared_with_one_model_and_only_the_primary_by_itself():
    finished = {"lstm": BASE, "attention": [run(0, 52), run(1, 61)], "other": [run(1, 70)]}
    baseline = run(0, 40).probabilities
    rows = variants.all_against("lstm", finished, {"svm": [baseline]}, 0.01, "attention", tests=5)
    assert list(rows) == ["attention", "other", "svm"]
    assert [rows[name]["tests"] for name in rows] == [1, 5, 5]
    assert rows["attention"]["each_seed"] == pytest.approx([2 / 80, 1 / 80])
    assert rows["other"]["each_seed"] == pytest.approx([10 / 80])
    assert rows["svm"]["each_seed"] == pytest.approx([-10 / 80, -20 / 80])
    runs = [run.probabilities for run in BASE]
    expected = significance.paired_accuracy(LABELS, [baseline], runs, np.arange(80), 0.01, tests=5)
    assert rows["svm"].items() >= expected.items()


def test_a_variant_is_found_by_the_one_thing_that_it_changes():
    def trained(**parameters):
        return [SimpleNamespace(record={"parameters": {"pooling": "published", "mask": True} | parameters})]

    finished = {
        "base": trained(),
        "both": trained(pooling="mean", mask=False),
        "mean": trained(pooling="mean"),
    }
    assert variants.changing_only({"pooling": "mean"}, "base", finished) == "mean"
    assert variants.changing_only({"pooling": "max"}, "base", finished) is None
    assert variants.changing_only({}, "base", {"base": trained()}) is None
    assert variants.changed(finished["both"], finished["base"]) == ["pooling", "mask"]
    assert variants.changed(finished["base"], finished["base"]) == []


def test_answers_are_compared_with_those_of_other_seeds_alone():
    base = [run(0, 60), run(1, 70), run(2, 80)]
    other = [run(0, 0), run(1, 80)]  # with seed 0 it is always wrong
    found = variants.agreement(base, other, margin=0.01)
    # Of 80 answers two runs share those that both have right or both have wrong.
    within = np.mean([70, 70, (60 + 70) / 2]) / 80  # with seeds that the other model has too
    across = np.mean([60, 10, (0 + 80) / 2]) / 80
    assert found["within"]["mean"] == pytest.approx(within)
    assert found["across"]["mean"] == pytest.approx(across)
    assert found["difference"]["difference"] == pytest.approx(across - within)
    assert variants.agreement(base, base, 0.01)["difference"]["difference"] == 0


def test_answers_of_a_model_that_was_trained_once_are_compared_with_none():
    assert variants.agreement([run(0, 60)], [run(1, 70)], 0.01) is None
    assert variants.agreement([run(0, 60)], [run(0, 70)], 0.01) is None


def test_a_variant_and_its_model_are_compared_on_the_seeds_of_the_variant():
    lstm, model = [run(0, 40), run(1, 50)], [run(0, 45), run(1, 70)]
    found = variants.on_same_seeds([run(0, 50)], model, lstm, 0.01, tests=5)
    assert found["variant"]["difference"] == pytest.approx(10 / 80)
    assert found["model"]["difference"] == pytest.approx(5 / 80)
    assert [found[name]["tests"] for name in ("variant", "model")] == [5, 1]
    assert found["model"]["trainings"] == 1
