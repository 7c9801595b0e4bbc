"""The attention layer against a NumPy calculation, with and without a mask."""

import keras
import numpy as np
import pytest

from lstm_attention.evidence.metrics import weight_bound
from lstm_attention.models.attention import Attention, MaxPooling, MultiHeadPooling


@pytest.fixture
def states():
    return np.random.default_rng(0).normal(size=(4, 9, 6)).astype("float32")


@pytest.fixture
def layer(states):
    layer = Attention()
    layer.build(states.shape)
    rng = np.random.default_rng(1)
    layer.set_weights([rng.normal(size=(6, 1)), rng.normal(size=(1,))])
    return layer


def reference(states, w, b):
    scores = np.tanh(np.einsum("btu,u->bt", states, w[:, 0]) + b)
    weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return (weights[:, :, None] * states).sum(axis=1), weights


def numpy(result):
    return [keras.ops.convert_to_numpy(tensor) for tensor in result]


def test_without_a_mask_it_is_the_published_formula(layer, states):
    context, weights = numpy(layer(states, return_attention_scores=True))
    expected_context, expected_weights = reference(states, *layer.get_weights())
    assert weights == pytest.approx(expected_weights, abs=1e-6)
    assert context == pytest.approx(expected_context, abs=1e-6)
    assert weights.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-6)
    assert numpy([layer(states)])[0] == pytest.approx(context, abs=1e-7)


def test_with_a_mask_the_formula_covers_only_the_tokens(layer, states):
    lengths = [9, 5, 1, 7]
    mask = np.arange(9) < np.array(lengths)[:, None]
    context, weights = numpy(layer(states, mask=mask, return_attention_scores=True))
    assert (weights[~mask] == 0).all()
    for row, length in enumerate(lengths):
        expected_context, expected_weights = reference(states[row : row + 1, :length], *layer.get_weights())
        assert weights[row, :length] == pytest.approx(expected_weights[0], abs=1e-6)
        assert context[row] == pytest.approx(expected_context[0], abs=1e-6)


def test_no_weight_exceeds_the_bound_and_the_bound_is_reached():
    layer = Attention()
    layer.build((None, None, 1))
    layer.set_weights([np.array([[100.0]]), np.zeros(1)])
    states = -np.ones((1, 200, 1), dtype="float32")
    states[0, 17] = 1
    weights = numpy(layer(states, return_attention_scores=True))[1]
    assert weights.max() == pytest.approx(weight_bound(200), rel=1e-5)
    assert weights.argmax() == 17


def test_it_has_129_parameters_on_128_units():
    layer = Attention()
    layer.build((None, None, 128))
    assert [tuple(weight.shape) for weight in layer.weights] == [(128, 1), (1,)]
    assert layer.count_params() == 129
    assert abs(layer.get_weights()[0].std() - 0.05) < 0.015
    assert layer.get_weights()[1] == 0


def test_a_context_vector_is_the_formula_of_yang(states):
    layer = Attention(context_vector=True)
    layer.build(states.shape)
    rng = np.random.default_rng(2)
    w, b, u = rng.normal(size=(6, 6)), rng.normal(size=6), rng.normal(size=(6, 1))
    layer.set_weights([w, b, u])
    mask = np.arange(9) < np.array([9, 5, 1, 7])[:, None]
    context, weights = numpy(layer(states, mask=mask, return_attention_scores=True))
    scores = np.where(mask, (np.tanh(states @ w + b) @ u)[:, :, 0], -np.inf)
    expected = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    assert weights == pytest.approx(expected, abs=1e-5)
    assert context == pytest.approx(np.einsum("bt,btu->bu", expected, states), abs=1e-5)


def test_a_context_vector_lets_one_position_take_all():
    layer = Attention(context_vector=True)
    layer.build((None, None, 1))
    layer.set_weights([np.array([[100.0]]), np.zeros(1), np.array([[20.0]])])
    states = -np.ones((1, 200, 1), dtype="float32")
    states[0, 17] = 1
    weights = numpy(layer(states, return_attention_scores=True))[1]
    assert weights[0, 17] > 0.999 > weight_bound(200)


def test_many_heads_weigh_only_the_tokens_and_do_not_see_the_padding(states):
    layer = MultiHeadPooling(heads=2)
    lengths = [9, 5, 2, 7]
    mask = np.arange(9) < np.array(lengths)[:, None]
    context, weights = numpy(layer(states, mask=mask, return_attention_scores=True))
    assert context.shape == states[:, 0].shape
    assert weights.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-6)
    assert np.abs(weights[~mask]).max() < 1e-12
    for row, length in enumerate(lengths):
        alone = numpy([layer(states[row : row + 1, :length])])[0]
        assert context[row] == pytest.approx(alone[0], abs=1e-6)


@pytest.mark.parametrize("layer", [Attention(context_vector=True), MultiHeadPooling(heads=2), MaxPooling()])
def test_a_layer_is_made_again_from_its_config(layer, states):
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    layer(states), again(states)
    again.set_weights(layer.get_weights())
    assert numpy([again(states)])[0] == pytest.approx(numpy([layer(states)])[0])


@pytest.mark.parametrize("layer", [Attention(), Attention(context_vector=True), MultiHeadPooling(heads=2)])
def test_one_document_keeps_its_axes(layer, states):
    context, weights = numpy(layer(states[:1, :2], return_attention_scores=True))
    assert context.shape == (1, 6)
    assert weights.shape == (1, 2)


def test_weights_have_the_names_of_the_formula_and_biases_begin_at_zero():
    published, yang = Attention(), Attention(context_vector=True)
    heads = MultiHeadPooling(heads=2)
    for layer in (published, yang, heads):
        layer.build((None, None, 6))
    assert [weight.name for weight in published.weights] == ["w", "b"]
    assert [weight.name for weight in yang.weights] == ["w", "b", "u"]
    assert (yang.get_weights()[1] == 0).all()
    assert heads.attention.name == "heads"
    # Glorot and Bengio 2010: uniform up to the root of 6 over the sum of both sides.
    for weights, limit in ((yang.get_weights()[0], (6 / 12) ** 0.5), (yang.get_weights()[2], (6 / 7) ** 0.5)):
        assert 0.3 * limit < np.abs(weights).max() <= limit


def test_a_config_tells_what_sets_a_layer_apart():
    assert Attention(context_vector=True).get_config()["context_vector"] is True
    assert Attention().get_config()["context_vector"] is False
    assert MultiHeadPooling(heads=3).get_config()["heads"] == 3
    assert MultiHeadPooling(name="own").get_config()["name"] == "own"


def test_the_largest_values_are_those_of_the_tokens(states):
    mask = np.arange(9) < np.array([9, 5, 1, 7])[:, None]
    pooled = numpy([MaxPooling()(states - 5, mask=mask)])[0]
    for row, length in enumerate([9, 5, 1, 7]):
        assert np.array_equal(pooled[row], (states[row, :length] - 5).max(axis=0))
