"""The published attention layer: one bounded score a time step, softmax, weighted sum."""

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="lstm_attention")
class Attention(keras.layers.Layer):
    r"""Weighted mean of hidden states, with weights from the states themselves.

    For hidden states $h_t$, $t = 1 \dots T$ (Raffel and Ellis 2015, equation 2):

        score_t   = tanh(h_t . w + b)
        weights   = softmax(score_1, ..., score_T)
        context   = sum_t weights_t h_t

    The layer has `units + 1` parameters: `w` of shape (units, 1) and the scalar `b`. As the
    score lies in [-1, 1], no weight exceeds e^2 / (e^2 + T - 1).

    A mask, if the layers before pass one on, gives masked time steps the weight 0 exactly.
    Without a mask the softmax runs over padding too, as in the published model.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        self.w = self.add_weight(
            shape=(input_shape[-1], 1), initializer=keras.initializers.RandomNormal(stddev=0.05), name="w"
        )
        self.b = self.add_weight(shape=(1,), initializer="zeros", name="b")

    def call(self, hidden_states: Any, mask: Any = None, return_attention_scores: bool = False) -> Any:
        """Reduce the time axis.

        Args:
            hidden_states: float (batch, time, units).
            mask: bool (batch, time), true where there is a token; at least one in each row.
            return_attention_scores: whether to hand out the weights as well.

        Returns:
            The context vectors (batch, units); with `return_attention_scores` also the
            weights (batch, time), which sum to 1 in each row.
        """
        scores = ops.tanh(ops.squeeze(ops.matmul(hidden_states, self.w), axis=-1) + self.b)  # (batch, time)
        if mask is not None:
            scores = ops.where(mask, scores, -1e9)  # exp(-1e9) is 0 in every float type
        weights = ops.softmax(scores, axis=-1)  # (batch, time)
        context = ops.einsum("bt,btu->bu", weights, hidden_states)  # (batch, units)
        return (context, weights) if return_attention_scores else context

    def compute_mask(self, hidden_states: Any, mask: Any = None) -> None:
        """The time axis is gone, and the mask with it."""
        return None
