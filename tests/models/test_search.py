"""The choice among candidates: by validation accuracy, then loss, and never by the test set."""

import json
import subprocess
import sys

import numpy as np
import pytest
from sklearn.metrics import log_loss

from lstm_attention.models import search
from lstm_attention.models.runs import save_run

LABELS = np.array([0, 1, 1, 0], dtype=np.int32)


def saved(folder, sure, right, test_right=0):
    """A run that classifies the first documents correctly, with a probability of `sure`."""
    folder.mkdir(parents=True)

    def probabilities(known):
        of_true = np.where(np.arange(4) < known, sure, 1 - sure)[:, None]
        return np.where(np.eye(2)[LABELS] == 1, of_true, 1 - of_true).astype(np.float32)

    documents = {"labels": LABELS, "groups": np.arange(4)}
    save_run(
        folder,
        {},
        {"loss": [1.0]},
        {
            "ids": np.array(list("abcd")),
            "lengths": np.ones(4, dtype=int),
            **documents,
            "probabilities": probabilities(test_right),
            "validation_ids": np.array([f"v{number}" for number in range(4)]),
            **{f"validation_{name}": values for name, values in documents.items()},
            "validation_probabilities": probabilities(right),
        },
    )
    return str(folder)


@pytest.fixture
def tried(tmp_path):
    rates = {"a": 0.001, "b": 0.002, "c": 0.004, "d": 0.008}
    runs = [("a", 0.9, 2, 4), ("b", 0.6, 3, 0), ("c", 0.8, 3, 0), ("d", 0.8, 3, 4)]
    return {
        saved(tmp_path / name, sure, right, test_right): {"learning_rate": rates[name], "mask": True}
        for name, sure, right, test_right in runs
    }


def test_accuracy_chooses_then_loss_then_order_and_the_test_part_has_no_say(tried):
    found = search.choose(tried)
    assert [row["accuracy"] for row in found["tried"]] == [0.5, 0.75, 0.75, 0.75]
    # With 0.8 on three and 0.2 on one the loss is lower than with 0.6 and 0.4.
    assert found["tried"][2]["loss"] == pytest.approx(
        log_loss([1, 1, 1, 1], [0.8, 0.8, 0.8, 0.2], labels=[0, 1])
    )
    assert found["tried"][1]["loss"] > found["tried"][2]["loss"]
    assert found["settings"] == {"learning_rate": 0.004, "mask": True}
    assert found["at_edge"] == []


def test_a_choice_at_the_end_of_what_was_tried_is_at_its_edge(tried):
    few = dict(list(tried.items())[:3])
    assert search.choose(few)["at_edge"] == ["learning_rate"]
    one = dict(list(tried.items())[:1])
    assert search.choose(one)["at_edge"] == []  # nothing else was tried


def test_the_file_of_choices_gives_trainings_what_they_take(tried, tmp_path):
    choices = tmp_path / "build" / "choices.json"
    record = tmp_path / "build" / "hashes" / "choose.json"
    command = [sys.executable, "-m", "lstm_attention.models.search", json.dumps({"lstm": tried})]
    subprocess.run([*command, str(choices), str(record)], check=True)
    assert search.chosen(str(choices), "lstm", ["learning_rate"]) == {"learning_rate": 0.004}
    assert search.chosen(str(choices), "lstm", []) == search.chosen(None, "lstm", []) == {}
    assert str(choices) in json.loads(record.read_text())


def test_a_best_value_at_the_edge_of_its_grid_is_named():
    grid = {"C": [0.1, 1, 10], "batch_size": [32, 64, 32], "sublinear_tf": [False, True]}
    found = [
        search.at_edge({"C": value, "batch_size": 32, "sublinear_tf": True}, grid) for value in (0.1, 1, 10)
    ]
    assert found == [["C"], [], ["C"]]
    assert search.at_edge({}, {}) == []
