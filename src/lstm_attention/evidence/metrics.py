"""Metrics of predicted probabilities, as pure functions of labels and probabilities.

Throughout, labels are int (documents,) and probabilities float (documents, classes); the class with the
highest probability is the prediction.
"""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
    roc_auc_score,
    roc_curve,
)


def evaluate(labels: np.ndarray, probabilities: np.ndarray, classes: list[str]) -> dict[str, Any]:
    """Return all figures of one test: accuracy, loss, macro_f1, auc by class, macro_auc, confusion_matrix.

    `loss` is the mean cross-entropy in nats; `auc` is one class against the rest; a row of
    the confusion matrix is a true class.
    """
    predicted = probabilities.argmax(axis=1)
    indices = range(len(classes))
    auc = {name: float(roc_auc_score(labels == k, probabilities[:, k])) for k, name in enumerate(classes)}
    return {
        "accuracy": accuracy(labels, probabilities),
        "loss": cross_entropy(labels, probabilities),
        "macro_f1": float(
            f1_score(labels, predicted, labels=list(indices), average="macro", zero_division=0)
        ),
        "auc": auc,
        "macro_auc": float(np.mean(list(auc.values()))),
        "confusion_matrix": confusion_matrix(labels, predicted, labels=list(indices)).tolist(),
    }


def cross_entropy(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Return the mean cross-entropy in nats of probabilities (documents, classes)."""
    # In single precision, a softmax sums to one within 1e-7, which is more than scikit-learn accepts.
    normalized = probabilities / probabilities.sum(axis=1, keepdims=True, dtype=float)
    return float(log_loss(labels, normalized, labels=list(range(probabilities.shape[1]))))


def accuracy(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Return the share of documents whose most probable class is the true one."""
    return float(accuracy_score(labels, probabilities.argmax(axis=1)))


def per_class(labels: np.ndarray, probabilities: np.ndarray, classes: list[str]) -> pd.DataFrame:
    """Return precision, recall, F1 and support of each class, with the macro average in the last row."""
    scores = precision_recall_fscore_support(
        labels, probabilities.argmax(axis=1), labels=list(range(len(classes))), zero_division=0
    )
    table = pd.DataFrame(dict(zip(("precision", "recall", "f1", "support"), scores, strict=True)))
    table.insert(0, "class", classes)
    macro = {"class": "macro average", **table[["precision", "recall", "f1"]].mean(), "support": len(labels)}
    return pd.concat([table, pd.DataFrame([macro])], ignore_index=True).astype({"support": int})


def mean_roc(
    labels: np.ndarray, probabilities: list[np.ndarray], k: int, points: int = 501
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ROC curve of class `k` against the rest, averaged over several runs.

    Returns:
        False positive rates, evenly spaced (points,), and the mean true positive rates there.
    """
    grid = np.linspace(0, 1, points)
    curves = []
    for run in probabilities:
        false_positive, true_positive, _ = roc_curve(labels == k, run[:, k])
        curves.append(np.interp(grid, false_positive, true_positive))
    return grid, np.concatenate([[0.0], np.mean(curves, axis=0)[1:]])


def row_shares(confusion: np.ndarray) -> np.ndarray:
    """Return a confusion matrix as shares of each true class; a class without documents gets zeros."""
    confusion = np.asarray(confusion, dtype=float)
    support = confusion.sum(axis=1, keepdims=True)
    return np.divide(confusion, support, out=np.zeros_like(confusion), where=support > 0)


def most_confused(confusion: np.ndarray, classes: list[str]) -> dict[str, Any]:
    """Return the class with the largest share of errors, and the class it is most often mistaken for.

    Returns:
        `true_class`; `equally`, the other classes with the same share of errors; `wrong_share`, the share of
        the true class that is predicted as other classes; `predicted_class`, the most common of these;
        `share`, the share of the true class predicted as it; and of all classes, the number of `errors` and
        of `documents`, float.
    """
    shares = row_shares(confusion)
    wrong = np.where(np.eye(len(classes), dtype=bool), 0, shares)
    totals = wrong.sum(axis=1)
    true, *others = (int(row) for row in np.flatnonzero(np.isclose(totals, totals.max())))
    predicted = int(wrong[true].argmax())
    return {
        "true_class": classes[true],
        "equally": [classes[row] for row in others],
        "wrong_share": float(wrong[true].sum()),
        "predicted_class": classes[predicted],
        "share": float(wrong[true, predicted]),
        "errors": float(np.sum(confusion) - np.trace(confusion)),
        "documents": float(np.sum(confusion)),
    }


def weight_bound(positions: np.ndarray | float) -> np.ndarray | float:
    """Return the largest possible softmax weight of one of T positions with scores in [-1, 1].

    It is reached if one score is 1 and all others are -1: e / (e + (T - 1) / e) = e^2 / (e^2 + T - 1).
    """
    return np.e**2 / (np.e**2 + np.asarray(positions) - 1)


def half_bound(positions: int) -> float:
    """Return the smallest share of T positions that can hold half of a softmax with scores in [-1, 1].

    Some positions score 1 and all others -1, as many as make the share smallest. With many positions, it is
    1 / (1 + e^2).
    """
    high = np.arange(1, positions + 1)
    weight = np.e / (high * np.e + (positions - high) / np.e)
    held = high * weight
    needed = np.where(held >= 0.5, 0.5 / weight, high + (0.5 - held) / (weight / np.e**2))
    return float(needed.min() / positions)


def padding_share_bound(tokens: np.ndarray | float, positions: np.ndarray | float) -> np.ndarray | float:
    """Return the smallest possible share on padding of a softmax with scores in [-1, 1].

    It is reached if all tokens score 1 and all padding -1: (P - T) / (P - T + e^2 T) for T tokens
    padded to P.
    """
    tokens = np.asarray(tokens)
    padding = np.asarray(positions) - tokens
    return padding / (padding + np.e**2 * tokens)
