"""The controls run at a tiny size, notice what is wrong with the evidence, and do not hide what failed."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from lstm_attention.commands import cli, controls
from lstm_attention.corpus import generated
from lstm_attention.evidence import intervals, significance
from lstm_attention.exhibits import control_rows

TINY = controls.Size(
    **{"groups": 60, "documents": 60, "epochs": (1, 1), "erased": 4},
    **{"repetitions": 2, "simulations": 3, "groups_each": 20},
)
NAMES = [
    *("chance", "shown", "redrawn", "primary", "mcnemar", "trainings", "power", "word", "bound", "copies"),
    *("accuracy_groups", "accuracy_alone", "difference_groups", "difference_alone"),
]


def test_all_controls_run_at_a_tiny_size():
    rows = dict(controls.run(TINY))
    assert list(rows) == NAMES
    for row in rows.values():
        assert row["truth"]
        assert row["said"]
        assert row["seconds"] > 0
    # What needs no size to hold or to fail.
    assert " of 7 intervals contain chance" in rows["chance"]["said"]
    assert (
        "accuracies differ by 0.0 points, p = 1; only one copy is right in 0 documents, p = 1"
        in (rows["copies"]["said"])
    )
    assert not rows["copies"]["holds"]  # so few documents do not show that two models are equal
    assert " of 2: " in rows["primary"]["said"]
    assert [rows[name]["share"] is None for name in NAMES] == [
        name in ("chance", "shown", "word", "bound", "copies") for name in NAMES
    ]


@pytest.mark.parametrize("leaks", [False, True])
def test_a_split_through_the_groups_is_found_out(leaks):
    documents = generated.in_groups(200, seed=0)
    corpus = controls.encoded(documents.assign(group=documents["id"]) if leaks else documents, 1 / 3, seed=0)
    test = corpus.parts["test"]
    right = intervals.right(test.labels, [controls.linear_models(corpus, seed=0)[1]])
    over = intervals.mean_interval(right - 1 / len(generated.CLASSES), test.groups)
    assert control_rows.at_chance({"linear SVM": over})["holds"] is not leaks


def test_intervals_that_ignore_groups_are_found_out(monkeypatch):
    size = replace(TINY, simulations=80, groups_each=30)
    right = dict(controls.coverage(size))
    assert right["accuracy_groups"]["share"] > right["accuracy_alone"]["share"] + 0.05
    variance = intervals.variance_of_mean
    monkeypatch.setattr(
        intervals, "variance_of_mean", lambda figure, groups: variance(figure, np.arange(len(figure)))
    )
    wrong = dict(controls.coverage(size))
    assert not wrong["accuracy_groups"]["holds"]
    assert wrong["accuracy_groups"]["share"] < right["accuracy_groups"]["share"] - 0.05


def test_a_test_that_ignores_the_spread_between_trainings_is_found_out(monkeypatch):
    size = replace(TINY, simulations=300, groups_each=60)
    right = dict(controls.several_trainings(size))
    assert right["trainings"]["holds"]
    assert right["power"]["holds"]

    def averaged(labels, runs):  # as if the mean of the training runs were a single one
        return np.mean([run.argmax(axis=1) == labels for run in runs], axis=0, keepdims=True)

    monkeypatch.setattr(intervals, "right", averaged)
    monkeypatch.setattr(generated, "SPREAD", 1.0)
    assert not dict(controls.several_trainings(size))["trainings"]["holds"]


def test_the_better_of_two_models_is_better_by_as_much_as_is_said():
    found = controls.compared(controls.BETTER, replace(TINY, simulations=30, groups_each=300))
    assert np.mean([each["difference"] for each in found]) == pytest.approx(0.16, abs=0.01)


def test_a_test_that_finds_nothing_is_found_out(monkeypatch):
    size = replace(TINY, simulations=20, groups_each=60)
    paired = significance.paired_accuracy

    def blind(*arguments):
        return paired(*arguments) | {"low": -1.0, "high": 1.0, "p": 1.0}

    monkeypatch.setattr(significance, "paired_accuracy", blind)
    found = dict(controls.several_trainings(size))
    assert found["trainings"]["holds"]
    assert not found["power"]["holds"]


@pytest.mark.parametrize("holds", [True, False])
def test_what_failed_is_seen_in_table_record_and_result(holds, monkeypatch, tmp_path, capsys):
    row = {"truth": "One is one", "said": "it is", "share": None, "seconds": 1.0}
    rows = {"one": row | {"holds": True}, "two": row | {"truth": "Two is one", "holds": holds}}
    monkeypatch.setattr(controls, "run", lambda size: iter(rows.items()))
    assert controls.run_controls(tmp_path) is holds
    record = json.loads((tmp_path / "controls.json").read_text(encoding="utf-8"))
    assert record["controls"] == rows
    assert record["command"] == "make controls"
    assert record["machine"]["cores"] >= 1
    printed = capsys.readouterr().out
    assert ("FAILED" in printed) is not holds
    assert ("all 2 controls hold" if holds else "of 2 controls, 1 failed (Two is one)") in printed


@pytest.mark.parametrize(("holds", "status"), [(True, 0), (False, 1)])
def test_the_exit_status_says_whether_all_hold(holds, status, monkeypatch):
    monkeypatch.setattr(controls, "run_controls", lambda build: holds)
    assert CliRunner().invoke(cli.app, ["controls"]).exit_code == status
