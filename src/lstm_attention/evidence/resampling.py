"""Metrics of documents that are resampled in whole groups, for figures whose variance has no formula.

Throughout, labels are int (documents,); the probabilities of one run are float (documents, classes); and
weights are float (resamples, documents), how often each document was drawn. A metric returns one value per
resample.
"""

import numpy as np


def weighted_accuracy(labels: np.ndarray, probabilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the share of documents whose most probable class is the true one."""
    return weights @ (probabilities.argmax(axis=1) == labels) / weights.sum(axis=1)


def weighted_macro_f1(labels: np.ndarray, probabilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the mean over the classes of 2 TP / (predicted + true); a class without either scores 0."""
    classes = np.arange(probabilities.shape[1])
    predicted = probabilities.argmax(axis=1)[:, None] == classes
    true = labels[:, None] == classes
    hits, total = weights @ (predicted & true), weights @ (predicted.astype(float) + true)
    return np.divide(2 * hits, total, out=np.zeros_like(hits), where=total > 0).mean(axis=1)


def weighted_macro_auc(labels: np.ndarray, probabilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the mean over the classes of the area under the ROC curve, each class against the rest.

    A class counts as 0.5 in a resample that has no document of it, or only documents of it.
    """
    areas = []
    for k in range(probabilities.shape[1]):
        order = np.argsort(probabilities[:, k], kind="stable")
        starts = np.flatnonzero(np.diff(probabilities[order, k], prepend=-np.inf))  # of equal scores
        drawn, positive = weights[:, order], labels[order] == k
        above = np.add.reduceat(drawn * positive, starts, axis=1)
        below = np.add.reduceat(drawn * ~positive, starts, axis=1)
        won = (above * (below.cumsum(axis=1) - below / 2)).sum(axis=1)
        pairs = above.sum(axis=1) * below.sum(axis=1)
        areas.append(np.divide(won, pairs, out=np.full_like(won, 0.5), where=pairs > 0))
    return np.mean(areas, axis=0)


TRIES = 100
"""How often a resample that lacks a class is drawn again; with few groups in a class, it may lack one."""

METRICS = {
    "accuracy": weighted_accuracy,
    "macro_f1": weighted_macro_f1,
    "macro_auc": weighted_macro_auc,
}


def group_draws(labels: np.ndarray, groups: np.ndarray, resamples: int, seed: int) -> np.ndarray:
    """Return how often each document is drawn if groups are drawn whole, float (resamples, documents).

    This is the cluster bootstrap (Davison and Hinkley 1997, section 3.8), which draws as many groups as there
    are, with replacement. If each document is a group of its own, it is the ordinary bootstrap. A resample
    that lacks a class is drawn again, up to `TRIES` times, as F1 and AUC of a class are not defined without
    documents of it.

    Args:
        labels: true class of each document.
        groups: number of the group of each document, int (documents,).
        resamples: number of resamples to draw.
        seed: seed of the draws.
    """
    names, own = np.unique(groups, return_inverse=True)
    rng, shares = np.random.default_rng(seed), np.full(len(names), 1 / len(names))
    draws, lacking = np.empty((resamples, len(labels))), np.arange(resamples)
    for _ in range(1 + TRIES):
        draws[lacking] = rng.multinomial(len(names), shares, size=len(lacking))[:, own]
        complete = np.all([draws[:, labels == k].any(axis=1) for k in np.unique(labels)], axis=0)
        lacking = np.flatnonzero(~complete)
        if not len(lacking):
            break
    return draws


def resampled(
    metric: str, labels: np.ndarray, runs: list[np.ndarray], draws: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return a metric of each run on the test documents, and on each resample of them.

    Returns:
        Values (seeds,) and replicates (seeds, resamples). Those of two models with the same draws can be
        subtracted, which pairs documents and seeds.
    """
    ones = np.ones((1, len(labels)))
    values = np.concatenate([METRICS[metric](labels, run, ones) for run in runs])
    return values, np.stack([METRICS[metric](labels, run, draws) for run in runs])
