"""Models for the page: every layer is copied, a restored one predicts the same, and files keep to a limit."""

import json

import keras
import numpy as np
import pytest

from lstm_attention.corpus.languages import ENGLISH_WORDS
from lstm_attention.corpus.vocabulary import UNKNOWN, EncodedDocuments
from lstm_attention.exhibits import live, scripts
from lstm_attention.models import networks
from lstm_attention.models.attention import POOLINGS, MaxPooling, Pooling

ROWS, VECTOR = 60, 8


def a_model(name="lstm_attention", seed=0, **options):
    keras.utils.set_random_seed(seed)
    vectors = np.random.default_rng(0).normal(size=(ROWS, VECTOR)).astype(np.float32)
    vectors[0] = 0
    return networks.build_model(name, ROWS, 3, VECTOR, embeddings=vectors, **options)


@pytest.fixture(scope="module")
def documents():
    rng = np.random.default_rng(1)
    texts = [rng.integers(1, ROWS, length).astype(np.int32) for length in (1, 3, 3, 20, 7)]
    return EncodedDocuments.from_list(list("abcde"), [0] * 5, texts)


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        ({"name": "dense"}, ["embedding", "mean", *["dense"] * 4]),
        ({"name": "lstm"}, ["embedding", *["bidirectional_lstm"] * 2, *["dense"] * 4]),
        ({"layer": "keras"}, ["embedding", *["bidirectional_lstm"] * 2, "attention", *["dense"] * 4]),
        *(
            (
                {"pooling": pooling, "head": [4], "word_dropout": 0.1},
                ["embedding", *["bidirectional_lstm"] * 2, pooling, "dense", "dense"],
            )
            for pooling in ("context_vector", "multi_head", "mean", "max")
        ),
    ],
)
def test_every_layer_that_computes_is_copied_with_all_its_weights(options, kinds, documents):
    model = a_model(**options)
    layers = live.layers_of(model)
    assert [layer.kind for layer in layers] == kinds
    assert sum(array.size for layer in layers for array in layer.arrays) == model.count_params()
    assert layers[-1].options == {"activation": "softmax"}
    exact = live.answers(model, documents, np.arange(5), None)
    for bits, tolerance in ((8, 0.01), (16, 0.001)):
        copied, _ = live.unpack(live.pack({"one": live.compact(layers, ROWS, bits)}, {}))
        live.restore(model, copied["one"])
        assert live.answers(model, documents, np.arange(5), None) == pytest.approx(exact, abs=tolerance)


class Last(Pooling):
    def call(self, hidden_states, mask=None):
        return hidden_states[:, -1]


class Least(MaxPooling):
    def call(self, hidden_states, mask=None):
        return -super().call(-hidden_states, mask)


@pytest.mark.parametrize("pooling", [Last, Least])
def test_a_model_is_known_if_the_page_has_all_layers_that_compute(pooling, monkeypatch):
    assert live.known(a_model(word_dropout=0.1))
    monkeypatch.setitem(POOLINGS, "new", pooling)
    assert not live.known(a_model(pooling="new"))


@pytest.mark.parametrize(("bits", "kind", "largest"), [(8, np.uint8, 255), (16, np.uint16, 65_535)])
def test_word_vectors_are_within_half_a_step_of_the_exact_ones(bits, kind, largest):
    layers = live.layers_of(a_model())
    exact, (numbers, minima, steps) = layers[0].arrays[0], live.compact(layers, ROWS, bits)[0].arrays
    assert [array.dtype for array in (numbers, minima, steps)] == [kind, np.float32, np.float32]
    assert (numbers[1:].min(axis=1) == 0).all()
    assert (numbers[1:].max(axis=1) == largest).all()
    assert minima.tolist() == exact.min(axis=1).tolist()
    assert steps == pytest.approx((exact.max(axis=1) - minima) / largest)
    rounding = steps[:, None] * 0.501 + np.spacing(np.abs(exact).max())
    assert (np.abs(minima[:, None] + numbers * steps[:, None] - exact) <= rounding).all()


def test_a_vector_of_equal_numbers_is_exact():
    vectors = np.float32([[0, 0, 0], [-0.3, -0.3, -0.3], [5, 5, 5]])
    numbers, minima, steps = live.compact([live.Layer("embedding", [vectors])], 3, 8)[0].arrays
    assert (minima[:, None] + numbers * steps[:, None] == vectors).all()


def test_what_two_models_share_is_written_once():
    layers = {
        name: live.layers_of(a_model(name, seed)) for seed, name in enumerate(("lstm", "lstm_attention"))
    }
    copied, head = live.unpack(live.pack(layers, {}))
    (table,), (same,) = (head["models"][name][0]["arrays"] for name in layers)
    (kernel, *_), (other, *_) = (head["models"][name][1]["arrays"] for name in layers)
    assert table == same
    assert kernel != other
    for name, own in layers.items():
        for exact, layer in zip(own, copied[name], strict=True):
            assert all(map(np.array_equal, exact.arrays, layer.arrays))


def test_the_rarest_words_go_where_not_all_fit_and_are_unknown_then(documents):
    model, words = a_model(), [f"word{number}" for number in range(ROWS - 2)]
    layers = live.layers_of(model)
    about = {"classes": ["a"]} | live.reading(ENGLISH_WORDS)
    whole = live.fitted({"one": layers}, words, about)
    copied, head = live.unpack(whole)
    assert copied["one"][0].arrays[0].dtype == np.uint16
    assert head["words"] == words
    assert head["classes"] == ["a"]
    assert "the" in head["stop_words"]
    # With fewer bits, all words still fit; where even that takes too much, some have to go.
    shorter = live.fitted({"one": layers}, words, about, limit=scripts.size(whole) - 1)
    copied, head = live.unpack(shorter)
    assert copied["one"][0].arrays[0].dtype == np.uint8
    assert head["words"] == words
    limit = scripts.size(shorter) - 100
    shortest = live.fitted({"one": layers}, words, about, limit)
    assert scripts.size(shortest) <= limit
    copied, head = live.unpack(shortest)
    kept = len(head["words"])
    assert 0 < kept < len(words)
    assert head["words"] == words[:kept]
    assert copied["one"][0].arrays[0].shape == (kept + 2, VECTOR)
    exact = model.get_layer("embedding").get_weights()[0]
    live.restore(model, copied["one"])
    restored = model.get_layer("embedding").get_weights()[0]
    assert restored[: kept + 2] == pytest.approx(exact[: kept + 2], abs=0.02)
    assert (restored[kept + 2 :] == restored[UNKNOWN]).all()
    _, none = live.unpack(live.fitted({"one": layers}, words, {}, limit=10))
    assert none["words"] == []  # whatever the limit


def test_the_head_says_where_each_array_stands():
    data = live.pack({"one": [live.Layer("dense", [np.float32([[1, 2]]), np.float32([3, 4])])]}, {"a": "é"})
    length = int.from_bytes(data[:4], "little")
    assert json.loads(data[4 : 4 + length]) == {
        "a": "é",
        "models": {"one": [{"kind": "dense", "arrays": [0, 1]}]},
        "arrays": [{"dtype": "float32", "shape": [1, 2]}, {"dtype": "float32", "shape": [2]}],
    }
    assert np.frombuffer(data[4 + length :], np.float32).tolist() == [1, 2, 3, 4]


def test_a_document_is_read_alone_padded_only_where_its_model_was(documents):
    unmasked = a_model(mask=False)
    alone = live.answers(unmasked, documents, np.array([3, 1]), None)
    padded = live.answers(unmasked, documents, np.array([3, 1]), 20)
    assert alone[0] == pytest.approx(padded[0], abs=1e-6)  # it has 20 tokens
    assert alone[1] != pytest.approx(padded[1], abs=1e-6)
    expected = unmasked.predict_on_batch(documents.padded(np.array([1])))
    assert alone[1:] == pytest.approx(expected, abs=1e-6)


def test_agreement_counts_other_classes_and_says_how_near_they_are():
    exact = np.array([[0.7, 0.3], [0.4995, 0.5005], [0.45, 0.55], [0.2, 0.8]])
    copied = np.array([[0.705, 0.295], [0.501, 0.499], [0.51, 0.49], [0.2, 0.8]])
    assert live.agreement(exact, exact) == {"largest": 0, "other_class": 0, "apart": 0}
    assert live.agreement(exact, copied) == {
        "largest": pytest.approx(0.06),
        "other_class": 2,
        "apart": pytest.approx(0.1),
    }
