"""Sentences on confidence and on thresholds, made from their figures.

Estimates have the form of `evidence.intervals` and are fractions; models have their names in `wording.NAMES`.
"""

from typing import Any

from lstm_attention.evidence import verdicts
from lstm_attention.exhibits.wording import definite, listing, points, signed_points, span

APART = 0.02
"""Difference between the shares of a class in two sets from which a bias that fits one misfits the other."""


def calibrated(
    over: dict[str, float], raw: dict[str, float], scaled: dict[str, float], *, grouped: bool
) -> str:
    """Return what is true of a model's confidence, before and after temperature scaling.

    Args:
        over: mean confidence minus accuracy, as an estimate.
        raw, scaled: `ece`, `ece_mass`, `chance` and `loss`, as returned by `calibration.errors`.
        grouped: whether some test documents belong together.
    """
    start = {
        True: f"is overconfident by {_sure(over)}",
        False: f"is underconfident by {_sure(over)}",
        None: "has a mean confidence that does not differ significantly from its accuracy "
        f"({signed_points(over['mean'])} points, 95% interval {span(over)})",
    }[verdicts.ahead(over)]
    after = points(scaled["ece"])
    lower = scaled["ece"] < raw["ece"]
    independent = " if the documents were independent" if grouped else ""
    change = f"lowers the error to {after}" if lower else f"leaves the error no lower, at {after}"
    change += f" (a calibrated model would then show about {points(scaled['chance'])})"
    if lower != (scaled["ece_mass"] < raw["ece_mass"]):
        change += "; with bins of equal mass, it is the other way round"
    if scaled["loss"] > raw["loss"]:
        change += f". It raises the loss from {raw['loss']:.3f} to {scaled['loss']:.3f}"
    return (
        f"{start}. Its calibration error is {points(raw['ece'])}; even a perfectly calibrated model "
        f"would show about {points(raw['chance'])}{independent}. Temperature scaling {change}"
    )


def scaled(over: dict[str, dict[str, float]], before: dict[str, dict[str, float]]) -> str:
    """Return which models are over- or underconfident with temperature scaling.

    Args:
        over, before: mean confidence minus accuracy, as an estimate, by model, with it and without.
    """
    verdict = {model: verdicts.ahead(estimate) for model, estimate in over.items()}
    words = {True: "overconfident", False: "underconfident"}
    said = [
        f"the {model} is {words[found]} by {_sure(over[model])}"
        for model, found in verdict.items()
        if found is not None
    ]
    unsure = [f"the {model}" for model, found in verdict.items() if found is None]
    if not said:
        both = all(verdicts.ahead(estimate) is None for estimate in before.values())
        start = "With or without temperature scaling" if both else "With temperature scaling"
        return f"{start}, no model's mean confidence differs significantly from its accuracy"
    if unsure:
        said.append(f"for {listing(unsure)}, mean confidence does not differ significantly from accuracy")
    return f"With temperature scaling, {listing(said)}"


FEW = 5
"""With fewer errors among the validation documents, a temperature or a bias has hardly anything to fit."""


def fitted(errors: list[int]) -> str:
    """Return on how many errors a temperature is fitted, and whether they are enough.

    Args:
        errors: their number in each training run of each model.
    """
    least, most = f"{min(errors):,d}", f"{max(errors):,d}"
    wrong = f"{least} to {most}" if least != most else least
    said = (
        "The fit depends on the wrong predictions on the validation documents: each run of the three models "
        f"makes {wrong}"
    )
    return f"{said}, too few to fit anything well" if min(errors) < FEW else said


def _sure(over: dict[str, float]) -> str:
    """Return how far mean confidence is from accuracy, if the interval of the difference excludes zero."""
    low, high = sorted(100 * abs(over[end]) for end in ("low", "high"))
    return f"{points(over['mean'])} on average (95% interval {low:.1f} to {high:.1f})"


def shifted(
    models: tuple[str, str],
    accuracies: list[tuple[float, float]],
    gap: dict[str, Any],
    shift: dict[str, Any],
    auc: dict[str, Any],
    shares: dict[str, tuple[float, float]],
) -> str:
    """Return what class biases do to two models, and what explains the difference between them.

    Args:
        models: their names.
        accuracies: of each model, without and with the biases.
        gap: accuracy of the first minus the second, without biases, as an estimate.
        shift: what `calibration.shift` returns.
        auc: macro AUC of the first minus the second, as an estimate, corrected or not.
        shares: share of each class in the validation and in the test set.
    """
    first, second = (definite(model) for model in models)
    (one, one_after), (other, other_after) = accuracies
    before, after = gap["mean"], gap["mean"] + shift["change"]["mean"]
    change = shift["change"]
    if signed_points(before) == signed_points(after):
        moved = f"stays at {signed_points(before)} points (95% interval of the change {span(change)})"
    else:
        moved = (
            f"goes from {signed_points(before)} to {signed_points(after)} points, a change of "
            f"{signed_points(change['mean'])} (95% interval {span(change)})"
        )
    return (
        f"With these biases, the accuracy of {first} {_moves(one, one_after)}, and that of {second} "
        f"{_moves(other, other_after)}. The difference between them {moved}. The "
        f"difference in macro AUC, computed without the biases, is {signed_points(auc['mean'])} points on a "
        f"scale from 0 to 100 (95% interval {span(auc)}). "
        f"{_explained(models, gap, shift, auc)}{_other_shares(shares)}"
    )


def _other_shares(shares: dict[str, tuple[float, float]]) -> str:
    """Return a warning, after a full stop, that biases also fit to class shares, or nothing."""
    name, (ours, theirs) = max(shares.items(), key=lambda item: abs(item[1][0] - item[1][1]))
    if abs(ours - theirs) < APART:
        return ""
    return (
        f". Biases also adapt a model to how common the classes are, and {name} has {ours:.1%} of the "
        f"validation documents but {theirs:.1%} of the test documents, so they can lower an accuracy for "
        "this reason alone"
    )


def _moves(before: float, after: float) -> str:
    if f"{before:.1%}" == f"{after:.1%}":
        return f"stays at {before:.1%}"
    return f"{'rises' if after > before else 'falls'} from {before:.1%} to {after:.1%}"


def _explained(
    models: tuple[str, str], gap: dict[str, Any], shift: dict[str, Any], auc: dict[str, Any]
) -> str:
    if gap["mean"] == 0:
        return "The two are equally accurate without biases, so there is no difference to explain"
    what = "the difference in accuracy"
    ahead, behind = models if gap["mean"] > 0 else models[::-1]
    thresholds = verdicts.from_thresholds(gap, shift["gains"], shift["change"])
    order = verdicts.in_direction(gap, auc)
    if thresholds is None and order is None:
        said = (
            f"So neither shifted thresholds nor a poorer ranking of the documents is shown to explain {what}"
        )
    else:
        shifts = {
            True: f"thresholds explain part of {what}, as {definite(behind)} gains when they are shifted",
            False: f"shifted thresholds do not explain {what}",
            None: f"shifted thresholds are not shown to explain {what}",
        }[thresholds]
        orders = {
            True: f"{definite(behind)} ranks the documents worse than {definite(ahead)}",
            False: f"{definite(behind)} even ranks the documents better than {definite(ahead)}",
            None: f"it is not shown that {definite(behind)} ranks the documents worse",
        }[order]
        said = f"So {shifts}, and {orders}"
    if thresholds is None and abs(gap["mean"]) < (shift["change"]["high"] - shift["change"]["low"]) / 2:
        said += ". Even a shift that removes the whole difference would be too small to be shown here"
    if verdicts.ahead(gap) is None:
        return (
            f"{said}. The difference in accuracy is not itself significant, so there may be nothing to "
            "explain"
        )
    return said
