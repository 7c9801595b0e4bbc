"""Sentences on what trained variants show: is the published layer more than a mean, and which does best?

Each is a whole sentence without its full stop. What comes from one training run says so.
"""

from typing import Any

from lstm_attention.evidence import intervals, verdicts
from lstm_attention.evidence.verdicts import Verdict
from lstm_attention.exhibits import statements
from lstm_attention.exhibits.wording import NAMES, definite, interval, listing, points, signed_points, span


def like_the_mean(against: dict[str, Any], answers: dict[str, Any] | None, margin: float) -> Verdict:
    """Return whether the published layer is shown to do no more than the plain mean trained in its place.

    Args:
        against: accuracy with the mean minus that with the layer, from `significance.paired_accuracy`.
        answers: what `variants.agreement` returns; if None, accuracy alone decides.
        margin: the equivalence margin.
    """
    found = [verdicts.negligible(against, margin)]
    if answers:
        found.append(verdicts.no_less(answers["difference"], margin))
    return verdicts.all_hold(found)


def trained_mean(
    against: dict[str, Any] | None, answers: dict[str, Any] | None, margin: float, undecided: str | None
) -> dict[str, str]:
    """Return how a model that was trained with the plain mean compares with the published layer.

    `trained_mean` says it of accuracy and predictions, `mean_accuracy` of accuracy alone.

    Args:
        against: as for `like_the_mean`; None if no such model was trained.
        answers: as for `like_the_mean`.
        margin: the equivalence margin.
        undecided: why nothing can be decided, as returned by `training_statements.undecided`.
    """
    if against is None:
        return _of_mean("No model of this report was trained with the plain mean in place of attention")
    if undecided:
        return _of_mean(
            "Nothing follows from comparing the models with attention and with the plain mean in its place, "
            f"as {undecided}"
        )
    model = "he model that was trained with the plain mean in place of attention"
    said = {
        True: f"T{model} is as accurate as the model with the published layer, to within {points(margin)}",
        False: f"T{model} differs in accuracy from the model with the published layer by more than "
        f"{points(margin)}",
        None: f"It is undecided whether t{model} is as accurate as the model with the published layer, to "
        f"within {points(margin)}",
    }[verdicts.negligible(against, margin)]
    accuracy = (
        f"{said} (mean minus attention {signed_points(against['difference'])} points, "
        f"90% interval {span(against, '_90')}, not corrected)"
    )
    size = ""
    if verdicts.too_wide(against, margin):
        size = ". With an interval this wide, even a measured difference of zero would leave this undecided"
    return _of_mean(f"{accuracy}{size}", f". {_same_answers(answers, margin)}")


def _of_mean(accuracy: str, answers: str = "") -> dict[str, str]:
    return {"trained_mean": f"{accuracy}{answers}", "mean_accuracy": accuracy}


def _same_answers(answers: dict[str, Any] | None, margin: float) -> str:
    if answers is None:
        return (
            "As the layer was trained once, there is no second training run to compare the predictions with"
        )
    across, within = (f"{1 - answers[pairs]['mean']:.1%}" for pairs in ("across", "within"))
    same = answers["difference"]
    more = {"difference": -same["difference"], "low_90": -same["high_90"], "high_90": -same["low_90"]}
    start = (
        "Trained with different seeds, a model with the plain mean and one with the published layer disagree "
        f"on {across} of the test documents on average; two models with the published layer disagree on "
        f"{within}. The difference is {signed_points(more['difference'])} points (90% interval "
        f"{span(more, '_90')})"
    )
    undecided = f"may change more of the predictions than another seed does, by {points(margin)} or more"
    if more["low_90"] > 0:
        undecided = (
            "changes more of the predictions than another seed does, but perhaps by less than "
            f"{points(margin)}"
        )
    changes = {
        True: f"changes at most {points(margin)} more of the predictions than another seed does",
        False: f"changes more of the predictions than another seed does, by over {points(margin)}",
        None: undecided,
    }[verdicts.no_less(same, margin)]
    return f"{start}, so using the plain mean {changes}"


def other_trainings(without: dict[str, Any] | None) -> str:
    """Return on how many documents other training runs disagree with one of the published layer.

    Args:
        without: what `variants.agreement` returns for the LSTM without attention.
    """
    if without is None:
        return "The layer was trained once, so it is unknown how many predictions another seed would change"
    itself, lstm = 1 - without["within"]["mean"], 1 - without["across"]["mean"]
    said = (
        "For comparison, two models with the published layer, trained with different seeds, disagree on "
        f"{itself:.1%} of the test documents; one with the published layer and the LSTM without attention "
        f"disagree on {lstm:.1%}"
    )
    if lstm > verdicts.SAME_ANSWERS:
        return said
    return f"{said}, so keeping within the limit says little about the layer"


def equal_heads(found: dict[str, dict[str, Any]] | None, units: list[int], seeds: int) -> str:
    """Return what the primary comparison would be if both models had the LSTM's dense layers.

    Args:
        found: what `variants.on_same_seeds` returns for the LSTM's head; None if no model has it.
        units: the units of these dense layers.
        seeds: on how many seeds the models are compared.
    """
    if found is None:
        return "No model with attention was trained with the dense layers of the LSTM"
    layers = f"dense layers of {listing([str(number) for number in units])} units"
    with_equal, published = found["variant"], found["model"]
    once = "In one training run of each" if seeds == 1 else f"On the same {seeds} seeds"
    alone = " for the sampling of documents alone" if seeds == 1 else ""
    return (
        f"{once}, with {layers} in both models, the accuracy of the LSTM with attention minus that of the "
        f"LSTM is {signed_points(with_equal['difference'])} points (95% interval{alone} {span(with_equal)}, "
        f"corrected for {with_equal['tests']} tests); with the published layers, the same "
        f"{'seed gives' if seeds == 1 else 'seeds give'} {signed_points(published['difference'])} "
        f"points ({span(published)}, not corrected, as these are the models of the primary comparison)"
    )


def verdict(against: dict[str, Any] | None) -> str:
    """Return the verdict on a variant for a table cell; empty for the model that it is compared with."""
    if against is None:
        return ""
    found = statements.verdict(against["difference"], against["p_corrected"])
    return f"{found} in one training run" if against["trainings"] == 1 else found


def choice(variants: dict[str, dict[str, Any]], chosen: dict[str, Any], changed: int) -> dict[str, str]:
    """Return what prose says about the variant that the validation documents pick.

    Args:
        variants: by name, as returned by `variants.beside`, with a `description`.
        chosen: the names of the `variant` and of the `baseline`, and what `variants.over_baseline` returns.
        changed: the number of parameters in which the variant differs from the LSTM with attention.
    """
    name, baseline = chosen["variant"], NAMES[chosen["baseline"]]
    best, published = variants[name], variants["lstm_attention"]
    called = definite(NAMES[name]) if name in NAMES else f"the variant with {best['description']}"
    over = _trained(best["seeds"], statements.comparison("chosen model", baseline, chosen["over_baseline"]))
    return {
        "recommendation": _recommendation(best, published, changed, variants),
        "choice": (
            f"{called}, which classifies {interval(best['test'], '.1%', ' of the test documents')} correctly"
        ),
        "against_baseline": (
            f"On the same documents, {definite(baseline)} has {chosen['baseline_validation']:.1%}. "
            f"On the test documents, {over}{_ensemble(best['seeds'], chosen, baseline)}"
        ),
        "different": _different(variants, name),
        "rank": _rank(variants, name),
    }


def _rank(variants: dict[str, dict[str, Any]], chosen: str) -> str:
    """Return the place of the chosen model among all, by the differences from the published score."""
    over = {name: row["against"]["difference"] if row["against"] else 0.0 for name, row in variants.items()}
    if len(over) == 1:
        return "No other was tried"
    called = "model" if chosen == "lstm_attention" else "variant"
    ahead, others = sum(difference > over[chosen] for difference in over.values()), len(over) - 1
    others_ahead = f"{ahead or 'none'} of the {others} other models are"
    if others == 1:
        others_ahead = f"the other model is {'' if ahead else 'not '}".strip()
    elif ahead == others:
        others_ahead = f"{'both' if others == 2 else f'all {others}'} other models are"
    elif ahead == 1:
        others_ahead = f"one of the {others} other models is"
    rough = "; some have fewer seeds, so this order is rough"
    unequal = len({row["seeds"] for row in variants.values()}) > 1
    return (
        f"By the differences in the table{', significant or not' if ahead else ''}, {others_ahead} more "
        f"accurate than the {called} that was chosen on validation documents{rough if unequal else ''}"
    )


def _different(variants: dict[str, dict[str, Any]], chosen: str) -> str:
    """Return which variants differ significantly from the published layer, and whether they were chosen."""
    found = {
        name: row
        for name, row in variants.items()
        if row["against"] and row["against"]["p_corrected"] < 1 - intervals.LEVEL
    }
    if not found:
        return "On the test documents, no variant differs significantly in accuracy from the published score"
    said = []
    for row in found.values():
        against = row["against"]
        once = ", which was trained once," if against["trainings"] == 1 else ""
        side = "more" if against["difference"] > 0 else "less"
        said.append(
            f"the variant with {row['description']}{once} is {side} accurate than the published score ("
            f"{signed_points(against['difference'])} points, 95% interval {span(against)})"
        )
    better = [name for name, row in found.items() if row["against"]["difference"] > 0]
    if not better or chosen in found:
        which = ""
    elif len(found) == 1:
        which = ". It was not the one chosen on validation documents"
    elif len(better) == 1:
        which = ". The more accurate one was not the one chosen on validation documents"
    else:
        which = ". None of the more accurate ones was the one chosen on validation documents"
    return f"On the test documents, {listing(said)}{which}"


def _recommendation(
    best: dict[str, Any], published: dict[str, Any], changed: int, variants: dict[str, dict[str, Any]]
) -> str:
    model = NAMES["lstm_attention"]
    if len(variants) == 1:
        return f"no variant was tried, as the parameters name none, so {definite(model)} is recommended"
    accuracy = f"{best['validation']['mean']:.1%}"
    if best["against"] is None:
        mean = ""
        if len({row["validated"] for row in variants.values()}) > 1:
            mean = f"{_over(best['validated'])}, also where a variant has fewer"
        return f"no variant does better than {definite(model)} on the validation documents ({accuracy}{mean})"
    several = ""
    if changed > 1:
        several = (
            f". The variant changes {changed} settings at once and trains {best['trainable']:,} weights "
            f"instead of {published['trainable']:,}, so a difference need not come from the layer"
        )
    found = statements.comparison("variant", model, best["against"])
    theirs = f"{published['validation']['mean']:.1%}"
    if best["validated"] != published["validated"]:
        accuracy = f"{accuracy}{_over(best['validated'])}"
        theirs = f"{theirs}{_over(published['validated'])}"
    shown = ""
    if best["seeds"] == best["against"]["trainings"]:
        own = best["test"]["mean"]
        shown = (
            f". With {'this seed' if best['seeds'] == 1 else 'these seeds'}, the variant classifies "
            f"{own:.1%} of the test documents correctly, and {definite(model)} "
            f"{own - best['against']['difference']:.1%}"
        )
    split = ""
    if any(own["validated"] < own["seeds"] for own in (best, published)):
        split = ", each on the split of the first seed"
    equal = sum(own["validation"]["mean"] == best["validation"]["mean"] for own in variants.values())
    does_best, trainings = "does best on the validation documents", best["against"]["trainings"]
    if equal > 1:
        does_best = f"is the first of {equal} that do equally well on the validation documents"
    return (
        f"the variant with {best['description']} {does_best} ({accuracy}, against {theirs} for "
        f"{definite(model)}{split}). On the test documents, {_times(trainings)} of each, with the same "
        f"{'seed' if trainings == 1 else 'seeds'}, {found}{shown}{several}"
    )


def _trained(trainings: int, found: str) -> str:
    """Return a clause that says at its start how often each model was trained."""
    return f"{_times(trainings)}, {found}"


def _times(trainings: int) -> str:
    return "in one training run" if trainings == 1 else f"in {trainings} training runs"


def _over(trainings: int) -> str:
    return " in one training run" if trainings == 1 else f" on average over {trainings} training runs"


def _ensemble(trainings: int, chosen: dict[str, Any], baseline: str) -> str:
    if trainings == 1:
        return ""
    accuracy = interval(chosen["ensemble"], ".1%", " of the test documents")
    against = statements.comparison("ensemble", baseline, chosen["ensemble_over_baseline"])
    if chosen["baseline_runs"] > 1:
        against += ", where the baseline is its run on the first split"
    return (
        f". An ensemble, which averages the probabilities of its {trainings} training runs, classifies "
        f"{accuracy} correctly. {against[0].upper()}{against[1:]}"
    )


def headline(
    gain: dict[str, Any],
    elsewhere: dict[str, Any] | None,
    in_trained: Verdict,
    in_training: Verdict,
    undecided: str | None,
) -> str:
    """Return the main finding of a report in one sentence.

    Args:
        gain: accuracy of the LSTM with attention minus that of the LSTM, with its `verdict`.
        elsewhere: the same over other test sets, by `variance.over_splits`; None if there are none.
        in_trained: whether equal weights in the trained model make no difference.
        in_training: whether a plain mean that was trained in place of attention makes none; None also where
            it was not tried.
        undecided: why nothing can be decided, as returned by `training_statements.undecided`.
    """
    if undecided:
        return f"This report decides nothing about attention, as {undecided}"
    start = "The LSTM with attention does not differ significantly in accuracy from the LSTM"
    if gain["verdict"] in ("better", "worse"):
        more = "more" if gain["verdict"] == "better" else "less"
        start = f"The LSTM with attention is {points(gain['difference'])} {more} accurate than the LSTM"
        if elsewhere and not verdicts.in_direction({"mean": gain["difference"]}, elsewhere):
            start = f"On this test set, t{start[1:]} (not shown for other test sets)"
    if in_trained is False:
        return f"{start}, and the published layer does not behave like mean pooling"
    if in_trained is None:
        return f"{start}; whether the published layer behaves like mean pooling is undecided"
    more = {
        True: ", both in the trained model and if the mean is trained in its place",
        False: " in the trained model, but a mean that is trained in its place gives different results",
        None: " in the trained models",
    }[in_training]
    return f"{start}, and the published layer behaves like mean pooling{more}"
