"""How models were trained and why each training run ended, in clauses made from the runs."""

from typing import Any

from lstm_attention.evidence import intervals
from lstm_attention.exhibits.wording import listing
from lstm_attention.models.runs import Run

OPTIMIZERS = {"adam": "Adam", "rmsprop": "RMSprop"}


def recipe(parameters: dict[str, Any], budget: dict[str, Any]) -> str:
    """Return how a model was trained, to follow 'was': the batches, what ended the training, and the rate.

    Args:
        parameters: its training parameters.
        budget: the attributes of a `models.training.Budget`.
    """
    optimizer, rate = OPTIMIZERS[parameters["optimizer"]], f"{parameters['learning_rate']:g}"
    trained = f"trained with {optimizer} in batches of {budget['batch_size']} documents"
    if budget["patience"] is None:
        trained += f" for {epochs(budget['epochs'])}"
    else:
        trained += (
            f". Training stopped once {epochs(budget['patience'])} had passed without the validation loss "
            f"falling by at least {budget['least_gain']:g}, and after {epochs(budget['epochs'])} at the "
            "latest"
        )
    if parameters["schedule"] == "plateau":
        such, best = "such a fall", ", and training went on from the best weights so far"
        if budget["patience"] is None:
            such, best = f"the validation loss falling by at least {budget['least_gain']:g}", ""
        return (
            f"{trained}. The learning rate was {rate} at first. Each time "
            f"{epochs(budget['rate_patience'])} had passed without {such}, the rate was divided by 4{best}"
        )
    return f"{trained}. The learning rate was always {rate}"


def endings(finished: list[Run]) -> str:
    """Return why each training run of a model ended, in one clause."""
    stopped = [run for run in finished if not run.record["budget"]["used_up"]]
    if len(stopped) < len(finished):
        said = [
            f"the training run with seed {run.record['seed']} {_ending(run)}"
            if len(finished) > 1
            else f"the training run {_ending(run)}"
            for run in finished
        ]
        return "; ".join(said)
    if len(finished) == 1:
        return f"the training run {_ending(finished[0])}"
    best = [run.record["budget"]["best_epoch"] for run in finished]
    last = [len(run.history) for run in finished]
    ran = f"they took {listing([*map(str, last)])} epochs, and their best epochs were"
    ran = f"{ran} {listing([*map(str, best)])}, respectively"
    if len({*best}) == len({*last}) == 1:
        ran = f"each took {epochs(last[0])}, of which the best was epoch {best[0]}"
    return f"all training runs went on until the validation loss had stopped falling; {ran}"


def _ending(run: Run) -> str:
    best, last = run.record["budget"]["best_epoch"], len(run.history)
    if run.record["budget"]["used_up"]:
        start = f"was cut off after {epochs(last)}"
        if best == last:
            return f"{start}, with its lowest validation loss in the last"
        return (
            f"{start}, {epochs(last - best)} after its lowest validation loss, too soon to know whether it "
            "would have fallen further"
        )
    return f"improved until epoch {best} and ended after epoch {last}"


def cut_off(finished: dict[str, list[Run]]) -> list[str]:
    """Return the names of the models with a training run that was cut off."""
    return [name for name, runs in finished.items() if any(run.record["budget"]["used_up"] for run in runs)]


def undecided(finished: dict[str, list[Run]], attention: list[Run]) -> str | None:
    """Return why nothing about attention can be decided, to follow 'as'; None if it can.

    Args:
        finished: the training runs that verdicts depend on, by the names of their models.
        attention: those of the LSTM with attention.
    """
    if cut_off(finished):
        return "training runs were cut off before it was clear whether they had stopped improving"
    first = attention[0]
    if not intervals.learned(first.labels, [run.probabilities for run in attention], first.groups):
        return (
            "the LSTM with attention is not shown to be more accurate than a model that always predicts the "
            "same class"
        )
    return None


def caveat(finished: dict[str, list[Run]], why: str | None) -> str:
    """Return a clause on which training runs were cut off, and whether anything about attention is decided.

    Args:
        finished: training runs, by the names of their models.
        why: what `undecided` returns.
    """
    found: dict[str, list[str]] = {}
    for name in cut_off(finished):
        number = sum(run.record["budget"]["used_up"] for run in finished[name])
        if len(finished[name]) == 1:
            which = "the training run"
        elif number == len(finished[name]):
            which = "all training runs"
        else:
            which = "one training run" if number == 1 else "some training runs"
        found.setdefault(which, []).append(f"the {name}")
    if not found:
        ended = "every training run of the models went on until its validation loss had stopped falling"
        return f"{ended}. As {why}, every verdict about attention is undecided" if why else ended
    one = sum(map(len, found.values())) == 1 and found.keys() <= {"the training run", "one training run"}
    plural = {"the training run": "the training runs", "one training run": "one training run each"}
    said = [
        f"{plural.get(which, which) if len(names) > 1 else which} of {listing(names)}"
        for which, names in found.items()
    ]
    return (
        f"{listing(said)} {'was' if one else 'were'} cut off before it was clear whether the validation loss "
        "had stopped falling, so every verdict about attention is undecided"
    )


def epochs(number: int) -> str:
    """Return a number of epochs in words."""
    return "1 epoch" if number == 1 else f"{number} epochs"
