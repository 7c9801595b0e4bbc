"""A bidirectional LSTM for CPUs, 1.6 to 2.5 times as fast as Keras's loop over time steps.

x W of all time steps is one product, and so is the gradient of each weight. `recurrence` computes the rest,
with one thread for each direction.
"""

import functools
import warnings
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import keras
import numpy as np
import scipy.linalg.cython_blas  # noqa: F401 -- computes Numba's products; BLAS finds only what is loaded
import tensorflow as tf
from threadpoolctl import ThreadpoolController

from lstm_attention.models import recurrence

DIRECTIONS = ThreadPoolExecutor(2)
BLAS = ThreadpoolController().select(user_api="blas")
# While it reads a file, Keras tells layers apart by their addresses, which are used again once a layer is
# freed. So what a layer is made from lives as long as the layer.
TEMPLATES: weakref.WeakKeyDictionary[keras.layers.Layer, keras.layers.Layer] = weakref.WeakKeyDictionary()


@keras.saving.register_keras_serializable(package="lstm_attention")
class BidirectionalLSTM(keras.layers.Bidirectional):
    """Keras's `Bidirectional(LSTM(units))`, computed by this package where it can be.

    Weights and outputs are the same as Keras's: hidden states are zero where the mask says that there is no
    token, and without `return_sequences` each direction returns its last state. Keras's own layer takes over,
    with a warning, on a GPU, on several devices, with initial states, or in another precision.
    """

    def __init__(self, units: int, return_sequences: bool = False, **kwargs: Any) -> None:
        template = keras.layers.LSTM(units, return_sequences=return_sequences)
        super().__init__(template, **kwargs)
        TEMPLATES[self] = template
        self.supports_jit = False  # XLA compiles no NumPy

    def call(
        self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool | None = None
    ) -> Any:
        """Return hidden states, float32 (batch, time, 2 units), or only the last ones (batch, 2 units).

        Args:
            sequences: float32 (batch, time, features).
            initial_state: as for Keras's layer.
            mask: bool (batch, time), true where there is a token; padding may be anywhere.
            training: whether to keep what gradients need; if not, they compute the hidden states again.
        """
        if reason := self._obstacle(initial_state):
            warnings.warn(f"{self.name}: {reason}, so Keras's own LSTM is used", stacklevel=2)
            return super().call(sequences, initial_state=initial_state, mask=mask, training=training)
        weights = [
            tf.convert_to_tensor(weight)
            for cell in (self.forward_layer.cell, self.backward_layer.cell)
            for weight in (cell.kernel, cell.recurrent_kernel, cell.bias)
        ]
        mask = tf.ones(tf.shape(sequences)[:2], bool) if mask is None else mask
        states = _hidden_states(sequences, mask, weights, keep=bool(training))
        return states if self.return_sequences else _last_states(states, mask)

    def _obstacle(self, initial_state: Any) -> str:
        if initial_state is not None:
            return "there is an initial state"
        if self.compute_dtype != "float32":
            return f"it computes in {self.compute_dtype}"
        if tf.distribute.get_strategy().num_replicas_in_sync > 1:
            return "several devices share each batch"
        return "this machine has a GPU" if tf.config.list_physical_devices("GPU") else ""

    def get_config(self) -> dict[str, Any]:
        own = {"units": self.forward_layer.units, "return_sequences": self.return_sequences}
        return keras.layers.Layer.get_config(self) | own

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
        return cls(**config)


def _hidden_states(x: Any, mask: Any, weights: list[Any], keep: bool) -> Any:
    """Return the hidden states of x, as a TensorFlow operation with a gradient."""
    width = 2 * weights[1].shape[0]

    def forward(*inputs: Any, keep: bool) -> list[Any]:
        return tf.numpy_function(functools.partial(_forward, keep), inputs, [tf.float32] * 4, stateful=False)

    @tf.custom_gradient
    def operation(x: Any, *weights: Any) -> tuple[Any, Callable[[Any], list[Any]]]:
        y, *kept = forward(x, mask, *weights, keep=keep)

        def gradient(dy: Any) -> list[Any]:
            saved = kept if keep else forward(x, mask, *weights, keep=True)[1:]
            inputs = [x, mask, dy, *saved, *weights]
            dz, *gradients = tf.numpy_function(_backward, inputs, [tf.float32] * 7, stateful=False)
            # Computed here, so that TensorFlow omits it if no layer before this one learns. With two axes, as
            # a product of a batch of matrices with one matrix is many times slower.
            kernels = tf.concat([weights[0], weights[3]], axis=1)
            dx = tf.matmul(tf.reshape(dz, [-1, 4 * width]), kernels, transpose_b=True)
            shapes = [weight.shape for weight in weights]
            return [tf.reshape(dx, tf.shape(x)), *map(tf.ensure_shape, gradients, shapes)]

        return tf.ensure_shape(y, [*x.shape[:2], width]), gradient

    return operation(x, *weights)


def _last_states(states: Any, mask: Any) -> Any:
    """Return the state with which each direction ends, at the last token and at the first."""
    first = tf.argmax(mask, axis=1)
    last = tf.shape(mask, tf.int64)[1] - 1 - tf.argmax(mask[:, ::-1], axis=1)
    halves = zip(tf.split(states, 2, axis=-1), (last, first), strict=True)
    return tf.concat([tf.gather(half, at, axis=1, batch_dims=1) for half, at in halves], axis=-1)


def _forward(keep: bool, x: np.ndarray, mask: np.ndarray, *weights: np.ndarray) -> list[np.ndarray]:
    """Return hidden states of both directions, and `gates`, `cells` and `states` of each for `_backward`."""
    units = len(weights[1])
    places = recurrence.tokens(mask)
    rows = mask.sum() if keep else 0
    y, *kept = [_aligned(*mask.shape, 2 * units)] + [_aligned(2, rows, width * units) for width in (4, 1, 1)]
    y[~mask] = 0

    def direction(d: int) -> None:
        w, u, b = weights[3 * d : 3 * d + 3]
        z = (x.reshape(-1, len(w)) @ w).reshape(*mask.shape, 4 * units)
        recurrence.forward(z, u, b, *places, d == 1, y, *(array[d] for array in kept))

    _in_both_directions(direction)
    return [y, *kept]


def _backward(x: np.ndarray, mask: np.ndarray, dy: np.ndarray, *arrays: np.ndarray) -> list[np.ndarray]:
    """Return gradients of x W of both directions (batch, time, 8 units), and of the weights."""
    kept, weights = arrays[:3], arrays[3:]
    dz, *gradients = [_aligned(*mask.shape, 8 * len(weights[1]))] + [_aligned(*w.shape) for w in weights]
    dz[~mask] = 0
    places = recurrence.tokens(mask)

    def direction(d: int) -> None:
        dw, du, db = gradients[3 * d : 3 * d + 3]
        recurrence.backward(dy, weights[3 * d + 1], *places, d == 1, *(array[d] for array in kept), dz, du)
        half = dz.reshape(mask.size, 2, -1)[:, d]
        np.matmul(x.reshape(mask.size, -1).T, half, out=dw)
        np.matmul(np.ones(mask.size, np.float32), half, out=db)

    _in_both_directions(direction)
    return [dz, *gradients]


def _in_both_directions(work: Callable[[int], None]) -> None:
    with BLAS.limit(limits=1):  # more threads would compete for processors and add in another order
        list(DIRECTIONS.map(work, (0, 1)))


def _aligned(*shape: int) -> np.ndarray:
    """Return an array that TensorFlow takes over without copying it."""
    size = 4 * int(np.prod(shape))
    memory = np.empty(size + 64, np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start : start + size].view(np.float32).reshape(shape)
