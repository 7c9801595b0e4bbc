"""The worked softmax agrees with the layer, and its document is chosen by rule."""

import keras
import numpy as np
import pytest

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.evidence import focus, softmax
from lstm_attention.models.networks import build_model

TOKENS = np.array([3, 5, 1, 7, 3], dtype=np.int32)


@pytest.mark.parametrize(
    ("lengths", "right", "chosen"),
    [
        ([3, 9, 5, 5, 6], [1, 1, 0, 1, 1], 3),  # the shortest that is right, and not too short
        ([3, 9, 7, 7, 20], [1, 1, 1, 1, 1], 2),  # the first of several
        ([3, 9, 30], [1, 0, 0], 1),  # none of them is right
        ([3, 4, 2], [1, 0, 0], 1),  # all too short: the longest
        ([12, 40], [0, 1], 1),
    ],
)
def test_the_document_is_chosen_by_rule(lengths, right, chosen):
    assert softmax.short_document(np.array(lengths), np.array(right, dtype=bool)) == chosen


@pytest.mark.parametrize("pooling", ["published", "context_vector", "multi_head"])
def test_the_weights_are_those_that_the_layer_gives(pooling):
    keras.utils.set_random_seed(0)
    embeddings = np.random.default_rng(0).normal(size=(9, 8)).astype(np.float32)
    model = build_model("lstm_attention", 9, 2, vector_size=8, embeddings=embeddings, pooling=pooling)
    attention = model.get_layer("attention")
    attention.set_weights([10 * own for own in attention.get_weights()])
    document = EncodedDocuments.from_list(["d"], [0], [TOKENS])
    found = softmax.worked(model, TOKENS)
    assert found["weights"] == pytest.approx(
        focus.read(model, document, np.array([0])).on_tokens[0], abs=1e-5
    )
    assert np.ptp(found["weights"]) > 1e-3
    assert found["exponentials"] / found["exponentials"].sum() == pytest.approx(found["weights"])
    if pooling == "published":
        w, b = attention.get_weights()
        states = focus.vectors_before(model, "attention", document, np.array([0]))[0]
        by_hand = [sum(h * u for h, u in zip(state, w[:, 0], strict=True)) + b[0] for state in states]
        assert found["before"] == pytest.approx(by_hand, abs=1e-5)
        assert found["scores"] == pytest.approx(np.tanh(found["before"]))
        assert (np.abs(found["scores"]) < 1).all()
    else:
        assert np.isnan(found["before"]).all()
