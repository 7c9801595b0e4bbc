"""The rules of all verdicts: what an interval says about a claim.

A claim holds (True) if its interval supports it, is contradicted (False) if the interval supports the
opposite, and is undecided (None) otherwise. A test that does not reject never supports a claim.
Estimates are as in `intervals`, corrected for the number of tests.
"""

from typing import Any

Verdict = bool | None


def ahead(difference: dict[str, Any]) -> Verdict:
    """Judge the claim that a difference is above 0, by its interval."""
    return True if difference["low"] > 0 else False if difference["high"] < 0 else None


def all_ahead(differences: list[dict[str, Any]]) -> Verdict:
    """Judge the claim that each of several differences is above 0; contradicted if one is below."""
    return all_hold([ahead(difference) for difference in differences])


def negligible(difference: dict[str, Any], margin: float) -> Verdict:
    """Judge the claim that a difference is within the margin, by the 90% interval of two one-sided tests."""
    low, high = difference["low_90"], difference["high_90"]
    return True if -margin < low and high < margin else False if margin < low or high < -margin else None


def too_wide(difference: dict[str, Any], margin: float) -> bool:
    """Whether the 90% interval is so wide that not even a difference of 0 would be shown to be negligible."""
    return difference["high_90"] - difference["low_90"] >= 2 * margin


def matters(difference: dict[str, Any], margin: float) -> Verdict:
    """Judge the claim that a difference is above 0; contradicted if its interval ends below the margin."""
    return False if difference["high"] < margin else ahead(difference)


def no_less(difference: dict[str, Any], margin: float) -> Verdict:
    """Judge the claim that a difference is not below 0 by more than the margin, by its 90% interval."""
    return True if difference["low_90"] > -margin else False if difference["high_90"] < -margin else None


def at_most(share: dict[str, float], most: float, limit: float) -> Verdict:
    """Judge the claim that a share is at most `most`; contradicted if above `limit`, at least `most`."""
    return True if share["high"] <= most else False if share["low"] > limit else None


def reaches(figure: dict[str, float], claimed: float) -> Verdict:
    """Judge the claim that a figure is as high as claimed; contradicted if its interval ends below."""
    return True if figure["low"] >= claimed else False if figure["high"] < claimed else None


def in_direction(gap: dict[str, Any], difference: dict[str, Any]) -> Verdict:
    """Judge the claim that a difference has the sign of a gap; contradicted if it has the other sign."""
    found = ahead(difference)
    return found if gap["mean"] > 0 or found is None else not found


def from_thresholds(gap: dict[str, Any], gains: list[dict[str, Any]], change: dict[str, Any]) -> Verdict:
    """Judge the claim that two models differ in accuracy because their thresholds lie elsewhere.

    It holds if other thresholds make the model that is behind more accurate, and the gap smaller; a gap that
    shrinks because the model ahead loses does not suffice.

    Args:
        gap: accuracy of the first model minus the second, not 0.
        gains: what other thresholds add to the accuracy of each.
        change: what they add to the gap.
    """
    widens = in_direction(gap, change)
    behind = ahead(gains[1] if gap["mean"] > 0 else gains[0])
    return all_hold([behind, None if widens is None else not widens])


SAME_ANSWERS = 0.05
"""Largest share of predictions that may differ between models that behave alike: about as many as differ
between two training runs of one model, so that fewer make less difference than the choice of a seed."""


def alike(flipped: dict[str, float], loss: dict[str, Any], margin: float) -> Verdict:
    """Judge the claim that a change to a model matters neither to its accuracy nor to most predictions."""
    return all_hold([negligible(loss, margin), at_most(flipped, SAME_ANSWERS, SAME_ANSWERS)])


def all_hold(verdicts: list[Verdict]) -> Verdict:
    """Judge the claim that several claims hold; contradicted if one of them is."""
    return False if False in verdicts else None if None in verdicts else True
