"""How much of the variance of a result has which source: test documents, trainings, or both together."""

from typing import Any

import numpy as np
from scipy import stats

from lstm_attention.evidence.intervals import LEVEL, variance_of_mean


def parts(figures: np.ndarray, groups: np.ndarray) -> dict[str, Any]:
    """The parts of the variance of one training's result, if documents and training had been others.

    Trainings are crossed with documents, and both are samples: what is estimated are the variance components
    of the two-way random model by the analysis of variance (Searle et al. 1992, chapter 4). Where documents
    come in groups, the mean squares of documents and of the interaction are those of groups (see
    `intervals`). An estimate below 0 counts as 0. The interval of the trainings' part is that of Williams
    (1962), which takes the interaction for known, as there are many documents; it ends at the largest
    variance that a share, or a difference of two, can have.

    Args:
        figures: of each document, such as 1 if it is classified correctly and 0 if not, or the difference of
            two models, float (trainings, documents).
        groups: of the documents, int (documents,).

    Returns:
        `trainings`, their number; variances of the mean over the documents: `documents`, what is common to
        all trainings; `training`, what is common to all documents, with the ends of its interval, `low` and
        `high`; `both`, what a training makes of these documents in particular; `total`, their sum. Of a
        single training only the total of `documents` and `both` is known, and all else is None.
    """
    trainings, mean = len(figures), figures.mean(axis=0)
    of_mean = variance_of_mean(mean, groups)
    if trainings == 1:
        unknown = dict.fromkeys(("documents", "training", "low", "high", "both"))
        return {"trainings": 1, **unknown, "total": of_mean}
    both = sum(variance_of_mean(row - mean, groups) for row in figures) / (trainings - 1)
    observed, degrees = max(both, float(figures.mean(axis=1).var(ddof=1))), trainings - 1
    low, high = (
        max(0.0, observed * degrees / float(stats.chi2.ppf(share, degrees)) - both)
        for share in ((1 + LEVEL) / 2, (1 - LEVEL) / 2)
    )
    documents, training = max(0.0, of_mean - both / trainings), observed - both
    return {
        "trainings": trainings,
        "documents": documents,
        "training": training,
        "low": low,
        "high": min(high, 1.0 if (figures < 0).any() else 0.25),
        "both": both,
        "total": documents + training + both,
    }
