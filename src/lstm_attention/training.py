"""Training of one model with one seed, and its predictions."""

import time
from typing import Any

import keras
import numpy as np
from tqdm.auto import tqdm

from lstm_attention.batches import OrderedBatches, TrainingBatches
from lstm_attention.settings import TrainingParameters
from lstm_attention.vocabulary import EncodedDocuments

PREDICTION_TOKENS = 16_384
"""Time steps of a batch of predictions: more are no faster, and take more memory."""


def train(
    model: keras.Model,
    training: EncodedDocuments,
    validation: EncodedDocuments,
    parameters: TrainingParameters,
    max_tokens: int,
    seed: int,
) -> dict[str, list[float]]:
    """Fit `model` in place, with a progress bar that shows the time left.

    A model that several devices are to share is built, and given to this function, in the scope
    of `devices.shared`. Early stopping watches the validation loss and restores the weights of
    the best epoch.

    Args:
        model: takes token ids (batch, time), returns probabilities (batch, classes).
        training, validation: the two parts.
        parameters: optimizer, batches and stopping.
        max_tokens: the length to pad to where `parameters.padding` is "max_tokens".
        seed: of the order of the batches; weights and dropout follow the global seed.

    Returns:
        One number an epoch: `loss`, `accuracy`, `val_loss`, `val_accuracy`, `seconds`.
    """
    length = _length(parameters, max_tokens)
    batches = TrainingBatches(training, parameters.batch_size, seed, length, parameters.devices)
    optimizer = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}[parameters.optimizer]
    learning_rate: Any = parameters.learning_rate
    if parameters.schedule == "cosine":
        steps = parameters.epochs * len(batches)
        learning_rate = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    model.compile(
        optimizer=optimizer(learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    progress = ProgressBar(len(batches), parameters.epochs)
    callbacks: list[keras.callbacks.Callback] = [progress]
    if parameters.patience is not None:
        callbacks.append(
            keras.callbacks.EarlyStopping(
                monitor="val_loss", patience=parameters.patience, restore_best_weights=True
            )
        )
    history = model.fit(
        batches,
        validation_data=OrderedBatches(validation, PREDICTION_TOKENS, length, parameters.devices),
        epochs=parameters.epochs,
        shuffle=False,  # TrainingBatches draws its own order
        callbacks=callbacks,
        verbose=0,
    ).history
    return {**history, "seconds": progress.seconds}


def predict(
    model: keras.Model, documents: EncodedDocuments, parameters: TrainingParameters, max_tokens: int
) -> np.ndarray:
    """Probabilities of each class, float32 (documents, classes), in the documents' own order."""
    length = _length(parameters, max_tokens)
    batches = OrderedBatches(documents, PREDICTION_TOKENS, length, parameters.devices)
    sorted_probabilities = model.predict(batches, verbose=0)
    probabilities = np.empty((len(documents), sorted_probabilities.shape[1]), sorted_probabilities.dtype)
    probabilities[np.concatenate(batches.batches)] = sorted_probabilities
    return probabilities


class ProgressBar(keras.callbacks.Callback):
    """One bar over all steps of all epochs, with the time left; notes each epoch's seconds."""

    def __init__(self, steps: int, epochs: int) -> None:
        super().__init__()
        self.bar = tqdm(total=steps * epochs, unit="step", mininterval=1, dynamic_ncols=False, ncols=88)
        self.epochs = epochs
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.bar.set_description(f"epoch {epoch + 1}/{self.epochs}", refresh=False)
        self.started = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self.bar.update()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.seconds.append(time.perf_counter() - self.started)
        self.bar.set_postfix_str(f"validation accuracy {logs['val_accuracy']:.1%}")

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self.bar.close()


def _length(parameters: TrainingParameters, max_tokens: int) -> int | None:
    return max_tokens if parameters.padding == "max_tokens" else None
