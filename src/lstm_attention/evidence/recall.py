"""Which class has the lowest recall, and how sure that is."""

from typing import Any

import numpy as np

from lstm_attention.evidence import intervals, resampling, significance


def gain_and_rank(
    labels: np.ndarray,
    runs_a: list[np.ndarray],
    runs_b: list[np.ndarray],
    classes: list[str],
    worst: str,
    groups: np.ndarray,
    resamples: int,
) -> dict[str, Any]:
    """Test whether model a has higher recall on class `worst` than model b, and lower than on any other.

    Args:
        labels, groups: class and group of each document.
        runs_a, runs_b: probabilities of each run.
        classes: names of all classes, in the order of the probabilities.
        worst: the class, which was chosen on other documents.
        resamples: number of bootstrap resamples of the groups.

    Returns:
        `recall`, that of model a minus that of model b, as returned by `significance.paired_accuracy`; and
        `behind`, by name of each other class, what `behind_others` returns; all corrected for their number.
    """
    k, tests = classes.index(worst), len(classes)
    own, others = labels == k, [name for name in classes if name != worst]
    one, other = ([run[own] for run in runs] for runs in (runs_a, runs_b))
    return {
        "recall": significance.paired_accuracy(labels[own], one, other, groups[own], tests=tests),
        "behind": dict(zip(others, behind_others(labels, runs_a, k, groups, resamples, tests), strict=True)),
    }


def behind_others(
    labels: np.ndarray,
    runs: list[np.ndarray],
    k: int,
    groups: np.ndarray,
    resamples: int,
    tests: int,
) -> list[dict[str, Any]]:
    """Return how much higher the recall of each other class is than that of class `k`.

    Args:
        labels, runs, groups: classes, probabilities and groups of the documents.
        k: index of the class.
        resamples: number of bootstrap resamples of the groups.
        tests: number of tests to correct for.

    Returns:
        One estimate (see `intervals`) for each other class, in order.
    """
    classes = runs[0].shape[1]
    right = intervals.right(labels, runs)  # (seeds, documents)
    own = (labels == np.arange(classes)[:, None]).astype(float)  # (classes, documents)
    weights = np.vstack([np.ones(len(labels)), resampling.group_draws(labels, groups, resamples, seed=0)])
    support = np.maximum(own @ weights.T, 1e-9)  # (classes, 1 + resamples)
    recalls = np.stack(
        [(own * row) @ weights.T / support for row in right]
    )  # (seeds, classes, 1 + resamples)
    found = []
    for other in (other for other in range(classes) if other != k):
        gap = recalls[:, other] - recalls[:, k]
        lead = intervals.bootstrap_interval(gap[:, 0], gap[:, 1:], labels, groups, tests)
        found.append(intervals.in_range(lead))
    return found
