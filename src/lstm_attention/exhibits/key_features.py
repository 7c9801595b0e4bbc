"""The claims about attention: for each feature, the evidence in a clause, and a verdict."""

from typing import Any

from lstm_attention.evidence import verdicts
from lstm_attention.exhibits.wording import SPACES, interval, listing, points, signed_points, span

CLAIMS = {
    "selective_focus": "Selective focus: some words get far more weight than others",
    "contextual_representation": (
        "Contextual representation: the weighted mean describes a document better than simpler vectors"
    ),
    "scalability": "Scalability: attention helps more the longer a document is",
    "learned_relevance": "Learned relevance: training finds which words matter",
    "importance": "Importance: words with high weights matter more to the prediction than random words",
}
"""The claim about each feature."""

FEATURES = {
    "selective_focus": "selective focus",
    "contextual_representation": "contextual representation",
    "scalability": "scalability to longer sequences",
    "learned_relevance": "learned relevance",
}
"""The four key features that the original names, as prose calls them."""

WORDS = {True: "shown", False: "contradicted", None: "undecided"}
"""What prose and tables call a verdict on a feature."""

FOCUSED, UNFOCUSED = 0.2, 0.4
"""Selective focus is shown if half of the weight lies on at most the first share of the words, and
contradicted if half of the weight takes more than the second. On average these words then weigh four times,
and one and a half times, as much as the others; equal weights would take half of the words."""


def selective_focus(half: dict[str, float]) -> dict[str, str]:
    """Judge whether some words weigh far more than others: `evidence` and `verdict`.

    Args:
        half: share of the words that hold half of the weight: `mean`, `low`, `high`.
    """
    evidence = (
        f"half of the weight lies on {interval(half, '.1%', ' of the words')}; equal weights would take half "
        "of the words"
    )
    return _judged(evidence, verdicts.at_most(half, FOCUSED, UNFOCUSED))


def times_the_others(share: float) -> float:
    """Return how many times the others' average weight the words that hold half of the weight have.

    Args:
        share: the share of these words.
    """
    return (1 - share) / share


def learned_relevance(uniform: dict[str, Any], initial: dict[str, Any], margin: float) -> dict[str, str]:
    """Judge whether the predictions depend on the weights that training found.

    It is no evidence that training makes weights less equal, as they start almost equal. The claim is shown
    if both kinds of other weights cost accuracy, and contradicted if one is shown to cost less than the
    margin.

    Args:
        uniform: accuracy lost if all weights are made equal in the trained model.
        initial: accuracy lost with the attention weights of an untrained layer. The intervals of both are
            corrected for their number.
        margin: the largest loss that does not matter.
    """
    swapped = {"equal weights": uniform, "the weights of an untrained layer": initial}
    found = {name: verdicts.matters(loss, margin) for name, loss in swapped.items()}
    evidence = (
        f"in the trained model, equal weights cost {_cost(uniform)} of accuracy (95% interval "
        f"{span(uniform)}), and the weights of an untrained layer cost {_cost(initial)} ({span(initial)}). "
        f"{_costs(found, margin)}"
    )
    return _judged(evidence, verdicts.all_hold(list(found.values())))


def _costs(found: dict[str, verdicts.Verdict], margin: float) -> str:
    """Return what the intervals say of the cost of each kind of other weights; `found` has its verdict."""
    names = {meant: [name for name, verdict in found.items() if verdict is meant] for meant in WORDS}
    open_for = listing(names[None]) if names[None] else ""
    decided = {True: "above zero", False: f"below {points(margin)}"}
    said = [f"{what} for {listing(names[meant])}" for meant, what in decided.items() if names[meant]]
    if not said:
        return f"For {open_for}, the intervals do not say whether the cost matters"
    more = f"; for {open_for}, the intervals leave this open" if open_for else ""
    return f"By these intervals, the cost is {listing(said)}{more}"


def contextual_representation(
    context: dict[str, float], over: dict[str, dict[str, Any]], margin: float
) -> dict[str, str]:
    """Judge whether neighbours among context vectors predict classes better than among other vectors.

    Args:
        context: accuracy by nearest neighbours among context vectors.
        over: that accuracy minus the one among other vectors, by their name in `SPACES`.
        margin: the largest difference that does not matter.
    """
    compared = [f"{_points(result)} compared with {SPACES[name]}" for name, result in over.items()]
    evidence = (
        f"neighbours among context vectors predict the class of {context['mean']:.1%} of the documents. The "
        f"difference is {listing(compared)}"
    )
    return _judged(
        evidence, verdicts.all_hold([verdicts.matters(result, margin) for result in over.values()])
    )


def scalability(slope: dict[str, Any], longest: dict[str, Any]) -> dict[str, str]:
    """Judge whether attention helps the LSTM more the longer a document is.

    Args:
        slope: change in the gain of accuracy when the length doubles.
        longest: the gain in the longest fifth of the documents.
    """
    evidence = (
        f"doubling the length changes the effect of attention on accuracy by {_points(slope)}; "
        f"in the longest fifth of the documents, the effect is {_points(longest)}"
    )
    return _judged(evidence, verdicts.all_ahead([slope, longest]))


def importance(over_random: dict[str, Any], under_gradient: dict[str, Any], margin: float) -> dict[str, str]:
    """Judge whether deleting the words that attention picks hurts more than deleting random ones.

    Args:
        over_random: comprehensiveness of attention minus that of random words.
        under_gradient: comprehensiveness of gradient times input minus that of attention; evidence alone.
        margin: the largest difference in probability that does not matter.
    """
    slightly = "slightly " if max(abs(under_gradient[end]) for end in ("low", "high")) < margin else ""
    better = {
        True: f"gradient × input picks {slightly}better words than attention",
        False: f"gradient × input picks {slightly}worse words than attention",
        None: "there is no significant difference between gradient × input and attention",
    }[verdicts.ahead(under_gradient)]
    evidence = (
        "the comprehensiveness of attention minus that of random words is "
        f"{interval(over_random, '+z.3f')}. By the same measure, {better}; the difference is "
        f"{interval(under_gradient, '+z.3f')}"
    )
    return _judged(evidence, verdicts.matters(over_random, margin))


def like_mean_pooling(swaps: dict[str, dict[str, Any]], margin: float, undecided: str | None) -> str:
    """Return a clause on whether the layer behaves like mean pooling.

    Args:
        swaps: rows of the table of swapped weights; for equal weights, they say which share of predictions
            changes and how much accuracy is lost.
        margin: the largest loss that does not matter.
        undecided: why nothing can be decided, as returned by `training_statements.undecided`.
    """
    flipped, loss = (_part(swaps["uniform"], part) for part in ("flipped", "loss"))
    measured = (
        "equal weights in place of the learned ones change "
        f"{interval(flipped, '.1%', ' of the predictions')} and cost {_cost(loss)} of accuracy "
        f"(90% interval {span(loss, '_90')}, not corrected)"
    )
    if undecided:
        return f"{measured}, which decides nothing, as {undecided}"
    size = ""
    if verdicts.too_wide(loss, margin):
        size = ". With an interval this wide, even a measured cost of zero would leave this open"
    return {
        True: f"{measured}, so the layer behaves like mean pooling",
        False: f"{measured}, so the layer does more than mean pooling",
        None: f"{measured}, which leaves open whether the layer does more than mean pooling{size}",
    }[pools_like_the_mean(swaps, margin)]


def pools_like_the_mean(swaps: dict[str, dict[str, Any]], margin: float) -> verdicts.Verdict:
    """Return the verdict of `like_mean_pooling`."""
    flipped, loss = (_part(swaps["uniform"], part) for part in ("flipped", "loss"))
    return verdicts.alike(flipped, loss, margin)


def features(results: dict[str, Any], margin: float) -> dict[str, dict[str, str]]:
    """Return the `claim`, the `evidence` and the `verdict` on every feature.

    Args:
        results: results of the notebooks compare, focus, context, length and faithfulness, by name. If
            compare says why nothing can be decided, nothing is.
        margin: the equivalence margin.
    """
    weights, swaps = results["focus"]["concentration"], results["focus"]["swaps"]
    context, deleted = results["context"], results["faithfulness"]
    found = {
        "selective_focus": selective_focus(_part(weights["half"], "after")),
        "contextual_representation": contextual_representation(
            context["spaces"]["context_vectors"], context["over"], margin
        ),
        "scalability": scalability(**results["length"]["gain"]),
        "learned_relevance": learned_relevance(
            _part(swaps["uniform"], "loss"), _part(swaps["initial"], "loss"), margin
        ),
        "importance": importance(deleted["over_random"], deleted["under_gradient"], margin),
    }
    undecided = {"verdict": WORDS[None]} if results["compare"]["undecided"] else {}
    return {name: {"claim": claim, **found[name], **undecided} for name, claim in CLAIMS.items()}


def summary(found: dict[str, dict[str, str]]) -> str:
    """Return a clause with the verdicts on the four key features; `found` is what `features` returns."""
    groups: dict[str, list[str]] = {}
    for name, words in FEATURES.items():
        groups.setdefault(found[name]["verdict"], []).append(words)
    judged = [
        f"{listing(groups[word])} {'is' if len(groups[word]) == 1 else 'are'} {word}"
        for word in WORDS.values()
        if word in groups
    ]
    return "; ".join(judged) if len(groups) > 1 else f"all {len(FEATURES)} features are {next(iter(groups))}"


def _judged(evidence: str, verdict: verdicts.Verdict) -> dict[str, str]:
    return {"evidence": evidence, "verdict": WORDS[verdict]}


def _points(result: dict[str, float]) -> str:
    """Return a difference of two shares with its interval, in percentage points."""
    return interval({part: 100 * result[part] for part in ("mean", "low", "high")}, "+z.1f", " points")


def _cost(loss: dict[str, float]) -> str:
    """Return a loss of accuracy in percentage points, with a sign only if it is a gain: `0.5 points`."""
    return f"{signed_points(loss['mean']).removeprefix('+')} points"


def _part(row: dict[str, Any], name: str) -> dict[str, float]:
    """Return an estimate from a table row that has a column for each of its parts."""
    return {
        part.removeprefix(f"{name}_"): value for part, value in row.items() if part.startswith(f"{name}_")
    }
