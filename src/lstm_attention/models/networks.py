"""The three published models and variants of the third, in the order in which data flow through them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd
from keras import layers

from lstm_attention.models.attention import POOLINGS
from lstm_attention.models.lstm import BidirectionalLSTM


def dense_layers() -> list[keras.Layer]:
    """Return the mean of the word vectors, then a small feed-forward network."""
    return [
        layers.GlobalAveragePooling1D(name="mean"),  # (batch, vector)
        *_feed_forward([32, 32, 16], dropout=0.3),
    ]


def lstm_layers(layer: str = "compiled") -> list[keras.Layer]:
    """Return two bidirectional LSTMs and dense layers that read the last states of the second."""
    return [
        *_two_lstms(layer, return_sequences=False),  # (batch, 128)
        *_feed_forward([128, 64, 64], dropout=0.3),
    ]


def lstm_attention_layers(
    layer: str = "compiled", pooling: str = "published", head: Sequence[int] = (128, 64, 32)
) -> list[keras.Layer]:
    """Return two bidirectional LSTMs, a `pooling` of the second's states, and dense layers of `head`."""
    return [
        *_two_lstms(layer, return_sequences=True),  # (batch, time, 128)
        POOLINGS[pooling](),  # (batch, 128)
        *_feed_forward(head, dropout=0.3),
    ]


BIDIRECTIONAL = {
    "compiled": BidirectionalLSTM,
    "keras": lambda units, return_sequences, name: layers.Bidirectional(
        layers.LSTM(units, return_sequences=return_sequences), name=name
    ),
}
"""What computes a bidirectional LSTM; the weights are the same."""
LAYERS = {"dense": dense_layers, "lstm": lstm_layers, "lstm_attention": lstm_attention_layers}


def build_model(
    name: str,
    rows: int,
    classes: int,
    vector_size: int = 300,
    length: int | None = None,
    mask: bool = True,
    embeddings: np.ndarray | None = None,
    trainable_embeddings: bool = False,
    word_dropout: float = 0.0,
    **layer_options: Any,
) -> keras.Sequential:
    """Build one of the published models, from token ids (batch, time) to probabilities (batch, classes).

    Args:
        name: a key of `LAYERS`.
        rows: number of rows in the embedding: padding, the unknown word, the vocabulary.
        classes: number of classes.
        vector_size: length of a word vector.
        length: fixed number of time steps; None allows any.
        mask: whether padding (id 0) is masked; False is the published behaviour.
        embeddings: the word vectors, float32 (rows, vector_size); zeros if None.
        trainable_embeddings: whether training changes the word vectors; False is the published behaviour.
        word_dropout: share of the words whose vectors are set to zero at random in training; 0 as published.
        layer_options: arguments of the model's function in `LAYERS`, such as `pooling`.
    """
    embedding = layers.Embedding(
        rows,
        vector_size,
        embeddings_initializer="zeros",
        mask_zero=mask,
        trainable=trainable_embeddings,
        name="embedding",
    )
    hidden_words = [layers.Dropout(word_dropout, noise_shape=(None, None, 1), name="word_dropout")]
    model = keras.Sequential(
        [
            keras.Input((length,), dtype="int32", name="tokens"),  # (batch, time)
            embedding,  # (batch, time, vector)
            *(hidden_words if word_dropout else []),
            *LAYERS[name](**layer_options),
            layers.Dense(classes, activation="softmax", name="probabilities"),  # (batch, classes)
        ],
        name=name,
    )
    if embeddings is not None:
        embedding.set_weights([embeddings])
    return model


def _two_lstms(layer: str, return_sequences: bool) -> list[keras.Layer]:
    bidirectional = BIDIRECTIONAL[layer]
    return [
        layers.SpatialDropout1D(0.2, name="word_vector_dropout"),
        bidirectional(128, return_sequences=True, name="lstm_1"),  # (batch, time, 256)
        layers.Dropout(0.2, name="lstm_1_dropout"),
        bidirectional(64, return_sequences=return_sequences, name="lstm_2"),
        layers.Dropout(0.2, name="lstm_2_dropout"),
    ]


def _feed_forward(widths: Sequence[int], dropout: float) -> list[keras.Layer]:
    stack = []
    for number, width in enumerate(widths, start=1):
        stack.append(layers.Dense(width, activation="relu", name=f"dense_{number}"))
        stack.append(layers.Dropout(dropout, name=f"dense_{number}_dropout"))
    return stack


def load_model(run: Path) -> keras.Model:
    """Load the trained model of a run, with this package's own layers; the file runs no code.

    Raises:
        ValueError: if the file holds code, such as a layer with a function of its own.
    """
    return keras.saving.load_model(run / "model.keras", safe_mode=True)


def summary(model: keras.Model) -> pd.DataFrame:
    """Return the table of layers: `layer`, `output_shape` and `parameters`, one row per layer."""
    return pd.DataFrame(
        {
            "layer": type(layer).__name__,
            "output_shape": str(tuple(layer.output.shape)),
            "parameters": layer.count_params(),
        }
        for layer in model.layers
    )


def summary_at_length(
    name: str, rows: int, classes: int, vector_size: int, length: int, **options: Any
) -> pd.DataFrame:
    """Return the table of layers for documents of a fixed `length`, as published for 1,072 tokens."""
    return summary(build_model(name, rows, classes, vector_size, length, **options))


def parameter_counts(model: keras.Model) -> dict[str, int]:
    """Return the number of parameters: `total` and `trainable`."""
    return {
        "total": model.count_params(),
        "trainable": sum(int(np.prod(weight.shape)) for weight in model.trainable_weights),
    }
