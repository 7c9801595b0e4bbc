"""Sentences on what is the same in the original and in this report, and what differs, for pairs of figures.

The corpora differ, and other corpora have other classes, so each sentence says only what can be compared.
"""

from typing import Any

import pandas as pd

from lstm_attention.exhibits.training_statements import epochs
from lstm_attention.exhibits.wording import listing, points
from lstm_attention.models.runs import Run


def learning(published: pd.DataFrame, finished: list[Run]) -> str:
    """Return when the validation loss was lowest on each side, and how training accuracy compared then.

    Args:
        published: columns loss, accuracy, val_loss, val_accuracy; one row an epoch.
        finished: the runs of this report.
    """
    their_best, last = 1 + int(published["val_loss"].argmin()), len(published)
    if their_best == last:
        theirs = (
            f"The published validation loss was lowest in the last of {epochs(last)}, so more epochs might "
            "have lowered it further"
        )
    else:
        theirs = f"The published validation loss was lowest in epoch {their_best} of {last}"
    best = [1 + int(run.history["val_loss"].argmin()) for run in finished]
    cut_off = any(run.record["budget"]["used_up"] for run in finished)
    noun = "epoch" if len(set(best)) == 1 else "epochs"
    ours = f"here it was lowest in {noun} {listing([str(number) for number in dict.fromkeys(best)])}"
    ours += ", but training was cut off" if cut_off else ", and training then ended by itself"
    gaps = _gap(published), sum(_gap(run.history) for run in finished) / len(finished)
    return f"{theirs}; {ours}. {_gaps(*gaps)}"


def _gap(history: pd.DataFrame) -> float:
    """Return training accuracy minus validation accuracy in the epoch with the lowest validation loss."""
    best = history.iloc[int(history["val_loss"].argmin())]
    return float(best["accuracy"] - best["val_accuracy"])


def _gaps(theirs: float, ours: float) -> str:
    start = f"In that epoch, training accuracy was {points(theirs)} {_side(theirs)} validation accuracy"
    if (theirs > 0) == (ours > 0):
        return f"{start} in the original, and {points(ours)} {_side(ours)} it here"
    return f"{start} in the original, but {points(ours)} {_side(ours)} it here"


def _side(gap: float) -> str:
    return "above" if gap > 0 else "below"


def confusion(published: dict[str, Any], here: dict[str, Any], shared: bool) -> str:
    """Return which class is misclassified most often on each side, and as what.

    Args:
        published, here: what `metrics.most_confused` returns.
        shared: whether both have the same classes.
    """
    theirs = f"{published['true_class']} ({published['wrong_share']:.1%} of it)"
    if here["wrong_share"] == 0:
        return (
            f"The class most often confused in the original was {theirs}; here no document is misclassified"
        )
    if not shared:
        return (
            f"The classes are not those of the original, where {theirs} was most often confused; here it is "
            f"{here['true_class']} ({here['wrong_share']:.1%})"
        )
    if published["true_class"] != here["true_class"]:
        return (
            f"The two sides differ in the class most often confused: {theirs} in the original, mostly with "
            f"{published['predicted_class']}, and {here['true_class']} ({here['wrong_share']:.1%}) here, "
            f"mostly with {here['predicted_class']}"
        )
    start = (
        f"On both sides {here['true_class']} is the class most often confused: "
        f"{published['wrong_share']:.1%} of it in the original and {here['wrong_share']:.1%} here"
    )
    if published["predicted_class"] == here["predicted_class"]:
        return f"{start}, in both cases mostly with {here['predicted_class']}"
    return (
        f"{start}, mostly with {published['predicted_class']} there and with {here['predicted_class']} here"
    )


def areas(published: dict[str, float], here: dict[str, float]) -> str:
    """Return how the areas under the ROC curves compare, class by class if the classes are the same."""
    ranges = (
        f"The published areas lie between {min(published.values()):.2f} and {max(published.values()):.2f}, "
        f"ours between {min(here.values()):.3f} and {max(here.values()):.3f}"
    )
    if published.keys() != here.keys():
        return f"{ranges}, for other classes"
    lowest = min(published, key=published.__getitem__), min(here, key=here.__getitem__)
    larger = sum(here[name] > published[name] for name in here)
    counted = {len(here): "each class has a larger one", 0: "no class has a larger one"}.get(
        larger, f"{larger} of {len(here)} are larger"
    )
    if lowest[0] == lowest[1]:
        return f"{ranges}; {counted} here, and {lowest[0]} has the smallest on both sides"
    return f"{ranges}; {counted} here, and the smallest is that of {lowest[0]} there and of {lowest[1]} here"
