"""Sentences that state a result, made from that result.

Each function returns a whole clause in plain words, so that prose stays true when the
numbers change. Shares and differences are passed as fractions.
"""

from typing import Any

import numpy as np

from lstm_attention.evidence import intervals, metrics
from lstm_attention.exhibits import training_statements
from lstm_attention.exhibits.wording import (
    MANY_CLASSES,
    NAMES,
    POOLINGS,
    area,
    definite,
    listing,
    p_value,
    points,
    short_listing,
    signed_points,
    span,
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
            and p-value are corrected for the number of `tests`. If a model was trained once, `trainings`
            may say so.
    """
    corrected = f", corrected for {result['tests']} tests" if result["tests"] > 1 else ""
    alone = " for the sampling of documents alone" if result.get("trainings") == 1 else ""
    sure = f"95% interval{alone} {span(result)}, {p_value(result['p_corrected'])}{corrected}"
    side = {"better": "more", "worse": "less"}.get(verdict(result["difference"], result["p_corrected"]))
    if side:
        return f"{definite(a)} is {points(result['difference'])} {side} accurate than {definite(b)} ({sure})"
    measured = signed_points(result["difference"])
    both = f"{definite(a)} and {definite(b)}"
    return f"there is {NO_DIFFERENCE} in accuracy between {both} ({measured} points, {sure})"


def verdict(difference: float, p: float) -> str:
    """Return `better`, `worse` or `NO_DIFFERENCE` at the 5% level, from a difference and its p-value."""
    if p >= 1 - intervals.LEVEL:
        return NO_DIFFERENCE
    return "better" if difference > 0 else "worse"


def equivalence(result: dict[str, Any], margin: float) -> str:
    """Return whether two models are shown to be equivalent, to within a margin.

    Args:
        result: what `significance.paired_accuracy` returns.
        margin: as a fraction.
    """
    shown = "equivalent" if result["p_equivalent"] < 1 - intervals.LEVEL else "not shown to be equivalent"
    sure = f"90% interval {span(result, '_90')}, {p_value(result['p_equivalent'])}"
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
        return f"{start}, which is not significant, however often the two agreed ({least} or higher)"
    if found in ("better", "worse"):
        most = p_value(bounds["p_holm_most"])
        return f"{start}, which is significant, however often the two agreed ({most} or lower)"
    if found == "undecided":
        return f"{start}; the counts do not say whether that is significant"
    return (
        f"{start}, which is significant ({p_value(bounds['p_holm_by_chance'])} or lower) unless the two "
        "agreed less often than by chance"
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
        "better": ("is beaten by {}", "and"),
        "worse": ("beats {}", "and"),
        NO_DIFFERENCE: ("does not differ significantly in accuracy from {}", "or"),
    }
    parts = [
        phrase.format(listing(groups[found], word))
        for found, (phrase, word) in said.items()
        if found in groups
    ]
    return f"{definite(baseline)} {listing(parts)}"


def spread(accuracies: dict[str, list[float]]) -> str:
    """Return how far the seeds of each model lie apart, or that one seed cannot show that."""
    if all(len(values) == 1 for values in accuracies.values()):
        return "each model was trained once, so the spread between seeds is unknown and in no interval"
    apart = {name: points(max(own) - min(own)) for name, own in accuracies.items()}
    if set(apart.values()) == {points(0)}:
        return "all seeds of a model reach the same test accuracy"
    parts = [f"{own} for {definite(name)}" for name, own in apart.items()]
    return f"the test accuracy of the best seed exceeds that of the worst by {listing(parts)}"


def covers(seeds: int) -> str:
    """Return what the intervals of a comparison cover."""
    if seeds == 1:
        return "the sampling of test documents but not the spread between seeds, as there is only one seed"
    return f"the sampling of test documents and the spread between {seeds} seeds"


FEW_SHORTENED = 0.1
"""With a smaller share of shortened documents, accuracy can hardly depend on the cut."""


def swept(models: list[str], seeds: int, shortened: float) -> str:
    """Return which models were also trained on shortened documents, and whether attention is among them.

    Args:
        models: their names in prose.
        seeds: the number of training runs of each, at each length.
        shortened: share of the test documents that the shortest length cuts.
    """
    if not models:
        return "No model was trained on shortened documents in this report"
    were = "was" if len(models) == 1 else "were"
    with_seeds = "one seed" if seeds == 1 else f"{seeds} seeds"
    names, each = listing([definite(model) for model in models]), f"with {with_seeds} for each length"
    if NAMES["lstm_attention"] in models:
        few = ", so the sweep says little about length" if shortened < FEW_SHORTENED else ""
        return (
            f"In addition, {names} {were} trained on shortened documents, {each}. The shortest cut shortens "
            f"{shortened:.1%} of the test documents{few}"
        )
    return (
        f"No model with attention was trained on shortened documents in this report. Only {names} {were}, "
        f"{each}, which says nothing about attention"
    )


def within_bound(holds: bool) -> str:
    """Return whether the largest weights keep to the bound that no weight can exceed."""
    return "no weight exceeds the bound" if holds else "some weights exceed the bound"


ENOUGH = 10
"""Fewer errors are too few to tell classes apart."""


def few_errors(errors: float, documents: float) -> str:
    """Return a clause that says how few predictions are wrong; empty if they are enough to compare classes.

    Args:
        errors: their number, a mean over training runs.
        documents: that were classified.
    """
    if errors >= ENOUGH:
        return ""
    number = f"{errors:.1f}".removesuffix(".0")
    wrong = "is wrong" if number == "1" else "are wrong" if number.isdecimal() else "are wrong on average"
    return f"only {number} of {documents:,.0f} predictions {wrong}"


def confused_pair(pairs: list[dict[str, Any]], errors: float, documents: int) -> str:
    """Return the most common confusion that `mistakes.confusions` found; other arguments as `few_errors`."""
    if not pairs:
        return "no document is misclassified"
    if few := few_errors(errors, documents):
        return f"{few}, which is too few to say which confusion is the most common"
    first, *others = pairs
    if not others:
        start = "the only confusion is"
    elif others[0]["documents"] == first["documents"]:
        start = "no confusion is more common than"
    elif len(others) == 1:
        start = "the more common of the two confusions is"
    else:
        start = "the most common confusion is"
    share = f"{first['share']:.1%} of the documents of {first['true']}"
    return f"{start} to classify {first['true']} as {first['predicted']} ({share})"


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
    return {
        "runs": runs([test["accuracy"] for test in tests]),
        "recipe": training_statements.recipe(first["parameters"], first["budget"]),
        "learning": training_statements.endings(finished),
        "mask": "masked" if first["parameters"]["mask"] else "not masked",
        "head": listing([str(units) for units in head(first["layers"])]),
        "confusion": confusion(metrics.most_confused(counts, list(auc))),
        "cells": cells(len(auc)),
        "curves": curves(len(auc)),
        "separation": separation(auc),
    }


def head(layers: list[dict[str, Any]]) -> list[int]:
    """Return the units of the dense layers before the last, from a model's table of layers."""
    dense = [layer["output_shape"] for layer in layers if layer["layer"] == "Dense"]
    return [int(shape.strip("()").split(", ")[-1]) for shape in dense[:-1]]


def confusion(most_confused: dict[str, Any]) -> str:
    """Return which class is misclassified most often, and as what, from `metrics.most_confused`."""
    if most_confused["wrong_share"] == 0:
        return "no class is confused with another: every test document is classified correctly"
    if few := few_errors(most_confused["errors"], most_confused["documents"]):
        return f"{few}, which is too few to say which class is confused most often"
    if most_confused["equally"]:
        names = listing([most_confused["true_class"], *most_confused["equally"]])
        return (
            f"{names} are the classes most often confused: {most_confused['wrong_share']:.1%} of the "
            "documents of each are misclassified"
        )
    start = (
        f"{most_confused['true_class']} is the class most often confused: "
        f"{most_confused['wrong_share']:.1%} of its documents are classified as"
    )
    if most_confused["share"] == most_confused["wrong_share"]:  # as always with two classes
        return f"{start} {most_confused['predicted_class']}"
    return (
        f"{start} something else, most often as {most_confused['predicted_class']} "
        f"({most_confused['share']:.1%})"
    )


def hardest(most_confused: dict[str, Any], verdict: str | None) -> str:
    """Return which class is misclassified most often, to follow 'here'.

    Args:
        most_confused: from `metrics.most_confused`.
        verdict: on the claim that it is the original's hardest class, from `comparisons.claims`; None if this
            corpus has no such class.
    """
    if most_confused["wrong_share"] == 0:
        return "no class is harder than another"
    if few := few_errors(most_confused["errors"], most_confused["documents"]):
        return f"{few}, which is too few to call a class the hardest"
    names = [most_confused["true_class"], *most_confused["equally"]]
    verb = "is" if len(names) == 1 else "are"
    sure = {None: ", which was not tested", "undecided": ", which may be chance"}.get(verdict, "")
    return f"{listing(names)} {verb} misclassified most often ({most_confused['wrong_share']:.1%}){sure}"


def ranking(accuracies: dict[str, float]) -> str:
    """Return the models of the original from the most accurate to the least, in a clause."""
    ordered = sorted(accuracies, key=lambda name: -accuracies[name])
    best, worst = (f"{accuracies[name]:.1%}" for name in (ordered[0], ordered[-1]))
    if best == worst:
        return f"The models of the original all classify {best} of the test documents correctly"
    ranked = listing([f"{definite(name)} ({accuracies[name]:.1%})" for name in ordered])
    return (
        "Ranked by accuracy on the test documents of this report, the models of the original come in this "
        f"order: {ranked}"
    )


def cells(classes: int) -> str:
    """Return what a cell of the confusion matrix shows."""
    if classes > MANY_CLASSES:
        return "the more a cell stands out from the background, the larger its share of the row"
    return "each cell gives its share of the row in percent"


def curves(classes: int) -> str:
    """Return which classes have a ROC curve, and what each is separated from."""
    if classes == 2:
        return "the first class against the other, with the same area for both"
    if classes > MANY_CLASSES:
        return f"the {MANY_CLASSES} classes with the smallest area, each against the rest"
    return "each class against the rest"


def separation(auc: dict[str, float]) -> str:
    """Return which classes a model separates best and worst, to follow 'separates'.

    Areas that are shown as the same are called the same. Two classes always have the same area.
    """
    shown = {name: area(own) for name, own in auc.items()}
    highest, lowest = area(max(auc.values())), area(min(auc.values()))
    if len(auc) == 2:
        worse = ", which is worse than a random order" if max(auc.values()) < 0.5 else ""
        return f"the two classes with an AUC of {highest}{worse}"
    if highest == lowest:
        return f"all {len(auc)} classes equally well, with an AUC of {highest} each"
    best, worst = (short_listing([name for name in auc if shown[name] == end]) for end in (highest, lowest))
    return f"{best} best, with an AUC of {highest}, and {worst} worst, with {lowest}"


def variant(parameters: dict[str, Any]) -> str:
    """Return what sets a variant apart: `a context vector and fine-tuned word vectors`."""
    parts = [POOLINGS[parameters["pooling"]]]
    if not parameters["mask"]:
        parts.append("unmasked padding")
    if parameters["head"] != AttentionParameters().head:
        parts.append(f"dense layers of {listing([str(units) for units in parameters['head']])} units")
    if parameters["trainable_embeddings"]:
        parts.append("fine-tuned word vectors")
    if parameters["word_dropout"]:
        parts.append(f"word dropout of {parameters['word_dropout']:.0%}")
    return listing(parts)


def runs(accuracies: list[float]) -> str:
    """Return how many training runs a mean accuracy is based on, and their range."""
    if len(accuracies) == 1:
        return "that of one training run"
    lowest, highest = f"{min(accuracies):.1%}", f"{max(accuracies):.1%}"
    own = f"range from {lowest} to {highest}" if lowest != highest else f"are all {lowest}"
    return f"the mean of {len(accuracies)} training runs with different seeds, whose accuracies {own}"


def seeds(numbers: list[int]) -> str:
    """Return the seeds of a report: `one seed (0)` or `3 seeds (0, 1 and 2)`."""
    words = listing([str(number) for number in numbers])
    return f"one seed ({words})" if len(numbers) == 1 else f"{len(numbers)} seeds ({words})"
