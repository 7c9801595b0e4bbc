"""Is attention an explanation? Scores of single tokens, and what deleting the highest does.

A score array is float (time,) a document; a higher one claims more importance for the class
that the model predicts. Deleting tokens leaves the texts that a model was trained on: what it
then answers is about the model, not about language.
"""

from collections.abc import Callable
from inspect import signature
from itertools import chain

import keras
import numpy as np
import tensorflow as tf
from scipy import stats

from lstm_attention.corpus.vocabulary import PADDING, UNKNOWN, EncodedDocuments
from lstm_attention.evidence import focus, significance

SHARES = (0.01, 0.05, 0.1, 0.2, 0.5)
"""Of the tokens that are deleted or kept (the bins of DeYoung et al. 2020)."""

BATCH = 16


Scores = dict[str, list[np.ndarray]]
"""`attention` and `gradient` (times input) of every token of some documents, by one model."""


def scores(model: keras.Model, documents: EncodedDocuments, chosen: np.ndarray) -> Scores:
    """How much each token of the chosen documents matters to a model with attention."""
    return {
        "attention": focus.read(model, documents, chosen).on_tokens,
        "gradient": gradient_scores(model, documents, chosen),
    }


def gradient_scores(model: keras.Model, documents: EncodedDocuments, chosen: np.ndarray) -> list[np.ndarray]:
    """Gradient times input of the predicted class's log-probability.

    Args:
        model: with a layer `embedding`.
        documents: the part of the corpus.
        chosen: which of them.

    Returns:
        For each document the products summed over the word vector, signed.
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
            total = tf.reduce_sum(tf.math.log(tf.reduce_max(probabilities, axis=-1) + 1e-12))
        return tf.reduce_sum(tape.gradient(total, vectors) * vectors, axis=-1)  # (batch, time)

    found: list[np.ndarray] = [np.empty(0)] * len(chosen)
    order = np.argsort(documents.lengths[chosen], kind="stable")
    for batch in np.split(order, range(BATCH, len(order), BATCH)):
        tokens = documents.padded(chosen[batch])
        rows = products(embedding(tokens), tokens != PADDING).numpy()
        for number, row in zip(batch, rows, strict=True):
            found[number] = row[: documents.lengths[chosen[number]]]
    return found


def sample(lengths: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Up to `count` documents of middle length, drawn at random, as ascending indices.

    Of a text of a few words every share of them is the same one, and the longest cost most: the
    shortest and the longest tenth are left out.

    Args:
        lengths: tokens of each document (documents,).
    """
    shortest, longest = np.quantile(lengths, [0.1, 0.9])
    eligible = np.flatnonzero((lengths >= shortest) & (lengths <= longest))
    return eligible[focus.random_documents(len(eligible), count, np.random.default_rng(seed))]


def without(tokens: np.ndarray, deleted: np.ndarray) -> np.ndarray:
    """A document without some positions; one unknown word if nothing is left."""
    kept = np.delete(tokens, deleted)
    return kept if len(kept) else np.array([UNKNOWN], dtype=np.int32)


def highest(scores: np.ndarray, share: float) -> np.ndarray:
    """Positions of the highest scores, at least one: the share of them, rounded up."""
    return np.argsort(-scores, kind="stable")[: int(np.ceil(share * len(scores)))]


def erasure(
    predict: Callable[[EncodedDocuments], np.ndarray],
    texts: list[np.ndarray],
    scores: list[np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:
    """Comprehensiveness and sufficiency (DeYoung et al. 2020, section 4.2) at each of `SHARES`.

    Args:
        predict: probabilities (documents, classes) of encoded documents, in their order.
        texts: token ids of each document, int32 (time,).
        scores: of each token.

    Returns:
        How far the probability of the predicted class falls when the highest tokens are
        deleted, and when only they are kept; both float (documents, shares).
    """
    variants = []
    for tokens, row in zip(texts, scores, strict=True):
        everything = np.arange(len(tokens))
        variants.append(tokens)
        for share in SHARES:
            top = highest(row, share)
            variants += [without(tokens, top), without(tokens, np.setdiff1d(everything, top))]
    probabilities = predict(_documents(variants)).reshape(len(texts), 2 * len(SHARES) + 1, -1)
    answer = probabilities[:, 0].argmax(axis=1)
    of_answer = probabilities[np.arange(len(texts)), :, answer]
    falls = of_answer[:, :1] - of_answer[:, 1:]
    return falls[:, 0::2], falls[:, 1::2]


def erasures(
    predictors: list[Callable[[EncodedDocuments], np.ndarray]],
    texts: list[np.ndarray],
    scored: list[Scores],
    seed: int,
    draws: int = 3,
) -> dict[str, dict[str, np.ndarray]]:
    """What `erasure` finds by attention, by the gradient, and by random scores, for several models.

    Args:
        predictors: of each model, as of `erasure`.
        texts: token ids of each document, int32 (time,).
        scored: of each model.
        seed: of the random scores.
        draws: how often they are drawn; the falls are averaged.

    Returns:
        For `attention`, `gradient` and `random` the falls when tokens are `deleted` and `kept`, each
        float (models, documents, shares).
    """
    rng = np.random.default_rng(seed)
    falls: dict[str, list[np.ndarray]] = {"attention": [], "gradient": [], "random": []}
    for predict, own in zip(predictors, scored, strict=True):
        random = [[rng.random(len(text)) for text in texts] for _ in range(draws)]
        for name in falls:
            drawn = random if name == "random" else [own[name]]
            falls[name].append(np.mean([erasure(predict, texts, rows) for rows in drawn], axis=0))
    return {
        name: dict(zip(("deleted", "kept"), np.stack(own, axis=1), strict=True))
        for name, own in falls.items()
    }


def curves(
    falls: dict[str, dict[str, np.ndarray]], resamples: int
) -> dict[str, dict[str, list[dict[str, float]]]]:
    """The mean of `erasures` over documents and models at each of `SHARES`, with its interval."""
    return {
        name: {
            side: [significance.mean_interval(rows[:, :, k], resamples) for k in range(len(SHARES))]
            for side, rows in sides.items()
        }
        for name, sides in falls.items()
    }


def mean_over_shares(falls: np.ndarray, resamples: int) -> dict[str, float]:
    """The mean of falls (models, documents, shares) over all three, with its interval."""
    return significance.mean_interval(falls.mean(axis=2), resamples)


def over_random(
    predict: Callable[[EncodedDocuments], np.ndarray],
    texts: list[np.ndarray],
    scores: list[np.ndarray],
    seed: int,
    draws: int = 3,
) -> np.ndarray:
    """Comprehensiveness of scores less that of random ones, mean over `SHARES`, float (documents,).

    Args:
        predict, texts, scores: as of `erasure`.
        seed: of the random scores.
        draws: how often they are drawn.
    """
    rng = np.random.default_rng(seed)
    random = [[rng.random(len(text)) for text in texts] for _ in range(draws)]
    falls = [erasure(predict, texts, drawn)[0].mean(axis=1) for drawn in (scores, *random)]
    return falls[0] - np.mean(falls[1:], axis=0)


def left_out(predict: Callable[[EncodedDocuments], np.ndarray], texts: list[np.ndarray]) -> list[np.ndarray]:
    """How far the probability of the predicted class falls without each single token."""
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
    """Kendall's tau-b of two scores in each document; nan where one has no order at all."""
    return np.array([stats.kendalltau(a, b).statistic for a, b in zip(one, other, strict=True)])


def agreements(
    predictors: list[Callable[[EncodedDocuments], np.ndarray]],
    texts: list[np.ndarray],
    scored: list[Scores],
    few: np.ndarray,
) -> dict[str, np.ndarray]:
    """How far attention, the gradient's size and `left_out` agree on the order of a document's tokens.

    The gradient's size is what Jain and Wallace (2019) compare with attention.

    Args:
        predictors, texts, scored: as of `erasures`.
        few: indices of the documents of which every token is left out in turn.

    Returns:
        For `attention_gradient`, `attention_left_out` and `gradient_left_out` the `rank_agreement` of
        every model and document.
    """
    sizes = [[np.abs(row) for row in own["gradient"]] for own in scored]
    attended = [own["attention"] for own in scored]
    falls = [fall for predict in predictors for fall in left_out(predict, [texts[k] for k in few])]
    return {
        "attention_gradient": rank_agreement([*chain(*attended)], [*chain(*sizes)]),
        "attention_left_out": rank_agreement([rows[k] for rows in attended for k in few], falls),
        "gradient_left_out": rank_agreement([rows[k] for rows in sizes for k in few], falls),
    }


def _documents(texts: list[np.ndarray]) -> EncodedDocuments:
    return EncodedDocuments.from_list([""] * len(texts), [0] * len(texts), texts)
