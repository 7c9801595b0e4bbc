"""Corpora whose truth is known, drawn at random: what a report says of them is right or wrong.

A corpus is a table as if it had been read from files: `id`, `label`, `text`, `group`. The words of its texts
are numbered, and most have nothing to do with the label.
"""

from itertools import pairwise

import numpy as np
import pandas as pd

CLASSES = ("first", "second", "third")
"""Labels; each is drawn with the same chance."""

WORDS = 300
"""Different words that say nothing of the label."""

FAVOURITES = 6
"""Words that the documents of one group have in common; half of their words are these."""

CLUES = 20
"""Words of each class that its documents may hold."""

SPREAD = 0.3
"""Standard deviation between training runs of the log-odds of being right."""

EARLY = 20
"""The word that decides is one of this many words at the start of a document."""


def tells(word: str) -> bool:
    """Whether a word of these corpora belongs to a class."""
    return int(word.removeprefix("word")) >= WORDS


def in_groups(groups: int, seed: int, clues: float = 0.0) -> pd.DataFrame:
    """Short documents in groups, such as threads, of one to some twenty.

    The documents of a group have the label and half of their words in common. Groups are independent of each
    other: without clues, nothing that a model learns from some of them says anything of the label of another.

    Args:
        groups: their number.
        seed: of all that is drawn.
        clues: mean share of words that belong to the class; it differs from group to group.
    """
    rng = np.random.default_rng(seed)
    of_groups = rng.integers(len(CLASSES), size=groups)
    favourites = rng.integers(WORDS, size=(groups, FAVOURITES))
    shares = rng.uniform(0, 2 * clues, size=groups)
    own = np.repeat(np.arange(groups), rng.geometric(1 / 4, size=groups))
    lengths = rng.integers(8, 33, size=len(own))
    of_words = np.repeat(own, lengths)  # the group of each word
    words = np.where(
        rng.random(len(of_words)) < 0.5,
        favourites[of_words, rng.integers(FAVOURITES, size=len(of_words))],
        rng.integers(WORDS, size=len(of_words)),
    )
    clue = rng.random(len(of_words)) < shares[of_words]
    numbers = WORDS + of_groups[of_words] * CLUES + rng.integers(CLUES, size=len(of_words))
    return _documents(of_groups[own], own, np.where(clue, numbers, words), lengths)


def trainings(groups: int, log_odds: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Whether trained models are right, for documents in groups.

    Groups are more or less difficult for all trained models, and for each by itself; and models that are
    equally good on average differ in how good they are once trained.

    Args:
        groups: their number.
        log_odds: of being right, for each trained model (training runs,).
        rng: what draws everything.

    Returns:
        The group of each document (documents,), and whether each trained model is right, bool (training runs,
        documents).
    """
    own = np.repeat(np.arange(groups), rng.geometric(1 / 4, size=groups))
    of_all, of_each = rng.normal(size=groups), rng.normal(size=(len(log_odds), groups))
    of_training = log_odds[:, None] + rng.normal(0, SPREAD, size=(len(log_odds), 1))
    ease = (of_all + of_each)[:, own] + of_training
    return own, rng.random(ease.shape) < 1 / (1 + np.exp(-ease))


def with_deciding_word(documents: int, seed: int) -> pd.DataFrame:
    """Documents of hundreds of words: one of the first is that of the class, and the rest say nothing of it.

    Each is a group by itself. The column `place` is the number of the word that decides, from 0.
    """
    rng = np.random.default_rng(seed)
    labels = rng.integers(len(CLASSES), size=documents)
    lengths = rng.integers(150, 251, size=documents)
    words = rng.integers(WORDS, size=lengths.sum())
    places = rng.integers(EARLY, size=documents)
    words[np.cumsum(lengths) - lengths + places] = WORDS + labels
    return _documents(labels, np.arange(documents), words, lengths).assign(place=places)


def _documents(
    labels: np.ndarray, groups: np.ndarray, words: np.ndarray, lengths: np.ndarray
) -> pd.DataFrame:
    """The table from labels and groups (documents,) and the numbers of all words (words,), text by text."""
    spelled = [f"word{number}" for number in words.tolist()]
    ends = np.cumsum(lengths).tolist()
    return pd.DataFrame(
        {
            "id": [f"generated-{number}" for number in range(len(labels))],
            "label": np.array(CLASSES)[labels],
            "text": [" ".join(spelled[start:end]) for start, end in pairwise([0, *ends])],
            "group": groups.astype(str),
        }
    )
