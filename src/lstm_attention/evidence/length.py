"""Accuracy by document length, and whether one model gains on another as documents get longer."""

import numpy as np
import pandas as pd

from lstm_attention.evidence import intervals, metrics, resampling
from lstm_attention.models.runs import Run

BINS = 5


def fifths(lengths: np.ndarray) -> list[np.ndarray]:
    """Divide documents into groups of nearly equal size, the shortest first; equal lengths stay together.

    Returns:
        Indices of the documents in each group; fewer groups if lengths coincide.
    """
    edges = np.unique(np.quantile(lengths, np.linspace(0, 1, BINS + 1)[1:-1]))
    group = np.searchsorted(edges, lengths, side="left")
    return [np.flatnonzero(group == number) for number in np.unique(group)]


def accuracy_by_length(
    labels: np.ndarray, lengths: np.ndarray, models: dict[str, list[np.ndarray]], groups: np.ndarray
) -> pd.DataFrame:
    """Return the mean accuracy over the seeds in each of `fifths`, with its interval by `groups`.

    Returns:
        Columns `model`, `shortest`, `longest` (tokens), `documents`, `mean`, `low`, `high`, and
        `median`, the median length.
    """
    rows = []
    for name, runs in models.items():
        for fifth in fifths(lengths):
            rows.append(
                {
                    "model": name,
                    "shortest": int(lengths[fifth].min()),
                    "longest": int(lengths[fifth].max()),
                    "median": float(np.median(lengths[fifth])),
                    "documents": len(fifth),
                    **intervals.accuracy_interval(labels[fifth], [run[fifth] for run in runs], groups[fifth]),
                }
            )
    return pd.DataFrame(rows)


def sweep(finished: list[Run]) -> pd.DataFrame:
    """Return the training runs on documents that were cut at different lengths, one row each.

    Returns:
        Columns `model`, `max_tokens`, `seed`, `accuracy` on the test documents, mean `seconds` of an epoch.
    """
    return pd.DataFrame(
        {
            "model": run.record["model"],
            "max_tokens": run.record["parameters"]["max_tokens"],
            "seed": run.record["seed"],
            "accuracy": metrics.accuracy(run.labels, run.probabilities),
            "seconds": float(np.mean(run.record["seconds"]["epochs"])),
        }
        for run in finished
    )


def with_the_same_seeds(shortened: list[Run], whole: list[Run]) -> list[Run]:
    """Return runs on shortened documents, and those on whole documents that compare with them.

    A model that was trained on shortened documents is compared on the seeds that it has there.
    """
    models = {run.record["model"] for run in shortened}
    trained = {(run.record["model"], run.record["seed"]) for run in shortened}
    compare = [
        run
        for run in whole
        if run.record["model"] not in models or (run.record["model"], run.record["seed"]) in trained
    ]
    return [*shortened, *compare]


def means_of_sweep(finished: list[Run]) -> pd.DataFrame:
    """Return the same training runs with one row for each model and length.

    Returns:
        Columns `model`, `max_tokens`, `seeds` (their number), the accuracy as returned by
        `intervals.accuracy_interval`, and mean `seconds` of an epoch.
    """
    trainings: dict[tuple[str, int], list[Run]] = {}
    for run in finished:
        trainings.setdefault((run.record["model"], run.record["parameters"]["max_tokens"]), []).append(run)
    return pd.DataFrame(
        {
            "model": model,
            "max_tokens": max_tokens,
            "seeds": len(own),
            **intervals.accuracy_interval(own[0].labels, [run.probabilities for run in own], own[0].groups),
            "seconds": float(np.mean([np.mean(run.record["seconds"]["epochs"]) for run in own])),
        }
        for (model, max_tokens), own in sorted(trainings.items())
    )


def gain(
    labels: np.ndarray,
    lengths: np.ndarray,
    runs_a: list[np.ndarray],
    runs_b: list[np.ndarray],
    groups: np.ndarray,
    resamples: int,
) -> dict[str, dict[str, float]]:
    """Return how the accuracy of model a minus that of model b changes with length, and where it ends.

    Returns:
        `slope`, the change in the difference when length doubles, from a least-squares line over the
        documents against the binary logarithm of their lengths; and `longest`, the difference in the longest
        of `fifths`. Both are estimates (see `intervals`), corrected for two tests.
    """
    differences = intervals.right(labels, runs_a) - intervals.right(labels, runs_b)  # (seeds, documents)
    ones = np.ones((1, len(labels)))
    draws = resampling.group_draws(labels, groups, resamples, seed=0)
    logarithms, longest = np.log2(lengths), fifths(lengths)[-1]
    slopes, replicates = (
        np.stack([_slope(logarithms, row, weights) for row in differences]) for weights in (ones, draws)
    )
    return {
        "slope": intervals.bootstrap_interval(slopes[:, 0], replicates, labels, groups, tests=2),
        "longest": intervals.mean_interval(differences[:, longest], groups[longest], tests=2),
    }


def _slope(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    total = weights.sum(axis=1)
    mean_x, mean_y = weights @ x / total, weights @ y / total
    variance = weights @ x**2 / total - mean_x**2
    covariance = weights @ (x * y) / total - mean_x * mean_y
    return np.divide(covariance, variance, out=np.zeros_like(covariance), where=variance > 1e-12)
