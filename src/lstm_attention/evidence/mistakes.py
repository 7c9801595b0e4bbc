"""What goes wrong: which classes are confused, and the errors that a model is surest of."""

import numpy as np
import pandas as pd

from lstm_attention.evidence import metrics


def confusions(confusion: np.ndarray, classes: list[str], count: int) -> pd.DataFrame:
    """The commonest confusions: `true`, `predicted`, `documents` (mean), `share` of the true class."""
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
    """The wrong answers with the highest probability, averaged over the runs.

    Returns:
        `document` (index), `true`, `predicted`, `probability` of the predicted class,
        `of_true`, that of the true class; the surest first.
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
