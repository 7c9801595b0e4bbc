"""How much of a result's variance comes from test documents, training runs and the division of the corpus."""

from typing import Any

import numpy as np
from scipy import stats

from lstm_attention.evidence import metrics
from lstm_attention.evidence.intervals import LEVEL, variance_of_mean
from lstm_attention.models.runs import Run


def parts(figures: np.ndarray, groups: np.ndarray) -> dict[str, Any]:
    """The parts of the variance of one training run's result, had documents and training been different.

    Training runs are crossed with documents, and both are samples: what is estimated are the variance
    components of the two-way random model by the analysis of variance (Searle et al. 1992, chapter 4). Where
    documents come in groups, the mean squares of documents and of the interaction are those of groups (see
    `intervals`). An estimate below 0 counts as 0. The interval of the training runs' part is that of Williams
    (1962), which takes the interaction for known, as there are many documents; it ends at the largest
    variance that a share, or a difference of two, can have. Where training runs vary less than the
    interaction alone would make them, the interval is that of a variance equal to it, so that its width is
    never zero.

    Args:
        figures: of each document, such as 1 if it is classified correctly and 0 if not, or the difference of
            two models, float (training runs, documents).
        groups: of the documents, int (documents,).

    Returns:
        `trainings`, their number; variances of the mean over the documents: `documents`, what is common to
        all training runs; `training`, what is common to all documents, with the ends of its interval, `low`
        and `high`; `both`, what a training run makes of these documents in particular; `total`, their sum. Of
        a single training run, and of several that agree on every document, only the total of `documents` and
        `both` is known, and all else is None.
    """
    trainings, mean = len(figures), figures.mean(axis=0)
    of_mean = variance_of_mean(mean, groups)
    if (figures == figures[0]).all():
        unknown = dict.fromkeys(("documents", "training", "low", "high", "both"))
        return {"trainings": trainings, **unknown, "total": of_mean}
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


def accuracies_over_splits(runs: dict[str, list[Run]], documents: int) -> dict[str, dict[str, Any]]:
    """Return `over_splits` of the accuracies of two models and of their `difference`, first minus second.

    Args:
        runs: of both models by name, each run with a test set of its own, the same as the other model's.
        documents: of the corpus, in all parts.

    Returns:
        By model, and as `difference`; nothing if there is but one test set.
    """
    accuracies = {
        model: np.array([metrics.accuracy(run.labels, run.probabilities) for run in own])
        for model, own in runs.items()
    }
    first, second = accuracies.values()
    tested = [len(run.labels) for run in next(iter(runs.values()))]
    results = accuracies | {"difference": first - second} if len(tested) > 1 else {}
    return {name: over_splits(values, tested, documents) for name, values in results.items()}


def over_splits(values: np.ndarray, tested: list[int], documents: int) -> dict[str, Any]:
    """The mean of a result over random divisions of one corpus into training and test documents.

    Any two of these training sets have documents in common, so that their results are alike, and the
    variance between them, divided by their number, is too small for that of their mean. It is multiplied by
    1 / splits + test / training documents instead (Nadeau and Bengio 2003, section 5). Documents for
    validation count as training documents here, as they choose the epoch. For the same reason a single result
    varies more than these results do: its variance is 1 + test / training documents times theirs.

    Args:
        values: the result of each split, such as a difference in accuracy, float (splits,).
        tested: number of test documents of each.
        documents: of the corpus, in all parts.

    Returns:
        `splits`, their number; `mean`, `low`, `high`, `error`, `degrees` and `p` as in `intervals`; the
        standard `deviation` of a single result; and `spread`, that of the results of these splits, with the
        ends of its interval. If all of these agree, nothing is known of how they vary, and the interval holds
        all differences of two shares.

    Raises:
        ValueError: if there are fewer than two splits.
    """
    splits, mean = len(values), float(np.mean(values))
    if splits < 2:
        raise ValueError(f"values: a variance between splits needs two or more, not {splits}")
    ratio = float(np.mean([own / (documents - own) for own in tested]))
    observed, degrees = float(np.var(values, ddof=1)), splits - 1
    error = ((1 / splits + ratio) * observed) ** 0.5
    low, high, p = -1.0, 1.0, 1.0
    if error > 0:
        half = float(stats.t.ppf((1 + LEVEL) / 2, degrees)) * error
        low, high = max(low, mean - half), min(high, mean + half)
        p = float(2 * stats.t.sf(abs(mean) / error, degrees))
    ends = {"low": (1 + LEVEL) / 2, "high": (1 - LEVEL) / 2}
    return {
        **{"splits": splits, "mean": mean, "low": low, "high": high, "error": error},
        **{"degrees": float(degrees), "p": p, "deviation": ((1 + ratio) * observed) ** 0.5},
        "spread": {
            "mean": observed**0.5,
            **{
                end: min(1.0, (observed * degrees / float(stats.chi2.ppf(share, degrees))) ** 0.5)
                for end, share in ends.items()
            },
        },
    }
