"""What goes wrong: which classes are confused, and a model's most confident errors."""

import numpy as np
import pandas as pd

from lstm_attention.evidence import intervals, metrics


def confusions(confusion: np.ndarray, classes: list[str], count: int) -> pd.DataFrame:
    """Return the most common confusions: `true`, `predicted`, mean `documents`, `share` of the true class."""
    confusion = np.asarray(confusion, dtype=float)
    wrong = np.where(np.eye(len(classes), dtype=bool), 0, confusion)
    shares = metrics.row_shares(confusion)
    order = np.argsort(-wrong, axis=None, kind="stable")[:count]
    pairs = [divmod(int(cell), len(classes)) for cell in order]
    return pd.DataFrame(
        {
            "true": classes[true],
            "predicted": classes[predicted],
            "documents": float(wrong[true, predicted]),
            "share": float(shares[true, predicted]),
        }
        for true, predicted in pairs
        if wrong[true, predicted] > 0
    )


def confident_errors(
    labels: np.ndarray, runs: list[np.ndarray], classes: list[str], count: int
) -> pd.DataFrame:
    """Return the wrong answers with the highest probability, averaged over the runs.

    Returns:
        Columns `document` (index), `true`, `predicted`, `probability` of the predicted class and `of_true`,
        that of the true class; the most confident error first.
    """
    mean = np.mean(runs, axis=0)
    predicted, confidence = mean.argmax(axis=1), mean.max(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    surest = wrong[np.argsort(-confidence[wrong], kind="stable")][:count]
    return pd.DataFrame(
        {
            "document": surest,
            "true": [classes[labels[document]] for document in surest],
            "predicted": [classes[predicted[document]] for document in surest],
            "probability": confidence[surest].astype(float),
            "of_true": mean[surest, labels[surest]].astype(float),
        }
    )


def deciding_groups(
    labels: np.ndarray,
    runs_a: list[np.ndarray],
    runs_b: list[np.ndarray],
    groups: np.ndarray,
    count: int,
) -> tuple[pd.DataFrame, float]:
    """Return the groups in which one of two models is furthest ahead of the other.

    Returns:
        Columns `document` (index of the first), `documents`, `right_a` and `right_b` (how many of them each
        model classifies correctly, means over the seeds) and `net` (a minus b), the largest difference first;
        and the difference in accuracy on all other documents.
    """
    _, first, own = np.unique(groups, return_index=True, return_inverse=True)
    right = [intervals.right(labels, runs).mean(axis=0) for runs in (runs_a, runs_b)]
    table = pd.DataFrame(
        {
            "document": first,
            "documents": np.bincount(own),
            "right_a": np.bincount(own, right[0]),
            "right_b": np.bincount(own, right[1]),
        }
    )
    table["net"] = table["right_a"] - table["right_b"]
    furthest = np.argsort(-table["net"].abs().to_numpy(), kind="stable")[:count]
    others = ~np.isin(own, furthest)
    left = float((right[0] - right[1])[others].mean()) if others.any() else 0.0
    return table.iloc[furthest], left
