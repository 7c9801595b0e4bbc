"""Variants of a model compared with it: accuracies, and paired tests on shared documents and seeds."""

from typing import Any

import numpy as np

from lstm_attention.evidence import intervals, significance
from lstm_attention.models.runs import Run


def beside(base: str, finished: dict[str, list[Run]], margin: float) -> dict[str, dict[str, Any]]:
    """Return the accuracies of a model and of each variant, as means over their seeds.

    Args:
        base: name of the model.
        finished: all runs, by name.
        margin: margin of the equivalence tests.

    Returns:
        By name `trainable` parameters; `seeds`, their number; accuracy on `validation` and `test` documents,
        as of `intervals.accuracy_interval`, on the former by the runs that share the split of the model's
        first, as other splits have other validation documents; `against` the model, as of
        `significance.paired_accuracy`, corrected for the number of variants, or None for the model itself.
    """
    first = finished[base][0]
    return {
        name: {
            "trainable": own[0].record["counts"]["trainable"],
            "seeds": len(own),
            "validation": intervals.accuracy_interval(
                first.validation_labels,
                [
                    run.validation_probabilities
                    for run in own
                    if run.record["corpus"] == first.record["corpus"]
                ],
                first.validation_groups,
            ),
            "test": intervals.accuracy_interval(
                own[0].labels, [run.probabilities for run in own], own[0].groups
            ),
            "against": None if name == base else _against(own, finished[base], margin, len(finished) - 1),
        }
        for name, own in finished.items()
    }


def _against(own: list[Run], base: list[Run], margin: float, tests: int) -> dict[str, Any]:
    by_seed = {run.record["seed"]: run.probabilities for run in own}
    shared = [run for run in base if run.record["seed"] in by_seed]
    return significance.paired_accuracy(
        base[0].labels,
        [by_seed[run.record["seed"]] for run in shared],
        [run.probabilities for run in shared],
        base[0].groups,
        margin,
        tests,
    )


def over_baseline(own: list[Run], baseline: np.ndarray) -> dict[str, dict[str, Any]]:
    """Compare the trainings of one model, and the mean of their probabilities, with a baseline.

    Args:
        own: the runs of the model.
        baseline: the baseline's probabilities of the test documents (documents, classes).

    Returns:
        `over_baseline` and `ensemble_over_baseline`, as returned by `significance.paired_accuracy` and
        corrected for two tests; and `ensemble`, the accuracy of the mean with an interval.
    """
    labels, groups, trained = own[0].labels, own[0].groups, [run.probabilities for run in own]
    ensemble = [np.mean(trained, axis=0)]
    return {
        "over_baseline": significance.paired_accuracy(labels, trained, [baseline], groups, tests=2),
        "ensemble": intervals.accuracy_interval(labels, ensemble, groups),
        "ensemble_over_baseline": significance.paired_accuracy(labels, ensemble, [baseline], groups, tests=2),
    }
