"""Batches of documents of similar length, each padded to its longest document."""

import keras
import numpy as np

from lstm_attention.corpus.vocabulary import EncodedDocuments


def batches_by_length(lengths: np.ndarray, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Split document indices into batches of similar length, in random order.

    Documents are sorted by a length that is jittered by up to a twentieth, so that batches
    differ from epoch to epoch and still need little padding.

    Args:
        lengths: number of tokens in each document (documents,).
        batch_size: documents per batch; the batch with the longest documents may be smaller.
        rng: source of the jitter and of the order.

    Returns:
        Arrays of indices; every document is in exactly one of them.
    """
    jittered = rng.uniform(0.95, 1.05, size=len(lengths))
    jittered *= lengths  # in place: with millions of documents, every array matters
    order = np.argsort(jittered, kind="stable")
    batches = np.split(order, range(batch_size, len(order), batch_size))
    rng.shuffle(batches)
    return batches


def random_batches(documents: int, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Split document indices into random batches; the last may be smaller."""
    return np.split(rng.permutation(documents), range(batch_size, documents, batch_size))


def batches_of_tokens(lengths: np.ndarray, tokens: int) -> list[np.ndarray]:
    """Split document indices into batches of about equal cost by length, the shortest first.

    Args:
        lengths: number of tokens in each document (documents,).
        tokens: maximum number of time steps in a batch, including padding; a longer document is a batch by
            itself.

    Returns:
        Arrays of indices; every document is in exactly one of them.
    """
    order = np.argsort(lengths, kind="stable")
    starts = [0]
    for place, length in enumerate(lengths[order]):
        if place > starts[-1] and (place + 1 - starts[-1]) * length > tokens:
            starts.append(place)
    return np.split(order, starts[1:])


class Batches(keras.utils.PyDataset):
    """Batches of documents as Keras takes them: tokens (batch, time) and labels (batch,), both int32.

    With `length=None`, every batch is padded to its longest document; with a `length`, all are padded to
    that. If several `devices` cannot share a batch equally, it is filled up with its own first documents.

    Attributes:
        batches: document indices of each batch; joined, they give the order of the output.
    """

    batches: list[np.ndarray]

    def __init__(self, documents: EncodedDocuments, length: int | None, devices: int) -> None:
        # With one worker, Keras lets TensorFlow tune the pipeline, and an epoch lasts until the tuner wakes
        # up: it sleeps 10 ms, then twice as long each time, so that 24 s become 41 s. Several devices need
        # one worker, because with two they would not get the same batches as one device.
        super().__init__(workers=2 if devices == 1 else 1)
        self.documents = documents
        self.length = length
        self.devices = devices

    def _shared(self, batches: list[np.ndarray]) -> list[np.ndarray]:
        # TensorFlow hangs where a device gets no document. np.resize repeats from the start.
        return [np.resize(batch, -(-len(batch) // self.devices) * self.devices) for batch in batches]

    def _two_lengths_first(self, batches: list[np.ndarray]) -> list[np.ndarray]:
        """If the second batch is as long as the first, swap it with the next batch of another length.

        Keras infers the shape of all batches from the first two. If these are equally long, as with short
        documents or a small `max_tokens`, Keras rejects every batch of another length.
        """
        lengths = self.documents.lengths
        longest = np.array([lengths[batch].max() for batch in batches])
        others = np.flatnonzero(longest != longest[0])
        if others.size and others[0] > 1:
            batches[1], batches[others[0]] = batches[others[0]], batches[1]
        return batches

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        batch = self.batches[index]
        return self.documents.padded(batch, self.length), self.documents.labels[batch]


class OrderedBatches(Batches):
    """Batches for `evaluate` and `predict`, by length: many short documents or few long ones."""

    def __init__(
        self, documents: EncodedDocuments, tokens: int, length: int | None = None, devices: int = 1
    ) -> None:
        super().__init__(documents, length, devices)
        lengths = documents.lengths if length is None else np.full(len(documents), length)
        self.batches = self._shared(self._two_lengths_first(batches_of_tokens(lengths, tokens)))


class TrainingBatches(Batches):
    """Batches for `fit`, drawn again for each epoch.

    With `length=None`, batches have similar lengths; with a `length`, they are drawn at random, as in the
    published recipe.
    """

    def __init__(
        self,
        documents: EncodedDocuments,
        batch_size: int,
        seed: int,
        length: int | None = None,
        devices: int = 1,
    ) -> None:
        super().__init__(documents, length, devices)
        self.batch_size = batch_size
        self.rng = np.random.default_rng(seed)
        self.on_epoch_end()

    def on_epoch_end(self) -> None:
        """Draw the batches of the next epoch."""
        if self.length is None:
            drawn = batches_by_length(self.documents.lengths, self.batch_size, self.rng)
            self.batches = self._shared(self._two_lengths_first(drawn))
        else:
            self.batches = self._shared(random_batches(len(self.documents), self.batch_size, self.rng))
