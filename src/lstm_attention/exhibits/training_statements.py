"""How models were trained and why each training ended, in clauses made from the runs."""

from typing import Any

from lstm_attention.exhibits.wording import listing
from lstm_attention.models.runs import Run

OPTIMIZERS = {"adam": "Adam", "rmsprop": "RMSprop"}


def recipe(parameters: dict[str, Any], budget: dict[str, Any]) -> str:
    """Return how a model was trained, to follow 'was': the rate, the batches and what ended the training.

    Args:
        parameters: its training parameters.
        budget: `batch_size`, `epochs` and `patience`, as in `models.training.Budget`.
    """
    rate = f"{OPTIMIZERS[parameters['optimizer']]} at a learning rate of {parameters['learning_rate']:g}"
    if parameters["schedule"] == "plateau":
        rate += ", which was divided by 4 whenever the validation loss stopped falling,"
    trained = f"trained with {rate} and in batches of {budget['batch_size']} documents"
    if budget["patience"] is None:
        return f"{trained} for {epochs(budget['epochs'])}"
    return (
        f"{trained}, until the validation loss had not improved for {epochs(budget['patience'])} "
        f"(at most {epochs(budget['epochs'])} in all)"
    )


def endings(finished: list[Run]) -> str:
    """Return why each training of a model ended, in one clause."""
    stopped = [run for run in finished if not run.record["budget"]["used_up"]]
    if len(stopped) < len(finished):
        said = [
            f"with seed {run.record['seed']}, it {_ending(run)}"
            if len(finished) > 1
            else f"it {_ending(run)}"
            for run in finished
        ]
        return "; ".join(said)
    if len(finished) == 1:
        return f"it {_ending(finished[0])}"
    best = listing([str(1 + run.history["val_loss"].argmin()) for run in finished])
    last = listing([str(len(run.history)) for run in finished])
    return f"every training ended after it had stopped improving (after epochs {last}; the best were {best})"


def _ending(run: Run) -> str:
    best, last = 1 + int(run.history["val_loss"].argmin()), len(run.history)
    if run.record["budget"]["used_up"]:
        return f"was cut off after {epochs(last)}, before the validation loss had stopped falling"
    return f"stopped improving after epoch {best} and ended after epoch {last}"


def cut_off(finished: dict[str, list[Run]]) -> list[str]:
    """Return the names of the models with a training that was cut off."""
    return [name for name, runs in finished.items() if any(run.record["budget"]["used_up"] for run in runs)]


def caveat(names: list[str]) -> str:
    """Return a clause on the models whose training was cut off; `names` is what `cut_off` returns."""
    if not names:
        return "every training of the models ended because its validation loss had stopped falling"
    return (
        f"some trainings of {listing([f'the {name}' for name in names])} were cut off before the validation "
        "loss had stopped falling, so every verdict about attention is undecided"
    )


def epochs(number: int) -> str:
    """Return a number of epochs in words."""
    return "1 epoch" if number == 1 else f"{number} epochs"
