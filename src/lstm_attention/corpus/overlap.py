"""What documents that test a model share with those that trained it."""

import re
import zlib
from itertools import chain

import numpy as np
import pandas as pd

RUN = 10
"""Words of a run that is no coincidence."""

FACTOR = np.uint64(0x9E3779B97F4A7C15)
"""Odd, so that multiplication by it loses nothing: of the hashes of runs, modulo 2^64."""


def with_training(documents: pd.DataFrame) -> pd.DataFrame:
    """What each validation and test document shares with any training document.

    Args:
        documents: with `split`, `group` and `text`.

    Returns:
        By the same index `split`; `same_group`; `shared_run`, of `RUN` words in the same order, whatever
        their case and the punctuation between them.
    """
    training = documents["split"] == "train"
    others = documents[~training]
    of_training, _ = _runs(documents.loc[training, "text"])
    runs, owners = _runs(others["text"])
    shared = np.zeros(len(others), dtype=bool)
    shared[owners[np.isin(runs, of_training)]] = True
    return pd.DataFrame(
        {
            "split": others["split"],
            "same_group": others["group"].isin(documents.loc[training, "group"].unique()),
            "shared_run": shared,
        }
    )


def table(overlap: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """The validation and the test part in a row each.

    Args:
        overlap: of `with_training`.
        groups: of these documents, by the same index.

    Returns:
        By part the number of `documents` and of `groups`; the number of documents in the `largest` group;
        the shares with the `same_group`, with a `shared_run`, and with `either` in the training part.
    """
    rows = {}
    for part in ("validation", "test"):
        own = overlap[overlap["split"] == part]
        sizes = groups[own.index].value_counts()
        rows[part] = {
            "documents": len(own),
            "groups": len(sizes),
            "largest": int(sizes.max()),
            "same_group": float(own["same_group"].mean()),
            "shared_run": float(own["shared_run"].mean()),
            "either": float((own["same_group"] | own["shared_run"]).mean()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("part")


def _runs(texts: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Hashes of all runs of `RUN` words, uint64 (runs,), and the number of the text of each, int (runs,)."""
    words = [re.findall(r"\w+", text.lower()) for text in texts]
    lengths = np.array([len(own) for own in words], dtype=np.int64)
    hashes = np.fromiter((zlib.crc32(word.encode()) for word in chain(*words)), np.uint64, lengths.sum())
    if len(hashes) < RUN:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    windows = len(hashes) - RUN + 1
    runs = np.zeros(windows, dtype=np.uint64)
    for place in range(RUN):
        runs = runs * FACTOR + hashes[place : place + windows]
    owner = np.repeat(np.arange(len(words)), lengths)
    within = owner[:windows] == owner[RUN - 1 :]  # not from the end of one text into the next
    return runs[within], owner[:windows][within]
