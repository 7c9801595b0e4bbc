"""Accuracy on test documents that share something with the training part, and on those that do not."""

from typing import Any

import numpy as np

from lstm_attention.evidence import intervals, significance

SUBSETS = ("all", "same_group", "shared_run", "either", "neither")
"""All test documents; those that share their group, or ten consecutive words, with the training part; those
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
        corrected for the number of proper subsets.
    """
    same, shared = np.array(overlap["same_group"]), np.array(overlap["shared_run"])
    masks = (np.ones(len(labels), dtype=bool), same, shared, same | shared, ~(same | shared))
    chosen = {name: mask for name, mask in zip(SUBSETS, masks, strict=True) if mask.any()}
    found: dict[str, dict[str, Any]] = {}
    for name, mask in chosen.items():
        runs = {model: [run[mask] for run in own] for model, own in models.items()}
        tests = 1 if name == "all" else len(chosen) - 1
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
