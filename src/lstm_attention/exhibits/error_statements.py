"""What a model's errors have in common with those of others and with the training set, in sentences."""

from collections.abc import Sequence
from typing import Any

from lstm_attention.evidence import verdicts
from lstm_attention.exhibits.wording import NAMES, listing, signed_points, span


def errors(model: str, found: dict[str, Any], documents: int, seeds: int, grouped: bool) -> str:
    """How many errors a model makes, who makes them too, and what the training set has to do with them.

    Args:
        model: its name.
        found: what `mistakes.errors_in_all` returns.
        documents: in the test set.
        seeds: training runs of the model.
        grouped: whether any documents of the corpus are known to belong together.
    """
    name = NAMES[model]
    if not found["errors"]:
        return f"The {name} classifies every test document correctly, so there are no errors to read."
    mean = f" (the mean of {seeds} training runs)" if seeds > 1 else ""
    number = f"{found['errors']:,.1f}".removesuffix(".0")
    said = [f"The {name} classifies {number} of {documents:,} test documents wrongly{mean}."]
    if found["also"]:
        (first, share), *others = found["also"].items()
        parts = [f"by the {NAMES[first]} for {share:.0%} of them"]
        parts += [f"by the {NAMES[other]} for {share:.0%}" for other, share in others]
        said.append(f"The same wrong prediction is made {listing(parts)}.")
    if found["overlap"]:
        said.append(overlap(name, found["overlap"], grouped))
    return " ".join(said)


ENOUGH = 10
"""Fewer documents that overlap with the training set are too few to compare."""


def surest(shown: Sequence[float], wrong: int, trainings: int) -> str:
    """Return which wrong predictions a table shows, to follow 'shows'.

    Args:
        shown: the probabilities of the predictions in the table, the highest first.
        wrong: the number of all wrong predictions.
        trainings: whose probabilities were averaged.
    """
    if not wrong:
        return "no prediction, as none is wrong"
    answers = "wrong prediction" if wrong == 1 else "wrong predictions"
    if trainings > 1:
        are = "prediction that is" if wrong == 1 else "predictions that are"
        answers = f"{are} wrong if the probabilities of the {trainings} training runs are averaged"
    *_, least = shares = [f"{probability:.1%}" for probability in shown]
    if wrong == 1:
        return f"the only {answers}. Its probability is {least}"
    which = f"the {len(shares)} most confident of the {wrong:,d} {answers}"
    if len(shares) == wrong:
        which = f"both {answers}" if wrong == 2 else f"all {wrong:,d} {answers}"
    return f"{which}. Their probabilities range from {least} to {shares[0]}"


def shared(grouped: bool) -> str:
    """Return what a document and the training set may share; `grouped` as for `errors`."""
    return "a group or ten consecutive words" if grouped else "ten consecutive words"


def overlap(name: str, found: dict[str, Any], grouped: bool) -> str:
    """Return whether documents that a model gets wrong overlap with the training set more often than others.

    Args:
        name: of the model, as prose calls it.
        found: `overlap`, as returned by `mistakes.errors_in_all`.
        grouped: as for `errors`.
    """
    what = shared(grouped)
    overlapping = found["documents"]
    if not overlapping:
        return f"No test document shares {what} with a training document."
    if overlapping < ENOUGH:
        few = "one test document shares" if overlapping == 1 else f"{overlapping} test documents share"
        return (
            f"Only {few} {what} with a training document, which is too few to tell whether errors are rarer "
            "where there is such overlap."
        )
    difference = found["difference"]
    sure = f"difference {signed_points(difference['mean'])} points, 95% interval {span(difference)}"
    others = f"those that it gets right ({found['right']:.1%}; {sure})"
    than_others = f"often ({found['errors']:.1%}) than {others}"
    documents = f"documents that the {name} gets wrong share {what} with a training document"
    verdict = verdicts.ahead(difference)
    if verdict is None:
        return f"It is not clear whether {documents} more or less {than_others}."
    return f"D{documents[1:]} {'more' if verdict else 'less'} {than_others}."
