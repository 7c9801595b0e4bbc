"""Training learns, stops, restores the best weights, and predicts in the documents' own order."""

import json
import sys
from contextlib import contextmanager, suppress

import keras
import numpy as np
import pytest

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.models.checkpoints import Checkpoint
from lstm_attention.models.networks import build_model
from lstm_attention.models.training import (
    BAR_COLUMNS,
    Budget,
    ProgressBar,
    ReduceFromBest,
    budget,
    predict,
    train,
)
from lstm_attention.settings import MODELS, TrainingParameters

ROWS, SIZE = 30, 8


def make_documents(count, seed, separable=True):
    """Two classes that use different halves of the vocabulary, if separable."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, count)
    halves = labels if separable else rng.integers(0, 2, count)
    texts = [rng.integers(2 + 14 * half, 16 + 14 * half, rng.integers(1, 12)) for half in halves]
    return EncodedDocuments.from_list(
        [str(n) for n in range(count)], list(labels), [text.astype(np.int32) for text in texts]
    )


def make_model(name="dense"):
    keras.utils.clear_session()  # layers get the same names as in a new process
    keras.utils.set_random_seed(0)
    embeddings = np.random.default_rng(0).normal(size=(ROWS, SIZE)).astype("float32")
    return build_model(name, ROWS, 2, vector_size=SIZE, embeddings=embeddings)


def fit(parameters, separable=True, name="dense"):
    model = make_model(name)
    training, validation = make_documents(120, 1, separable), make_documents(60, 2, separable)
    return model, validation, train(model, training, validation, parameters, 12, seed=0)


def test_it_learns_what_can_be_learned():
    parameters = TrainingParameters(epochs=15, batch_size=8, learning_rate=0.01)
    _, _, history = fit(parameters)
    assert set(history) == {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds"}
    assert max(history["val_accuracy"]) > 0.95
    assert len({len(column) for column in history.values()}) == 1


def test_the_attention_model_learns_too():
    _, _, history = fit(TrainingParameters(epochs=4, batch_size=8, learning_rate=0.01), name="lstm_attention")
    assert history["val_accuracy"][-1] > 0.9


def test_early_stopping_restores_the_best_weights():
    parameters = TrainingParameters(epochs=40, batch_size=8, learning_rate=0.05, patience=2)
    model, validation, history = fit(parameters, separable=False)
    assert len(history["val_loss"]) < 40
    probabilities = predict(model, validation, parameters, 12)
    loss = -np.log(probabilities[np.arange(60), validation.labels]).mean()
    assert loss == pytest.approx(min(history["val_loss"]), abs=1e-4)


def test_without_patience_all_epochs_are_trained():
    parameters = TrainingParameters(epochs=6, batch_size=16, learning_rate=0.05, patience=None)
    _, _, history = fit(parameters, separable=False)
    assert len(history["val_loss"]) == 6


@pytest.mark.parametrize("at_once", [150, 64])
def test_predictions_are_in_the_documents_own_order(monkeypatch, at_once):
    monkeypatch.setattr("lstm_attention.models.training.PREDICTION_DOCUMENTS", at_once)
    model, documents = make_model("lstm"), make_documents(150, 5)
    together = predict(model, documents, TrainingParameters(), 12)
    for n in (0, 1, 77, 149):
        alone = model.predict(documents.padded(np.array([n])), verbose=0)[0]
        assert together[n] == pytest.approx(alone, abs=1e-6)


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop"])
def test_the_optimizer_is_the_one_asked_for(optimizer):
    model, _, _ = fit(TrainingParameters(epochs=1, optimizer=optimizer, learning_rate=0.003))
    assert type(model.optimizer).__name__.lower() == optimizer
    assert float(model.optimizer.learning_rate) == pytest.approx(0.003)


def test_the_learning_rate_falls_by_four_when_a_third_of_the_patience_has_brought_nothing():
    _, _, history = fit(
        TrainingParameters(epochs=40, batch_size=8, learning_rate=0.05, schedule="plateau", patience=3),
        separable=False,
    )
    rates, best, expected = history["learning_rate"], np.inf, 0.05
    for rate, loss in zip(rates, history["val_loss"], strict=True):
        assert rate == pytest.approx(expected)
        best, expected = min(best, loss), expected / 4 if loss >= best else expected
    assert rates[-1] < 0.05 / 4
    assert len(rates) < 40


@pytest.mark.parametrize("restores", [True, False])
def test_a_lower_learning_rate_starts_from_the_best_weights_if_they_are_kept(restores):
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.4), loss="mse")
    stopping = keras.callbacks.EarlyStopping(min_delta=0.05, patience=9, restore_best_weights=True)
    callbacks = [stopping, ReduceFromBest(2, 0.05, stopping if restores else None)]
    for callback in callbacks:
        callback.set_model(model)
        callback.on_train_begin()
    for epoch, loss in enumerate([0.9, 0.5, 0.48, 0.7]):
        model.set_weights([np.full((1, 1), epoch), np.full(1, epoch)])
        for callback in callbacks:
            callback.on_epoch_end(epoch, {"val_loss": loss})
    assert float(model.optimizer.learning_rate) == pytest.approx(0.1)
    assert [weight.item() for weight in model.get_weights()] == ([1, 1] if restores else [3, 3])


# What a training run may take


@pytest.mark.parametrize(
    ("documents", "batch_size"),
    [(1, 16), (300, 16), (2_047, 16), (2_048, 32), (4_095, 32), (4_096, 64), (50_000, 64)],
)
def test_small_corpora_have_small_batches(documents, batch_size):
    assert budget(TrainingParameters(), documents).batch_size == batch_size
    assert budget(TrainingParameters(batch_size=5), documents).batch_size == 5


def test_a_small_corpus_has_more_epochs_as_each_has_few_steps():
    parameters = TrainingParameters(steps=2_000, patience_steps=200, batch_size=10)
    assert budget(parameters, 95) == Budget(batch_size=10, epochs=200, patience=20)  # 10 steps an epoch
    assert budget(parameters, 5_000) == Budget(batch_size=10, epochs=100, patience=3)
    asked = TrainingParameters(steps=2_000, patience_steps=200, batch_size=10, epochs=7, patience=2)
    assert budget(asked, 95) == Budget(batch_size=10, epochs=7, patience=2)
    assert budget(TrainingParameters(epochs=7, patience=None), 95).patience is None


def test_the_dense_model_waits_longer_as_it_learns_less_in_a_step():
    patience = {model: budget(parameters(), 7_181).patience for model, parameters in MODELS.items()}
    assert patience == {"dense": 22, "lstm": 8, "lstm_attention": 8}  # 113 steps an epoch
    assert budget(MODELS["dense"](patience_steps=113 * 5), 7_181).patience == 5


def test_a_training_without_an_end_is_refused():
    with pytest.raises(ValueError, match="must be a number or auto if epochs is null"):
        TrainingParameters(patience=None)


@pytest.mark.parametrize(
    ("patience", "val_loss", "used_up"),
    [
        (2, [3.0, 2.0, 2.5, 2.0], False),  # stopped: twice not better than 2
        (2, [3.0, 2.0, 1.0, 2.0], True),
        (2, [3.0, 2.0, 2.5], False),  # stopped with an epoch left
        (2, [3.0, 2.0, 1.0, 0.9], True),
        (2, [3.0, 2.0, 1.9995, 1.9992], False),  # stopped: a fall by less than 0.001 does not count
        (None, [4.0, 3.0, 2.0, 1.0], True),
        (None, [4.0, 3.0, 1.0, 2.0], False),
    ],
)
def test_a_budget_is_used_up_unless_the_loss_had_stopped_falling(patience, val_loss, used_up):
    assert Budget(64, 4, patience).used_up(val_loss) is used_up


def test_the_best_epoch_is_the_one_whose_weights_early_stopping_restores():
    losses = [3.0, 2.0, 1.9995, 1.9985, 1.9984]
    stopping = keras.callbacks.EarlyStopping(min_delta=0.001, patience=9, restore_best_weights=True)
    stopping.set_model(keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]))
    stopping.on_train_begin()
    for epoch, loss in enumerate(losses):
        stopping.on_epoch_end(epoch, {"val_loss": loss})
    assert Budget(64, 9, 9).best_epoch(losses) == stopping.best_epoch + 1 == 4


def test_the_same_seed_gives_the_same_history():
    parameters = TrainingParameters(epochs=2, batch_size=16)
    first, second = fit(parameters)[2], fit(parameters)[2]
    assert first["val_loss"] == second["val_loss"]


# The progress bar


def test_the_bar_appears_after_the_first_step_and_fits_its_place(capfd):
    bar = ProgressBar(10_000, Budget(64, 30, 20))
    bar.on_epoch_begin(0)
    assert capfd.readouterr().err == ""
    bar.on_train_batch_end(0)
    assert capfd.readouterr().err.startswith("\repoch 1 |")
    for epoch in range(30):
        bar.on_epoch_begin(epoch)
        bar.bar.n = 10_000 * (epoch + 1)
        bar.bar.start_t -= 1_000  # about eight hours in all
        bar.on_epoch_end(epoch, {"val_loss": 1 / (epoch + 1), "val_accuracy": 0.853})
    bar.on_train_end()
    lines = [line.rstrip() for line in capfd.readouterr().err.replace("\n", "").split("\r") if line.strip()]
    assert len(lines) >= 30
    assert all(line.count("|") == 2 and line.endswith(" left, val 85%") for line in lines[1:])
    assert max(map(len, lines)) <= BAR_COLUMNS


def test_the_bar_of_a_training_that_goes_on_counts_what_was_done(capfd):
    bar = ProgressBar(10, Budget(64, 9, 2))
    bar.resume([1.0, 1.0], [0.6, 0.5])
    bar.on_epoch_begin(2)
    bar.on_train_batch_end(0)
    assert capfd.readouterr().err.startswith(
        "\repoch 3 |████████████ "
    )  # 21 of 40: two epochs more, if none is better
    assert bar.seconds == [1.0, 1.0]


# Interruption


def fit_with_state(parameters, path, name="dense"):
    model = make_model(name)
    training, validation = make_documents(120, 1, separable=False), make_documents(60, 2, separable=False)
    history = train(model, training, validation, parameters, 12, seed=0, unfinished=path)
    return history, [keras.ops.convert_to_numpy(weight) for weight in model.weights]


def state_of(path):
    with np.load(path) as arrays:
        return json.loads(str(arrays["described"]))


@pytest.fixture
def kill_after(monkeypatch):
    """End the process just after it has saved the state of an epoch; for 0, before it saves any."""

    @contextmanager
    def killing(epochs):
        save = Checkpoint.save

        def save_and_die(self, record, arrays):
            if epochs:
                save(self, record, arrays)
            if len(record["seconds"]) >= epochs:
                sys.exit("killed")

        with monkeypatch.context() as patch, suppress(SystemExit):
            patch.setattr(Checkpoint, "save", save_and_die)
            yield
            pytest.fail("it was not killed")

    return killing


RECIPES = {
    "all_epochs": TrainingParameters(epochs=3, batch_size=16, patience=None),
    "early_stopping": TrainingParameters(
        epochs=30, batch_size=16, patience=3, learning_rate=0.05, schedule="plateau"
    ),
    "published": TrainingParameters(epochs=3, batch_size=16, optimizer="rmsprop", padding="max_tokens"),
}


@pytest.mark.parametrize(
    ("name", "recipe", "kills"),
    [
        ("dense", "early_stopping", [0, 1, 2, 3]),
        ("dense", "published", [1, 3]),
        ("lstm_attention", "all_epochs", [2]),
    ],
)
def test_an_interrupted_training_ends_as_if_nothing_had_happened(tmp_path, kill_after, name, recipe, kills):
    parameters, state = RECIPES[recipe], tmp_path / "state.npz"
    history, weights = fit_with_state(parameters, None, name)
    for epochs in kills:
        with kill_after(epochs):
            fit_with_state(parameters, state, name)
    before = state_of(state)["record"]["seconds"]
    resumed, resumed_weights = fit_with_state(parameters, state, name)
    assert resumed["seconds"][: kills[-1]] == before  # no epoch was trained again
    assert resumed.pop("seconds") != history.pop("seconds")
    assert resumed == history
    assert all(map(np.array_equal, resumed_weights, weights))


def test_a_finished_training_is_not_trained_again(tmp_path):
    parameters, state = RECIPES["early_stopping"], tmp_path / "state.npz"
    history, weights = fit_with_state(parameters, state)
    assert 3 < len(history["loss"]) < 30
    again, weights_again = fit_with_state(parameters, state)
    assert again == history
    assert all(map(np.array_equal, weights_again, weights))


def test_a_state_of_another_training_is_not_resumed(tmp_path, kill_after):
    state = tmp_path / "state.npz"
    with kill_after(2):
        fit_with_state(RECIPES["all_epochs"], state)
    others = RECIPES["all_epochs"].model_copy(update={"learning_rate": 0.01})
    assert fit_with_state(others, state)[0]["loss"] == fit_with_state(others, None)[0]["loss"]


def test_a_damaged_state_is_reported_and_not_resumed(tmp_path, kill_after, capfd):
    state = tmp_path / "state.npz"
    with kill_after(2):
        fit_with_state(RECIPES["all_epochs"], state)
    damaged = bytearray(state.read_bytes())
    for changed in (damaged[: len(damaged) // 2], damaged[:-2000] + bytes(2000), b""):
        state.write_bytes(changed)
        history, _ = fit_with_state(RECIPES["all_epochs"], state)
        assert f"{state} is damaged" in capfd.readouterr().out
        assert history["loss"] == fit_with_state(RECIPES["all_epochs"], None)[0]["loss"]
