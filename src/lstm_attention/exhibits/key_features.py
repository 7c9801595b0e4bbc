"""What is claimed of attention: for each feature the evidence in a clause, and a verdict."""

from typing import Any

from lstm_attention.exhibits.wording import interval, listing

CLAIMS = {
    "selective_focus": "Selective focus: some words get far more weight than others",
    "contextual_representation": "Contextual representation: the weighted sum describes a document better",
    "scalability": "Scalability: attention helps more, the longer a document is",
    "learned_relevance": "Learned relevance: training finds which words matter",
    "importance": "Importance: the weights say which words matter to the answer",
}
"""What is claimed, by feature."""

NAMES = {
    "selective_focus": "selective focus",
    "contextual_representation": "contextual representation",
    "scalability": "scalability to longer sequences",
    "learned_relevance": "learned relevance",
}
"""The four key features that the original names, as prose calls them."""

SHOWN, PARTLY, NOT_SHOWN = "shown", "shown in part", "not shown"
"""Verdicts on a feature."""

FOCUSED, HALF_FOCUSED = 0.2, 0.4
"""Selective focus is shown if half of the weight lies on this share of the words or less, and in
part up to the second."""


def selective_focus(half: dict[str, float], times: dict[str, float]) -> dict[str, str]:
    """Whether some words weigh far more than others: `evidence` and `verdict`.

    Args:
        half: share of the words that holds half of the weight: `mean`, `low`, `high`.
        times: the largest weight as a multiple of the average one.
    """
    return {
        "evidence": (
            f"half of the weight lies on {half['mean']:.0%} of the words (half of them, if all weighed "
            f"alike); the heaviest word weighs {interval(times, '.2f', ' times')} the average"
        ),
        "verdict": _graded(half["high"] <= FOCUSED, half["low"] <= HALF_FOCUSED),
    }


def learned_relevance(entropy_fall: dict[str, float], uniform_loss: dict[str, float]) -> dict[str, str]:
    """Whether training made the weights unequal, and whether the answers need them so.

    Args:
        entropy_fall: normalised entropy before training less that after.
        uniform_loss: accuracy lost if all weights are made alike in the trained model.
    """
    lowered = "lowered" if entropy_fall["low"] > 0 else "did not surely lower"
    return {
        "evidence": (
            f"training {lowered} the entropy of the weights; making them all alike costs "
            f"{_points(uniform_loss)} of accuracy"
        ),
        "verdict": _above_zero(entropy_fall, uniform_loss),
    }


def contextual_representation(
    context: dict[str, float], over_mean: dict[str, float], over_last: dict[str, float]
) -> dict[str, str]:
    """Whether neighbours in the space of context vectors share their class more often than elsewhere.

    Args:
        context: accuracy by nearest neighbours among context vectors.
        over_mean, over_last: the same less that among mean word vectors, and among last states.
    """
    return {
        "evidence": (
            f"neighbours name the class of {context['mean']:.1%} of the documents: {_points(over_mean)} "
            f"against mean word vectors, {_points(over_last)} against the last state of the LSTM"
        ),
        "verdict": _above_zero(over_mean, over_last),
    }


def scalability(slope: dict[str, float], longest: dict[str, float]) -> dict[str, str]:
    """Whether attention helps the LSTM more, the longer a document is.

    Args:
        slope: change of the gain of accuracy by doubled length.
        longest: the gain in the longest fifth of the documents.
    """
    return {
        "evidence": (
            f"doubled length changes the gain from attention by {_points(slope)}; "
            f"in the longest fifth it is {_points(longest)}"
        ),
        "verdict": _above_zero(slope, longest),
    }


def importance(over_random: dict[str, float], under_gradient: dict[str, float]) -> dict[str, str]:
    """Whether deleting the words that attention names hurts more than deleting others.

    Shown if attention names better words than chance and no worse ones than the gradient, in
    part if it only beats chance.

    Args:
        over_random: comprehensiveness of attention less that of random words.
        under_gradient: comprehensiveness of gradient times input less that of attention.
    """
    if over_random["low"] > 0:
        start = "attention names words that the model needs more than random ones"
    elif over_random["high"] < 0:
        start = "attention names words that the model needs less than random ones"
    else:
        start = "the words that attention names cannot be told from random ones"
    if under_gradient["low"] > 0:
        end = ", but gradient × input names better ones"
    elif under_gradient["high"] < 0:
        end = ", and better ones than gradient × input"
    else:
        end = "; gradient × input does as well, as far as this test could see"
    beats_chance = over_random["low"] > 0
    return {
        "evidence": start + end,
        "verdict": _graded(beats_chance and under_gradient["low"] <= 0, beats_chance),
    }


def features(results: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Every feature: its `claim`, the `evidence` and the `verdict`.

    Args:
        results: of the notebooks focus, context, length and faithfulness, by their names.
    """
    weights, equal = results["focus"]["concentration"], results["focus"]["swaps"]["uniform"]
    context, deleted = results["context"], results["faithfulness"]
    found = {
        "selective_focus": selective_focus(_part(weights["half"], "after"), _part(weights["times"], "after")),
        "contextual_representation": contextual_representation(
            context["spaces"]["context_vectors"],
            context["over"]["mean_vectors"],
            context["over"]["last_states"],
        ),
        "scalability": scalability(**results["length"]["gain"]),
        "learned_relevance": learned_relevance(_part(weights["entropy"], "fall"), _part(equal, "loss")),
        "importance": importance(deleted["over_random"], deleted["under_gradient"]),
    }
    return {name: {"claim": claim, **found[name]} for name, claim in CLAIMS.items()}


def summary(found: dict[str, dict[str, str]]) -> str:
    """The verdicts on the four key features in a sentence, grouped; `found` as of `features`."""
    groups: dict[str, list[str]] = {}
    for name, words in NAMES.items():
        groups.setdefault(found[name]["verdict"], []).append(words)
    return "; ".join(
        f"{found}: {listing(groups[found])}" for found in (SHOWN, PARTLY, NOT_SHOWN) if found in groups
    )


def _points(result: dict[str, float]) -> str:
    """A difference of shares with its interval, in percentage points."""
    return interval({part: 100 * result[part] for part in ("mean", "low", "high")}, "+.1f", " points")


def _above_zero(*results: dict[str, float]) -> str:
    """Shown if every interval lies above zero, and in part if one does."""
    above = [result["low"] > 0 for result in results]
    return _graded(all(above), any(above))


def _part(row: dict[str, Any], name: str) -> dict[str, float]:
    """An interval from a row of a table, each part of which has a column of its own."""
    return {part: row[f"{name}_{part}"] for part in ("mean", "low", "high")}


def _graded(shown: bool, partly: bool) -> str:
    return SHOWN if shown else PARTLY if partly else NOT_SHOWN
