"""One softmax of the attention, worked out over the tokens of a short document."""

import keras
import numpy as np
from keras import ops

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.evidence import focus
from lstm_attention.models.attention import Attention

FEWEST, MOST = 5, 8
"""Tokens of a document over which a softmax can be followed."""


def short_document(lengths: np.ndarray, right: np.ndarray) -> int:
    """The first of the shortest documents of `FEWEST` tokens or more that a model classifies correctly.

    If there is none, it is one that is classified wrongly, and if all have fewer tokens, the longest.

    Args:
        lengths: tokens of each document, int (documents,).
        right: whether its answer is, bool (documents,).
    """
    enough = lengths >= FEWEST
    for fitting in (enough & right, enough):
        if fitting.any():
            return int(np.where(fitting, lengths, lengths.max() + 1).argmin())
    return int(lengths.argmax())


def worked(model: keras.Model, tokens: np.ndarray) -> dict[str, np.ndarray]:
    """What the attention computes for each token of one document, without padding.

    Args:
        model: with a layer `attention`.
        tokens: ids, int32 (time,).

    Returns:
        Each float64 (time,): `before`, h w + b; `scores`, its hyperbolic tangent; `exponentials`; and
        `weights`, the exponentials divided by their sum. Of a layer with another score than the published one
        only the weights are known; then `before` is nan, and the scores are their logarithms.
    """
    layer = model.get_layer("attention")
    document = EncodedDocuments.from_list([""], [0], [tokens])
    states = focus.vectors_before(model, "attention", document, np.array([0]))
    if isinstance(layer, Attention) and not layer.context_vector:
        w, b = (ops.convert_to_numpy(each).astype(float) for each in (layer.w, layer.b))
        before = (states[0].astype(float) @ w + b)[:, 0]
        scores = np.tanh(before)
    else:
        weights = ops.convert_to_numpy(layer(states, return_attention_scores=True)[1])[0].astype(float)
        before, scores = np.full(len(tokens), np.nan), np.log(weights / weights.sum())
    exponentials = np.exp(scores)
    weights = exponentials / exponentials.sum()
    return {"before": before, "scores": scores, "exponentials": exponentials, "weights": weights}
