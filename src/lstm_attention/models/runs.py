"""A run: the folder with everything that one training run leaves behind.

    model.keras          the trained model
    history.csv          one row per epoch
    predictions.npz      ids, labels, groups and probabilities of validation and test documents; lengths
                         of the latter
    run.json             model, seed, parameters, layers; commit, versions, machine; hashes of
                         corpus and vectors; times

Reading a run does not need Keras.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lstm_attention.store import provenance
from lstm_attention.store.repository import missing

PREDICTIONS = (
    *("ids", "labels", "lengths", "groups", "probabilities"),
    *("validation_ids", "validation_labels", "validation_groups", "validation_probabilities"),
)
"""Arrays that are read from predictions.npz."""


@dataclass(frozen=True)
class Run:
    """What a finished training run left behind.

    Attributes:
        record: the content of run.json.
        history: one row per epoch: loss, accuracy, val_loss, val_accuracy, seconds; with
            the schedule `plateau` also learning_rate.
        ids: names of the test documents, str (documents,).
        labels: their class indices, int32 (documents,).
        lengths: their numbers of tokens, int64 (documents,).
        groups: numbers of their groups, int32 (documents,).
        probabilities: their class probabilities by the model, float32 (documents, classes).
        validation_ids: names of the validation documents, str (documents,).
        validation_labels: class indices of the validation documents, int32 (documents,).
        validation_groups: numbers of their groups, int32 (documents,).
        validation_probabilities: their class probabilities by the model, float32 (documents, classes).
    """

    record: dict[str, Any]
    history: pd.DataFrame
    ids: np.ndarray
    labels: np.ndarray
    lengths: np.ndarray
    groups: np.ndarray
    probabilities: np.ndarray
    validation_ids: np.ndarray
    validation_labels: np.ndarray
    validation_groups: np.ndarray
    validation_probabilities: np.ndarray


class RunError(Exception):
    """A run is missing or incomplete."""


def origin(corpus: Path, vectors: Path) -> dict[str, Any]:
    """Return the origin of a training run that ends now: hashes of its inputs, and `provenance.origin`.

    Args:
        corpus: a folder as described in `corpus.folder`.
        vectors: file with the word vectors.
    """
    return {
        "corpus": json.loads((corpus / "fingerprint.json").read_text(encoding="utf-8")),
        "vectors": provenance.file_hash(vectors),
        **provenance.origin(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def save_run(
    folder: Path,
    record: dict[str, Any],
    history: dict[str, list[float]],
    predictions: dict[str, np.ndarray],
) -> None:
    """Write a run except for its model; run.json comes last and marks the run as whole.

    Args:
        folder: an existing folder.
        record: content of run.json.
        history: columns of history.csv.
        predictions: `ids`, `labels`, `lengths` (in tokens), `groups` and `probabilities` of the test
            documents; ids, labels, groups and probabilities of the validation documents with the prefix
            `validation_`.
    """
    pd.DataFrame(history).rename_axis("epoch").to_csv(folder / "history.csv")
    np.savez_compressed(folder / "predictions.npz", **predictions)
    (folder / "run.json").write_text(json.dumps(record, indent=1), encoding="utf-8")


def load_run(folder: Path) -> Run:
    """Read a run.

    Raises:
        RunError: if the folder does not hold a whole run.
    """
    if not (folder / "run.json").is_file():
        raise RunError(missing(folder / "run.json"))
    with np.load(folder / "predictions.npz", allow_pickle=False) as arrays:
        predictions = {name: arrays[name] for name in PREDICTIONS}
    return Run(
        record=json.loads((folder / "run.json").read_text(encoding="utf-8")),
        history=pd.read_csv(folder / "history.csv", index_col="epoch"),
        **predictions,
    )
