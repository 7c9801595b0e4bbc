"""Batches of documents of similar length, each padded to its longest document."""

import keras
import numpy as np

from lstm_attention.vocabulary import EncodedDocuments


def batches_by_length(lengths: np.ndarray, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Split document indices into batches of similar length, in random order.

    Documents are sorted by a length that is jittered by up to a tenth, so that batches differ
    from epoch to epoch and still need little padding.

    Args:
        lengths: tokens of each document (documents,).
        batch_size: documents a batch; the batch of the longest may be smaller.
        rng: source of the jitter and of the order.

    Returns:
        Arrays of indices; every document is in exactly one of them.
    """
    order = np.argsort(lengths * rng.uniform(0.9, 1.1, size=len(lengths)), kind="stable")
    batches = np.split(order, range(batch_size, len(order), batch_size))
    rng.shuffle(batches)
    return batches


def random_batches(documents: int, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Split document indices into random batches; the last may be smaller."""
    return np.split(rng.permutation(documents), range(batch_size, documents, batch_size))


class OrderedBatches(keras.utils.PyDataset):
    """Batches for `evaluate` and `predict`, by length.

    Each item is tokens (batch, time) and labels (batch,), both int32. With `length=None`
    every batch is padded to its longest document, with a `length` all are padded to that.

    Attributes:
        batches: document indices of each batch; joined, they give the order of the output.
    """

    def __init__(self, documents: EncodedDocuments, batch_size: int, length: int | None = None) -> None:
        super().__init__()
        self.documents = documents
        self.length = length
        order = np.argsort(documents.lengths, kind="stable")
        self.batches = self._two_lengths_first(np.split(order, range(batch_size, len(order), batch_size)))

    def _two_lengths_first(self, batches: list[np.ndarray]) -> list[np.ndarray]:
        """Swap the second batch, where it is as long as the first, with the next of another length.

        Keras infers the shape of all batches from the first two. Where these are equally long,
        as with short documents or a small `max_tokens`, it refuses every batch of another length.
        """
        lengths = np.array([self.documents.lengths[batch].max() for batch in batches])
        others = np.flatnonzero(lengths != lengths[0])
        if others.size and others[0] > 1:
            batches[1], batches[others[0]] = batches[others[0]], batches[1]
        return batches

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        batch = self.batches[index]
        return self.documents.padded(batch, self.length), self.documents.labels[batch]


class TrainingBatches(OrderedBatches):
    """Batches for `fit`, drawn anew each epoch.

    With `length=None` they are by length. With a `length` they are drawn at random, as in
    the published recipe.
    """

    def __init__(
        self, documents: EncodedDocuments, batch_size: int, seed: int, length: int | None = None
    ) -> None:
        super().__init__(documents, batch_size, length)
        self.batch_size = batch_size
        self.rng = np.random.default_rng(seed)
        self.on_epoch_end()

    def on_epoch_end(self) -> None:
        """Draw the batches of the next epoch."""
        if self.length is None:
            drawn = batches_by_length(self.documents.lengths, self.batch_size, self.rng)
            self.batches = self._two_lengths_first(drawn)
        else:
            self.batches = random_batches(len(self.documents), self.batch_size, self.rng)
