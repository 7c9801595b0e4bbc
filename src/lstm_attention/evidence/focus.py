"""What a trained model attends to: its weights, and how far they differ from equal ones.

For any model with a layer called `attention` that hands out its weights. A reading is one
array (time,) a document, which sums to 1.
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
    """What one model made of some documents, in their order.

    Attributes:
        lengths: tokens of each document, int64 (documents,).
        weights: attention weights of each document, float32 (time,), padding included where
            the model was read with it.
        contexts: the context vectors, float32 (documents, units).
        mean_states: the plain means of the hidden states, padding left out as far as it is masked.
        probabilities: float32 (documents, classes).
        swapped: probabilities with other weights: `uniform`, all alike; `permuted`, each document's own
            shuffled; and `initial`, those of a layer as training starts with it, if there is one.
    """

    lengths: np.ndarray
    weights: list[np.ndarray]
    contexts: np.ndarray
    mean_states: np.ndarray
    probabilities: np.ndarray
    swapped: dict[str, np.ndarray]

    @property
    def on_tokens(self) -> list[np.ndarray]:
        """Weights of each document's own tokens, divided by the share that padding leaves to them."""
        return [
            row[:length] / (1 - row[length:].sum())
            for row, length in zip(self.weights, self.lengths, strict=True)
        ]

    @property
    def on_padding(self) -> np.ndarray:
        """Share of each document's weight that lies beyond its own tokens, float (documents,)."""
        return np.array([row[length:].sum() for row, length in zip(self.weights, self.lengths, strict=True)])


def random_documents(total: int, count: int | None, rng: np.random.Generator) -> np.ndarray:
    """Indices of up to `count` documents, or of all, drawn at random and in ascending order."""
    if count is None or count >= total:
        return np.arange(total)
    return np.sort(rng.choice(total, count, replace=False))


def traced(model: keras.Model) -> Callable[[np.ndarray], tf.Tensor]:
    """The model as one graph for token ids of every shape: `predict` makes one for each of several."""
    signature = [tf.TensorSpec((None, None), tf.int32)]
    return tf.function(lambda tokens: model(tokens, training=False), input_signature=signature)


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
        model: with a layer `attention`; everything before it is left as it is.
        documents: the part of the corpus.
        chosen: which of them, as indices.
        length: number of positions to pad to; by default the longest document of a batch.
        seed: of the shuffled weights.
        start: a layer like `attention`, as training starts with it.
    """
    attention = model.get_layer("attention")
    position = model.layers.index(attention)
    before = traced(keras.Model(model.inputs[0], model.layers[position - 1].output))
    masked = model.get_layer("embedding").mask_zero
    rng = np.random.default_rng(seed)
    parts: list[dict[str, Any]] = []
    for batch in _by_length(documents.lengths[chosen]):
        tokens = documents.padded(chosen[batch], length)
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
    """A function from encoded documents to probabilities (documents, classes), in their order."""
    graph = traced(model)
    return lambda documents: _in_order(graph, documents, np.arange(len(documents)))


def vectors_before(
    model: keras.Model, layer: str, documents: EncodedDocuments, chosen: np.ndarray
) -> np.ndarray:
    """The vector of each document that a layer takes in, float32 (documents, units)."""
    position = model.layers.index(model.get_layer(layer))
    graph = traced(keras.Model(model.inputs[0], model.layers[position - 1].output))
    return _in_order(graph, documents, chosen)


def _in_order(
    graph: Callable[[np.ndarray], tf.Tensor], documents: EncodedDocuments, chosen: np.ndarray
) -> np.ndarray:
    batches = list(_by_length(documents.lengths[chosen]))
    rows = np.concatenate([graph(documents.padded(chosen[batch])).numpy() for batch in batches])
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
    """The layers after the attention."""
    for layer in model.layers[position + 1 :]:
        context = layer(context, training=False)
    return ops.convert_to_numpy(context)


def untrained(model: keras.Model, seed: int) -> keras.Model:
    """The same model before training: new weights everywhere but in the embedding."""
    keras.utils.set_random_seed(seed)
    fresh = keras.models.clone_model(model)
    fresh.get_layer("embedding").set_weights(model.get_layer("embedding").get_weights())
    return fresh


def unmasked(model: keras.Model) -> keras.Model:
    """The same model with the same weights, but without a mask: padding is read like text."""

    def clone(layer: keras.Layer) -> keras.Layer:
        config = layer.get_config()
        return layer.from_config(config | {"mask_zero": False} if layer.name == "embedding" else config)

    copy = keras.models.clone_model(model, clone_function=clone)
    copy.set_weights(model.get_weights())
    return copy


def concentration(weights: list[np.ndarray]) -> pd.DataFrame:
    """How unequal the weights of each document are.

    Returns:
        One row a document: `positions` T; `largest` weight; `times`, the largest weight
        times T (1: all alike); `entropy`, divided by that of equal weights, log T (1: all
        alike; 1 for T = 1); `half`, the smallest share of the positions that holds half of
        the weight.
    """
    rows = []
    for row in weights:
        row = row.astype(float) / row.sum(dtype=float)
        positions = len(row)
        ordered = np.sort(row)[::-1].cumsum()
        entropy = -(row * np.log(np.maximum(row, 1e-300))).sum()
        rows.append(
            {
                "positions": positions,
                "largest": row.max(),
                "times": row.max() * positions,
                "entropy": entropy / np.log(positions) if positions > 1 else 1.0,
                "half": (int(np.searchsorted(ordered, 0.5 - 1e-9)) + 1) / positions,
            }
        )
    return pd.DataFrame(rows)


def concentrations(readings: list[Reading]) -> dict[str, np.ndarray]:
    """The columns of `concentration` for several models and the same documents, (models, documents)."""
    frames = [concentration(reading.on_tokens) for reading in readings]
    return {measure: np.stack([frame[measure] for frame in frames]) for measure in frames[0]}


def changes(
    before: dict[str, np.ndarray], after: dict[str, np.ndarray], measures: Iterable[str], groups: np.ndarray
) -> dict[str, dict[str, dict[str, float]]]:
    """How training changed the weights.

    Args:
        before, after: `concentrations` of the same models.
        measures: some of their columns.
        groups: of the documents.

    Returns:
        By measure its mean `before` and `after`, and its `fall`, before minus after, each as of
        `intervals.mean_interval`.
    """
    return {
        measure: {
            "before": intervals.mean_interval(before[measure], groups),
            "after": intervals.mean_interval(after[measure], groups),
            "fall": intervals.mean_interval(before[measure] - after[measure], groups),
        }
        for measure in measures
    }


def swaps(
    readings: list[Reading], labels: np.ndarray, groups: np.ndarray, margin: float
) -> dict[str, dict[str, dict[str, float]]]:
    """What other weights would have changed in the trained models.

    Args:
        readings: of each model, with the same other weights.
        labels, groups: of the documents.
        margin: the largest loss of accuracy that does not matter.

    Returns:
        By name of the other weights the share of answers `flipped`, as of `intervals.share_interval`, and the
        `loss` of accuracy, as of `intervals.difference_interval`, corrected for their number.
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
    """The words with the highest mean weight in the documents of each class.

    A word's weight in a document is taken times the document's length, so that 1 is an
    average word, and averaged over all its occurrences in the class.

    Args:
        weights: without padding, in the order of `chosen`.
        documents: the part of the corpus.
        chosen: which of them were read.
        words: the vocabulary in the order of its ids, which start at 2.
        classes: names.
        least: only words in at least so many of a class's documents count.
        count: words a class.

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
    """For each class its first document that is sorted correctly and its first that is not.

    Only documents of `shortest` to `longest` tokens count, so that they fit a page; a class
    without such a document has none.
    """
    fits = (lengths >= shortest) & (lengths <= longest)
    found = []
    for k in np.unique(labels):
        for right in (True, False):
            matching = np.flatnonzero(fits & (labels == k) & ((predicted == labels) == right))
            found += [int(document) for document in matching[:1]]
    return found
