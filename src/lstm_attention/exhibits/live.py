"""Copies of trained models for a page that runs them, layer by layer as `book/live/network.js` computes them.

Word vectors have 16 bits a number, or 8 if 16 take too much space, with a minimum and a step for each word.
All other weights are float16. The page says how much that changes, and how many words it leaves out where not
all fit.
"""

import json
import math
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from lstm_attention.corpus.languages import Words
from lstm_attention.corpus.vocabulary import UNKNOWN, EncodedDocuments
from lstm_attention.evidence import focus
from lstm_attention.exhibits import scripts, statements
from lstm_attention.exhibits.wording import NAMES
from lstm_attention.models.attention import Attention, MaxPooling, MultiHeadPooling, Pooling

LIMIT = 19_900_000
"""Size in bytes that the files of the page may have."""

COMPARED = 200
"""Number of test documents on which each copy is compared with its model."""

BITS = (16, 8)
"""Bits of a number of a word vector: with 16, probabilities differ a thirtieth as much as with 8."""


@dataclass(frozen=True)
class Layer:
    """A layer that computes something when a text is read.

    Attributes:
        kind: the name of its function in network.js.
        arrays: its weights in Keras's order; of compact word vectors, uint16 or uint8 (words, vector), and
            the minimum and the step of each row, float32 (words,).
        options: the other arguments of the function.
    """

    kind: str
    arrays: list[np.ndarray]
    options: dict[str, Any] = field(default_factory=dict)


KINDS = {
    keras.layers.Embedding: lambda layer: ("embedding", {}),
    keras.layers.Bidirectional: lambda layer: ("bidirectional_lstm", {"sequences": layer.return_sequences}),
    Attention: lambda layer: ("context_vector" if layer.context_vector else "attention", {}),
    MultiHeadPooling: lambda layer: ("multi_head", {"heads": layer.heads}),
    keras.layers.GlobalAveragePooling1D: lambda layer: ("mean", {}),
    MaxPooling: lambda layer: ("max", {}),
    keras.layers.Dense: lambda layer: ("dense", {"activation": layer.activation.__name__}),
}
"""Names and options in network.js of layers of `models.networks`; the others only matter in training."""


def known(model: keras.Model) -> bool:
    """Return whether the page can compute every layer of a model that matters when a text is read."""
    matter = [layer for layer in model.layers if layer.weights or isinstance(layer, Pooling)]
    return all(_kind(layer) for layer in matter)


def _kind(layer: keras.Layer) -> type | None:
    """Return which of `KINDS` a layer is; a pooling that extends another one computes something else."""
    exact = isinstance(layer, Pooling)
    return next((kind for kind in KINDS if (type(layer) is kind if exact else isinstance(layer, kind))), None)


def layers_of(model: keras.Model) -> list[Layer]:
    """Return the layers of a model in the order in which data flow through them, with exact weights."""
    found = []
    for layer in model.layers:
        if kind := _kind(layer):
            name, options = KINDS[kind](layer)
            found.append(Layer(name, layer.get_weights(), options))
    return found


def compact(layers: list[Layer], rows: int, bits: int) -> list[Layer]:
    """Return layers whose weights take less space.

    Args:
        layers: exact layers.
        rows: how many rows of the word vectors to keep, the first ones.
        bits: of each number of a word vector, one of `BITS`.
    """
    return [
        Layer(layer.kind, _in_steps(layer.arrays[0][:rows], bits), layer.options)
        if layer.kind == "embedding"
        else Layer(layer.kind, [weights.astype(np.float16) for weights in layer.arrays], layer.options)
        for layer in layers
    ]


def _in_steps(vectors: np.ndarray, bits: int) -> list[np.ndarray]:
    largest = 2**bits - 1
    minima = vectors.min(axis=1)
    steps = np.ptp(vectors, axis=1) / np.float32(largest)
    numbers = np.rint((vectors - minima[:, None]) / np.where(steps > 0, steps, 1)[:, None])
    # A step is rounded, so the quotient may exceed the largest number, which would become 0.
    return [np.minimum(numbers, largest).astype(f"uint{bits}"), minima, steps]


def restore(model: keras.Model, layers: list[Layer]) -> None:
    """Give a model the weights of its compact layers; words left out get the vector of the unknown word."""
    rows = model.get_layer("embedding").input_dim
    weights = []
    for layer in layers:
        if layer.kind == "embedding":
            numbers, minima, steps = layer.arrays
            vectors = minima[:, None] + numbers * steps[:, None]
            rest = np.broadcast_to(vectors[UNKNOWN], (rows - len(vectors), vectors.shape[1]))
            weights.append(np.concatenate([vectors, rest]))
        else:
            weights += [weights.astype(np.float32) for weights in layer.arrays]
    model.set_weights(weights)


def pack(models: dict[str, list[Layer]], about: dict[str, Any]) -> bytes:
    """Write models as bytes: the length of a head, the head in JSON, and all arrays one after the other.

    The head is `about` with two more keys: `arrays`, the dtype and the shape of each array, and `models`, the
    layers of each model with the indices of their arrays. Equal arrays are written once.
    """
    arrays: dict[bytes, np.ndarray] = {}
    described: dict[str, list[dict[str, Any]]] = {}
    for name, layers in models.items():
        described[name] = []
        for layer in layers:
            keys = [str((array.dtype, array.shape)).encode() + array.tobytes() for array in layer.arrays]
            arrays |= dict(zip(keys, layer.arrays, strict=True))
            places = [list(arrays).index(key) for key in keys]
            described[name].append({"kind": layer.kind, "arrays": places, **layer.options})
    head = about | {
        "models": described,
        "arrays": [{"dtype": str(array.dtype), "shape": array.shape} for array in arrays.values()],
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return b"".join(
        [len(text).to_bytes(4, "little"), text, *(array.tobytes("C") for array in arrays.values())]
    )


def unpack(data: bytes) -> tuple[dict[str, list[Layer]], dict[str, Any]]:
    """Return the models and the head of what `pack` made."""
    start = 4 + int.from_bytes(data[:4], "little")
    head = json.loads(data[4:start])
    arrays = []
    for array in head["arrays"]:
        count = math.prod(array["shape"])
        read = np.frombuffer(data, array["dtype"], count, start).reshape(array["shape"])
        arrays.append(read)
        start += read.nbytes
    models = {
        name: [
            Layer(layer["kind"], [arrays[place] for place in layer["arrays"]], _options(layer))
            for layer in layers
        ]
        for name, layers in head["models"].items()
    }
    return models, head


def _options(layer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in layer.items() if name not in ("kind", "arrays")}


def fitted(
    models: dict[str, list[Layer]], words: list[str], about: dict[str, Any], limit: int = LIMIT
) -> bytes:
    """Pack compact models, with fewer bits and without as many of the rarest words as necessary for `limit`.

    Args:
        models: exact layers, by name.
        words: the vocabulary, in the order of the ids.
        about: what else the page needs to know.
        limit: size in bytes that the scripts may have.
    """
    rows = UNKNOWN + 1 + len(words)
    more_bits, least_bits = BITS

    def packed(bits: int) -> bytes:
        kept = {name: compact(layers, rows, bits) for name, layers in models.items()}
        return pack(kept, about | {"words": words[: rows - UNKNOWN - 1]})

    data = packed(more_bits)
    if scripts.size(data) <= limit:
        return data
    numbers = sum(layers[0].arrays[0].shape[1] for layers in models.values())
    while True:
        data = packed(least_bits)
        excess = scripts.size(data) - limit
        if excess <= 0 or rows <= UNKNOWN + 1:
            return data
        rows = max(rows - math.ceil(excess / numbers), UNKNOWN + 1)


def reading(counted: Words) -> dict[str, Any]:
    """What the page needs to know to find the words of a text."""
    return {
        "language": counted.language,
        "stop_words": sorted(counted.left_out),
        "unicode": counted.pattern is None,
    }


def answers(
    model: keras.Model, documents: EncodedDocuments, chosen: np.ndarray, length: int | None
) -> np.ndarray:
    """Compute probabilities (documents, classes), with each document read by itself, as in the page.

    Args:
        model: the model of a run.
        documents: a part of the corpus.
        chosen: indices of the documents.
        length: the length to which each is padded, or None.
    """
    graph = focus.traced(model)
    rows = [graph(documents.padded(chosen[k : k + 1], length)).numpy() for k in range(len(chosen))]
    return np.concatenate(rows)


def agreement(exact: np.ndarray, copied: np.ndarray) -> dict[str, Any]:
    """Compare the predictions of a copy with those of its model.

    Args:
        exact, copied: probabilities (documents, classes) of the same documents.

    Returns:
        `largest`, the largest difference of a probability; `other_class`, the number of documents that get a
        different class; and how far their two highest probabilities are `apart` at most, 0 if there are none.
    """
    second, first = np.sort(exact, axis=1)[:, -2:].T
    other = exact.argmax(axis=1) != copied.argmax(axis=1)
    return {
        "largest": float(np.abs(exact - copied).max()),
        "other_class": int(other.sum()),
        "apart": float((first - second)[other].max(initial=0)),
    }


def shown(model: keras.Model, name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the title of a model in the page, and the length to which the page pads a text for it.

    Args:
        model: the model of a run.
        name: name of the model or variant.
        parameters: parameters that it was trained with.

    Returns:
        `title`, and `length` from `focus.positions`.
    """
    title = NAMES.get(name) or f"chosen on validation documents: {statements.variant(parameters)}"
    return {"title": title, "length": focus.positions(model)}


def examples(test: EncodedDocuments, predicted: np.ndarray) -> list[int]:
    """Choose the test documents that the page offers: one of each class, and one that is misclassified.

    They are the first ones whose length is in the second or third fifth.

    Args:
        test: the test set.
        predicted: the class (documents,) that a model assigns to each.

    Returns:
        Their indices.
    """
    shortest, longest = np.quantile(test.lengths, [0.2, 0.6])
    found = focus.examples(test.labels, predicted, test.lengths, shortest, longest)
    right = [k for k in found if predicted[k] == test.labels[k]]
    wrong = [k for k in found if predicted[k] != test.labels[k]]
    return right + wrong[:1]


def sample(test: EncodedDocuments, seed: int) -> np.ndarray:
    """Draw the indices of the test documents on which copies are compared with their models."""
    return focus.random_documents(len(test), COMPARED, np.random.default_rng(seed))


def compare(
    model: keras.Model, copied: list[Layer], test: EncodedDocuments, chosen: np.ndarray, length: int | None
) -> dict[str, Any]:
    """Compare a model with its copy on some test documents; the model then has the weights of the copy.

    Args:
        model: the model of a run.
        copied: its compact layers.
        test: the test set.
        chosen: indices of the documents.
        length: as for `answers`.

    Returns:
        Their `agreement`.
    """
    exact = answers(model, test, chosen, length)
    restore(model, copied)
    return agreement(exact, answers(model, test, chosen, length))
