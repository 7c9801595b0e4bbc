"""What goes wrong: which classes are confused, and a model's most confident errors."""

from typing import Any

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
        [
            {
                "true": classes[true],
                "predicted": classes[predicted],
                "documents": float(wrong[true, predicted]),
                "share": float(shares[true, predicted]),
            }
            for true, predicted in pairs
            if wrong[true, predicted] > 0
        ],
        columns=["true", "predicted", "documents", "share"],
    )


def confident_errors(labels: np.ndarray, runs: list[np.ndarray], classes: list[str]) -> pd.DataFrame:
    """Return the predictions that are wrong by the mean of the runs' probabilities.

    Returns:
        Columns `document` (index), `true`, `predicted`, `probability` of the predicted class and `of_true`,
        that of the true class; the most confident error first.
    """
    mean = np.mean(runs, axis=0)
    predicted, confidence = mean.argmax(axis=1), mean.max(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    surest = wrong[np.argsort(-confidence[wrong], kind="stable")]
    return pd.DataFrame(
        {
            "document": surest,
            "true": [classes[labels[document]] for document in surest],
            "predicted": [classes[predicted[document]] for document in surest],
            "probability": confidence[surest].astype(float),
            "of_true": mean[surest, labels[surest]].astype(float),
        }
    )


def groups_apart(
    labels: np.ndarray,
    runs_a: list[np.ndarray],
    runs_b: list[np.ndarray],
    groups: np.ndarray,
    count: int,
) -> pd.DataFrame:
    """Return the groups in which one of two models is furthest ahead of the other, if it is at all.

    Returns:
        Columns `document` (index of the first), `documents`, `right_a` and `right_b` (how many of them each
        model classifies correctly, means over the seeds) and `net` (a minus b), the largest difference first.
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
    return table.iloc[furthest].query("net != 0")


def shared_errors(
    pairs: pd.DataFrame,
    labels: np.ndarray,
    answers: dict[str, np.ndarray],
    model: str,
    overlapping: np.ndarray,
    classes: list[str],
) -> pd.DataFrame:
    """Return who else makes a model's most common confusions, and how they overlap with the training set.

    Args:
        pairs: what `confusions` returns for the model.
        labels: of the documents, int (documents,).
        answers: of each model, int (seeds, documents).
        model: the one whose confusions they are.
        overlapping: whether a document shares something with the training set, bool (documents,).
        classes: names.

    Returns:
        The pairs with `also_<other>`, the share of these errors that a training run of another model makes
        too; `overlap`, the share of overlapping documents among them, and `overlap_right` among those of the
        same class that are classified correctly, nan if there are none; and `document`, the index of the
        first of those that the largest number of runs of the model confuse in this way.
    """
    rows = []
    for pair in pairs.itertuples():
        true, predicted = classes.index(pair.true), classes.index(pair.predicted)
        wrong, right = (
            ((answers[model] == answer) & (labels == true)).sum(axis=0).astype(float)
            for answer in (predicted, true)
        )
        also = {
            f"also_{other}": float(np.average((own == predicted).mean(axis=0), weights=wrong))
            for other, own in answers.items()
            if other != model
        }
        rows.append(
            {
                **also,
                "overlap": float(np.average(overlapping, weights=wrong)),
                "overlap_right": float(np.average(overlapping, weights=right)) if right.any() else np.nan,
                "document": int(wrong.argmax()),
            }
        )
    others = [f"also_{other}" for other in answers if other != model]
    columns = [*others, "overlap", "overlap_right", "document"]
    return pairs.join(pd.DataFrame(rows, index=pairs.index, columns=columns))


def errors_in_all(
    labels: np.ndarray,
    answers: dict[str, np.ndarray],
    model: str,
    overlapping: np.ndarray,
    groups: np.ndarray,
) -> dict[str, Any]:
    """Return the same figures as `shared_errors`, for all errors of a model.

    Args:
        labels, answers, model, overlapping: as for `shared_errors`.
        groups: of the documents.

    Returns:
        `errors`, their mean number over the training runs; `also`, by other model, the share of them in which
        a run of it makes the same prediction; and `overlap`: the shares of overlapping documents among the
        `errors` and among the correct predictions (`right`), their `difference` with its interval, and how
        many `documents` overlap. `also` and `overlap` are None where some run makes no error, and
        `overlap` also where some run gets nothing right.
    """
    own = answers[model]
    right = (own == labels).astype(float)
    wrong = 1 - right
    found: dict[str, Any] = {"errors": float(wrong.sum(axis=1).mean()), "also": None, "overlap": None}
    if not wrong.any(axis=1).all():
        return found
    found["also"] = {
        other: float(np.average((own[:, None] == given).mean(axis=1), weights=wrong))
        for other, given in answers.items()
        if other != model
    }
    if right.any(axis=1).all():
        shares, parts = [], []
        for kind in (wrong, right):
            share = np.average(np.broadcast_to(overlapping, kind.shape), axis=1, weights=kind)[:, None]
            shares.append(share)
            # A ratio of two means varies as this mean does (Cochran 1977, section 2.11).
            parts.append(share + kind * (overlapping - share) / kind.mean(axis=1, keepdims=True))
        found["overlap"] = {
            "errors": float(shares[0].mean()),
            "right": float(shares[1].mean()),
            "difference": intervals.mean_interval(parts[0] - parts[1], groups),
            "documents": int(overlapping.sum()),
        }
    return found
