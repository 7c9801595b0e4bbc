"""Is attention an explanation? Scores of single tokens, and the effect of deleting the highest.

The scores of a document are float (time,); a higher score claims more importance for the class that the
model predicts. A text with deleted tokens is unlike the texts that a model was trained on, so its prediction
says something about the model, not about language.
"""

from collections.abc import Callable, Sequence
from inspect import signature
from itertools import chain
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from scipy import stats

from lstm_attention.corpus.vocabulary import PADDING, UNKNOWN, EncodedDocuments
from lstm_attention.evidence import focus, intervals

SHARES = (0.01, 0.05, 0.1, 0.2, 0.5)
"""Shares of the tokens that are deleted or kept (the bins of DeYoung et al. 2020)."""

DRAWS = 10
"""Random orders of a document's tokens. In the default report, other draws of `random_orders` move an end of
the 95% interval of `over_random` by 0.004 (standard deviation), which is 4% of its half-width; other draws of
three independent orders move it by 0.014."""

BATCH = 16


Scores = dict[str, list[np.ndarray]]
"""`attention`, `attention_gradient` and `gradient` (times input) of every token in some documents."""

SIDES = ("deleted", "kept", "replaced")
"""What happens to the tokens with the highest scores; replaced tokens become the unknown word."""


def scores(model: keras.Model, documents: EncodedDocuments, chosen: np.ndarray) -> Scores:
    """Return how much each token of the chosen documents matters to a model with attention."""
    return {
        "attention": focus.read(model, documents, chosen).on_tokens,
        "attention_gradient": attention_gradient_scores(model, documents, chosen),
        "gradient": gradient_scores(model, documents, chosen),
    }


def attention_gradient_scores(
    model: keras.Model, documents: EncodedDocuments, chosen: np.ndarray
) -> list[np.ndarray]:
    """Return attention times the gradient of the predicted log-probability by it (Serrano and Smith 2019).

    Attention weighs states regardless of class; its product with the gradient says what a state contributes
    to the prediction.

    Args:
        model: model with a layer `attention`, whose output is the weighted mean of the states before it.
        documents, chosen: as for `gradient_scores`.

    Returns:
        The signed products (time,) for each document.
    """
    attention = model.get_layer("attention")
    position = model.layers.index(attention)
    before = focus.traced(keras.Model(model.inputs[0], model.layers[position - 1].output))
    masked = model.get_layer("embedding").mask_zero

    def products(tokens: np.ndarray) -> np.ndarray:
        states = before(tokens)
        mask = tokens != PADDING if masked else None
        context, weights = attention(states, mask=mask, return_attention_scores=True)
        with tf.GradientTape() as tape:
            tape.watch(context)
            probabilities = context
            for layer in model.layers[position + 1 :]:
                probabilities = layer(probabilities, training=False)
            total = _log_of_answers(probabilities)
        return (weights * tf.einsum("btu,bu->bt", states, tape.gradient(total, context))).numpy()

    return _by_batch(products, documents, chosen, focus.positions(model))


def _log_of_answers(probabilities: tf.Tensor) -> tf.Tensor:
    """Return the sum over documents of the log-probability of the predicted class."""
    return tf.reduce_sum(tf.math.log(tf.reduce_max(probabilities, axis=-1) + 1e-12))


def _by_batch(
    score: Callable[[np.ndarray], np.ndarray],
    documents: EncodedDocuments,
    chosen: np.ndarray,
    length: int | None,
) -> list[np.ndarray]:
    """Score the chosen documents, as tokens (batch, time) padded to `length` or in batches of like length."""
    found: list[np.ndarray] = [np.empty(0)] * len(chosen)
    order = np.argsort(documents.lengths[chosen], kind="stable")
    for batch in np.split(order, range(BATCH, len(order), BATCH)):
        rows = score(documents.padded(chosen[batch], length))
        for number, row in zip(batch, rows, strict=True):
            found[number] = row[: documents.lengths[chosen[number]]]
    return found


def gradient_scores(model: keras.Model, documents: EncodedDocuments, chosen: np.ndarray) -> list[np.ndarray]:
    """Return gradient times input of the predicted class's log-probability.

    Args:
        model: model with a layer `embedding`.
        documents: one of the sets of the corpus.
        chosen: indices of the documents to score.

    Returns:
        The products for each document, summed over the word vector, signed (time,).
    """
    embedding = model.get_layer("embedding")
    after = model.layers[model.layers.index(embedding) + 1 :]

    def takes_mask(layer: keras.Layer) -> bool:
        return "mask" in signature(layer.call).parameters

    shapes = [tf.TensorSpec((None, None, embedding.output_dim)), tf.TensorSpec((None, None), tf.bool)]

    @tf.function(input_signature=shapes)
    def products(vectors: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(vectors)
            probabilities = vectors
            for layer in after:
                options = {"mask": mask} if embedding.mask_zero and takes_mask(layer) else {}
                probabilities = layer(probabilities, training=False, **options)
            total = _log_of_answers(probabilities)
        return tf.reduce_sum(tape.gradient(total, vectors) * vectors, axis=-1)  # (batch, time)

    def score(tokens: np.ndarray) -> np.ndarray:
        return products(embedding(tokens), tokens != PADDING).numpy()

    return _by_batch(score, documents, chosen, focus.positions(model))


def sample(lengths: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Draw up to `count` documents of medium length at random, as ascending indices.

    The shortest and the longest tenth are left out: in a text of a few words, all shares are the same
    words, and long texts cost most.

    Args:
        lengths: number of tokens in each document (documents,).
        count: the most documents to draw.
        seed: seed of the draw.
    """
    shortest, longest = np.quantile(lengths, [0.1, 0.9])
    eligible = np.flatnonzero((lengths >= shortest) & (lengths <= longest))
    return eligible[focus.random_documents(len(eligible), count, np.random.default_rng(seed))]


def without(tokens: np.ndarray, deleted: np.ndarray) -> np.ndarray:
    """Return a document without some positions; one unknown word if nothing is left."""
    kept = np.delete(tokens, deleted)
    return kept if len(kept) else np.array([UNKNOWN], dtype=np.int32)


def hidden(tokens: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Return a document with the unknown word at some positions."""
    changed = tokens.copy()
    changed[positions] = UNKNOWN
    return changed


def highest(scores: np.ndarray, share: float) -> np.ndarray:
    """Return the positions of a share of the scores, the highest ones; the number is rounded up."""
    return np.argsort(-scores, kind="stable")[: int(np.ceil(share * len(scores)))]


def random_orders(length: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Return `DRAWS` scores of a document's tokens, each of which puts them in a random order.

    Each is the same random order, rotated by an equal step. Each token is therefore about equally often among
    the highest, and means vary about as little as with four times as many independent orders.

    Args:
        length: number of tokens.
        rng: generator of the first order.
    """
    first = rng.permutation(length)
    return [((first + k * length // DRAWS) % length).astype(float) for k in range(DRAWS)]


def erasure(
    predict: Callable[[EncodedDocuments], np.ndarray],
    texts: list[np.ndarray],
    scores: list[np.ndarray],
    sides: Sequence[str] = SIDES,
) -> dict[str, np.ndarray]:
    """Return comprehensiveness and sufficiency (DeYoung et al. 2020, section 4.2) at each of `SHARES`.

    Deleting words shortens a text and joins what was apart; replacing them by the unknown word does neither.

    Args:
        predict: function from encoded documents to probabilities (documents, classes), in their order.
        texts: token ids of each document, int32 (time,).
        scores: scores of each document's tokens (time,).
        sides: of `SIDES`; what is found on one does not depend on the others.

    Returns:
        How far the probability of the predicted class falls when the highest tokens are `deleted`, when only
        they are `kept`, and when they are `replaced`; each float (documents, shares).
    """
    return {side: _falls(predict, texts, scores, side) for side in sides}


def _falls(
    predict: Callable[[EncodedDocuments], np.ndarray],
    texts: list[np.ndarray],
    scores: list[np.ndarray],
    side: str,
) -> np.ndarray:
    variants = []
    for tokens, row in zip(texts, scores, strict=True):
        variants.append(tokens)
        for share in SHARES:
            top = highest(row, share)
            others = np.setdiff1d(np.arange(len(tokens)), top)
            if side == "replaced":
                variants.append(hidden(tokens, top))
            else:
                variants.append(without(tokens, others if side == "kept" else top))
    probabilities = predict(_documents(variants)).reshape(len(texts), len(SHARES) + 1, -1)
    answer = probabilities[:, 0].argmax(axis=1)
    of_answer = probabilities[np.arange(len(texts)), :, answer]
    return of_answer[:, :1] - of_answer[:, 1:]


def erasures(
    predictors: list[Callable[[EncodedDocuments], np.ndarray]],
    texts: list[np.ndarray],
    scored: list[Scores],
    seed: int,
    sides: Sequence[str] = SIDES,
) -> dict[str, dict[str, np.ndarray]]:
    """Return what `erasure` finds with each of `Scores`, and with random scores, for several models.

    Args:
        predictors: one function per model, as `erasure` takes it.
        texts: token ids of each document, int32 (time,).
        scored: the scores of each model.
        seed: seed of the random scores, whose falls are averaged over `DRAWS`.
        sides: of `SIDES`.

    Returns:
        By name of the scores, and for `random`, the falls on each side, float (models, documents, shares).
    """
    rng = np.random.default_rng(seed)
    falls: dict[str, list[list[np.ndarray]]] = {name: [] for name in (*scored[0], "random")}
    for predict, own in zip(predictors, scored, strict=True):
        random = zip(*(random_orders(len(text), rng) for text in texts), strict=True)
        for name, of_models in falls.items():
            drawn = map(list, random) if name == "random" else [own[name]]
            found = [erasure(predict, texts, rows, sides) for rows in drawn]
            of_models.append([np.mean([each[side] for each in found], axis=0) for side in sides])
    return {
        name: {side: np.stack([of_model[k] for of_model in own]) for k, side in enumerate(sides)}
        for name, own in falls.items()
    }


def curves(
    falls: dict[str, dict[str, np.ndarray]], groups: np.ndarray
) -> dict[str, dict[str, list[dict[str, float]]]]:
    """Return the mean of `erasures` over documents and models at each of `SHARES`, with its interval."""
    return {
        name: {
            side: [intervals.mean_interval(rows[:, :, k], groups) for k in range(len(SHARES))]
            for side, rows in sides.items()
        }
        for name, sides in falls.items()
    }


def mean_over_shares(falls: np.ndarray, groups: np.ndarray) -> dict[str, float]:
    """Return the mean of falls (models, documents, shares) over all three axes, with its interval."""
    return intervals.mean_interval(falls.mean(axis=2), groups)


def against_others(
    falls: dict[str, dict[str, np.ndarray]], groups: np.ndarray, margin: float
) -> dict[str, dict[str, Any]]:
    """Comprehensiveness of attention compared with that of random words and of gradient times input.

    Args:
        falls: as returned by `erasures`.
        groups: of the documents.
        margin: the largest difference of a probability that does not matter.

    Returns:
        `over_random`, attention minus random words, and `under_gradient`, gradient minus attention, each as
        returned by `intervals.difference_interval`.
    """
    gradient = falls["gradient"]["deleted"] - falls["attention"]["deleted"]
    return {
        "over_random": intervals.difference_interval(over_random(falls), groups, margin),
        "under_gradient": intervals.difference_interval(gradient.mean(axis=2), groups, margin),
    }


def over_random(falls: dict[str, dict[str, np.ndarray]]) -> np.ndarray:
    """Comprehensiveness of attention minus that of random words, float (models, documents).

    Args:
        falls: as returned by `erasures`; what is `deleted` is enough.
    """
    return (falls["attention"]["deleted"] - falls["random"]["deleted"]).mean(axis=2)


def left_out(predict: Callable[[EncodedDocuments], np.ndarray], texts: list[np.ndarray]) -> list[np.ndarray]:
    """Return how far the probability of the predicted class falls without each single token."""
    variants = [
        variant
        for tokens in texts
        for variant in (tokens, *(without(tokens, np.array([position])) for position in range(len(tokens))))
    ]
    probabilities = predict(_documents(variants))
    falls, start = [], 0
    for tokens in texts:
        block = probabilities[start : start + len(tokens) + 1]
        answer = block[0].argmax()
        falls.append(block[0, answer] - block[1:, answer])
        start += len(tokens) + 1
    return falls


def rank_agreement(one: list[np.ndarray], other: list[np.ndarray]) -> np.ndarray:
    """Return Kendall's tau-b between two scores in each document; nan if one of them is constant."""
    return np.array([stats.kendalltau(a, b).statistic for a, b in zip(one, other, strict=True)])


def agreements(
    predictors: list[Callable[[EncodedDocuments], np.ndarray]],
    texts: list[np.ndarray],
    scored: list[Scores],
    few: np.ndarray,
) -> dict[str, np.ndarray]:
    """How far scores agree on the order of a document's tokens.

    Attention has no sign and knows no class, so it is compared with the size of the gradient, as Jain and
    Wallace (2019) do. What `left_out` finds has a sign and is of one class, as have the two other scores.

    Args:
        predictors, texts, scored: as for `erasures`.
        few: indices of the documents in which every token is left out in turn.

    Returns:
        The `rank_agreement` of every model and document: `attention_gradient`, with the size of the gradient;
        `attention_left_out`; `product_left_out`, of attention times its gradient; and `gradient_left_out`.
    """
    sizes = [[np.abs(row) for row in own["gradient"]] for own in scored]
    attended = [own["attention"] for own in scored]
    falls = [fall for predict in predictors for fall in left_out(predict, [texts[k] for k in few])]
    signed = {"attention": "attention", "product": "attention_gradient", "gradient": "gradient"}
    return {
        "attention_gradient": rank_agreement([*chain(*attended)], [*chain(*sizes)]),
        **{
            f"{name}_left_out": rank_agreement([own[scores][k] for own in scored for k in few], falls)
            for name, scores in signed.items()
        },
    }


def medians(taus: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """Return the `median` of each agreement over models and documents, its `lowest` and its `highest`."""
    return {
        name: {"median": np.nanmedian(own), "lowest": np.nanmin(own), "highest": np.nanmax(own)}
        for name, own in taus.items()
    }


def _documents(texts: list[np.ndarray]) -> EncodedDocuments:
    return EncodedDocuments.from_list([""] * len(texts), [0] * len(texts), texts)
