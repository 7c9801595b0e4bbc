"""The LSTM layer for processors against Keras's own."""

import os
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from keras.src.saving.serialization_lib import ObjectSharingScope

from lstm_attention.models.lstm import BidirectionalLSTM


def pair(features, units, return_sequences, seed=0):
    """Keras's layer and ours, with the same weights."""
    keras.utils.set_random_seed(seed)
    theirs = keras.layers.Bidirectional(keras.layers.LSTM(units, return_sequences=return_sequences))
    ours = BidirectionalLSTM(units, return_sequences)
    for layer in (theirs, ours):
        layer.build((None, None, features))
    rng = np.random.default_rng(seed)
    ours.set_weights([weight + rng.normal(0, 0.1, weight.shape) for weight in theirs.get_weights()])
    theirs.set_weights(ours.get_weights())
    return theirs, ours


def computed(layer, x, mask, training):
    """The output, and the gradients of a random weighting of it: of the input, then of each weight."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x, mask=mask, training=training)
        weighting = np.random.default_rng(1).normal(size=y.shape).astype("float32")
        total = tf.reduce_sum(y * weighting)
    variables = [weight.value for weight in layer.trainable_variables]
    return [array.numpy() for array in (y, *tape.gradient(total, [x, *variables]))]


@st.composite
def batches(draw):
    """Input (batch, time, features); no mask, one of padding at the end or one with holes; empty rows too."""
    documents, time, features = (draw(st.integers(1, most)) for most in (9, 12, 7))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    lengths = rng.integers(0, time + 1, documents)
    mask = draw(
        st.sampled_from([None, np.arange(time) < lengths[:, None], rng.random((documents, time)) < 0.6])
    )
    return tf.constant(rng.normal(size=(documents, time, features)), tf.float32), mask


@given(batches(), st.integers(1, 9), st.booleans(), st.booleans())
def test_outputs_and_gradients_are_those_of_keras(batch, units, return_sequences, training):
    x, mask = batch
    mask = None if mask is None else tf.constant(mask)
    theirs, ours = (
        computed(layer, x, mask, training) for layer in pair(x.shape[-1], units, return_sequences)
    )
    for expected, actual in zip(theirs, ours, strict=True):
        assert actual.shape == expected.shape
        assert np.abs(actual - expected).max() <= 1e-5 * max(np.abs(expected).max(), 1e-3)


def test_the_published_sizes_are_those_of_keras_too():
    x = tf.random.normal((64, 50, 300), seed=0)
    mask = tf.sequence_mask(np.random.default_rng(0).integers(1, 51, 64), 50)
    theirs, ours = (computed(layer, x, mask, True) for layer in pair(300, 128, True))
    for expected, actual in zip(theirs, ours, strict=True):
        assert np.abs(actual - expected).max() <= 1e-5 * np.abs(expected).max()


def test_the_same_input_gives_the_same_bits_in_training_and_prediction_and_in_a_graph():
    x, mask = tf.random.normal((33, 40, 30), seed=0), tf.sequence_mask([7] * 20 + [40] * 13, 40)
    ours = pair(30, 16, True)[1]
    first, again, predicted = (computed(ours, x, mask, training) for training in (True, True, False))
    for one, other, third in zip(first, again, predicted, strict=True):
        assert np.array_equal(one, other)
        assert np.array_equal(one, third)
    graph = tf.function(lambda x, mask: ours(x, mask=mask, training=False))
    assert np.array_equal(graph(x, mask).numpy(), first[0])


@pytest.mark.parametrize("return_sequences", [False, True])
def test_a_saved_model_answers_as_before_and_its_weights_fit_keras(return_sequences, tmp_path):
    x = np.random.default_rng(0).normal(size=(3, 5, 4)).astype("float32")
    theirs, ours = (
        keras.Sequential([keras.Input((None, 4)), layer]) for layer in pair(4, 6, return_sequences)
    )
    ours.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    answer = ours.predict(x, verbose=0)
    assert np.array_equal(loaded.predict(x, verbose=0), answer)
    theirs.set_weights([2 * weight for weight in theirs.get_weights()])
    theirs.set_weights(loaded.get_weights())
    assert theirs.predict(x, verbose=0) == pytest.approx(answer, abs=1e-6)


def test_layers_read_from_one_file_share_nothing():
    with ObjectSharingScope():  # as when Keras reads a file
        made = [
            BidirectionalLSTM.from_config({"units": 2, "return_sequences": True, "name": f"lstm_{number}"})
            for number in range(200)
        ]
    assert len({id(half) for layer in made for half in (layer.forward_layer, layer.backward_layer)}) == 400


@pytest.mark.parametrize(
    ("reason", "options", "call"),
    [
        ("it computes in bfloat16", {"dtype": "mixed_bfloat16"}, {}),
        ("there is an initial state", {}, {"initial_state": [np.zeros((2, 3), "float32")] * 4}),
    ],
)
def test_keras_computes_what_this_layer_does_not_and_a_warning_says_why(reason, options, call):
    x = np.ones((2, 4, 5), "float32")
    ours = BidirectionalLSTM(3, **options)
    ours.build(x.shape)
    with pytest.warns(UserWarning, match=reason):
        answer = ours(x, **call)
    theirs = keras.layers.Bidirectional(keras.layers.LSTM(3), **options)
    theirs.build(x.shape)
    theirs.set_weights(ours.get_weights())
    assert np.array_equal(keras.ops.convert_to_numpy(theirs(x, **call)), keras.ops.convert_to_numpy(answer))


def test_libraries_of_linear_algebra_get_their_threads_back():
    code = """
import numpy as np
from threadpoolctl import threadpool_info
threads = lambda: [library["num_threads"] for library in threadpool_info()]
from lstm_attention.models.lstm import BidirectionalLSTM
before = threads()
BidirectionalLSTM(3)(np.ones((2, 4, 5), "float32"))
assert threads() == before, (threads(), before)
assert any("scipy" in library["filepath"] for library in threadpool_info()), threadpool_info()
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=240)


def test_the_recurrence_computes_the_same_bits_when_compiled_and_from_the_cache(tmp_path):
    code = """
import hashlib
import numpy as np
import scipy.linalg.cython_blas
from lstm_attention.models import recurrence
def drawn(*shape):
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)
batch, time, units = 16, 20, 64
places = recurrence.tokens(np.arange(time) < np.arange(5, 5 + batch)[:, None])
kept = [drawn(int(places[2].sum()), width) for width in (4 * units, units, units)]
u, y, dz = drawn(units, 4 * units), drawn(batch, time, 2 * units), drawn(batch, time, 8 * units)
recurrence.forward(drawn(batch, time, 4 * units), u, u[0], *places, True, y, *kept)
recurrence.backward(drawn(batch, time, 2 * units), u, *places, True, *kept, dz, du := drawn(units, 4 * units))
print([hashlib.sha256(each.tobytes()).hexdigest() for each in (y, dz, du)], recurrence.backward.stats)
"""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    compiled, cached = (
        subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=240,
        ).stdout
        for _ in range(2)
    )
    assert "cache_hits=Counter()" in compiled
    assert "cache_hits=Counter()" not in cached
    assert compiled.partition("]")[0] == cached.partition("]")[0]
