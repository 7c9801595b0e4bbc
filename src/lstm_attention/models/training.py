"""Training of one model with one seed, and its predictions."""

import math
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
from tqdm.auto import tqdm

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.models.batches import OrderedBatches, TrainingBatches
from lstm_attention.models.checkpoints import Checkpoint, fingerprint
from lstm_attention.settings import TrainingParameters

PREDICTION_TOKENS = 16_384
"""Time steps of a batch of predictions: more are no faster, and take more memory."""
PREDICTION_DOCUMENTS = 65_536
"""Documents predicted at once: Keras holds the probabilities of these twice, in batches and joined."""
STOPPING = ("wait", "best", "best_epoch", "stopped_epoch")
"""What Keras's early stopping remembers from epoch to epoch, besides the best weights."""
BAR_COLUMNS = 40
"""Width of the progress bar: of the 80 of a terminal, the name and the time of a step take as many."""
DATA = ("labels", "tokens", "offsets")
"""What a training sees of documents."""


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

    A model that several devices are to share is built, and given to this function, in the scope
    of `devices.shared`. Early stopping watches the validation loss and restores the weights of
    the best epoch. Where a file is named for its state, a training that was interrupted goes on
    after its last whole epoch and ends as if nothing had happened.

    Args:
        model: takes token ids (batch, time), returns probabilities (batch, classes).
        training, validation: the two parts.
        parameters: optimizer, batches and stopping.
        max_tokens: the length to pad to where `parameters.padding` is "max_tokens".
        seed: of the order of the batches; weights and dropout follow the global seed.
        unfinished: where the state is kept after each epoch; the caller takes the file away.

    Returns:
        One number an epoch: `loss`, `accuracy`, `val_loss`, `val_accuracy`, `seconds`.
    """
    length = _length(parameters, max_tokens)
    size = parameters.batch_size or batch_size(len(training))
    batches = TrainingBatches(training, size, seed, length, parameters.devices)
    epochs, patience = budget(parameters, len(batches))
    optimizer = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}[parameters.optimizer]
    model.compile(
        optimizer=optimizer(parameters.learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    # Keras builds it at the first step, too late to put a state back.
    model.optimizer.build(model.trainable_variables)
    progress = ProgressBar(len(batches), epochs)
    stopping = keras.callbacks.EarlyStopping(
        monitor="val_loss",
        patience=epochs if patience is None else patience,
        restore_best_weights=patience is not None,
    )
    lowering = []
    if parameters.schedule == "plateau":
        third = max(1, stopping.patience // 3)
        lowering = [keras.callbacks.ReduceLROnPlateau("val_loss", factor=1 / 4, patience=third, min_delta=0)]
    checkpoint = None
    if unfinished is not None:
        checkpoint = Checkpoint(
            unfinished, _fingerprint(model, training, validation, parameters, length, seed)
        )
    resumption = Resumption(checkpoint, stopping, progress)
    for _ in range(resumption.epochs_done):
        batches.on_epoch_end()
    model.fit(
        batches,
        validation_data=OrderedBatches(validation, PREDICTION_TOKENS, length, parameters.devices),
        epochs=epochs,
        initial_epoch=epochs if resumption.finished else resumption.epochs_done,
        shuffle=False,  # TrainingBatches draws its own order
        callbacks=[
            progress,
            *lowering,
            stopping,
            resumption,
        ],  # the last sees what the others made of an epoch
        verbose=0,
    )
    return resumption.history | {"seconds": progress.seconds}


def batch_size(documents: int) -> int:
    """Documents in a batch where the settings leave it open: a power of two from 16 to 64."""
    return int(np.clip(2 ** (documents.bit_length() - 7), 16, 64))


def budget(parameters: TrainingParameters, steps: int) -> tuple[int, int | None]:
    """Most epochs of a training with so many steps in an epoch, and its patience in epochs."""
    epochs = max(parameters.epochs, math.ceil((parameters.steps or 0) / steps))
    if parameters.patience is None:
        return epochs, None
    return epochs, max(parameters.patience, math.ceil(parameters.patience_steps / steps))


def predict(
    model: keras.Model, documents: EncodedDocuments, parameters: TrainingParameters, max_tokens: int
) -> np.ndarray:
    """Probabilities of each class, float32 (documents, classes), in the documents' own order."""
    length = _length(parameters, max_tokens)
    probabilities = np.empty((len(documents), model.output_shape[-1]), np.float32)
    for start in range(0, len(documents), PREDICTION_DOCUMENTS):
        part = documents.part(start, start + PREDICTION_DOCUMENTS)
        batches = OrderedBatches(part, PREDICTION_TOKENS, length, parameters.devices)
        probabilities[start + np.concatenate(batches.batches)] = model.predict(batches, verbose=0)
    return probabilities


class ProgressBar(keras.callbacks.Callback):
    """One bar over all steps of all epochs, with the time left; notes each epoch's seconds.

    The bar appears after the first step, which takes far longer than the others, as TensorFlow
    starts with it.
    """

    def __init__(self, steps: int, epochs: int) -> None:
        super().__init__()
        self.steps, self.epochs = steps, epochs
        self.bar: tqdm | None = None
        self.seconds: list[float] = []

    def resume(self, seconds: list[float]) -> None:
        """Count the epochs of an earlier process as done; they took these seconds."""
        self.seconds = seconds

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.description = f"epoch {epoch + 1}/{self.epochs}"
        if self.bar is not None:
            self.bar.set_description_str(self.description, refresh=False)
        self.started = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if self.bar is not None:
            self.bar.update()
            return
        self.bar = tqdm(
            desc=self.description,
            total=self.steps * self.epochs,
            initial=self.steps * len(self.seconds) + 1,
            mininterval=1,
            ncols=BAR_COLUMNS,
            bar_format="{desc} |{bar}| {remaining} left{postfix}",
        )

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.seconds.append(time.perf_counter() - self.started)
        self.bar.set_postfix_str(f"val {logs['val_accuracy']:.0%}")

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        if self.bar is not None:
            self.bar.close()


class Resumption(keras.callbacks.Callback):
    """Keeps the state of a training after each epoch, and puts it back at the start.

    The state is all that the remaining epochs hang on: the weights that change, the optimizer's,
    the counters of random layers, and what early stopping knows.

    Attributes:
        history: what Keras measured, one number an epoch.
        finished: whether no epoch is left.
    """

    def __init__(
        self, checkpoint: Checkpoint | None, stopping: keras.callbacks.EarlyStopping, progress: "ProgressBar"
    ) -> None:
        super().__init__()
        self.checkpoint, self.stopping, self.progress = checkpoint, stopping, progress
        self.state = checkpoint.load() if checkpoint else None
        told = self.state[0] if self.state else {"history": {}, "finished": False}
        self.history: dict[str, list[float]] = told["history"]
        self.finished: bool = told["finished"]

    @property
    def epochs_done(self) -> int:
        return len(self.history.get("loss", []))

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        if self.state is None:
            return
        told, arrays = self.state
        for kind, variables in self._variables(self.finished).items():
            for number, variable in enumerate(variables):
                variable.assign(arrays[f"{kind}_{number}"])
        self.progress.resume(told["seconds"])
        for name in STOPPING:
            setattr(self.stopping, name, told["stopping"][name])
        if "best_0" in arrays:
            best = [arrays[f"best_{number}"] for number in range(len(self.model.trainable_weights))]
            changing = iter(best)
            self.stopping.best_weights = [
                next(changing) if weight.trainable else keras.ops.convert_to_numpy(weight)
                for weight in self.model.weights
            ]
        self.state = None  # arrays as large as the model

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
        if self.stopping.best_weights is not None:
            pairs = zip(self.model.weights, self.stopping.best_weights, strict=True)
            best = [value for weight, value in pairs if weight.trainable]
            arrays |= {f"best_{number}": value for number, value in enumerate(best)}
        self.checkpoint.save(
            {
                "history": self.history,
                "seconds": self.progress.seconds,
                "finished": finished,
                "stopping": {name: getattr(self.stopping, name) for name in STOPPING},
            },
            arrays,
        )

    def _variables(self, finished: bool) -> dict[str, list[keras.Variable]]:
        """What changes in training; of a finished one, the optimizer is of no use any more."""
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
    told = [model.get_config(), parameters.model_dump(), length, seed]
    documents = [getattr(part, name) for part in (training, validation) for name in DATA]
    initial = [keras.ops.convert_to_numpy(variable) for variable in model.variables]
    return fingerprint(["models.training", "models.networks"], told, documents + initial)


def _length(parameters: TrainingParameters, max_tokens: int) -> int | None:
    return max_tokens if parameters.padding == "max_tokens" else None
