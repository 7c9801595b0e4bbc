"""What test and validation documents share with training documents."""

import zlib
from itertools import chain

import numpy as np
import pandas as pd

from lstm_attention.corpus.languages import ENGLISH_WORDS, LETTERS, Words

RUN = 10
"""Words in a run that is too long for a coincidence."""

FACTOR = np.uint64(0x9E3779B97F4A7C15)
"""Multiplier for the hashes of runs; odd, so that multiplication modulo 2^64 loses nothing."""


def with_training(documents: pd.DataFrame, counted: Words = ENGLISH_WORDS) -> pd.DataFrame:
    """Return what each validation and test document shares with the training set.

    Args:
        documents: columns `split`, `group` and `text`.
        counted: what counts as a word.

    Returns:
        With the same index: `split`; `same_group`, whether a training document has its group; `shared_run`,
        whether it shares `RUN` consecutive words with a training document, regardless of case and
        punctuation; and `long_enough`, whether it has that many words.
    """
    training = documents["split"] == "train"
    others = documents[~training]
    of_training, _ = _runs(documents.loc[training, "text"], counted)
    runs, owners = _runs(others["text"], counted)
    shared, long_enough = np.zeros((2, len(others)), dtype=bool)
    shared[owners[np.isin(runs, of_training)]] = True
    long_enough[owners] = True
    return pd.DataFrame(
        {
            "split": others["split"],
            "same_group": others["group"].isin(documents.loc[training, "group"].unique()),
            "shared_run": shared,
            "long_enough": long_enough,
        }
    )


def table(overlap: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Return one row each for the validation and the test set.

    Args:
        overlap: what `with_training` returns.
        groups: group of each document, with the same index.

    Returns:
        By set: the numbers of `documents` and `groups`; the number of documents in the `largest` group; and
        the shares of documents with the `same_group`, a `shared_run` or `either` in the training set, and of
        those `long_enough` for a run.
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
            "long_enough": float(own["long_enough"].mean()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("part")


def _runs(texts: pd.Series, counted: Words) -> tuple[np.ndarray, np.ndarray]:
    """Return a hash of each run of `RUN` words, uint64 (runs,), and the index of its text, int (runs,)."""
    words = [counted.spelled(text.lower(), LETTERS) for text in texts]
    lengths = np.array([len(own) for own in words], dtype=np.int64)
    hashes = np.fromiter((zlib.crc32(word.encode()) for word in chain(*words)), np.uint64, lengths.sum())
    if len(hashes) < RUN:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    windows = len(hashes) - RUN + 1
    runs = np.zeros(windows, dtype=np.uint64)
    for place in range(RUN):
        runs = runs * FACTOR + hashes[place : place + windows]
    owner = np.repeat(np.arange(len(words)), lengths)
    within = owner[:windows] == owner[RUN - 1 :]  # runs do not cross from one text into the next
    return runs[within], owner[:windows][within]
