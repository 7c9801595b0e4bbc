"""The three models: every row of the published tables, masks, saving."""

import re
from pathlib import Path
from typing import get_args

import keras
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lstm_attention.evidence import focus
from lstm_attention.evidence.published import published
from lstm_attention.models import attention, networks
from lstm_attention.settings import AttentionParameters

NAMES = ("dense", "lstm", "lstm_attention")


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_the_published_table(name):
    options = {} if name == "dense" else {"layer": "keras"}
    model = networks.build_model(name, rows=25_963, classes=5, length=1072, **options)
    rows = networks.summary(model).to_dict(orient="records")
    theirs = published()["models"][name]
    assert len(rows) == len(theirs["layers"])
    for ours, layer, (title, shape, parameters) in zip(rows, model.layers, theirs["layers"], strict=True):
        kind, *rest = title.replace("AttentionLayer", "Attention").split()
        assert ours["layer"] == kind
        assert ours["output_shape"] == f"(None, {shape.replace('x', ', ')})"
        assert ours["parameters"] == parameters
        if "Dropout" in kind:
            assert layer.rate == float(rest[0])
        if kind == "Dense":
            assert layer.activation.__name__ == rest[0]
    counts = networks.parameter_counts(model)
    assert counts == {key: theirs["params"][key] for key in ("total", "trainable")}


def test_the_published_totals():
    totals = {
        name: networks.parameter_counts(networks.build_model(name, 25_963, 5, length=1072)) for name in NAMES
    }
    assert totals == {
        "dense": {"total": 7_800_201, "trainable": 11_301},
        "lstm": {"total": 8_421_801, "trainable": 632_901},
        "lstm_attention": {"total": 8_419_690, "trainable": 630_790},
    }


def test_the_summary_can_be_built_for_any_vocabulary_and_length():
    table = networks.summary_at_length("lstm_attention", rows=100, classes=3, vector_size=8, length=20)
    assert table.iloc[0].to_dict() == {
        "layer": "Embedding",
        "output_shape": "(None, 20, 8)",
        "parameters": 800,
    }
    assert table.iloc[-1]["output_shape"] == "(None, 3)"


def test_no_line_names_a_backend():
    for module in ("attention", "networks", "batches", "training"):
        source = Path(f"src/lstm_attention/models/{module}.py").read_text(encoding="utf-8")
        assert not re.search(r"tensorflow|torch|jax|\btf\b", source), module


def small(name, mask=True, **options):
    keras.utils.set_random_seed(0)
    embeddings = np.random.default_rng(0).normal(size=(50, 10)).astype("float32")
    embeddings[0] = 0
    return networks.build_model(name, 50, 4, vector_size=10, mask=mask, embeddings=embeddings, **options)


TOKENS = np.array([[5, 9, 31, 2, 8, 44], [7, 7, 12, 0, 0, 0], [49, 0, 0, 0, 0, 0]], dtype="int32")


@pytest.mark.parametrize("name", NAMES)
def test_more_padding_changes_nothing_with_a_mask_and_something_without(name):
    longer = np.pad(TOKENS, ((0, 0), (0, 30)))
    for mask, changes in ((True, False), (False, True)):
        model = small(name, mask)
        difference = np.abs(model.predict(TOKENS, verbose=0) - model.predict(longer, verbose=0)).max()
        assert (difference > 1e-6) is np.bool_(changes), (mask, difference)


@pytest.mark.parametrize("name", NAMES)
def test_probabilities_and_frozen_vectors(name):
    model = small(name)
    probabilities = model.predict(TOKENS, verbose=0)
    assert probabilities.shape == (3, 4)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-6)
    assert not model.get_layer("embedding").trainable


@pytest.mark.parametrize("name", NAMES)
def test_a_saved_model_gives_the_same_probabilities(name, tmp_path):
    model = small(name)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    assert np.array_equal(loaded.predict(TOKENS, verbose=0), model.predict(TOKENS, verbose=0))


def test_the_weights_of_a_model_can_be_read():
    model = small("lstm_attention")
    attention = model.get_layer("attention")
    states = keras.Model(model.inputs[0], model.get_layer("lstm_2_dropout").output)(TOKENS)
    weights = keras.ops.convert_to_numpy(attention(states, mask=TOKENS != 0, return_attention_scores=True)[1])
    assert weights.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-6)
    assert (weights[TOKENS == 0] == 0).all()


@pytest.mark.parametrize("pooling", attention.POOLINGS)
def test_every_pooling_ignores_padding_and_survives_saving(pooling, tmp_path):
    model = small("lstm_attention", pooling=pooling, trainable_embeddings=True, word_dropout=0.3)
    longer = np.pad(TOKENS, ((0, 0), (0, 30)))
    probabilities = model.predict(TOKENS, verbose=0)
    assert model.predict(longer, verbose=0) == pytest.approx(probabilities, abs=1e-6)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    assert np.array_equal(loaded.predict(TOKENS, verbose=0), probabilities)


def test_the_poolings_differ_only_in_their_parameters():
    # One score of 128 units; W, b and u; queries, keys, values and output with their biases.
    extra = {
        "published": 128 + 1,
        "context_vector": 128 * (128 + 2),
        "multi_head": 4 * (128 * 128 + 128),
        "mean": 0,
        "max": 0,
    }
    counts = {
        pooling: networks.parameter_counts(networks.build_model("lstm_attention", 50, 4, pooling=pooling))
        for pooling in extra
    }
    found = {pooling: count["trainable"] - counts["mean"]["trainable"] for pooling, count in counts.items()}
    assert found == extra


def test_an_equal_head_is_that_of_the_lstm():
    lstm, equal = small("lstm"), small("lstm_attention", head=[128, 64, 64])
    heads = [
        [layer.units for layer in model.layers if isinstance(layer, keras.layers.Dense)]
        for model in (lstm, equal)
    ]
    assert heads[0] == heads[1]
    assert small("lstm_attention").get_layer("dense_3").units == 32


def test_hidden_words_are_hidden_whole_and_only_in_training():
    model = small("dense", word_dropout=0.5)
    vectors = model.get_layer("embedding")(np.full((1, 2000), 7))
    hide = model.get_layer("word_dropout")
    shown = keras.ops.convert_to_numpy(hide(vectors, training=True))[0]
    hidden = (shown == 0).all(axis=1)
    assert 0.4 < hidden.mean() < 0.6
    assert (shown[~hidden] != 0).all()
    assert np.array_equal(hide(vectors, training=False), vectors)


def test_embeddings_are_trained_where_asked():
    frozen, trained = (small("dense", trainable_embeddings=trainable) for trainable in (False, True))
    counts = [networks.parameter_counts(model)["trainable"] for model in (frozen, trained)]
    assert counts[1] - counts[0] == 50 * 10


@pytest.fixture(scope="module")
def masked_models():
    """Every network that a report can train with a mask, with weights that matter."""
    keras.utils.set_random_seed(0)
    kinds = [("dense", {}), ("lstm", {})]
    kinds += [("lstm_attention", {"pooling": pooling}) for pooling in POOLINGS]
    built = [networks.build_model(name, 40, 3, vector_size=8, mask=True, **more) for name, more in kinds]
    return [focus.traced(model) for model in built]


POOLINGS = get_args(AttentionParameters.model_fields["pooling"].annotation)


@given(
    lengths=st.lists(st.integers(1, 12), min_size=1, max_size=4),
    more=st.integers(1, 60),
    seed=st.integers(0, 2**32 - 1),
)
@example(lengths=[1, 12], more=300, seed=0)
def test_padding_never_changes_a_probability(masked_models, lengths, more, seed):
    rng = np.random.default_rng(seed)
    tokens = np.zeros((len(lengths), max(lengths) + more), dtype=np.int32)
    for row, length in enumerate(lengths):
        tokens[row, :length] = rng.integers(1, 40, length)
    for model in masked_models:
        padded, alone = (np.asarray(model(part)) for part in (tokens, tokens[:, : max(lengths)]))
        assert np.abs(padded - alone).max() <= 1e-6
        assert padded.sum(axis=1) == pytest.approx(np.ones(len(lengths)), abs=1e-5)
