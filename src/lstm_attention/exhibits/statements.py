"""Sentences that state a result, made from the result.

Each function returns a whole clause in plain words, so that prose stays true when the
numbers change. Shares and differences come in as fractions.
"""

from typing import Any

import numpy as np

from lstm_attention.evidence import metrics, verdicts
from lstm_attention.exhibits import training_statements
from lstm_attention.exhibits.wording import (
    MANY_CLASSES,
    POOLINGS,
    interval,
    listing,
    p_value,
    points,
    signed_points,
)
from lstm_attention.models.runs import Run
from lstm_attention.settings import AttentionParameters

NO_DIFFERENCE = "no significant difference"
"""The verdict of a test that does not reject."""


def comparison(a: str, b: str, result: dict[str, Any]) -> str:
    """Which of two models is more accurate on the same documents, by how much, and how sure that is.

    Args:
        a, b: the models as prose calls them.
        result: `difference` (a minus b), `low` and `high` of its 95% interval, and `p_corrected`, interval
            and p-value corrected for their number of `tests`.
    """
    low, high = signed_points(result["low"]), signed_points(result["high"])
    corrected = f", corrected for {result['tests']} tests" if result["tests"] > 1 else ""
    sure = f"95% interval {low} to {high}, {p_value(result['p_corrected'])}{corrected}"
    side = {"better": "more", "worse": "less"}.get(verdict(result["difference"], result["p_corrected"]))
    if side:
        return f"the {a} is {points(result['difference'])} {side} accurate than the {b} ({sure})"
    measured = signed_points(result["difference"])
    return f"there is {NO_DIFFERENCE} in accuracy between the {a} and the {b} ({measured} points, {sure})"


def verdict(difference: float, p: float) -> str:
    """`better`, `worse` or `NO_DIFFERENCE`, at 5%, of a difference and its p-value, corrected if need be."""
    if p >= 0.05:
        return NO_DIFFERENCE
    return "better" if difference > 0 else "worse"


def equivalence(result: dict[str, Any], margin: float) -> str:
    """Whether two models are shown to be as good as each other, to within a margin.

    Args:
        result: as of `significance.paired_accuracy`.
        margin: as a fraction.
    """
    shown = "equal" if result["p_equivalent"] < 0.05 else "not shown to be equal"
    low, high = signed_points(result["low_90"]), signed_points(result["high_90"])
    sure = f"90% interval {low} to {high}, {p_value(result['p_equivalent'])}"
    return f"{shown} to within {points(margin)} ({sure})"


def bounded_verdict(bounds: dict[str, Any]) -> str:
    """The verdict that published counts allow, whichever documents two models shared.

    Args:
        bounds: `difference`, and `p_holm_fewest`, `p_holm_by_chance` and `p_holm_most`, the
            p-values if the models disagreed on as few documents as possible, on as many as
            independent ones, and on as many as possible.
    """
    fewest, by_chance, most = (
        verdict(bounds["difference"], bounds[f"p_holm_{end}"]) for end in ("fewest", "by_chance", "most")
    )
    if fewest == most:
        return fewest
    return f"{fewest}, unless they agreed less than by chance" if fewest == by_chance else "not decided"


def bounded(a: str, b: str, bounds: dict[str, Any]) -> str:
    """What published counts say about two models, in a sentence; `bounds` as in `bounded_verdict`."""
    documents = f"{abs(bounds['extra']):,} {'more' if bounds['extra'] > 0 else 'fewer'} documents right"
    start = f"the {a} got {documents} than the {b}"
    found = bounded_verdict(bounds)
    if found == NO_DIFFERENCE:
        least = p_value(bounds["p_holm_fewest"])
        return f"{start}, which is not significant under any possible overlap of the two ({least} at least)"
    if found in ("better", "worse"):
        most = p_value(bounds["p_holm_most"])
        return f"{start}, which is significant under any possible overlap ({most} at most)"
    if found == "not decided":
        return f"{start}; whether that is significant, the counts do not say"
    return (
        f"{start}, which is significant unless the two agreed less than by chance "
        f"({p_value(bounds['p_holm_by_chance'])} at chance)"
    )


def against_baseline(baseline: str, results: dict[str, dict[str, float]]) -> str:
    """How the neural models fare against a baseline, plainly.

    Args:
        baseline: as prose calls it.
        results: by model, as for `comparison`, each minus the baseline.
    """
    groups: dict[str, list[str]] = {}
    for model, result in results.items():
        found = verdict(result["difference"], result["p_corrected"])
        groups.setdefault(found, []).append(f"the {model}")
    said = {
        "better": "is beaten by {}",
        "worse": "beats {}",
        NO_DIFFERENCE: "does not differ significantly from {}",
    }
    parts = [phrase.format(listing(groups[found])) for found, phrase in said.items() if found in groups]
    return f"{baseline} {listing(parts)}"


def spread(accuracies: dict[str, list[float]]) -> str:
    """How far the seeds of each model lie apart, or that one seed cannot show it."""
    if all(len(values) == 1 for values in accuracies.values()):
        return "each model was trained once, so the spread of the seeds is not known and is in no interval"
    parts = [f"{points(max(values) - min(values))} for the {name}" for name, values in accuracies.items()]
    return f"from the worst to the best seed it is {listing(parts)}"


def covers(seeds: int) -> str:
    """What the intervals of a comparison cover."""
    if seeds == 1:
        return "the sampling of test documents, and not the spread of the seeds, as there is only one"
    return f"the sampling of test documents and the spread of {seeds} seeds"


def swept(models: list[str], seeds: int) -> str:
    """Which models were also trained on documents that are cut shorter."""
    if not models:
        return "no model was trained on shorter documents in this report"
    times = "once" if seeds == 1 else f"with {seeds} seeds"
    return f"the {listing(models)} was trained {times} on documents that were cut shorter"


def calibrated(over: dict[str, float], raw: dict[str, float], scaled: dict[str, float]) -> str:
    """What a model's confidence is worth, before and after temperature scaling.

    Args:
        over: mean confidence minus accuracy, an estimate.
        raw, scaled: `ece`, and `chance`, what a calibrated model would show.
    """
    ends = f"95% interval {signed_points(over['low'])} to {signed_points(over['high'])}"
    start = {
        True: f"it is overconfident, by {points(over['mean'])} on average ({ends})",
        False: f"it is underconfident, by {points(over['mean'])} on average ({ends})",
        None: "its mean confidence does not differ significantly from its accuracy "
        f"({signed_points(over['mean'])} points, {ends})",
    }[verdicts.ahead(over)]
    change = "lowers" if scaled["ece"] < raw["ece"] else "does not lower"
    return (
        f"{start}; the calibration error is {points(raw['ece'])}, where a calibrated model would have "
        f"{points(raw['chance'])} by chance, and a temperature {change} it ({points(scaled['ece'])} with it)"
    )


def shifted(before: dict[str, Any], after: dict[str, Any]) -> str:
    """What class biases that are fitted on validation documents make of a difference of two models.

    Args:
        before, after: as of `significance.paired_accuracy`, without and with the biases.
    """
    first, then = signed_points(before["difference"]), signed_points(after["difference"])
    low, high = signed_points(after["low"]), signed_points(after["high"])
    closer = "closer to" if abs(after["difference"]) < abs(before["difference"]) else "no closer to"
    return f"the difference goes from {first} to {then} points (95% interval {low} to {high}), {closer} zero"


def deciding(difference: float, left: float, groups: int) -> str:
    """How much of a difference of accuracy a few groups make, from that of all and that of all others."""
    return (
        f"without these {groups} groups, the difference would be {signed_points(left)} points instead of "
        f"{signed_points(difference)}"
    )


def within_bound(holds: bool) -> str:
    """Whether the largest weights lie under the line that no weight can cross."""
    return "no weight lies above it" if holds else "some weights lie above it"


def confused_pair(pairs: list[dict[str, Any]]) -> str:
    """The commonest confusion of `mistakes.confusions`."""
    if not pairs:
        return "no document is classified wrongly"
    first = pairs[0]
    return (
        f"{first['true']} taken for {first['predicted']} is the commonest confusion: "
        f"{first['share']:.1%} of that class"
    )


def evaluation(
    finished: list[Run], tests: list[dict[str, Any]], counts: np.ndarray, auc: dict[str, float]
) -> dict[str, str]:
    """What prose says of one model beside its figures.

    Args:
        finished: the runs of the model, one for each seed.
        tests: `metrics.evaluate` of each.
        counts: their mean confusion matrix, float (classes, classes).
        auc: their mean AUC, by class.
    """
    first = finished[0].record
    best, worst = max(auc, key=auc.__getitem__), min(auc, key=auc.__getitem__)
    return {
        "runs": runs([test["accuracy"] for test in tests]),
        "recipe": training_statements.recipe(first["parameters"], first["budget"]),
        "learning": training_statements.endings(finished),
        "mask": "masked" if first["parameters"]["mask"] else "not masked",
        "head": listing([str(units) for units in head(first["layers"])]),
        "confusion": confusion(metrics.most_confused(counts, list(auc))),
        "cells": cells(len(auc)),
        "curves": curves(len(auc)),
        "best_class": f"{best} best, with an AUC of {auc[best]:.3f}",
        "worst_class": f"{worst} least, with {auc[worst]:.3f}",
    }


def head(layers: list[dict[str, Any]]) -> list[int]:
    """Return the units of the dense layers before the last, from a model's table of layers."""
    dense = [layer["output_shape"] for layer in layers if layer["layer"] == "Dense"]
    return [int(shape.strip("()").split(", ")[-1]) for shape in dense[:-1]]


def confusion(most_confused: dict[str, Any]) -> str:
    """Which class goes wrong most often, and where to, from `metrics.most_confused`."""
    if most_confused["wrong_share"] == 0:
        return "no class is confused with another: every test document is classified correctly"
    return (
        f"{most_confused['true_class']} is the class most often confused: "
        f"{most_confused['wrong_share']:.1%} of its documents go elsewhere, most of them "
        f"to {most_confused['predicted_class']} ({most_confused['share']:.1%})"
    )


def ranking(accuracies: dict[str, float]) -> str:
    """Models from the most accurate to the least: `a (91.0%), b (90.1%) and c (88.0%)`."""
    ordered = sorted(accuracies, key=lambda name: -accuracies[name])
    parts = [f"{name} ({accuracies[name]:.1%})" for name in ordered]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def cells(classes: int) -> str:
    """What a cell of the confusion matrix shows."""
    if classes > MANY_CLASSES:
        return "the darker a cell, the larger its share of the row"
    return "each cell gives its share of the row in percent"


def curves(classes: int) -> str:
    """Which classes have a ROC curve."""
    return f"the {MANY_CLASSES} classes with the least area" if classes > MANY_CLASSES else "each class"


def variant(parameters: dict[str, Any]) -> str:
    """What sets a variant of the LSTM with attention apart: `a context vector, trained vectors`."""
    parts = [POOLINGS[parameters["pooling"]]]
    if not parameters["mask"]:
        parts.append("padding not masked")
    if parameters["head"] != AttentionParameters().head:
        parts.append(f"dense layers of {listing([str(units) for units in parameters['head']])} units")
    if parameters["trainable_embeddings"]:
        parts.append("trained vectors")
    if parameters["word_dropout"]:
        parts.append(f"{parameters['word_dropout']:.0%} of words hidden")
    return ", ".join(parts)


def recommendation(best: str, base: str, result: dict[str, float] | None, tried: int) -> str:
    """Which variant validation picks, and what the test documents say of it.

    Args:
        best, base: the picked variant and the model it stands beside, as prose calls them.
        result: `significance.paired_accuracy` of the two on the test documents; None if they are one.
        tried: how many models there were to pick from.
    """
    if tried == 1:
        return f"none was tried, as its parameters name no variants, so it can recommend the {base} only"
    if result is None:
        return f"of what was tried, the {base} itself does best on the validation documents"
    return (
        f"on the validation documents the variant with {best} does best, and on the test documents "
        + comparison("variant", base, result)
    )


def ensemble(trainings: int, accuracy: dict[str, float], against: str) -> str:
    """What the mean of the probabilities of several trainings achieves.

    Args:
        trainings: how many.
        accuracy: of the mean: `mean`, `low`, `high`.
        against: the clause that compares the mean with a baseline.
    """
    if trainings == 1:
        return "it was trained once, so there is nothing to average"
    return (
        f"the mean of the probabilities of its {trainings} trainings, an ensemble, classifies "
        f"{interval(accuracy, '.1%')} of the test documents correctly, and {against}"
    )


def runs(accuracies: list[float]) -> str:
    """How many trainings a mean accuracy stands on, and their range."""
    if len(accuracies) == 1:
        return "that of one training"
    return (
        f"the mean of {len(accuracies)} trainings with different seeds, "
        f"which range from {min(accuracies):.1%} to {max(accuracies):.1%}"
    )


def seeds(numbers: list[int]) -> str:
    """The seeds of a report: `one seed (0)` or `3 seeds (0, 1 and 2)`."""
    words = listing([str(number) for number in numbers])
    return f"one seed ({words})" if len(numbers) == 1 else f"{len(numbers)} seeds ({words})"
