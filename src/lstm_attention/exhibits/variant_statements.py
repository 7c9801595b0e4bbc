"""Sentences on what trained variants show: is the published layer more than a mean, and do heads matter?

Each is a whole sentence without its full stop.
"""

from typing import Any

from lstm_attention.evidence import verdicts
from lstm_attention.evidence.verdicts import Verdict
from lstm_attention.exhibits.wording import listing, points, signed_points


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


def trained_mean(against: dict[str, Any] | None, answers: dict[str, Any] | None, margin: float) -> str:
    """Return how a model that was trained with the plain mean compares with the published layer.

    Args:
        against: as for `like_the_mean`; None if no such model was trained.
        answers: as for `like_the_mean`.
        margin: the equivalence margin.
    """
    if against is None:
        return "No model of this report was trained with the plain mean in place of attention"
    low, high = signed_points(against["low_90"]), signed_points(against["high_90"])
    model = "he model that was trained with the plain mean in place of attention"
    said = {
        True: f"T{model} is as accurate to within {points(margin)}",
        False: f"T{model} differs in accuracy by more than {points(margin)}",
        None: f"Whether t{model} is as accurate to within {points(margin)} is undecided",
    }[verdicts.negligible(against, margin)]
    accuracy = (
        f"{said} (mean minus attention {signed_points(against['difference'])} points, "
        f"90% interval {low} to {high})"
    )
    return f"{accuracy}. {_same_answers(answers, margin)}"


def _same_answers(answers: dict[str, Any] | None, margin: float) -> str:
    if answers is None:
        return "As the layer was trained once, there is no second training to compare the answers with"
    across, within = f"{answers['across']['mean']:.1%}", f"{answers['within']['mean']:.1%}"
    start = f"With different seeds, the two agree on {across} of the test documents"
    others = f"two trainings of the published layer agree ({within})"
    return {
        True: f"{start}, no less often than {others}",
        False: f"{start}, less often than {others}",
        None: f"{start}; whether that is less often than {others} is undecided",
    }[verdicts.no_less(answers["difference"], margin)]


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
    low, high = signed_points(with_equal["low"]), signed_points(with_equal["high"])
    once = "on the same seed" if seeds == 1 else f"on the same {seeds} seeds"
    return (
        f"With {layers} in both models, LSTM with attention minus LSTM is "
        f"{signed_points(with_equal['difference'])} points (95% interval {low} to {high}, corrected "
        f"for {with_equal['tests']} tests), and with the published ones "
        f"{signed_points(published['difference'])} points {once}"
    )


def headline(gain: dict[str, Any], in_trained: Verdict, in_training: Verdict, cut_off: list[str]) -> str:
    """Return the main finding of a report in one sentence.

    Args:
        gain: accuracy of the LSTM with attention minus that of the LSTM, with its `verdict`.
        in_trained: whether equal weights in the trained model make no difference.
        in_training: whether a plain mean that was trained in place of attention makes none; None also where
            it was not tried.
        cut_off: models whose trainings were cut off.
    """
    if cut_off:
        return (
            "This report decides nothing about attention, as some of its trainings were cut off before they "
            "had stopped improving"
        )
    start = {
        "better": f"Attention raises the accuracy of the LSTM by {points(gain['difference'])}",
        "worse": f"Attention lowers the accuracy of the LSTM by {points(gain['difference'])}",
    }.get(gain["verdict"], "Attention makes no significant difference to the accuracy of the LSTM")
    if in_trained is False:
        return f"{start}, and the published layer does not behave like mean pooling"
    if in_trained is None:
        return f"{start}; whether the published layer behaves like mean pooling is undecided"
    more = {
        True: ", both in the trained model and if the mean is trained in its place",
        False: " in the trained model, but a mean that is trained in its place gives different results",
        None: "",
    }[in_training]
    return f"{start}, and the published layer behaves like mean pooling{more}"
