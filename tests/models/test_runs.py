"""A run is loaded as it was saved, and an incomplete run is refused."""

import hashlib

import numpy as np
import pytest

from lstm_attention.models.runs import RunError, load_run, origin, save_run


@pytest.fixture
def saved(tmp_path):
    save_run(
        tmp_path,
        record={"model": "lstm", "seed": 3},
        history={"loss": [1.0, 0.5], "val_loss": [0.9, 0.6]},
        predictions={
            "ids": np.array(["test-1", "test-2"]),
            "labels": np.array([0, 1], dtype=np.int32),
            "lengths": np.array([5, 7]),
            "groups": np.array([4, 4], dtype=np.int32),
            "probabilities": np.array([[0.9, 0.1], [0.2, 0.8]], dtype=np.float32),
            "validation_ids": np.array(["train-3"]),
            "validation_labels": np.array([1], dtype=np.int32),
            "validation_groups": np.array([9], dtype=np.int32),
            "validation_probabilities": np.array([[0.3, 0.7]], dtype=np.float32),
        },
    )
    return tmp_path


def test_a_run_comes_back_as_it_was_saved(saved):
    run = load_run(saved)
    assert run.record == {"model": "lstm", "seed": 3}
    assert run.history["val_loss"].tolist() == [0.9, 0.6]
    assert run.history.index.tolist() == [0, 1]
    assert run.ids.tolist() == ["test-1", "test-2"]
    assert run.lengths.tolist() == [5, 7]
    assert (run.groups.tolist(), run.validation_groups.tolist()) == ([4, 4], [9])
    assert run.probabilities == pytest.approx(np.array([[0.9, 0.1], [0.2, 0.8]]))


def test_a_run_without_its_record_is_no_run(saved):
    (saved / "run.json").unlink()
    with pytest.raises(RunError, match=r"run\.json is missing: make it with `make report`"):
        load_run(saved)


def test_the_origin_of_a_run_tells_its_data_apart(tmp_path):
    (tmp_path / "fingerprint.json").write_text('"abc"')
    vectors = tmp_path / "vectors.npy"
    vectors.write_bytes(b"one")
    first = origin(tmp_path, vectors)
    vectors.write_bytes(b"two")
    assert first["corpus"] == "abc"
    assert first["vectors"] == hashlib.sha256(b"one").hexdigest() != origin(tmp_path, vectors)["vectors"]
    assert {"commit", "versions", "machine", "finished"} <= first.keys()
