"""Layers that turn all hidden states of a document into one vector, and the weight of each state in it."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

MASKED = -1e9
"""Score of a masked time step: exp(-1e9) is 0 in every float type."""


class Pooling(keras.layers.Layer):
    """Base of the layers that reduce the time axis: they take a mask but pass none on."""

    # Keras reads the signature of a constructor, and rejects mutmut's replacement.
    def __init__(self, **kwargs: Any) -> None:  # pragma: no mutate block
        super().__init__(**kwargs)
        self.supports_masking = True

    def compute_mask(self, hidden_states: Any, mask: Any = None) -> None:
        """Return no mask, as the output has no time axis."""
        return None


@keras.saving.register_keras_serializable(package="lstm_attention")
class Attention(Pooling):
    r"""Weighted mean of hidden states, with weights computed from the states themselves.

    For hidden states $h_t$, $t = 1 \dots T$:

        weights   = softmax(score_1, ..., score_T)
        context   = sum_t weights_t h_t

    The published score (Raffel and Ellis 2015, equation 2) has `units + 1` parameters, `w` of
    shape (units, 1) and the scalar `b`. The score is in [-1, 1], so that no weight exceeds
    e^2 / (e^2 + T - 1):

        score_t   = tanh(h_t . w + b)

    The score with a context vector `u` (Yang et al. 2016, equations 5 and 6) is not bounded. It
    has units (units + 2) parameters, `W` of shape (units, units), `b` and `u` of (units,):

        score_t   = tanh(h_t W + b) . u

    If the layers before pass on a mask, masked time steps get a weight of exactly 0.
    Without a mask the softmax runs over padding too, as in the published model.
    """

    def __init__(self, context_vector: bool = False, **kwargs: Any) -> None:  # pragma: no mutate block
        super().__init__(**kwargs)
        self.context_vector = context_vector

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        units = input_shape[-1]
        if self.context_vector:
            self.w = self.add_weight(shape=(units, units), initializer="glorot_uniform", name="w")
            self.b = self.add_weight(shape=(units,), initializer="zeros", name="b")
            self.u = self.add_weight(shape=(units, 1), initializer="glorot_uniform", name="u")
        else:
            self.w = self.add_weight(
                shape=(units, 1),
                initializer=keras.initializers.RandomNormal(stddev=0.05),
                name="w",
            )
            self.b = self.add_weight(shape=(1,), initializer="zeros", name="b")

    def call(self, hidden_states: Any, mask: Any = None, return_attention_scores: bool = False) -> Any:
        """Reduce the time axis.

        Args:
            hidden_states: float (batch, time, units).
            mask: bool (batch, time), true where there is a token; each row has at least one.
            return_attention_scores: whether to return the weights as well.

        Returns:
            The context vectors (batch, units); with `return_attention_scores` also the
            weights (batch, time), which sum to 1 in each row.
        """
        scores = ops.tanh(ops.matmul(hidden_states, self.w) + self.b)
        if self.context_vector:
            scores = ops.matmul(scores, self.u)
        scores = ops.squeeze(scores, axis=-1)  # (batch, time)
        if mask is not None:
            scores = ops.where(mask, scores, MASKED)
        weights = ops.softmax(scores, axis=-1)  # (batch, time)
        context = ops.einsum("bt,btu->bu", weights, hidden_states)  # (batch, units)
        return (context, weights) if return_attention_scores else context

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"context_vector": self.context_vector}


@keras.saving.register_keras_serializable(package="lstm_attention")
class MultiHeadPooling(Pooling):
    """Keras's multi-head attention with a single query, the mean of the hidden states.

    Each head weighs the states on its own (Vaswani et al. 2017, section 3.2.2); their outputs
    are joined and projected back to the states' units.
    """

    def __init__(self, heads: int = 4, **kwargs: Any) -> None:  # pragma: no mutate block
        super().__init__(**kwargs)
        self.heads = heads

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        units = input_shape[-1]
        self.attention = keras.layers.MultiHeadAttention(self.heads, units // self.heads, name="heads")
        self.attention.build((None, 1, units), (None, None, units))
        self.mean = keras.layers.GlobalAveragePooling1D(keepdims=True)

    def call(self, hidden_states: Any, mask: Any = None, return_attention_scores: bool = False) -> Any:
        """Reduce the time axis; arguments and results are as in `Attention.call`.

        The weights are means over the heads.
        """
        context, weights = self.attention(
            self.mean(hidden_states, mask=mask),
            hidden_states,
            attention_mask=None if mask is None else ops.expand_dims(mask, 1),
            return_attention_scores=True,
        )  # (batch, 1, units) and (batch, heads, 1, time)
        context = ops.squeeze(context, axis=1)
        if not return_attention_scores:
            return context
        return context, ops.squeeze(ops.mean(weights, axis=1), axis=1)

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"heads": self.heads}


@keras.saving.register_keras_serializable(package="lstm_attention")
class MaxPooling(Pooling):
    """Largest value of each unit over time; unlike Keras's own layer, it leaves out masked steps."""

    def call(self, hidden_states: Any, mask: Any = None) -> Any:
        """Reduce hidden states (batch, time, units) under a mask (batch, time) to (batch, units)."""
        if mask is not None:
            hidden_states = ops.where(ops.expand_dims(mask, -1), hidden_states, MASKED)
        return ops.max(hidden_states, axis=1)


POOLINGS: dict[str, Callable[[], keras.layers.Layer]] = {
    "published": lambda: Attention(name="attention"),
    "context_vector": lambda: Attention(context_vector=True, name="attention"),
    "multi_head": lambda: MultiHeadPooling(name="attention"),
    "mean": lambda: keras.layers.GlobalAveragePooling1D(name="mean"),
    "max": lambda: MaxPooling(name="max"),
}
"""Ways to turn all hidden states into one vector; those named `attention` can return their weights."""
