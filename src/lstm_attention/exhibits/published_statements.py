"""Sentences on what is the same in the original and in this report, and what differs, for pairs of figures.

The corpora differ, and other corpora have other classes, so each sentence says only what can be compared.
"""

from collections.abc import Collection
from typing import Any

import pandas as pd

from lstm_attention.exhibits import statements
from lstm_attention.exhibits.training_statements import epochs
from lstm_attention.exhibits.wording import area, listing, points
from lstm_attention.models.runs import Run


def learning(published: pd.DataFrame, finished: list[Run]) -> str:
    """Return when the published validation loss was lowest, whether ours was cut off, and the gaps in
    accuracy.

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
    cut_off = sum(run.record["budget"]["used_up"] for run in finished)
    if len(finished) == 1:
        ours = f"the training run {'was cut off before it was clear whether' if cut_off else 'went on until'}"
    elif cut_off:
        were = "was" if cut_off == 1 else "were"
        ours = f"{cut_off} of {len(finished)} training runs {were} cut off before it was clear whether"
    else:
        ours = ""  # another sentence says so
    ours_best = [_gap(run.history, run.record["budget"]["best_epoch"]) for run in finished]
    gaps = _gap(published, their_best), sum(ours_best) / len(finished)
    here = f"; here, {ours} the loss had stopped falling" if ours else ""
    return f"{theirs}{here}. {_gaps(*gaps)}"


def _gap(history: pd.DataFrame, best_epoch: int) -> float:
    """Return training accuracy minus validation accuracy in the best epoch, counted from 1."""
    best = history.iloc[best_epoch - 1]
    return float(best["accuracy"] - best["val_accuracy"])


def _gaps(theirs: float, ours: float) -> str:
    side = f"{points(theirs)} {_side(theirs)} validation accuracy"
    start = f"In the epoch with the best validation loss, training accuracy was {side}"
    if (theirs > 0) == (ours > 0):
        return f"{start} in the original, and {points(ours)} {_side(ours)} it here"
    return f"{start} in the original, but {points(ours)} {_side(ours)} it here"


def _side(gap: float) -> str:
    return "above" if gap > 0 else "below"


def confusion(
    published: dict[str, Any], here: dict[str, Any], published_classes: list[str], classes: list[str]
) -> str:
    """Return which class is misclassified most often on each side, and as what.

    Args:
        published, here: what `metrics.most_confused` returns.
        published_classes, classes: the names of their classes.
    """
    theirs = f"In the original, {published['true_class']} is misclassified most often"
    their_share, share = (f"{side['wrong_share']:.1%}" for side in (published, here))
    same = published["true_class"] == here["true_class"]
    if here["wrong_share"] == 0:
        return f"{theirs} ({their_share}); here no document is misclassified"
    if few := statements.few_errors(here["errors"], here["documents"]):
        return f"{theirs} ({their_share}); here {few}, which is too few to compare classes"
    if here["equally"]:
        names = listing([here["true_class"], *here["equally"]])
        return f"{theirs} ({their_share}); here {names} are, equally often ({share})"
    if set(published_classes) != set(classes):
        return (
            f"This report has {_classes(published_classes, classes)}. {theirs} ({their_share}); here"
            f"{', too,' if same else ''} it is {here['true_class']} ({share})"
        )
    there, ours = published["predicted_class"], here["predicted_class"]
    if not same:
        return (
            f"{theirs} ({their_share}, above all as {there}); here it is {here['true_class']} "
            f"({share}, above all as {ours})"
        )
    start = f"{theirs} ({their_share}), and so it is here ({share})"
    if there == ours:
        return f"{start}, in both cases most often as {ours}"
    return f"{start}, most often as {there} there and as {ours} here"


def _classes(published: Collection[str], here: Collection[str]) -> str:
    """Return which classes there are here, if they are not the same as in the original."""
    common = len(set(published) & set(here))
    if common == len(here):
        return f"{common} of the original's {len(published)} classes"
    return f"{len(here)} classes, of which the original has only {common}" if common else "other classes"


def areas(published: dict[str, float], here: dict[str, float]) -> str:
    """Return how the areas under the ROC curves compare, class by class if the classes are the same."""
    least, most = area(min(here.values())), area(max(here.values()))
    ours = f"ours between {least} and {most}"
    if len(here) == 2:
        ours = f"and the one area here, the same for both classes, is {least}"
    elif least == most:
        ours = f"and all of ours are {least}"
    ranges = (
        f"The published AUCs lie between {min(published.values()):.2f} and {max(published.values()):.2f}, "
        f"{ours}"
    )
    if published.keys() != here.keys():
        return f"{ranges}, for {_classes(published, here)}"
    lowest = [name for name in here if area(here[name]) == least]
    their_lowest = min(published, key=published.__getitem__)
    if lowest == [their_lowest]:
        return f"{ranges}; in both, {their_lowest} has the lowest"
    return (
        f"{ranges}; the lowest is that of {their_lowest} in the original, and of {listing(lowest)} in "
        "this report"
    )
