"""Sentences that state a result, made from that result.

Each function returns a whole clause in plain words, so that prose stays true when the
numbers change. Shares and differences are passed as fractions.
"""

from typing import Any

import numpy as np

from lstm_attention.evidence import metrics, verdicts
from lstm_attention.exhibits import training_statements
from lstm_attention.exhibits.wording import (
    MANY_CLASSES,
    POOLINGS,
    definite,
    interval,
    listing,
    p_value,
    points,
    signed_points,
)
from lstm_attention.models.runs import Run
from lstm_attention.settings import AttentionParameters

NO_DIFFERENCE = "no significant difference"
"""The verdict if a test does not reject."""


def comparison(a: str, b: str, result: dict[str, Any]) -> str:
    """Return which of two models is more accurate on the same documents, by how much, and how sure that is.

    Args:
        a, b: names of the models in prose.
        result: `difference` (a minus b), `low` and `high` of its 95% interval, and `p_corrected`; interval
            and p-value are corrected for the number of `tests`.
    """
    low, high = signed_points(result["low"]), signed_points(result["high"])
    corrected = f", corrected for {result['tests']} tests" if result["tests"] > 1 else ""
    sure = f"95% interval {low} to {high}, {p_value(result['p_corrected'])}{corrected}"
    side = {"better": "more", "worse": "less"}.get(verdict(result["difference"], result["p_corrected"]))
    if side:
        return f"{definite(a)} is {points(result['difference'])} {side} accurate than {definite(b)} ({sure})"
    measured = signed_points(result["difference"])
    both = f"{definite(a)} and {definite(b)}"
    return f"there is {NO_DIFFERENCE} in accuracy between {both} ({measured} points, {sure})"


def verdict(difference: float, p: float) -> str:
    """Return `better`, `worse` or `NO_DIFFERENCE` at the 5% level, from a difference and its p-value."""
    if p >= 0.05:
        return NO_DIFFERENCE
    return "better" if difference > 0 else "worse"


def equivalence(result: dict[str, Any], margin: float) -> str:
    """Return whether two models are shown to be equivalent, to within a margin.

    Args:
        result: what `significance.paired_accuracy` returns.
        margin: as a fraction.
    """
    shown = "equivalent" if result["p_equivalent"] < 0.05 else "not shown to be equivalent"
    low, high = signed_points(result["low_90"]), signed_points(result["high_90"])
    sure = f"90% interval {low} to {high}, {p_value(result['p_equivalent'])}"
    return f"{shown} to within {points(margin)} ({sure})"


def bounded_verdict(bounds: dict[str, Any]) -> str:
    """Return the verdict that published counts allow, whichever documents the models agreed on.

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
    return f"{fewest}, unless they agreed less often than by chance" if fewest == by_chance else "undecided"


def bounded(a: str, b: str, bounds: dict[str, Any]) -> str:
    """Return a clause on what published counts say about two models; `bounds` as in `bounded_verdict`."""
    documents = f"{abs(bounds['extra']):,} {'more' if bounds['extra'] > 0 else 'fewer'} documents correctly"
    start = f"{definite(a)} classified {documents} than {definite(b)}"
    found = bounded_verdict(bounds)
    if found == NO_DIFFERENCE:
        least = p_value(bounds["p_holm_fewest"])
        return f"{start}, which is not significant under any possible overlap ({least} or higher)"
    if found in ("better", "worse"):
        most = p_value(bounds["p_holm_most"])
        return f"{start}, which is significant under any possible overlap ({most} or lower)"
    if found == "undecided":
        return f"{start}; the counts do not say whether that is significant"
    return (
        f"{start}, which is significant unless the two agreed less often than by chance "
        f"({p_value(bounds['p_holm_by_chance'])} at chance)"
    )


def against_baseline(baseline: str, results: dict[str, dict[str, float]]) -> str:
    """Return how the neural models compare with a baseline.

    Args:
        baseline: its name in prose.
        results: by model, each minus the baseline, as `comparison` takes them.
    """
    groups: dict[str, list[str]] = {}
    for model, result in results.items():
        found = verdict(result["difference"], result["p_corrected"])
        groups.setdefault(found, []).append(definite(model))
    said = {
        "better": "is beaten by {}",
        "worse": "beats {}",
        NO_DIFFERENCE: "does not differ significantly from {}",
    }
    parts = [phrase.format(listing(groups[found])) for found, phrase in said.items() if found in groups]
    return f"{definite(baseline)} {listing(parts)}"


def spread(accuracies: dict[str, list[float]]) -> str:
    """Return how far the seeds of each model lie apart, or that one seed cannot show that."""
    if all(len(values) == 1 for values in accuracies.values()):
        return "each model was trained once, so the spread between seeds is unknown and in no interval"
    parts = [f"{points(max(own) - min(own))} for {definite(name)}" for name, own in accuracies.items()]
    return f"the test accuracy of the best seed exceeds that of the worst by {listing(parts)}"


def covers(seeds: int) -> str:
    """Return what the intervals of a comparison cover."""
    if seeds == 1:
        return "the sampling of test documents but not the spread between seeds, as there is only one seed"
    return f"the sampling of test documents and the spread between {seeds} seeds"


def swept(models: list[str], seeds: int) -> str:
    """Return which models were also trained on shortened documents."""
    if not models:
        return "no model was trained on shortened documents in this report"
    were = "was" if len(models) == 1 else "were"
    with_seeds = "one seed" if seeds == 1 else f"{seeds} seeds"
    names = listing([definite(model) for model in models])
    return f"{names} {were} also trained on shortened documents, with {with_seeds} for each length"


def calibrated(over: dict[str, float], raw: dict[str, float], scaled: dict[str, float]) -> str:
    """Return what is true of a model's confidence, before and after temperature scaling.

    Args:
        over: mean confidence minus accuracy, as an estimate.
        raw, scaled: the calibration error `ece`; and `chance`, what a calibrated model would show.
    """
    ends = f"95% interval {signed_points(over['low'])} to {signed_points(over['high'])}"
    start = {
        True: f"is overconfident by {points(over['mean'])} on average ({ends})",
        False: f"is underconfident by {points(over['mean'])} on average ({ends})",
        None: "has a mean confidence that does not differ significantly from its accuracy "
        f"({signed_points(over['mean'])} points, {ends})",
    }[verdicts.ahead(over)]
    after = points(scaled["ece"])
    change = f"lowers it to {after}" if scaled["ece"] < raw["ece"] else f"does not lower it ({after} with it)"
    return (
        f"{start}; its calibration error is {points(raw['ece'])}, where a calibrated model would show "
        f"{points(raw['chance'])} by chance, and temperature scaling {change}"
    )


def shifted(before: dict[str, Any], after: dict[str, Any]) -> str:
    """Return how class biases fitted on validation documents change the difference between two models.

    Args:
        before, after: what `significance.paired_accuracy` returns without and with the biases.
    """
    first, then = signed_points(before["difference"]), signed_points(after["difference"])
    low, high = signed_points(after["low"]), signed_points(after["high"])
    closer = "closer to" if abs(after["difference"]) < abs(before["difference"]) else "no closer to"
    return f"the difference goes from {first} to {then} points (95% interval {low} to {high}), {closer} zero"


def deciding(difference: float, left: float, groups: int) -> str:
    """Return how much a few groups contribute to a difference in accuracy."""
    return (
        f"without {'this group' if groups == 1 else f'these {groups} groups'}, the difference would be "
        f"{signed_points(left)} points instead of {signed_points(difference)}"
    )


def within_bound(holds: bool) -> str:
    """Return whether the largest weights keep to the bound that no weight can exceed."""
    return "no weight exceeds it" if holds else "some weights exceed it"


def confused_pair(pairs: list[dict[str, Any]]) -> str:
    """Return the most common confusion that `mistakes.confusions` found."""
    if not pairs:
        return "no document is misclassified"
    first = pairs[0]
    return (
        f"the most common confusion is to classify {first['true']} as {first['predicted']} "
        f"({first['share']:.1%} of that class)"
    )


def evaluation(
    finished: list[Run], tests: list[dict[str, Any]], counts: np.ndarray, auc: dict[str, float]
) -> dict[str, str]:
    """Return what prose says about one model beside its figures.

    Args:
        finished: the runs of the model, one for each seed.
        tests: what `metrics.evaluate` returns for each run.
        counts: mean confusion matrix of the runs, float (classes, classes).
        auc: mean AUC of the runs, by class.
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
        "worst_class": f"{worst} worst, with {auc[worst]:.3f}",
    }


def head(layers: list[dict[str, Any]]) -> list[int]:
    """Return the units of the dense layers before the last, from a model's table of layers."""
    dense = [layer["output_shape"] for layer in layers if layer["layer"] == "Dense"]
    return [int(shape.strip("()").split(", ")[-1]) for shape in dense[:-1]]


def confusion(most_confused: dict[str, Any]) -> str:
    """Return which class is misclassified most often, and as what, from `metrics.most_confused`."""
    if most_confused["wrong_share"] == 0:
        return "no class is confused with another: every test document is classified correctly"
    return (
        f"{most_confused['true_class']} is the class most often confused: "
        f"{most_confused['wrong_share']:.1%} of its documents are classified as something else, most often "
        f"as {most_confused['predicted_class']} ({most_confused['share']:.1%})"
    )


def ranking(accuracies: dict[str, float]) -> str:
    """Return models from the most accurate to the least: `a (91.0%), b (90.1%) and c (88.0%)`."""
    ordered = sorted(accuracies, key=lambda name: -accuracies[name])
    parts = [f"{name} ({accuracies[name]:.1%})" for name in ordered]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def cells(classes: int) -> str:
    """Return what a cell of the confusion matrix shows."""
    if classes > MANY_CLASSES:
        return "the darker a cell, the larger its share of the row"
    return "each cell gives its share of the row in percent"


def curves(classes: int) -> str:
    """Return which classes have a ROC curve."""
    return f"the {MANY_CLASSES} classes with the smallest area" if classes > MANY_CLASSES else "each class"


def variant(parameters: dict[str, Any]) -> str:
    """Return what sets a variant apart: `a context vector and trained word vectors`."""
    parts = [POOLINGS[parameters["pooling"]]]
    if not parameters["mask"]:
        parts.append("unmasked padding")
    if parameters["head"] != AttentionParameters().head:
        parts.append(f"dense layers of {listing([str(units) for units in parameters['head']])} units")
    if parameters["trainable_embeddings"]:
        parts.append("trained word vectors")
    if parameters["word_dropout"]:
        parts.append(f"{parameters['word_dropout']:.0%} of words hidden")
    return listing(parts)


def recommendation(best: str, base: str, result: dict[str, float] | None, tried: int) -> str:
    """Return which variant the validation documents pick, and what the test documents say about it.

    Args:
        best, base: names in prose of the picked variant and of the model that it is compared with.
        result: what `significance.paired_accuracy` returns for the two on the test documents; None if they
            are the same.
        tried: how many models there were to pick from.
    """
    if tried == 1:
        return f"no variant was tried, as the parameters name none, so {definite(base)} is recommended"
    if result is None:
        return f"of all models that were tried, {definite(base)} itself does best on the validation documents"
    return (
        f"the variant with {best} does best on the validation documents, and on the test documents "
        + comparison("variant", base, result)
    )


def ensemble(trainings: int, accuracy: dict[str, float], against: str) -> str:
    """Return what the mean of the probabilities of several trainings achieves.

    Args:
        trainings: their number.
        accuracy: accuracy of the ensemble: `mean`, `low`, `high`.
        against: the clause that compares the ensemble with a baseline.
    """
    if trainings == 1:
        return "there is none, because the variant was trained once"
    return (
        f"the ensemble of its {trainings} trainings, the mean of their probabilities, classifies "
        f"{interval(accuracy, '.1%', ' of the test documents')} correctly, and {against}"
    )


def runs(accuracies: list[float]) -> str:
    """Return how many trainings a mean accuracy is based on, and their range."""
    if len(accuracies) == 1:
        return "that of one training"
    return (
        f"the mean of {len(accuracies)} trainings with different seeds, "
        f"which range from {min(accuracies):.1%} to {max(accuracies):.1%}"
    )


def seeds(numbers: list[int]) -> str:
    """Return the seeds of a report: `one seed (0)` or `3 seeds (0, 1 and 2)`."""
    words = listing([str(number) for number in numbers])
    return f"one seed ({words})" if len(numbers) == 1 else f"{len(numbers)} seeds ({words})"
