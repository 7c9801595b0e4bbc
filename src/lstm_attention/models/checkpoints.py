"""The state of a training run in one file, from which it resumes after an interruption.

The file is an .npz archive without pickle, whose own checksums show whether it is whole. It contains a
fingerprint of everything that the training run depends on: a state with other parameters, data, code or
packages is not resumed.
"""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from lstm_attention.store.dependencies import modules_behind
from lstm_attention.store.outputs import replacing
from lstm_attention.store.provenance import versions

State = tuple[dict[str, Any], dict[str, np.ndarray]]
"""What is stored as JSON, and arrays by name."""


def fingerprint(modules: list[str], settings: Any, arrays: list[np.ndarray]) -> str:
    """Return a SHA-256 over everything that a training run depends on.

    Args:
        modules: modules of this package whose code a training run executes; those that they import count too.
        settings: parameters of the training run, in a form that JSON can hold.
        arrays: data and initial values of the training run.
    """
    digest = hashlib.sha256(json.dumps([settings, versions()], sort_keys=True).encode())
    for path in modules_behind(modules):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for array in arrays:
        digest.update(f"{array.dtype} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    return digest.hexdigest()


class Checkpoint:
    """The state of one training run on the disk.

    Args:
        path: path of the .npz file, which need not exist.
        fingerprint: fingerprint of the training run.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path = path
        self.fingerprint = fingerprint

    def save(self, record: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
        """Replace the previous state, which is kept until this one is whole."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        described = np.array(json.dumps({"fingerprint": self.fingerprint, "record": record}))
        with replacing(self.path) as draft:
            np.savez(draft, described=described, **arrays)

    def load(self) -> State | None:
        """Return the last state, or None if this training run has none; print a message if it is damaged."""
        if not self.path.is_file():
            return None
        try:
            with self.path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
                described = json.loads(str(saved["described"]))
                arrays = {name: saved[name] for name in saved.files if name != "described"}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            print(f"{self.path} is damaged ({error}): training starts again from the beginning")
            return None
        if described["fingerprint"] != self.fingerprint:
            return None
        return described["record"], arrays
