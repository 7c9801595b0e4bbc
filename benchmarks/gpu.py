"""The published training on a GPU: `.venv/bin/python benchmarks/gpu.py`; the last line is JSON.

It needs a TensorFlow that finds a GPU. For an RTX 3090, the original reports 154 ms per step of 32 x 1,072
tokens, and 79 minutes for 30 epochs of 1,013 steps. The step is timed with cuDNN's LSTM and with one that XLA
compiles, in single and in mixed precision, and the predictions are compared with those of the processor.

Tokens are random, as speed does not depend on them. Lengths are drawn like those of Usenet posts,
log-normal with a median of 83 tokens and a mean of 140.
"""

import json
import statistics
import sys
import time
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.models.batches import Batches, TrainingBatches
from lstm_attention.models.networks import build_model

ROWS, LENGTH, BATCH = 25_963, 1072, 32
DOCUMENTS, EPOCHS = 32_400, 30
PUBLISHED = {"milliseconds_per_step": 154, "minutes": 79}
STEPS = 30
WAYS = [("float32", False), ("float32", True), ("mixed_float16", False), ("mixed_float16", True)]
"""Precision, and whether XLA compiles the LSTM; otherwise it is cuDNN's. The first is the default."""
OUR_BATCH = 64


def gpus() -> list[str]:
    """Return the GPUs that TensorFlow finds."""
    found = tf.config.list_physical_devices("GPU")
    return [tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name) for gpu in found]


def documents(count: int, rng: np.random.Generator) -> EncodedDocuments:
    """Return random documents with lengths like those of posts."""
    lengths = np.clip(rng.lognormal(np.log(83), 1.02, count), 1, LENGTH).astype(np.int64)
    return EncodedDocuments(
        ids=np.arange(count).astype("U7"),
        labels=rng.integers(0, 5, count, dtype=np.int32),
        tokens=rng.integers(2, ROWS, lengths.sum(), dtype=np.int32),
        offsets=np.cumsum([0, *lengths], dtype=np.int64),
        groups=np.arange(count, dtype=np.int32),
    )


def compiled(
    *, mask: bool, length: int | None, precision: str = "float32", xla: bool | str = "auto"
) -> keras.Model:
    """Return the LSTM with attention, ready to train; by default, with cuDNN's LSTM if there is a GPU."""
    vectors = np.random.default_rng(0).normal(0, 0.1, (ROWS, 300)).astype(np.float32)
    usual = keras.config.dtype_policy()
    keras.config.set_dtype_policy(precision)
    model = build_model(
        "lstm_attention", ROWS, 5, mask=mask, length=length, embeddings=vectors, layer="keras"
    )
    keras.config.set_dtype_policy(usual)
    model.compile(
        keras.optimizers.Adam(5e-5),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=xla,
    )
    return model


def seconds(model: keras.Model, batches: Batches) -> float:
    """Time one epoch, after one that builds and warms up."""
    model.fit(batches, epochs=1, shuffle=False, verbose=0)
    start = time.perf_counter()
    model.fit(batches, epochs=1, shuffle=False, verbose=0)
    return time.perf_counter() - start


def on_processor(model: keras.Model, tokens: np.ndarray) -> np.ndarray:
    """Return the probabilities (batch, classes) for tokens (batch, time), in float32 and without the GPU."""
    with tf.device("CPU"):
        same = compiled(mask=False, length=LENGTH)
        for layer in same.layers:
            if isinstance(layer, keras.layers.Bidirectional):
                layer.forward_layer.use_cudnn = layer.backward_layer.use_cudnn = False
        same.set_weights(model.get_weights())
        return np.asarray(same(tokens, training=False))


def way(part: TrainingBatches, precision: str, xla: bool) -> dict[str, Any]:
    """Return how long a step takes in one way, and how far predictions are from those of the processor."""
    keras.utils.set_random_seed(0)
    model = compiled(mask=False, length=LENGTH, precision=precision, xla=xla)
    steps = [seconds(model, part) / STEPS for _ in range(3)]
    tokens = part[0][0]
    here, there = on_processor(model, tokens), model.predict_on_batch(tokens).astype(np.float32)
    return {
        "precision": precision,
        "lstm": "compiled by XLA" if xla else "cuDNN",
        "milliseconds_per_step": 1000 * statistics.median(steps),
        "largest_difference": float(abs(here - there).max()),
        "other_classes": int((here.argmax(axis=1) != there.argmax(axis=1)).sum()),
        "documents": len(tokens),
    }


def measure() -> dict[str, Any]:
    """Time the published step in each way, and a whole epoch with batches by length."""
    rng = np.random.default_rng(0)
    part = TrainingBatches(documents(STEPS * BATCH, rng), BATCH, seed=0, length=LENGTH)
    ways = [way(part, precision, xla) for precision, xla in WAYS]
    keras.utils.set_random_seed(0)
    every = documents(DOCUMENTS, rng)
    model = compiled(mask=True, length=None)
    epoch = seconds(model, TrainingBatches(every, OUR_BATCH, seed=0))
    step = ways[0]["milliseconds_per_step"]
    return {
        "gpu": gpus()[0],
        "keras": keras.__version__,
        "trainable_parameters": sum(int(np.prod(weight.shape)) for weight in model.trainable_weights),
        "milliseconds_per_step": step,
        "minutes_as_published": step / 1000 * DOCUMENTS / BATCH * EPOCHS / 60,
        "minutes_with_batches_by_length": epoch * EPOCHS / 60,
        "ways": ways,
        "published": PUBLISHED,
    }


if __name__ == "__main__":
    if not gpus():
        sys.exit("TensorFlow finds no GPU: `make bench` measures processors.")
    print(json.dumps(measure()))
