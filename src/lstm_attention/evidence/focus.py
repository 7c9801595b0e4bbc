"""What a trained model attends to: its weights, and how far they differ from equal weights.

This works for any model with a layer called `attention` that returns its weights. The weights of a document
are an array (time,) that sums to 1.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import ops

from lstm_attention.corpus.vocabulary import PADDING, UNKNOWN, EncodedDocuments
from lstm_attention.evidence import intervals

BATCH = 64


@dataclass(frozen=True)
class Reading:
    """What one model computed for some documents, in their order.

    Attributes:
        lengths: number of tokens in each document, int64 (documents,).
        weights: attention weights of each document, float32 (time,), including padding if the model has no
            mask.
        contexts: the context vectors, float32 (documents, units).
        mean_states: the plain means of the hidden states, without masked padding, float32 (documents, units).
        probabilities: class probabilities, float32 (documents, classes).
        swapped: probabilities with other weights: `uniform`, equal weights; `permuted`, each document's own
            weights shuffled; and `initial`, those of an untrained layer, if one is given.
    """

    lengths: np.ndarray
    weights: list[np.ndarray]
    contexts: np.ndarray
    mean_states: np.ndarray
    probabilities: np.ndarray
    swapped: dict[str, np.ndarray]

    @property
    def on_tokens(self) -> list[np.ndarray]:
        """Weights of each document's own tokens, divided by their sum, which padding makes less than 1."""
        return [
            row[:length] / (1 - row[length:].sum())
            for row, length in zip(self.weights, self.lengths, strict=True)
        ]

    @property
    def on_padding(self) -> np.ndarray:
        """Share of each document's weight on padding, float (documents,)."""
        return np.array([row[length:].sum() for row, length in zip(self.weights, self.lengths, strict=True)])


def random_documents(total: int, count: int | None, rng: np.random.Generator) -> np.ndarray:
    """Draw up to `count` documents at random, or all, as indices in ascending order."""
    if count is None or count >= total:
        return np.arange(total)
    return np.sort(rng.choice(total, count, replace=False))


def traced(model: keras.Model) -> Callable[[np.ndarray], tf.Tensor]:
    """Return the model as one graph for token ids of any shape; `predict` would make several graphs.

    It is traced immediately, because TensorFlow counts later traces, and warns of many even if each is of a
    different model.
    """
    graph = tf.function(lambda tokens: model(tokens, training=False))
    return graph.get_concrete_function(tf.TensorSpec((None, None), tf.int32))


def positions(model: keras.Model) -> int | None:
    """Return the length to which a model that reads padding pads every document; None for any other."""
    return None if model.get_layer("embedding").mask_zero else model.input_shape[1]


def read(
    model: keras.Model,
    documents: EncodedDocuments,
    chosen: np.ndarray,
    length: int | None = None,
    seed: int = 0,
    start: keras.Layer | None = None,
) -> Reading:
    """Read the attention weights of some documents, and what other weights would have changed.

    Args:
        model: model with a layer `attention`; everything before that layer is unchanged.
        documents: one of the sets of the corpus.
        chosen: indices of the documents to read.
        length: number of positions to pad to; by default `positions`, or else the longest of a batch.
        seed: seed of the shuffled weights.
        start: an untrained layer like `attention`.
    """
    attention = model.get_layer("attention")
    position = model.layers.index(attention)
    before = traced(keras.Model(model.inputs[0], model.layers[position - 1].output))
    masked = model.get_layer("embedding").mask_zero
    rng = np.random.default_rng(seed)
    parts: list[dict[str, Any]] = []
    for batch in _by_length(documents.lengths[chosen]):
        tokens = documents.padded(chosen[batch], length or positions(model))
        states = before(tokens).numpy()
        mask = tokens != PADDING if masked else np.ones_like(tokens, dtype=bool)
        given = {"mask": mask if masked else None, "return_attention_scores": True}
        context, weights = attention(states, **given)
        weights = ops.convert_to_numpy(weights)
        others = {
            "uniform": mask / mask.sum(axis=1, keepdims=True),
            "permuted": _permuted(weights, mask, rng),
        }
        others |= {} if start is None else {"initial": ops.convert_to_numpy(start(states, **given)[1])}
        contexts = {name: np.einsum("bt,btu->bu", other, states) for name, other in others.items()}
        parts.append(
            {
                "documents": batch,
                "weights": [row[kept] for row, kept in zip(weights, mask, strict=True)],
                "contexts": ops.convert_to_numpy(context),
                "mean_states": contexts["uniform"],
                "probabilities": _finish(model, position, context),
                **{name: _finish(model, position, other) for name, other in contexts.items()},
            }
        )
    order = np.argsort(np.concatenate([part["documents"] for part in parts]))
    arrays = {
        name: np.concatenate([part[name] for part in parts])[order]
        for name in parts[0].keys() - {"documents", "weights"}
    }
    rows = [row for part in parts for row in part["weights"]]
    swapped = {name: arrays.pop(name) for name in others}
    return Reading(documents.lengths[chosen], [rows[number] for number in order], swapped=swapped, **arrays)


def predictor(model: keras.Model) -> Callable[[EncodedDocuments], np.ndarray]:
    """Return a function from encoded documents to probabilities (documents, classes), in their order."""
    graph, length = traced(model), positions(model)
    return lambda documents: _in_order(graph, documents, np.arange(len(documents)), length)


def vectors_before(
    model: keras.Model, layer: str, documents: EncodedDocuments, chosen: np.ndarray
) -> np.ndarray:
    """Return the vector that a layer receives for each document, float32 (documents, units)."""
    position = model.layers.index(model.get_layer(layer))
    graph = traced(keras.Model(model.inputs[0], model.layers[position - 1].output))
    return _in_order(graph, documents, chosen, positions(model))


def _in_order(
    graph: Callable[[np.ndarray], tf.Tensor],
    documents: EncodedDocuments,
    chosen: np.ndarray,
    length: int | None,
) -> np.ndarray:
    batches = list(_by_length(documents.lengths[chosen]))
    rows = np.concatenate([graph(documents.padded(chosen[batch], length)).numpy() for batch in batches])
    return rows[np.argsort(np.concatenate(batches))]


def _by_length(lengths: np.ndarray) -> Iterator[np.ndarray]:
    order = np.argsort(lengths, kind="stable")
    yield from np.split(order, range(BATCH, len(order), BATCH))


def _permuted(weights: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shuffled = np.zeros_like(weights)
    for row, kept in enumerate(mask):
        shuffled[row, kept] = rng.permutation(weights[row, kept])
    return shuffled


def _finish(model: keras.Model, position: int, context: Any) -> np.ndarray:
    """Apply the layers after the attention."""
    for layer in model.layers[position + 1 :]:
        context = layer(context, training=False)
    return ops.convert_to_numpy(context)


def untrained(model: keras.Model, seed: int) -> keras.Model:
    """Return the same model before training, with new weights everywhere except in the embedding."""
    keras.utils.set_random_seed(seed)
    fresh = keras.models.clone_model(model)
    fresh.get_layer("embedding").set_weights(model.get_layer("embedding").get_weights())
    return fresh


def unmasked(model: keras.Model) -> keras.Model:
    """Return the same model with the same weights, but without a mask, so that padding is read like text."""

    def clone(layer: keras.Layer) -> keras.Layer:
        config = layer.get_config()
        return layer.from_config(config | {"mask_zero": False} if layer.name == "embedding" else config)

    copy = keras.models.clone_model(model, clone_function=clone)
    copy.set_weights(model.get_weights())
    return copy


def concentration(weights: list[np.ndarray]) -> pd.DataFrame:
    """Return how unequal the weights of each document are.

    Returns:
        One row per document: the number of `positions` T; the `largest` weight; `times`, the largest weight
        times T (1 for equal weights); `entropy`, divided by that of equal weights, log T (1 for equal
        weights, and for T = 1); and `half`, the smallest share of the positions that holds half of the weight
        (0.5 for equal weights), of which the last counts in part.
    """
    rows = []
    for row in weights:
        row = row.astype(float) / row.sum(dtype=float)
        positions = len(row)
        heaviest = np.concatenate([[0.0], np.sort(row)[::-1].cumsum()])
        entropy = -(row * np.log(np.maximum(row, 1e-300))).sum()
        rows.append(
            {
                "positions": positions,
                "largest": row.max(),
                "times": row.max() * positions,
                "entropy": entropy / np.log(positions) if positions > 1 else 1.0,
                "half": float(np.interp(0.5, heaviest, np.arange(positions + 1))) / positions,
            }
        )
    return pd.DataFrame(rows)


SHARES = ("entropy", "half")
"""The measures of `concentration` that lie between 0 and 1."""


def concentrations(readings: list[Reading]) -> dict[str, np.ndarray]:
    """Return the columns of `concentration` for several models, each float (models, documents)."""
    frames = [concentration(reading.on_tokens) for reading in readings]
    return {measure: np.stack([frame[measure] for frame in frames]) for measure in frames[0]}


def changes(
    before: dict[str, np.ndarray], after: dict[str, np.ndarray], measures: Iterable[str], groups: np.ndarray
) -> dict[str, dict[str, dict[str, float]]]:
    """Return how training changed the weights.

    Args:
        before, after: `concentrations` of the same models.
        measures: the columns to compare.
        groups: group of each document.

    Returns:
        By measure: the mean `before` and `after`, with `low` and `high` in the range of the measure.
    """
    return {
        measure: {
            "before": _within_range(measure, before[measure], groups),
            "after": _within_range(measure, after[measure], groups),
        }
        for measure in measures
    }


def _within_range(measure: str, figures: np.ndarray, groups: np.ndarray) -> dict[str, float]:
    if measure in SHARES:
        return intervals.share_interval(figures, groups)
    estimate = intervals.mean_interval(figures, groups)
    # The largest weight is at least the average one.
    return {"mean": estimate["mean"], "low": max(1.0, estimate["low"]), "high": estimate["high"]}


def swaps(
    readings: list[Reading], labels: np.ndarray, groups: np.ndarray, margin: float
) -> dict[str, dict[str, dict[str, float]]]:
    """Return what other weights would have changed in the trained models.

    Args:
        readings: one per model, all with the same kinds of other weights.
        labels, groups: class and group of each document.
        margin: the largest loss of accuracy that does not matter.

    Returns:
        By name of the other weights: `flipped`, the share of predictions that change, as returned by
        `intervals.share_interval`; and `loss`, the loss of accuracy, as returned by
        `intervals.difference_interval` and corrected for the number of other weights.
    """
    answers = np.stack([reading.probabilities.argmax(axis=1) for reading in readings])
    found, names = {}, readings[0].swapped
    for name in names:
        others = np.stack([reading.swapped[name].argmax(axis=1) for reading in readings])
        lost = (answers == labels).astype(float) - (others == labels)
        found[name] = {
            "flipped": intervals.share_interval((others != answers).astype(float), groups),
            "loss": intervals.difference_interval(lost, groups, margin, tests=len(names)),
        }
    return found


def words_by_class(
    weights: list[np.ndarray],
    documents: EncodedDocuments,
    chosen: np.ndarray,
    words: list[str],
    classes: list[str],
    least: int,
    count: int,
) -> pd.DataFrame:
    """Return the words with the highest mean weight in the documents of each class.

    A word's weight is multiplied by the length of its document, so that 1 is an average word, and averaged
    over all occurrences of the word in the class.

    Args:
        weights: weights without padding, in the order of `chosen`.
        documents: one of the sets of the corpus.
        chosen: indices of the documents that were read.
        words: the vocabulary in the order of its ids, which start at 2.
        classes: names of the classes.
        least: smallest number of a class's documents in which a word must occur.
        count: number of words per class.

    Returns:
        `class`, `word`, `times` (the mean), `documents`; the heaviest word first.
    """
    occurrences = pd.concat(
        pd.DataFrame(
            {
                "document": document,
                "label": documents.labels[document],
                "token": text,
                "times": row * len(row),
            }
        )
        for document, text, row in zip(chosen, documents.texts(chosen), weights, strict=True)
    )
    known = occurrences[occurrences["token"] > UNKNOWN]
    by_word = known.groupby(["label", "token"]).agg(
        times=("times", "mean"), documents=("document", "nunique")
    )
    heaviest = (
        by_word[by_word["documents"] >= least]
        .sort_values("times", ascending=False, kind="stable")
        .groupby("label", sort=True)
        .head(count)
        .reset_index()
        .sort_values(["label", "times"], ascending=[True, False], kind="stable")
    )
    return pd.DataFrame(
        {
            "class": [classes[label] for label in heaviest["label"]],
            "word": [words[token - UNKNOWN - 1] for token in heaviest["token"]],
            "times": heaviest["times"].to_numpy(float),
            "documents": heaviest["documents"].to_numpy(int),
        }
    )


def examples(
    labels: np.ndarray, predicted: np.ndarray, lengths: np.ndarray, shortest: float, longest: float
) -> list[int]:
    """Return for each class its first document that is classified correctly and its first that is not.

    Only documents of `shortest` to `longest` tokens are considered, so that they fit on a page; a class
    without such a document has none.
    """
    fits = (lengths >= shortest) & (lengths <= longest)
    found = []
    for k in np.unique(labels):
        for right in (True, False):
            matching = np.flatnonzero(fits & (labels == k) & ((predicted == labels) == right))
            found += [int(document) for document in matching[:1]]
    return found
