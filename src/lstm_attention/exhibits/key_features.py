"""The key features claimed for attention: for each, the evidence in a clause, and a verdict."""

from lstm_attention.exhibits.wording import interval, listing

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
    moved, needed = entropy_fall["low"] > 0, uniform_loss["low"] > 0
    lost = {part: 100 * uniform_loss[part] for part in ("mean", "low", "high")}
    return {
        "evidence": (
            f"training {'lowered' if moved else 'did not surely lower'} the entropy of the weights; making "
            f"them all alike costs {interval(lost, '+.1f', ' points')} of accuracy"
        ),
        "verdict": _graded(moved and needed, moved or needed),
    }


def contextual_representation(
    context: dict[str, float], over_mean: dict[str, float], over_last: dict[str, float]
) -> dict[str, str]:
    """Whether neighbours in the space of context vectors share their class more often than elsewhere.

    Args:
        context: accuracy by nearest neighbours among context vectors.
        over_mean, over_last: the same less that among mean word vectors, and among last states.
    """
    mean, last = (
        interval({part: 100 * result[part] for part in ("mean", "low", "high")}, "+.1f", " points")
        for result in (over_mean, over_last)
    )
    return {
        "evidence": (
            f"neighbours name the class of {context['mean']:.1%} of the documents: {mean} against mean word "
            f"vectors, {last} against the last state of the LSTM"
        ),
        "verdict": _graded(
            over_mean["low"] > 0 and over_last["low"] > 0, over_mean["low"] > 0 or over_last["low"] > 0
        ),
    }


def scalability(slope: dict[str, float], longest: dict[str, float]) -> dict[str, str]:
    """Whether attention helps the LSTM more, the longer a document is.

    Args:
        slope: change of the gain of accuracy by doubled length.
        longest: the gain in the longest fifth of the documents.
    """
    by_doubling, there = (
        interval({part: 100 * result[part] for part in ("mean", "low", "high")}, "+.1f", " points")
        for result in (slope, longest)
    )
    return {
        "evidence": (
            f"doubled length changes the gain from attention by {by_doubling}; "
            f"in the longest fifth it is {there}"
        ),
        "verdict": _graded(slope["low"] > 0 and longest["low"] > 0, slope["low"] > 0 or longest["low"] > 0),
    }


def explanation(over_random: dict[str, float], under_gradient: dict[str, float]) -> str:
    """Whether deleting the words that attention names hurts more than deleting others.

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
        return f"{start}, but gradient × input names better ones"
    if under_gradient["high"] < 0:
        return f"{start}, and better ones than gradient × input"
    return f"{start}; gradient × input does as well, as far as this test could see"


def importance(over_random: dict[str, float], under_gradient: dict[str, float]) -> str:
    """Verdict on attention as importance; arguments as of `explanation`.

    Shown if attention names better words than chance and no worse ones than the gradient, in
    part if it only beats chance.
    """
    beats_chance = over_random["low"] > 0
    return _graded(beats_chance and under_gradient["low"] <= 0, beats_chance)


def features(verdicts: dict[str, str]) -> str:
    """The verdicts on several features in a sentence, grouped."""
    groups: dict[str, list[str]] = {}
    for name, found in verdicts.items():
        groups.setdefault(found, []).append(name)
    return "; ".join(
        f"{found}: {listing(groups[found])}" for found in (SHOWN, PARTLY, NOT_SHOWN) if found in groups
    )


def _graded(shown: bool, partly: bool) -> str:
    return SHOWN if shown else PARTLY if partly else NOT_SHOWN
