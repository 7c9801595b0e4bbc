"""Attention weights of real layers, against NumPy and known properties."""

import keras
import numpy as np
import pytest

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.evidence import attribution, focus, intervals, metrics
from lstm_attention.models.networks import build_model

ROWS, LENGTHS = 30, [3, 9, 1, 6]


@pytest.fixture(scope="module")
def documents():
    rng = np.random.default_rng(0)
    return EncodedDocuments.from_list(
        [f"d{number}" for number in range(4)],
        [0, 1, 0, 1],
        [rng.integers(2, ROWS, length).astype(np.int32) for length in LENGTHS],
    )


def model_with(mask, length=None):
    keras.utils.set_random_seed(1)
    embeddings = np.random.default_rng(1).normal(size=(ROWS, 5)).astype(np.float32)
    embeddings[0] = 0
    model = build_model(
        "lstm_attention", ROWS, 2, vector_size=5, mask=mask, length=length, embeddings=embeddings
    )
    attention = model.get_layer("attention")
    attention.set_weights([10 * attention.get_weights()[0], *attention.get_weights()[1:]])
    return model


@pytest.fixture(scope="module")
def model():
    return model_with(mask=True)


@pytest.fixture(scope="module")
def reading(model, documents):
    return focus.read(model, documents, np.arange(4))


def test_a_reading_predicts_what_the_model_predicts(model, documents, reading):
    assert reading.probabilities == pytest.approx(
        model.predict(documents.padded(np.arange(4)), verbose=0), abs=1e-5
    )
    assert [len(row) for row in reading.weights] == LENGTHS
    assert [row.sum() for row in reading.weights] == pytest.approx([1] * 4)
    assert np.ptp(reading.weights[1]) > 0.01


def test_a_model_that_reads_padding_is_read_as_it_predicts(documents):
    """The published recipe pads every document to one length and has no mask."""
    model = model_with(mask=False, length=20)
    expected = model.predict(documents.padded(np.arange(4), 20), verbose=0)
    assert np.abs(expected - model.predict(documents.padded(np.arange(4), 12), verbose=0)).max() > 1e-4
    assert focus.read(model, documents, np.arange(4)).probabilities == pytest.approx(expected, abs=1e-5)
    assert focus.predictor(model)(documents) == pytest.approx(expected, abs=1e-5)
    scored = attribution.scores(model, documents, np.arange(4))
    alone = attribution.scores(model, documents, np.array([2]))
    assert all(alone[name][0] == pytest.approx(scored[name][2], abs=1e-6) for name in scored)


def test_a_reading_keeps_the_order_of_the_documents(model, documents, reading):
    turned = focus.read(model, documents, np.array([3, 1]))
    assert turned.weights[0] == pytest.approx(reading.weights[3], abs=1e-6)
    assert turned.contexts[1] == pytest.approx(reading.contexts[1], abs=1e-5)


def test_uniform_weights_give_the_mean_of_the_states(model, documents, reading):
    states = keras.Model(model.inputs[0], model.get_layer("lstm_2_dropout").output)
    head = model.layers[model.layers.index(model.get_layer("attention")) + 1 :]
    context = states.predict(documents.padded(np.array([1])), verbose=0).mean(axis=1)
    for layer in head:
        context = layer(context, training=False)
    assert reading.swapped["uniform"][1] == pytest.approx(keras.ops.convert_to_numpy(context)[0], abs=1e-5)


def test_a_layer_as_training_starts_with_it_gives_its_own_weights(model, documents, reading):
    start = focus.untrained(model, seed=3).get_layer("attention")
    swapped = focus.read(model, documents, np.arange(4), start=start).swapped
    assert list(swapped) == ["uniform", "permuted", "initial"]
    # Small random weights, and 2 or 1 tokens: hardly different from the mean.
    assert swapped["initial"] == pytest.approx(swapped["uniform"], abs=0.02)
    same = focus.read(model, documents, np.arange(4), start=model.get_layer("attention")).swapped
    assert same["initial"] == pytest.approx(reading.probabilities, abs=1e-6)


def test_mean_states_are_those_of_the_tokens(model, documents, reading):
    states = keras.Model(model.inputs[0], model.get_layer("lstm_2_dropout").output)
    expected = states.predict(documents.padded(np.array([3])), verbose=0)[0].mean(axis=0)
    assert reading.mean_states[3] == pytest.approx(expected, abs=1e-5)


def test_one_token_cannot_be_permuted(reading):
    assert reading.swapped["permuted"][2] == pytest.approx(reading.probabilities[2], abs=1e-6)
    assert reading.swapped["uniform"][2] == pytest.approx(reading.probabilities[2], abs=1e-6)


def test_no_measured_weight_exceeds_the_bound(reading):
    table = focus.concentration(reading.weights)
    assert (table["largest"] <= metrics.weight_bound(table["positions"]) + 1e-6).all()


def test_without_a_mask_padding_gets_at_least_its_bound(model, documents):
    read = focus.read(focus.unmasked(model), documents, np.arange(4), length=40)
    assert {len(row) for row in read.weights} == {40}
    assert (read.on_padding >= metrics.padding_share_bound(documents.lengths, 40) - 1e-6).all()
    assert [len(row) for row in read.on_tokens] == LENGTHS
    assert [row.sum() for row in read.on_tokens] == pytest.approx([1] * 4, abs=1e-5)
    other = focus.read(model_with(mask=False), documents, np.arange(4), length=40)
    assert read.probabilities == pytest.approx(other.probabilities, abs=1e-5)


def test_behind_a_mask_padding_gets_nothing_and_changes_nothing(reading):
    assert reading.on_padding.tolist() == [0] * 4
    for on_tokens, weights in zip(reading.on_tokens, reading.weights, strict=True):
        assert (on_tokens == weights).all()


def test_padding_share_bound_is_reached_by_the_extreme_scores():
    scores = np.r_[np.ones(90), -np.ones(1072 - 90)]
    weights = np.exp(scores) / np.exp(scores).sum()
    assert metrics.padding_share_bound(90, 1072) == pytest.approx(weights[90:].sum())
    assert metrics.padding_share_bound(1072, 1072) == 0


def test_an_untrained_model_keeps_only_the_vectors(model):
    fresh = focus.untrained(model, seed=3)
    assert (
        fresh.get_layer("embedding").get_weights()[0] == model.get_layer("embedding").get_weights()[0]
    ).all()
    assert (
        fresh.get_layer("attention").get_weights()[0] != model.get_layer("attention").get_weights()[0]
    ).all()


def test_concentration_by_hand():
    equal, single, half = focus.concentration(
        [np.full(4, 0.25), np.array([1.0]), np.array([0.5, 0.5, 0.0, 0.0])]
    ).to_dict(orient="records")
    assert equal == pytest.approx({"positions": 4, "largest": 0.25, "times": 1, "entropy": 1, "half": 0.5})
    assert single == pytest.approx({"positions": 1, "largest": 1, "times": 1, "entropy": 1, "half": 0.5})
    assert half == pytest.approx({"positions": 4, "largest": 0.5, "times": 2, "entropy": 0.5, "half": 0.25})


def a_reading(weights, probabilities=((1, 0),), uniform=((1, 0),), permuted=((1, 0),)):
    """Return a reading of documents whose words have these weights, without padding."""
    return focus.Reading(
        lengths=np.array([len(row) for row in weights]),
        weights=[np.array(row) for row in weights],
        contexts=np.empty((len(weights), 0)),
        mean_states=np.empty((len(weights), 0)),
        probabilities=np.array(probabilities),
        swapped={"uniform": np.array(uniform), "permuted": np.array(permuted)},
    )


def test_changes_compare_the_weights_before_and_after_training():
    equal, focused = [0.25] * 4, [0.5, 0.5, 0, 0]
    before = focus.concentrations([a_reading([equal, equal]), a_reading([equal, equal])])
    after = focus.concentrations([a_reading([equal, focused]), a_reading([focused, focused])])
    assert after["times"].tolist() == [[1, 2], [2, 2]]
    assert after["positions"].shape == (2, 2)
    changes = focus.changes(before, after, ["entropy", "times"], np.arange(2))
    assert list(changes) == ["entropy", "times"]
    means = {name: part["mean"] for name, part in changes["entropy"].items()}
    assert means == pytest.approx({"before": 1, "after": 0.625})
    assert changes["times"]["after"]["mean"] == pytest.approx(1.75)
    assert changes["entropy"]["after"]["low"] < 0.625 < changes["entropy"]["after"]["high"]


def test_intervals_of_weights_stay_where_weights_can_be():
    """Two seeds of which one has almost equal weights: Student's interval goes far beyond."""
    equal, uneven = [0.25] * 4, [0.4, 0.2, 0.2, 0.2]
    read = focus.concentrations([a_reading([equal, equal]), a_reading([uneven, uneven])])
    assert intervals.mean_interval(read["entropy"], np.arange(2))["high"] == 1
    assert intervals.mean_interval(read["times"], np.arange(2))["low"] < 1
    for found in focus.changes(read, read, ["entropy", "times", "half"], np.arange(2)).values():
        assert found["before"] == found["after"]
    found = focus.changes(read, read, ["entropy", "times", "half"], np.arange(2))
    assert 0 < found["entropy"]["after"]["low"] < found["entropy"]["after"]["high"] <= 1
    assert 0 < found["half"]["after"]["low"] < found["half"]["after"]["high"] <= 1
    assert found["times"]["after"]["low"] == 1


def test_swapped_weights_flip_answers_and_cost_accuracy():
    a, b = (0.9, 0.1), (0.1, 0.9)
    one = a_reading([[1]] * 4, probabilities=(a, a, b, b), uniform=(a, b, b, b), permuted=(a, a, b, b))
    other = a_reading([[1]] * 4, probabilities=(a, a, a, b), uniform=(a, b, b, b), permuted=(b, b, b, a))
    found = focus.swaps([one, other], np.array([0, 0, 1, 1]), np.arange(4), margin=0.01)
    means = {name: {part: result["mean"] for part, result in own.items()} for name, own in found.items()}
    assert means == {
        "uniform": {"flipped": 3 / 8, "loss": 1 / 8},  # two correct predictions lost, and one won
        "permuted": {"flipped": 4 / 8, "loss": 2 / 8},  # three lost, and one won
    }
    assert [own["loss"]["tests"] for own in found.values()] == [2, 2]
    nothing = focus.swaps(
        [a_reading([[1]] * 4, *[(a, a, b, b)] * 3)], np.array([0, 0, 1, 1]), np.arange(4), 0.01
    )
    assert nothing["uniform"]["flipped"]["mean"] == 0 < nothing["uniform"]["flipped"]["high"]
    assert nothing["uniform"]["loss"]["low"] < 0 < nothing["uniform"]["loss"]["high"]


def test_random_documents_are_some_or_all_of_them():
    drawn = focus.random_documents(100, 5, np.random.default_rng(0))
    assert len(set(drawn)) == 5
    assert (np.diff(drawn) > 0).all()
    assert drawn.max() < 100
    for count in (None, 3, 4):
        assert focus.random_documents(3, count, np.random.default_rng(0)).tolist() == [0, 1, 2]


def test_words_are_weighed_alike_with_padding_and_without(model, documents):
    words, classes = [str(number) for number in range(ROWS)], ["A", "B"]
    tables = [
        focus.words_by_class(own.on_tokens, documents, np.arange(4), words, classes, least=1, count=50)
        for own in (
            focus.read(focus.unmasked(model), documents, np.arange(4), length=length) for length in (9, 40)
        )
    ]
    assert set(tables[0]["word"]) == set(tables[1]["word"])
    assert tables[1].groupby("class")["times"].mean().to_numpy() == pytest.approx([1, 1], abs=0.2)


def test_words_by_class_averages_over_occurrences():
    documents = EncodedDocuments.from_list(
        list("abc"),
        [0, 0, 1],
        [np.array([2, 3], np.int32), np.array([2, 1], np.int32), np.array([3, 3], np.int32)],
    )
    weights = [np.array([0.7, 0.3]), np.array([0.6, 0.4]), np.array([0.5, 0.5])]
    table = focus.words_by_class(weights, documents, np.arange(3), ["x", "y"], ["A", "B"], least=1, count=5)
    assert table.to_dict(orient="records") == [
        {"class": "A", "word": "x", "times": pytest.approx(1.3), "documents": 2},
        {"class": "A", "word": "y", "times": pytest.approx(0.6), "documents": 1},
        {"class": "B", "word": "y", "times": pytest.approx(1.0), "documents": 1},
    ]
    frequent = focus.words_by_class(
        weights, documents, np.arange(3), ["x", "y"], ["A", "B"], least=2, count=5
    )
    assert frequent["word"].tolist() == ["x"]


def test_examples_are_the_first_that_fit():
    labels, predicted = np.array([0, 0, 0, 1, 1]), np.array([0, 1, 0, 1, 1])
    assert focus.examples(labels, predicted, np.array([5, 50, 50, 50, 50]), 10, 100) == [2, 1, 3]


def test_graphs_of_many_models_are_made_without_a_warning(caplog):
    """TensorFlow warns of the fifth trace of what it takes for one function; a page would show that."""
    model = keras.Sequential([keras.Input((None,), dtype="int32"), keras.layers.Embedding(5, 2)])
    graphs = [focus.traced(model) for _ in range(6)]
    assert [graph(np.ones((2, 3), np.int32)).shape for graph in graphs] == [(2, 3, 2)] * 6
    assert "retracing" not in caplog.text
