"""Variants of a model beside it: their accuracies, and paired tests on documents and seeds that both have."""

from typing import Any

import numpy as np

from lstm_attention.evidence import metrics, significance
from lstm_attention.models.runs import Run


def beside(base: str, finished: dict[str, list[Run]], resamples: int) -> dict[str, dict[str, Any]]:
    """Accuracy of a model and of each variant, means over the seeds of each.

    Args:
        base: the name of the model.
        finished: all runs, by name.
        resamples: bootstrap resamples of the test documents.

    Returns:
        By name `trainable` parameters; `seeds`, their number; accuracy on `validation` and `test` documents,
        as of `significance.accuracy_interval`; `against` the model, as of `significance.paired_accuracy`,
        with `p_holm` over the variants, or None for the model itself.
    """
    rows = {
        name: {
            "trainable": own[0].record["counts"]["trainable"],
            "seeds": len(own),
            "validation": _accuracy([(run.validation_labels, run.validation_probabilities) for run in own]),
            "test": _accuracy([(run.labels, run.probabilities) for run in own]),
            "against": None if name == base else _against(own, finished[base], resamples),
        }
        for name, own in finished.items()
    }
    tested = [row["against"] for row in rows.values() if row["against"]]
    for against, p in zip(tested, significance.holm([row["p"] for row in tested]), strict=True):
        against["p_holm"] = p
    return rows


def _accuracy(predicted: list[tuple[np.ndarray, np.ndarray]]) -> dict[str, float]:
    mean = float(np.mean([metrics.accuracy(labels, run) for labels, run in predicted]))
    return significance.accuracy_interval(mean, len(predicted[0][0]))


def _against(own: list[Run], base: list[Run], resamples: int) -> dict[str, float]:
    by_seed = {run.record["seed"]: run.probabilities for run in own}
    shared = [run for run in base if run.record["seed"] in by_seed]
    return significance.paired_accuracy(
        base[0].labels,
        [by_seed[run.record["seed"]] for run in shared],
        [run.probabilities for run in shared],
        resamples,
    )


def over_baseline(own: list[Run], baseline: np.ndarray, resamples: int) -> dict[str, dict[str, float]]:
    """Trainings of one model, and the mean of their probabilities, against a baseline on the test documents.

    Args:
        own: the runs.
        baseline: its probabilities (documents, classes).
        resamples: bootstrap resamples of the documents.

    Returns:
        `over_baseline` and `ensemble_over_baseline`, as of `significance.paired_accuracy`; `ensemble`, its
        accuracy with an interval.
    """
    labels, trained = own[0].labels, [run.probabilities for run in own]
    ensemble = np.mean(trained, axis=0)
    return {
        "over_baseline": significance.paired_accuracy(labels, trained, [baseline], resamples),
        "ensemble": significance.accuracy_interval(metrics.accuracy(labels, ensemble), len(labels)),
        "ensemble_over_baseline": significance.paired_accuracy(labels, [ensemble], [baseline], resamples),
    }
