"""Accuracy on test documents that share something with the training part, and on those that do not."""

from typing import Any

import numpy as np

from lstm_attention.evidence import intervals, significance

SUBSETS = ("all", "same_group", "shared_run", "either", "neither")
"""All test documents; those whose group the training part has, or ten words in a row; either; neither."""


def by_overlap(
    labels: np.ndarray,
    groups: np.ndarray,
    overlap: dict[str, list[bool]],
    models: dict[str, list[np.ndarray]],
    pair: tuple[str, str],
) -> dict[str, dict[str, Any]]:
    """Models on each of `SUBSETS`, as far as it has documents.

    Args:
        labels, groups: of the test documents.
        overlap: `same_group` and `shared_run` of each, as a corpus folder has them.
        models: by name, the probabilities of each run.
        pair: the two models that are compared.

    Returns:
        By subset `documents`; of each model its accuracy, as of `intervals.accuracy_interval`; and
        `difference`, as of `significance.paired_accuracy`, corrected for the number of proper subsets.
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
