"""Sentences on the differences that a report could have found, and on what it could not have shown."""

from typing import Any

import numpy as np

from lstm_attention.evidence import intervals
from lstm_attention.exhibits.wording import listing, points

FEW = 30
"""With fewer degrees of freedom, Student's quantiles are visibly larger than normal ones."""


def reach(result: dict[str, Any], margin: float) -> str:
    """Return for which measured differences two models would have been shown to be equivalent, in sentences.

    Args:
        result: what `intervals.with_equivalence` returns.
        margin: the equivalence margin.
    """
    largest = intervals.equivalence_reach(result, margin)
    if largest <= 0:
        half = margin - largest
        digits = next((more for more in range(1, 6) if points(half, more) != points(margin, more)), 1)
        return (
            f"This interval extends {points(half, digits)} to either side of the measured difference, which "
            f"is too wide for a margin of {points(margin)}. Not even a measured difference of exactly 0 "
            "would have shown that the two are equivalent"
        )
    digits = next((more for more in range(1, 6) if largest * 10 ** (more + 2) >= 1), 6)
    rounded = np.floor(largest * 10 ** (digits + 2)) / 10 ** (digits + 2)
    return (
        f"A measured difference of up to {points(rounded, digits)} would have shown that the two are "
        "equivalent"
    )


def primary(result: dict[str, Any], seeds: int, room: float) -> str:
    """Return the difference that the primary test finds, in one or two sentences.

    Args:
        result: what `significance.paired_accuracy` returns.
        seeds: how often each model was trained.
        room: the error rate of the model without attention.
    """
    found = intervals.detectable(result)
    if found is None:
        return (
            "It is unknown what the primary test would find, as the difference is the same on every document "
            "and in every training run"
        )
    once = "one seed" if seeds == 1 else f"{seeds} seeds"
    return (
        f"If the standard error were the same again, the primary test would find, with {once} and this test "
        f"set, a difference of {_size(found)} in four cases out of five{_ceiling(found, room)}"
    )


def _ceiling(found: float, room: float) -> str:
    """Return, after a full stop, that no gain could be large enough to be found, or nothing."""
    if not room < found <= 1:
        return ""
    return (
        f". The LSTM leaves only {points(room)} to gain, so even a model without errors would probably not "
        "have been shown to be better"
    )


def trained(discordant: float, found: float | None, seeds: int) -> str:
    """Return the difference that a test of two trained models finds, in a sentence.

    Args:
        discordant: share of the documents that only one of the two classifies correctly.
        found: what `significance.detectable_difference` returns.
        seeds: for how many training runs the test is repeated and corrected.
    """
    if found is None:
        return (
            "On no document is exactly one of the two LSTMs, with and without attention, right, so it is "
            "unknown what this test would find"
        )
    corrected = f", corrected for {seeds} seeds," if seeds > 1 else ""
    return (
        f"On {discordant:.1%} of the documents, exactly one of the two LSTMs, with and without attention, is "
        f"right, so this test{corrected} would find a difference of {points(found)} in four cases out of five"
    )


def price(pairs: list[dict[str, Any]], seeds: int, of_groups: float) -> str:
    """Return what the secondary tests of accuracy could have found, and what their correction costs.

    Args:
        pairs: the secondary rows of the table of pairs, with their `pair` and `verdict`.
        seeds: how often each model was trained.
        of_groups: degrees of freedom that the groups of test documents leave.

    Returns:
        Whole sentences, without the last full stop.
    """
    varying = [row for row in pairs if row["error"] > 0]
    if not varying:
        return (
            "In the secondary comparisons of accuracy, no difference varies from document to document, so it "
            "is unknown what they would find"
        )
    by_pair = {row["pair"]: intervals.detectable(row, row["tests"]) for row in varying}
    alone = [intervals.detectable(row) for row in varying]
    ordered = sorted(by_pair, key=by_pair.__getitem__)
    least, most = (f"{_size(by_pair[pair])} ({pair})" for pair in (ordered[0], ordered[-1]))
    ends = {_size(by_pair[pair]) for pair in (ordered[0], ordered[-1])}
    found = f"differences from {least} to {most}" if len(ends) > 1 else f"a difference of {ends.pop()}"
    by_itself = " to ".join(dict.fromkeys(_size(size) for size in (min(alone), max(alone))))
    said = [
        "With this test set, the secondary comparisons of models and baselines, corrected for "
        f"{varying[0]['tests']} tests, would find {found} in four cases out of five. Tested by itself, each "
        f"would find a difference of {by_itself}"
    ]
    if seeds > 1:
        degrees = sorted({f"{row['degrees']:.1f}" for row in varying}, key=float)
        few = " and groups of this number and size" if of_groups < FEW else ""
        said.append(
            f"With {seeds} seeds{few}, these tests have "
            f"{' to '.join(dict.fromkeys((degrees[0], degrees[-1])))} degrees of freedom, and the fewer "
            "these are, the more the correction costs"
        )
    return ". ".join([*said, _lost(pairs)])


def _lost(pairs: list[dict[str, Any]]) -> str:
    """Return which verdicts of a table are due to the correction alone."""
    undecided = [row for row in pairs if row["p_corrected"] >= 1 - intervals.LEVEL]
    lost = [row["pair"] for row in undecided if row["p"] < 1 - intervals.LEVEL]
    if not undecided:
        return "All differences between models and baselines are significant in spite of the correction"
    if not lost:
        return (
            "Without the correction, no more of the differences between models and baselines would be "
            "significant"
        )
    verdict = "this verdict is" if len(lost) == 1 else "these verdicts are"
    more = f"{len(lost)} more" if len(undecided) < len(pairs) else f"{len(lost)}"
    return (
        f"Without the correction, {more} of the differences between models and baselines would be "
        f"significant ({listing(lost)}), so {verdict} the price of the correction"
    )


def _size(difference: float) -> str:
    """Return a detectable difference in accuracy; none is above one: a test that needs more finds nothing."""
    return points(difference) if difference <= 1 else "more than 100 points"


def needed(documents: dict[str, float]) -> str:
    """Return how many test documents would show the published difference.

    Args:
        documents: their number if two models disagreed as often as ours do (`ours`), as rarely as possible
            (`least`), and as often as possible (`most`).
    """
    ours, least, most = (documents[name] for name in ("ours", "least", "most"))
    bounds = f"{rounded(least)} to {rounded(most)}"
    if least <= ours <= most:
        return (
            f"about {rounded(ours)} independent test documents if the two disagreed as often as ours do; "
            f"within the bounds that the original's figures set for this, it would take {bounds}"
        )
    side = "more" if ours > most else "less"
    return (
        f"{bounds} independent test documents by the bounds that the original's own figures set; the models "
        f"of this report disagree {side} often than these allow"
    )


def rounded(number: float) -> str:
    """Return a large number with two significant digits: `1.9 million`, `620,000`."""
    digits = max(0, int(np.floor(np.log10(max(number, 1)))) - 1)
    whole = round(number / 10**digits) * 10**digits
    return f"{whole / 1e6:.2g} million" if 1e6 <= whole < 1e8 else f"{whole:,}"
