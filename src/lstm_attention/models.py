"""The three published models, in the order in which the data flow through their layers."""

import keras
import numpy as np
import pandas as pd
from keras import layers

from lstm_attention.attention import Attention


def dense_layers() -> list[keras.Layer]:
    """Mean of the word vectors, then a small feed-forward network."""
    return [
        layers.GlobalAveragePooling1D(name="mean"),  # (batch, vector)
        *_feed_forward([32, 32, 16], dropout=0.3),
    ]


def lstm_layers() -> list[keras.Layer]:
    """Two bidirectional LSTMs; the last state of the second stands for the document."""
    return [
        *_two_lstms(return_sequences=False),  # (batch, 128)
        *_feed_forward([128, 64, 64], dropout=0.3),
    ]


def lstm_attention_layers() -> list[keras.Layer]:
    """Two bidirectional LSTMs; attention makes one vector of the second's states."""
    return [
        *_two_lstms(return_sequences=True),  # (batch, time, 128)
        Attention(name="attention"),  # (batch, 128)
        *_feed_forward([128, 64, 32], dropout=0.3),
    ]


LAYERS = {"dense": dense_layers, "lstm": lstm_layers, "lstm_attention": lstm_attention_layers}


def build_model(
    name: str,
    rows: int,
    classes: int,
    vector_size: int = 300,
    length: int | None = None,
    mask: bool = True,
    embeddings: np.ndarray | None = None,
) -> keras.Sequential:
    """Build one of the published models, from token ids (batch, time) to probabilities (batch, classes).

    Args:
        name: a key of `LAYERS`.
        rows: rows of the embedding: padding, the unknown word, the vocabulary.
        classes: number of classes.
        vector_size: length of a word vector.
        length: fixed number of time steps; None takes any.
        mask: whether padding (id 0) is masked; False is the published behaviour.
        embeddings: the frozen word vectors, float32 (rows, vector_size); zeros if None.
    """
    embedding = layers.Embedding(
        rows, vector_size, embeddings_initializer="zeros", mask_zero=mask, trainable=False, name="embedding"
    )
    model = keras.Sequential(
        [
            keras.Input((length,), dtype="int32", name="tokens"),  # (batch, time)
            embedding,  # (batch, time, vector)
            *LAYERS[name](),
            layers.Dense(classes, activation="softmax", name="probabilities"),  # (batch, classes)
        ],
        name=name,
    )
    if embeddings is not None:
        embedding.set_weights([embeddings])
    return model


def _two_lstms(return_sequences: bool) -> list[keras.Layer]:
    return [
        layers.SpatialDropout1D(0.2, name="word_vector_dropout"),
        layers.Bidirectional(layers.LSTM(128, return_sequences=True), name="lstm_1"),  # (batch, time, 256)
        layers.Dropout(0.2, name="lstm_1_dropout"),
        layers.Bidirectional(layers.LSTM(64, return_sequences=return_sequences), name="lstm_2"),
        layers.Dropout(0.2, name="lstm_2_dropout"),
    ]


def _feed_forward(widths: list[int], dropout: float) -> list[keras.Layer]:
    stack = []
    for number, width in enumerate(widths, start=1):
        stack.append(layers.Dense(width, activation="relu", name=f"dense_{number}"))
        stack.append(layers.Dropout(dropout, name=f"dense_{number}_dropout"))
    return stack


def summary(model: keras.Model) -> pd.DataFrame:
    """The table of layers: `layer`, `output_shape` and `parameters`, one row a layer."""
    return pd.DataFrame(
        {
            "layer": type(layer).__name__,
            "output_shape": str(tuple(layer.output.shape)),
            "parameters": layer.count_params(),
        }
        for layer in model.layers
    )


def summary_at_length(name: str, rows: int, classes: int, vector_size: int, length: int) -> pd.DataFrame:
    """The table of layers for documents of a fixed `length`, as published for 1,072 tokens."""
    return summary(build_model(name, rows, classes, vector_size, length))


def parameter_counts(model: keras.Model) -> dict[str, int]:
    """Number of parameters: `total` and `trainable`."""
    return {
        "total": model.count_params(),
        "trainable": sum(int(np.prod(weight.shape)) for weight in model.trainable_weights),
    }
