"""Training of one model with one seed, and its predictions."""

import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from tqdm.auto import tqdm

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.models.batches import OrderedBatches, TrainingBatches
from lstm_attention.models.checkpoints import Checkpoint, fingerprint
from lstm_attention.settings import LSTMParameters, TrainingParameters

PREDICTION_TOKENS = 16_384
"""Time steps in a batch of predictions; more are no faster and take more memory."""
PREDICTION_DOCUMENTS = 65_536
"""Documents predicted at once; Keras holds their probabilities twice, in batches and joined."""
REMEMBERED = {
    "EarlyStopping": ("wait", "best", "best_epoch", "stopped_epoch"),
    "ReduceFromBest": ("wait", "best", "cooldown_counter"),
}
"""What these Keras callbacks remember from epoch to epoch, besides the best weights."""
LEAST_EPOCHS, LEAST_PATIENCE = 100, 3
"""Fewest epochs to allow, and to wait for a better one, if the settings leave this open. Patience ends nearly
all training runs long before; with 50 classes, a dense model still improved after 140 epochs."""
LSTM_PATIENCE, DENSE_PATIENCE = 900, 2_400
"""Optimizer steps to wait for a better epoch, if the settings leave this open; after a third of them, the
learning rate falls."""
BAR_COLUMNS = 40
"""Width of the progress bar; the name and time of a step take the other half of an 80-column terminal."""
DATA = ("labels", "tokens", "offsets")
"""The arrays of documents that a training run sees."""


def train(
    model: keras.Model,
    training: EncodedDocuments,
    validation: EncodedDocuments,
    parameters: TrainingParameters,
    max_tokens: int,
    seed: int,
    unfinished: Path | None = None,
) -> dict[str, list[float]]:
    """Fit `model` in place, with a progress bar that shows the time left.

    If several devices share a model, it must be built, and passed to this function, in the scope of
    `devices.shared`. Early stopping monitors the validation loss and restores the weights of the best epoch;
    so does the schedule `plateau` each time it lowers the learning rate. Without patience, neither does. If a
    file for its state is given, an interrupted training run resumes after its last whole epoch and ends as if
    nothing had happened.

    Args:
        model: model from token ids (batch, time) to probabilities (batch, classes).
        training, validation: the two sets.
        parameters: optimizer, batches and stopping.
        max_tokens: the length to pad to if `parameters.padding` is "max_tokens".
        seed: seed for the order of the batches; weights and dropout follow the global seed.
        unfinished: file in which the state is saved after each epoch; the caller removes it.

    Returns:
        One number per epoch: `loss`, `accuracy`, `val_loss`, `val_accuracy`, `seconds`; with the schedule
        `plateau` also `learning_rate`.
    """
    length = _length(parameters, max_tokens)
    allowed = budget(parameters, len(training))
    batches = TrainingBatches(training, allowed.batch_size, seed, length, parameters.devices)
    optimizer = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}[parameters.optimizer]
    model.compile(
        optimizer=optimizer(parameters.learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    # Keras would build the optimizer at the first step, too late for restoring a state.
    model.optimizer.build(model.trainable_variables)
    progress = ProgressBar(len(batches), allowed)
    watching: list[keras.callbacks.Callback] = []
    stopping = None
    if allowed.patience is not None:
        stopping = keras.callbacks.EarlyStopping(
            min_delta=allowed.least_gain, patience=allowed.patience, restore_best_weights=True
        )
        watching += [stopping]
    if parameters.schedule == "plateau":
        watching += [ReduceFromBest(allowed.rate_patience, allowed.least_gain, stopping)]
    checkpoint = None
    if unfinished is not None:
        checkpoint = Checkpoint(
            unfinished, _fingerprint(model, training, validation, parameters, length, seed)
        )
    resumption = Resumption(checkpoint, watching, progress)
    for _ in range(resumption.epochs_done):
        batches.on_epoch_end()
    model.fit(
        batches,
        validation_data=OrderedBatches(validation, PREDICTION_TOKENS, length, parameters.devices),
        epochs=allowed.epochs,
        initial_epoch=allowed.epochs if resumption.finished else resumption.epochs_done,
        shuffle=False,  # TrainingBatches draws its own order
        callbacks=[progress, *watching, resumption],  # last, to save the state of the others
        verbose=0,
    )
    return resumption.history | {"seconds": progress.seconds}


@dataclass(frozen=True)
class Budget:
    """What a training run may take.

    Attributes:
        batch_size: documents in a batch.
        epochs: maximum number of epochs.
        patience: epochs without a better validation loss after which training stops; None if it never does.
        least_gain: fall of the validation loss that counts as better; at low learning rates, it falls by less
            than this for dozens of epochs.
    """

    batch_size: int
    epochs: int
    patience: int | None
    least_gain: float = 0.001

    @property
    def rate_patience(self) -> int:
        """Epochs without a better validation loss after which a schedule lowers the learning rate."""
        return max(1, (self.patience or self.epochs) // 3)

    def best_epoch(self, val_loss: list[float]) -> int:
        """Return the number, from 1, of the epoch that early stopping takes as the best.

        That is the last one that was better than the best before it; a smaller fall of the loss does not
        count.
        """
        best = 0
        for epoch, loss in enumerate(val_loss):
            if loss + self.least_gain < val_loss[best]:
                best = epoch
        return best + 1

    def used_up(self, val_loss: list[float]) -> bool:
        """Return whether training ended only because no epoch was left, from the validation losses.

        Without patience, it did if the last epoch was the best.
        """
        since_best = len(val_loss) - self.best_epoch(val_loss)
        return len(val_loss) == self.epochs and since_best < (self.patience or 1)


def budget(parameters: TrainingParameters, documents: int) -> Budget:
    """Return what `parameters` allow a training run on this many documents; few make few steps per epoch."""
    # A power of two from 16 to 64: 64 to 128 steps per epoch for 1,024 to 8,191 documents.
    batch_size = parameters.batch_size or int(np.clip(2 ** (documents.bit_length() - 7), 16, 64))
    steps = math.ceil(documents / batch_size)
    epochs, patience = parameters.epochs, parameters.patience
    if epochs is None:
        epochs = max(LEAST_EPOCHS, math.ceil(parameters.steps / steps))
    if patience == "auto":
        usual = LSTM_PATIENCE if isinstance(parameters, LSTMParameters) else DENSE_PATIENCE
        patience = max(LEAST_PATIENCE, math.ceil((parameters.patience_steps or usual) / steps))
    return Budget(batch_size, epochs, patience)


def predict(
    model: keras.Model, documents: EncodedDocuments, parameters: TrainingParameters, max_tokens: int
) -> np.ndarray:
    """Return the class probabilities, float32 (documents, classes), in the documents' own order."""
    length = _length(parameters, max_tokens)
    probabilities = np.empty((len(documents), model.output_shape[-1]), np.float32)
    for start in range(0, len(documents), PREDICTION_DOCUMENTS):
        part = documents.part(start, start + PREDICTION_DOCUMENTS)
        batches = OrderedBatches(part, PREDICTION_TOKENS, length, parameters.devices)
        probabilities[start + np.concatenate(batches.batches)] = model.predict(batches, verbose=0)
    return probabilities


class ReduceFromBest(keras.callbacks.ReduceLROnPlateau):
    """Divides the learning rate by 4 when the validation loss stops falling, and takes the best weights.

    Otherwise the lower rate would refine weights that the higher one has overfitted since.

    Args:
        patience: epochs without a better validation loss after which it does so.
        least_gain: fall of the validation loss that counts as better.
        stopping: what remembers the best weights; None if the last are kept.
    """

    def __init__(
        self, patience: int, least_gain: float, stopping: keras.callbacks.EarlyStopping | None
    ) -> None:
        super().__init__(factor=1 / 4, patience=patience, min_delta=least_gain)
        self.stopping = stopping

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        before = self._rate()
        super().on_epoch_end(epoch, logs)
        if self.stopping is not None and self._rate() < before:
            self.model.set_weights(self.stopping.best_weights)

    def _rate(self) -> float:
        return float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))


class ProgressBar(keras.callbacks.Callback):
    """One bar over the steps of a training run, with the time left; it also records each epoch's seconds.

    The time left assumes that no later epoch is better than those so far. The bar appears after the first
    step, which takes far longer than the others because TensorFlow starts with it.
    """

    def __init__(self, steps: int, allowed: "Budget") -> None:
        super().__init__()
        self.steps, self.allowed = steps, allowed
        self.val_loss: list[float] = []
        self.bar: tqdm | None = None
        self.seconds: list[float] = []

    def resume(self, seconds: list[float], val_loss: list[float]) -> None:
        """Count the epochs of an earlier process as done, with their seconds and validation losses."""
        self.seconds, self.val_loss = seconds, [*val_loss]

    @property
    def total(self) -> int:
        """Number of steps until the training run ends, as far as is known."""
        if self.allowed.patience is None:
            return self.steps * self.allowed.epochs
        best = self.allowed.best_epoch(self.val_loss)
        return self.steps * min(self.allowed.epochs, best + self.allowed.patience)

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.description = f"epoch {epoch + 1}"
        if self.bar is not None:
            self.bar.set_description_str(self.description, refresh=False)
        self.started = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if self.bar is not None:
            self.bar.update()
            return
        self.bar = tqdm(
            desc=self.description,
            total=self.total,
            initial=self.steps * len(self.seconds) + 1,
            mininterval=1,
            ncols=BAR_COLUMNS,
            bar_format="{desc} |{bar}| {remaining} left{postfix}",
        )

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.seconds.append(time.perf_counter() - self.started)
        self.val_loss.append(logs["val_loss"])
        self.bar.total = self.total
        self.bar.set_postfix_str(f"val {logs['val_accuracy']:.0%}")

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        if self.bar is not None:
            self.bar.close()


class Resumption(keras.callbacks.Callback):
    """Saves the state of a training run after each epoch, and restores it at the start.

    The state is everything that the remaining epochs depend on: the weights that change, those of the
    optimizer, the counters of random layers, and what the callbacks for the learning rate and for stopping
    remember.

    Attributes:
        history: what Keras measured, one number per epoch.
        finished: whether no epoch is left.
    """

    def __init__(
        self,
        checkpoint: Checkpoint | None,
        watching: list[keras.callbacks.Callback],
        progress: "ProgressBar",
    ) -> None:
        super().__init__()
        self.checkpoint, self.watching, self.progress = checkpoint, watching, progress
        self.stopping = next((each for each in watching if hasattr(each, "best_weights")), None)
        self.state = checkpoint.load() if checkpoint else None
        record = self.state[0] if self.state else {"history": {}, "finished": False}
        self.history: dict[str, list[float]] = record["history"]
        self.finished: bool = record["finished"]

    @property
    def epochs_done(self) -> int:
        return len(self.history.get("loss", []))

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        if self.state is None:
            return
        record, arrays = self.state
        for kind, variables in self._variables(self.finished).items():
            for number, variable in enumerate(variables):
                variable.assign(arrays[f"{kind}_{number}"])
        self.progress.resume(record["seconds"], self.history["val_loss"])
        for callback in self.watching:
            for name, value in record["watching"][type(callback).__name__].items():
                setattr(callback, name, value)
        if "best_0" in arrays:
            best = [arrays[f"best_{number}"] for number in range(len(self.model.trainable_weights))]
            changing = iter(best)
            self.stopping.best_weights = [
                next(changing) if weight.trainable else keras.ops.convert_to_numpy(weight)
                for weight in self.model.weights
            ]
        self.state = None  # frees arrays as large as the model

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(float(value))
        if self.checkpoint is None:
            return
        finished = self.model.stop_training or epoch + 1 == self.params["epochs"]
        arrays = {
            f"{kind}_{number}": keras.ops.convert_to_numpy(variable)
            for kind, variables in self._variables(finished).items()
            for number, variable in enumerate(variables)
        }
        if self.stopping and self.stopping.best_weights is not None:
            pairs = zip(self.model.weights, self.stopping.best_weights, strict=True)
            best = [value for weight, value in pairs if weight.trainable]
            arrays |= {f"best_{number}": value for number, value in enumerate(best)}
        self.checkpoint.save(
            {
                "history": self.history,
                "seconds": self.progress.seconds,
                "finished": finished,
                "watching": {
                    kind: {name: getattr(callback, name) for name in REMEMBERED[kind]}
                    for callback in self.watching
                    for kind in [type(callback).__name__]
                },
            },
            arrays,
        )

    def _variables(self, finished: bool) -> dict[str, list[keras.Variable]]:
        """Return what changes in training; a finished training run no longer needs the optimizer."""
        changing = [
            variable for layer in self.model.layers if layer.trainable for variable in layer.variables
        ]
        return {"model": changing, "optimizer": [] if finished else self.model.optimizer.variables}


def _fingerprint(
    model: keras.Model,
    training: EncodedDocuments,
    validation: EncodedDocuments,
    parameters: TrainingParameters,
    length: int | None,
    seed: int,
) -> str:
    settings = [model.get_config(), parameters.model_dump(), length, seed]
    documents = [getattr(part, name) for part in (training, validation) for name in DATA]
    initial = [keras.ops.convert_to_numpy(variable) for variable in model.variables]
    return fingerprint(["models.training", "models.networks"], settings, documents + initial)


def _length(parameters: TrainingParameters, max_tokens: int) -> int | None:
    return max_tokens if parameters.padding == "max_tokens" else None
