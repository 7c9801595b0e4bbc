"""From tokens to their ids: the vocabulary and encoded documents."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lstm_attention.corpus.rows import CorpusError

PADDING, UNKNOWN = 0, 1
"""Ids of the padding row and of the row that is shared by all words without their own."""


def build_vocabulary(documents: Iterable[list[str]], min_count: int) -> dict[str, int]:
    """Give an id to every word that occurs at least `min_count` times, the most common first.

    Ids start at 2, after padding and the unknown word. Words of equal count are in alphabetical order, so
    that the ids do not depend on the order of the documents.

    Raises:
        CorpusError: if no word occurs that often.
    """
    counts = Counter(word for document in documents for word in document)
    words = sorted((word for word, n in counts.items() if n >= min_count), key=lambda w: (-counts[w], w))
    if not words:
        raise CorpusError(f"min_count={min_count}: no word in the training set is that frequent; lower it")
    return word_ids(words)


def word_ids(words: Iterable[str]) -> dict[str, int]:
    """Return the id of each word of a vocabulary, in its order, after padding and the unknown word."""
    return {word: row for row, word in enumerate(words, start=UNKNOWN + 1)}


def encode(tokens: list[str], vocabulary: dict[str, int]) -> np.ndarray:
    """Return the token ids of one document, int32 (time,); unknown words become `UNKNOWN`.

    A document without any tokens becomes one `UNKNOWN`, so that every model has something to read.
    """
    return np.array([vocabulary.get(word, UNKNOWN) for word in tokens] or [UNKNOWN], dtype=np.int32)


@dataclass(frozen=True)
class EncodedDocuments:
    """Documents of different lengths, end to end, with 4 bytes per token and no padding.

    Attributes:
        ids: the documents' names, str (documents,).
        labels: class indices, int32 (documents,).
        tokens: token ids of all documents, int32 (tokens,).
        offsets: where each document starts, and where the last ends, int64 (documents + 1,).
        groups: numbers of the documents' groups, the same in all sets, int32 (documents,).
    """

    ids: np.ndarray
    labels: np.ndarray
    tokens: np.ndarray
    offsets: np.ndarray
    groups: np.ndarray

    @classmethod
    def from_list(
        cls,
        ids: list[str],
        labels: list[int],
        documents: list[np.ndarray],
        groups: Sequence[int] | None = None,
    ) -> "EncodedDocuments":
        """Join single documents, each int32 (time,); without `groups`, each is a group of its own."""
        return cls(
            ids=np.array(ids, dtype=np.str_),
            labels=np.array(labels, dtype=np.int32),
            tokens=np.concatenate(documents),
            offsets=np.cumsum([0, *map(len, documents)], dtype=np.int64),
            groups=np.array(range(len(ids)) if groups is None else groups, dtype=np.int32),
        )

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def lengths(self) -> np.ndarray:
        """Number of tokens in each document, int64 (documents,)."""
        return np.diff(self.offsets)

    def texts(self, documents: np.ndarray) -> list[np.ndarray]:
        """Return the token ids of some documents, each int32 (time,)."""
        return [self.tokens[self.offsets[k] : self.offsets[k + 1]] for k in documents]

    def padded(self, documents: np.ndarray, length: int | None = None) -> np.ndarray:
        """Return the token ids of some documents, padded on the right, int32 (batch, time).

        Args:
            documents: indices of the documents (batch,).
            length: number of time steps; by default that of the longest document.
        """
        starts = self.offsets[documents]
        lengths = self.offsets[documents + 1] - starts
        length = length or int(lengths.max())
        tokens = np.full((len(documents), length), PADDING, dtype=np.int32)
        for row, (start, n) in enumerate(zip(starts, lengths, strict=True)):
            tokens[row, :n] = self.tokens[start : start + n]
        return tokens

    def part(self, start: int, end: int) -> "EncodedDocuments":
        """Return the documents from `start` up to but excluding `end`, as views of the same memory."""
        offsets = self.offsets[start : end + 1]
        return EncodedDocuments(
            self.ids[start:end],
            self.labels[start:end],
            self.tokens[offsets[0] : offsets[-1]],
            offsets - offsets[0],
            self.groups[start:end],
        )

    def chosen(self, documents: np.ndarray) -> "EncodedDocuments":
        """Some of the documents, as indices (documents,), in that order."""
        texts = [np.empty(0, np.int32), *self.texts(documents)]
        return EncodedDocuments(
            self.ids[documents],
            self.labels[documents],
            np.concatenate(texts),
            np.cumsum([0, *self.lengths[documents]], dtype=np.int64),
            self.groups[documents],
        )

    def joined(self, others: "EncodedDocuments") -> "EncodedDocuments":
        """These documents and then the others, as documents of one set."""
        return EncodedDocuments(
            np.concatenate([self.ids, others.ids]),
            np.concatenate([self.labels, others.labels]),
            np.concatenate([self.tokens, others.tokens]),
            np.concatenate([self.offsets, self.offsets[-1] + others.offsets[1:]]),
            np.concatenate([self.groups, others.groups]),
        )

    def cut(self, max_tokens: int) -> "EncodedDocuments":
        """Return the same documents, each cut to its first `max_tokens` tokens."""
        lengths = np.minimum(self.lengths, max_tokens)
        place = np.arange(len(self.tokens)) - np.repeat(self.offsets[:-1], self.lengths)
        return EncodedDocuments(
            self.ids,
            self.labels,
            self.tokens[place < max_tokens],
            np.cumsum([0, *lengths], dtype=np.int64),
            self.groups,
        )

    def save(self, path: Path) -> None:
        """Write the five arrays to an .npz file, without pickle."""
        np.savez(
            path,
            ids=self.ids,
            labels=self.labels,
            tokens=self.tokens,
            offsets=self.offsets,
            groups=self.groups,
        )

    @classmethod
    def load(cls, path: Path) -> "EncodedDocuments":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(**arrays)
