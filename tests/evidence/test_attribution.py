"""Scores and erasure against models whose important tokens are known."""

import keras
import numpy as np
import pytest

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.evidence import attribution
from lstm_attention.models.networks import build_model

ROWS = 20
TELLING = 7
"""The one token that decides for class 1."""


def predict_by_one_token(documents):
    """Probability 0.9 of class 1 if TELLING is there, else 0.2."""
    starts, ends = documents.offsets[:-1], documents.offsets[1:]
    has = np.array([TELLING in documents.tokens[a:b] for a, b in zip(starts, ends, strict=True)])
    one = np.where(has, 0.9, 0.2)
    return np.stack([1 - one, one], axis=1)


TEXT = np.array([3, 4, TELLING, 5, 6, 8, 9, 10, 11, 12], dtype=np.int32)
TRUTH = (TEXT == TELLING).astype(float)


def test_erasure_of_the_true_explanation_by_hand():
    comprehensiveness, sufficiency = attribution.erasure(predict_by_one_token, [TEXT], [TRUTH])
    assert comprehensiveness[0] == pytest.approx([0.7] * 5)  # without it 0.2 instead of 0.9
    assert sufficiency[0] == pytest.approx([0] * 5)  # with it alone still 0.9


def test_erasure_of_a_wrong_explanation_by_hand():
    comprehensiveness, sufficiency = attribution.erasure(predict_by_one_token, [TEXT], [-TRUTH])
    assert comprehensiveness[0] == pytest.approx([0] * 5)
    assert sufficiency[0] == pytest.approx([0.7] * 5)


def test_the_true_explanation_is_better_than_a_random_one_by_a_known_amount():
    # A random order deletes the telling word of ten with its share: 1, 1, 1, 2 and 5 of 10.
    by_chance = 0.7 * np.mean([0.1, 0.1, 0.1, 0.2, 0.5])
    gain = attribution.over_random(predict_by_one_token, [TEXT] * 200, [TRUTH] * 200, seed=0)
    assert gain.shape == (200,)
    assert gain.mean() == pytest.approx(0.7 - by_chance, abs=0.03)


def test_the_sample_leaves_out_the_shortest_and_the_longest():
    lengths = np.arange(1, 101)
    drawn = attribution.sample(lengths, 1000, seed=0)
    assert lengths[drawn].tolist() == list(range(11, 91))
    few = attribution.sample(lengths, 5, seed=0)
    assert len(set(few)) == 5
    assert (np.diff(few) > 0).all()


def test_leaving_one_out_finds_the_telling_token():
    (falls,) = attribution.left_out(predict_by_one_token, [TEXT])
    assert falls == pytest.approx(0.7 * TRUTH)


def test_shares_are_rounded_up_and_an_empty_text_becomes_an_unknown_word():
    scores = np.array([0.1, 0.9, 0.5])
    assert attribution.highest(scores, 0.01).tolist() == [1]
    assert attribution.highest(scores, 0.5).tolist() == [1, 2]
    assert attribution.without(np.array([5, 6]), np.array([0, 1])).tolist() == [1]


@pytest.mark.parametrize("mask", [True, False])
def test_gradient_times_input_agrees_with_differences(mask):
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    embeddings = rng.normal(size=(ROWS, 4)).astype(np.float32)
    embeddings[0] = 0
    model = build_model("lstm_attention", ROWS, 3, vector_size=4, mask=mask, embeddings=embeddings)
    texts = [rng.permutation(np.arange(2, ROWS))[:length].astype(np.int32) for length in (6, 3)]
    documents = EncodedDocuments.from_list(["a", "b"], [0, 0], texts)
    scores, sizes = attribution.gradient_scores(model, documents, np.array([1, 0]))
    assert [len(row) for row in scores] == [3, 6]
    assert all((size >= 0).all() for size in sizes)

    def log_probability(factor, word):
        changed = embeddings.copy()
        changed[word] *= factor
        model.get_layer("embedding").set_weights([changed])
        return np.log(model(documents.padded(np.array([0, 1])), training=False).numpy()[0].max())

    # Small steps: the layers after the attention have kinks.
    for position, word in enumerate(texts[0]):
        slope = (log_probability(1.02, word) - log_probability(0.98, word)) / 0.04
        assert scores[1][position] == pytest.approx(slope, abs=2e-4)


def test_rank_agreement_at_its_extremes():
    rows = [np.array([1.0, 2, 3]), np.array([1.0, 2, 3]), np.array([1.0, 1, 1])]
    tau = attribution.rank_agreement(rows, [np.array([4.0, 5, 9]), np.array([3.0, 2, 1]), rows[0]])
    assert tau[:2] == pytest.approx([1, -1])
    assert np.isnan(tau[2])
