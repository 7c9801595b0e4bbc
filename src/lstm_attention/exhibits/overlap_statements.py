"""Sentences on test documents that share something with the training set, and on those that do not.

Each is one or more whole sentences without the last full stop.
"""

from typing import Any

from lstm_attention.evidence import verdicts
from lstm_attention.exhibits import statements
from lstm_attention.exhibits.comparisons import estimate
from lstm_attention.exhibits.error_statements import ENOUGH, shared
from lstm_attention.exhibits.wording import points, signed_points, span


def share(overlapping: float, grouped: bool) -> str:
    """Return which share of the test documents overlaps with the training set.

    Args:
        overlapping: that share.
        grouped: whether any documents of the corpus are known to belong together.
    """
    some = f"{overlapping:.1%} of the test documents share"
    start = some if overlapping else "No test document shares"
    return f"{start} {shared(grouped)} with a training document"


def where_new(a: str, b: str, subsets: dict[str, dict[str, Any]], grouped: bool) -> str:
    """Return how two models compare where nothing is shared with the training set, and where something is.

    Args:
        a, b: names of the models in prose.
        subsets: as returned by `familiarity.by_overlap`, with the `difference` of the two.
        grouped: as for `share`.
    """
    what = shared(grouped)
    if "either" not in subsets:
        return f"No test document shares {what} with the training set"
    if "neither" not in subsets:
        return (
            f"Every test document shares {what} with the training set, so this report cannot compare the "
            "models on documents without any overlap"
        )
    new, known = subsets["neither"], subsets["either"]
    which = f"{new['documents']:,} test documents that do not share"
    if new["documents"] == 1:
        which = "one test document that does not share"
    which = f"the {which} {what} with the training set"
    others = (
        "the other document" if known["documents"] == 1 else f"the other {known['documents']:,} documents"
    )
    compared = _alone(new) or statements.comparison(a, b, new["difference"])
    beside = _alone(known) or f"the difference is {estimate(known['difference'])}"
    first = _too_few(which, new) or f"On {which}, {compared}"
    second = _too_few(others, known) or f"On {others}, {beside}"
    both = min(new["documents"], known["documents"]) >= ENOUGH
    untested = ". The two differences were not tested against each other" if both else ""
    return f"{first}. {second}{untested}"


def _too_few(which: str, subset: dict[str, Any]) -> str | None:
    """Return that there are too few documents to compare two models on them; None if there are enough."""
    if subset["documents"] >= ENOUGH:
        return None
    few = "is not enough" if subset["documents"] == 1 else "are too few"
    return f"T{which[1:]} {few} for a comparison of the models"


def _alone(subset: dict[str, Any]) -> str | None:
    """Return the difference on a single group of documents, which has no interval; None if there are more."""
    if subset["difference"]["units"] > 1:
        return None
    difference = signed_points(subset["difference"]["difference"])
    return f"the difference is {difference} points, without an interval, as these form a single group"


def gap(
    model: str,
    validation: dict[str, Any],
    test: dict[str, Any],
    found: dict[str, float],
    explained: float | None,
    *,
    redrawn: bool,
    grouped: bool,
) -> str:
    """Return the gap between validation and test, and what overlap with the training set contributes.

    Args:
        model: its name in prose.
        validation, test: what `familiarity.known_and_new` returns for the two parts.
        found: accuracy on the first minus that on the second, as an estimate.
        explained: the gap that `familiarity.from_shares` returns.
        redrawn: whether the model has training runs with other validation documents, which do not count here.
        grouped: as for `share`.
    """
    trainings = " trained on the first split" if redrawn else ""
    said = (
        f"The {model}{trainings} classifies {validation['accuracy']:.1%} of the validation documents and "
        f"{test['accuracy']:.1%} of the test documents correctly. Of the validation documents, "
        f"{validation['share']:.1%} share {shared(grouped)} with the training set, and of the test "
        f"documents {test['share']:.1%}"
    )
    if validation["share"] == test["share"]:
        conclusion = "As these shares are equal, overlap does not explain a gap"
    else:
        conclusion = _conclusion(found, explained)
    return f"{said}. {conclusion}{_of_kinds(validation, test)}"


def _conclusion(found: dict[str, float], explained: float | None) -> str:
    """Return whether different shares of overlap explain a gap (validation minus test).

    Args:
        found: the gap as an estimate.
        explained: the gap that different overlap alone would cause.
    """
    if points(found["mean"]) == points(0):
        return "There is no gap that overlap could explain"
    if explained is None:
        return (
            "It is unknown how much of the gap comes from this, as each set has documents of one kind alone"
        )
    nothing = points(explained) == points(0)
    alone = "less than 0.1 points" if nothing else f"{signed_points(explained)} points"
    if verdicts.ahead(found) is None:
        return (
            f"The gap, validation accuracy minus test accuracy, is {signed_points(found['mean'])} points "
            f"(95% interval {span(found)}), so it may be due to chance alone; the difference in overlap "
            f"alone would cause a gap of {alone}"
        )
    if nothing:
        part = "almost none"
    elif explained * found["mean"] < 0:
        part = "none"
    else:
        part = "all" if abs(explained) >= abs(found["mean"]) else "part"
    return (
        f"The gap, validation accuracy minus test accuracy, is {signed_points(found['mean'])} points. The "
        f"difference in overlap alone would cause a gap of {alone}, so overlap explains {part} of it"
    )


def _of_kinds(validation: dict[str, Any], test: dict[str, Any]) -> str:
    """Return the accuracies on known and on new documents, or nothing if a set has few of one kind."""
    fewest = min(min(own["share"], 1 - own["share"]) * own["documents"] for own in (validation, test))
    if round(fewest) < ENOUGH:
        return ""
    kinds = [part[kind] for kind in ("known", "new") for part in (validation, test)]
    known, new = (
        f"{kinds[k]:.1%} in the validation set and {kinds[k + 1]:.1%} in the test set" for k in (0, 2)
    )
    return f". Of the documents with such overlap, {known} are classified correctly; of the others, {new}"
