"""Figures of settings against counts by hand and SciPy; the best by validation; tests that are corrected."""

import json

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import f1_score

from lstm_attention.evidence import significance, tries
from lstm_attention.models.runs import load_run, save_run

LABELS = np.tile([0, 1, 2], 20).astype(np.int32)


def probabilities(wrong):
    """Probabilities of three classes that are wrong for the first documents."""
    answers = np.where(np.arange(60) < wrong, (LABELS + 1) % 3, LABELS)
    return np.where(np.eye(3)[answers] == 1, 0.8, 0.1).astype(np.float32)


def saved(folder, seed, wrong, wrong_in_validation, names="d", validated="v"):
    folder.mkdir(parents=True)
    parts = {"labels": LABELS, "groups": np.arange(60)}
    predictions = {
        "ids": np.array([f"{names}{number}" for number in range(60)]),
        "lengths": np.ones(60, dtype=int),
        **parts,
        "probabilities": probabilities(wrong),
        "validation_ids": np.array([f"{validated}{number}" for number in range(60)]),
        **{f"validation_{name}": values for name, values in parts.items()},
        "validation_probabilities": probabilities(wrong_in_validation),
    }
    record = {"seed": seed, "seconds": {"epochs": [1.0 + seed, 2.0]}}
    save_run(folder, record, {"loss": [1.0]}, predictions)
    return str(folder)


def setting(folder, value, wrong, wrong_in_validation, names="d", weights=()):
    runs = [
        saved(folder / f"{value}-{seed}", seed, wrong + seed, wrong_in_validation, names) for seed in (0, 1)
    ]
    return {"values": {"learning_rate": value}, "runs": runs, "weights": list(weights)}


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    weights = []
    for number, largest in enumerate(([0.5, 0.1, 0.3], [0.3, 0.1, 0.2])):
        weights.append(str(folder / f"{number}.json"))
        (folder / f"{number}.json").write_text(json.dumps({"largest": largest, "groups": [0, 1, 2]}))
    # The best by validation is the worst on the test set.
    return {
        "lstm": [
            setting(folder / "a", 0.001, 20, 3),
            setting(folder / "a", 0.002, 10, 6),
            setting(folder / "a", 0.004, 5, 9, names="other"),
        ],
        "lstm_attention": [
            setting(folder / "b", 0.001, 10, 8, weights=weights),
            setting(folder / "b", 0.002, 9, 2),
        ],
    }


@pytest.fixture(scope="module")
def rows(tried):
    return tries.settings(tried, {}, resamples=200)[0]


def test_figures_are_means_over_seeds(tried, rows):
    first = rows[0]
    assert first["validation"]["mean"] == pytest.approx(57 / 60)
    assert first["accuracy"]["mean"] == pytest.approx(1 - 20.5 / 60)
    f1 = [
        f1_score(LABELS, load_run_of(path).probabilities.argmax(axis=1), average="macro")
        for path in tried["lstm"][0]["runs"]
    ]
    assert first["macro_f1"]["mean"] == pytest.approx(np.mean(f1))
    assert first["runs"] == dict(enumerate(tried["lstm"][0]["runs"]))
    for measure in ("validation", "accuracy", "macro_f1"):
        assert 0 <= first[measure]["low"] <= first[measure]["mean"] <= first[measure]["high"] <= 1


def load_run_of(path):
    from pathlib import Path

    return load_run(Path(path))


def test_seconds_have_students_interval_of_the_seeds(rows):
    low, high = stats.t.interval(0.95, 1, loc=3.5, scale=stats.sem([3.0, 4.0]))
    assert rows[0]["seconds"] == pytest.approx({"mean": 3.5, "low": low, "high": high})


def test_one_seed_has_no_interval_of_seconds(tried):
    run = load_run_of(tried["lstm"][0]["runs"][0])
    assert tries.figures([run], [], 100)["seconds"] == {"mean": 3.0, "low": None, "high": None}


def test_the_largest_weight_is_a_mean_over_documents_and_seeds_where_there_is_attention(rows):
    assert rows[0]["largest"] is None
    assert rows[3]["largest"]["mean"] == pytest.approx(0.25)


def test_validation_chooses_and_the_test_part_has_no_say(rows):
    assert [row["best"] for row in rows] == [True, False, False, False, True]
    assert rows[0]["accuracy"]["mean"] < rows[1]["accuracy"]["mean"]


def test_no_setting_is_best_where_settings_have_different_validation_documents(tmp_path):
    own = [
        {
            "values": {"sample": size},
            "runs": [saved(tmp_path / f"{size}", 0, 3, 3, validated=names)],
            "weights": [],
        }
        for size, names in ((60, "v"), (50, "w"))
    ]
    rows, _ = tries.settings({"lstm": own}, {}, resamples=100)
    assert [(row["best"], row["comparison"]) for row in rows] == [(False, None)] * 2


def test_the_best_is_tested_against_all_others_with_the_same_documents_and_corrected_together(tried, rows):
    best, other = ([load_run_of(path).probabilities for path in row["runs"]] for row in tried["lstm"][:2])
    alone = significance.paired_accuracy(LABELS, best, other, np.arange(60))
    found = rows[1]["comparison"]
    assert found["difference"] == pytest.approx(-10 / 60) == alone["difference"]
    assert (found["tests"], found["p"]) == (2, alone["p"])
    assert found["p_corrected"] == pytest.approx(min(1, 2 * alone["p"]))
    assert found["low"] < alone["low"]
    assert rows[3]["comparison"]["tests"] == 2
    # The best itself, and a setting with other test documents.
    assert [rows[number]["comparison"] for number in (0, 2, 4)] == [None] * 3


def test_a_setting_with_a_failed_run_is_left_out_with_its_reason(tried):
    failed = {tried["lstm"][0]["runs"][1]: "train: no memory", tried["lstm_attention"][0]["weights"][0]: "x"}
    rows, missing = tries.settings(tried, failed, resamples=100)
    assert missing == [
        {"model": "lstm", "values": {"learning_rate": 0.001}, "reason": "train: no memory"},
        {"model": "lstm_attention", "values": {"learning_rate": 0.001}, "reason": "x"},
    ]
    assert [row["best"] for row in rows] == [True, False, True]


def test_nothing_is_left_if_all_failed(tried):
    every = {path: "x" for own in tried.values() for row in own for path in row["runs"]}
    rows, missing = tries.settings(tried, every, resamples=100)
    assert (rows, len(missing)) == ([], 5)
