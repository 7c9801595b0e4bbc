"""Accuracy on documents that share something with the training set, and on those that do not."""

from typing import Any

import numpy as np

from lstm_attention.evidence import intervals, significance

SUBSETS = ("all", "same_group", "shared_run", "either", "neither")
"""All test documents; those that share their group, or ten consecutive words, with the training set; those
that share either; and those that share neither."""


def by_overlap(
    labels: np.ndarray,
    groups: np.ndarray,
    overlap: dict[str, list[bool]],
    models: dict[str, list[np.ndarray]],
    pair: tuple[str, str],
) -> dict[str, dict[str, Any]]:
    """Return the models' accuracies on each of `SUBSETS` that has documents.

    Args:
        labels, groups: class and group of each test document.
        overlap: `same_group` and `shared_run` of each test document, as stored in a corpus folder.
        models: by name, the probabilities of each run.
        pair: the two models to compare.

    Returns:
        By subset: `documents`, their number; each model's accuracy, as returned by
        `intervals.accuracy_interval`; and `difference`, as returned by `significance.paired_accuracy` and
        corrected for the number of proper subsets that differ from each other and have an interval.
    """
    same, shared, either = (
        np.array(overlap["same_group"]),
        np.array(overlap["shared_run"]),
        overlapping(overlap),
    )
    masks = (np.ones(len(labels), dtype=bool), same, shared, either, ~either)
    chosen = {name: mask for name, mask in zip(SUBSETS, masks, strict=True) if mask.any()}
    proper = {
        mask.tobytes()
        for mask in chosen.values()
        if not mask.all() and len(np.unique(groups[mask])) > 1  # a single group has no interval
    }
    found: dict[str, dict[str, Any]] = {}
    for name, mask in chosen.items():
        runs = {model: [run[mask] for run in own] for model, own in models.items()}
        tests = 1 if mask.all() else max(1, len(proper))
        one, other = (runs[model] for model in pair)
        found[name] = {
            "documents": int(mask.sum()),
            **{
                model: intervals.accuracy_interval(labels[mask], own, groups[mask])
                for model, own in runs.items()
            },
            "difference": significance.paired_accuracy(labels[mask], one, other, groups[mask], tests=tests),
        }
    return found


def known_and_new(
    labels: np.ndarray, runs: list[np.ndarray], groups: np.ndarray, overlap: dict[str, list[bool]]
) -> dict[str, Any]:
    """Return a model's accuracy on the documents of a part, by what they share with the training set.

    Args:
        labels, groups: class and group of each document.
        runs: probabilities of each run.
        overlap: as for `by_overlap`.

    Returns:
        `documents`, their number; `accuracy`, and the same as an `estimate`; `share`, that of the documents
        that share something with the training set; and the accuracies on these, `known`, and on the others,
        `new`, each None if there are none.
    """
    of_runs, either = intervals.right(labels, runs), overlapping(overlap)
    right = of_runs.mean(axis=0)
    return {
        "documents": len(labels),
        "accuracy": float(right.mean()),
        "estimate": intervals.mean_interval(of_runs, groups),
        "share": float(either.mean()),
        "known": float(right[either].mean()) if either.any() else None,
        "new": float(right[~either].mean()) if not either.all() else None,
    }


def from_shares(validation: dict[str, Any], test: dict[str, Any]) -> float | None:
    """Return how large a gap in accuracy between two sets different overlap alone would cause.

    This is what would change in the second set if as many of its documents as of the first shared something
    with the training set, with the same accuracy on either kind. If it has but one kind, the accuracies are
    those of the first set.

    Args:
        validation, test: what `known_and_new` returns for them.

    Returns:
        The gap, validation minus test; None if each set has only one kind of document.
    """
    more = validation["share"] - test["share"]
    if more == 0:
        return 0.0
    for part in (test, validation):
        if part["known"] is not None and part["new"] is not None:
            return more * (part["known"] - part["new"])
    return None


def overlapping(overlap: dict[str, list[bool]]) -> np.ndarray:
    """Return whether each document shares its group or ten consecutive words with the training set, bool."""
    return np.array(overlap["same_group"]) | np.array(overlap["shared_run"])
