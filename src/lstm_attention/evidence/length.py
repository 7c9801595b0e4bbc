"""Accuracy by the length of documents, and whether one model gains on another with length."""

import numpy as np
import pandas as pd

from lstm_attention.evidence import metrics, significance
from lstm_attention.models.runs import Run

BINS = 5


def fifths(lengths: np.ndarray) -> list[np.ndarray]:
    """Documents in groups of nearly equal size, the shortest first; equal lengths stay together.

    Returns:
        Indices of the documents of each group; fewer groups where lengths coincide.
    """
    edges = np.unique(np.quantile(lengths, np.linspace(0, 1, BINS + 1)[1:-1]))
    group = np.searchsorted(edges, lengths, side="left")
    return [np.flatnonzero(group == number) for number in np.unique(group)]


def accuracy_by_length(
    labels: np.ndarray, lengths: np.ndarray, models: dict[str, list[np.ndarray]]
) -> pd.DataFrame:
    """Mean accuracy over the seeds in each group of `fifths`, with Wilson's interval.

    Returns:
        `model`, `shortest`, `longest` (tokens), `documents`, `mean`, `low`, `high`, and
        `median`, the median length.
    """
    rows = []
    for name, runs in models.items():
        right = np.mean([run.argmax(axis=1) == labels for run in runs], axis=0)
        for group in fifths(lengths):
            rows.append(
                {
                    "model": name,
                    "shortest": int(lengths[group].min()),
                    "longest": int(lengths[group].max()),
                    "median": float(np.median(lengths[group])),
                    "documents": len(group),
                    **significance.accuracy_interval(float(right[group].mean()), len(group)),
                }
            )
    return pd.DataFrame(rows)


def sweep(finished: list[Run]) -> pd.DataFrame:
    """Trainings on documents that were cut at different lengths, one row each.

    Returns:
        `model`, `max_tokens`, `seed`, `accuracy` on the test documents, `seconds` of an epoch.
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


def gain(
    labels: np.ndarray,
    lengths: np.ndarray,
    runs_a: list[np.ndarray],
    runs_b: list[np.ndarray],
    resamples: int,
) -> dict[str, dict[str, float]]:
    """Accuracy of model a less that of model b: how it changes with length, and where it ends.

    Returns:
        `slope`, the change of the difference by doubled length, from a least-squares line over
        the documents against the binary logarithm of their lengths; `longest`, the difference
        in the longest group of `fifths`. Each as of `significance.mean_over_seeds`.
    """
    differences = np.stack(
        [
            (one.argmax(axis=1) == labels).astype(float) - (other.argmax(axis=1) == labels)
            for one, other in zip(runs_a, runs_b, strict=True)
        ]
    )  # (seeds, documents)
    ones = np.ones((1, len(labels)))
    draws = significance.document_draws(len(labels), resamples, seed=0)
    logarithms = np.log2(lengths)
    slopes, replicates = (
        np.stack([_slope(logarithms, row, weights) for row in differences]) for weights in (ones, draws)
    )
    return {
        "slope": significance.mean_over_seeds(slopes[:, 0], replicates),
        "longest": significance.mean_interval(differences[:, fifths(lengths)[-1]], resamples),
    }


def _slope(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    total = weights.sum(axis=1)
    mean_x, mean_y = weights @ x / total, weights @ y / total
    variance = weights @ x**2 / total - mean_x**2
    covariance = weights @ (x * y) / total - mean_x * mean_y
    return np.divide(covariance, variance, out=np.zeros_like(covariance), where=variance > 1e-12)
