"""Variants of a model beside it: accuracies, predictions, and paired tests on the seeds that both have."""

from typing import Any

import numpy as np

from lstm_attention.evidence import intervals, significance
from lstm_attention.models.runs import Run


def beside(base: str, finished: dict[str, list[Run]], margin: float, tests: int) -> dict[str, dict[str, Any]]:
    """Return the accuracies of a model and of each variant, as means over their seeds.

    Args:
        base: name of the model.
        finished: all runs, by name.
        margin: margin of the equivalence tests.
        tests: number of tests to correct for.

    Returns:
        By name: the number of `trainable` parameters and of `seeds`; accuracy on `validation` and `test`
        documents, as returned by `intervals.accuracy_interval`; `validated`, the number of runs that share
        the split of the model's first run, as only these count for validation; and `against`, the comparison
        with the model, as returned by `significance.paired_accuracy`, with the number of `trainings` of each,
        or None for the model itself.
    """
    first = finished[base][0]
    validated = {
        name: [run for run in own if run.record["corpus"] == first.record["corpus"]]
        for name, own in finished.items()
    }
    return {
        name: {
            "trainable": own[0].record["counts"]["trainable"],
            "seeds": len(own),
            "validated": len(validated[name]),
            "validation": intervals.accuracy_interval(
                first.validation_labels,
                [run.validation_probabilities for run in validated[name]],
                first.validation_groups,
            ),
            "test": intervals.accuracy_interval(
                own[0].labels, [run.probabilities for run in own], own[0].groups
            ),
            "against": None if name == base else _against(own, finished[base], margin, tests),
        }
        for name, own in finished.items()
    }


def _against(own: list[Run], base: list[Run], margin: float, tests: int) -> dict[str, Any]:
    one, other = _on_shared_seeds(own, base)
    compared = significance.paired_accuracy(base[0].labels, one, other, base[0].groups, margin, tests)
    return compared | {"trainings": len(one)}


def _on_shared_seeds(own: list[Run], base: list[Run]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return the probabilities of two models from the training runs that share a seed."""
    by_seed = {run.record["seed"]: run.probabilities for run in own}
    shared = [run for run in base if run.record["seed"] in by_seed]
    return [by_seed[run.record["seed"]] for run in shared], [run.probabilities for run in shared]


def all_against(
    base: str,
    finished: dict[str, list[Run]],
    baselines: dict[str, list[np.ndarray]],
    margin: float,
    primary: str,
    tests: int,
) -> dict[str, dict[str, Any]]:
    """Return the accuracy of every model, variant and baseline minus that of one model.

    Args:
        base: the name of this model.
        finished: all runs, by name.
        baselines: by name, the probabilities of each run of a baseline, one for all seeds or one for each.
        margin: the equivalence margin.
        primary: the model whose comparison is tested by itself.
        tests: number of tests to correct the other comparisons for.

    Returns:
        By name what `significance.paired_accuracy` returns, and `each_seed`, the difference of each.
    """
    labels, groups = finished[base][0].labels, finished[base][0].groups
    pairs = {name: _on_shared_seeds(own, finished[base]) for name, own in finished.items() if name != base}
    trained = [run.probabilities for run in finished[base]]
    pairs |= {name: (own, trained) for name, own in baselines.items()}
    found = {}
    for name, (own, others) in pairs.items():
        figures = intervals.right(labels, own) - intervals.right(labels, others)
        corrected = 1 if name == primary else tests
        found[name] = intervals.difference_interval(figures, groups, margin, corrected) | {
            "each_seed": figures.mean(axis=1).tolist()
        }
    return found


def changing_only(change: dict[str, Any], base: str, finished: dict[str, list[Run]]) -> str | None:
    """Return the name of the variant that differs from a model by one change alone; None if there is none."""
    parameters = {name: own[0].record["parameters"] for name, own in finished.items()}
    wanted = parameters[base] | change
    return next((name for name, own in parameters.items() if name != base and own == wanted), None)


def changed(own: list[Run], base: list[Run]) -> list[str]:
    """Return the names of the parameters in which a variant differs from a model."""
    parameters, others = own[0].record["parameters"], base[0].record["parameters"]
    return [name for name, value in parameters.items() if value != others[name]]


def agreement(base: list[Run], other: list[Run], margin: float) -> dict[str, Any] | None:
    """Return how often a variant predicts the same class as a model, and how often two runs of it agree.

    Training runs with the same seed draw the same batches, so each training run of the model is compared only
    with those of other seeds that both have. Each training run is part of several pairs; the intervals treat
    the means over the pairs of each training run of the model as independent.

    Args:
        base, other: the runs of the model and of the variant.
        margin: the equivalence margin.

    Returns:
        `across` and `within`, shares of the test documents with intervals, and `difference`, the first minus
        the second, from `intervals.difference_interval`; None if the model was trained only once.
    """
    groups = base[0].groups
    seeds = {run.record["seed"] for run in other}
    partners = [run for run in base if run.record["seed"] in seeds]
    rows = [
        (_alike(run, other), _alike(run, partners))
        for run in base
        if any(run.record["seed"] != one.record["seed"] for one in partners)
    ]
    if not rows:
        return None
    across, within = (np.stack(figures) for figures in zip(*rows, strict=True))
    return {
        "across": intervals.share_interval(across, groups),
        "within": intervals.share_interval(within, groups),
        "difference": intervals.difference_interval(across - within, groups, margin),
    }


def _alike(run: Run, others: list[Run]) -> np.ndarray:
    """Return for each test document the share of the other runs with the same prediction."""
    answers = run.probabilities.argmax(axis=1)
    seed = run.record["seed"]
    return np.mean(
        [one.probabilities.argmax(axis=1) == answers for one in others if one.record["seed"] != seed], axis=0
    )


def on_same_seeds(
    variant: list[Run], model: list[Run], base: list[Run], margin: float, tests: int
) -> dict[str, dict[str, Any]]:
    """Return the accuracy of a variant and of its model, each minus a third model's, on the variant's seeds.

    Args:
        variant, model, base: the runs of the variant, of its model and of the third.
        margin: the equivalence margin.
        tests: number of tests to correct the variant's comparison for; the model's is the primary one.

    Returns:
        `variant` and `model`, from `significance.paired_accuracy`, with the number of `trainings`.
    """
    seeds = {run.record["seed"] for run in variant}
    same = [run for run in model if run.record["seed"] in seeds]
    return {"variant": _against(variant, base, margin, tests), "model": _against(same, base, margin, 1)}


def over_baseline(own: list[Run], baseline: list[np.ndarray], tests: int) -> dict[str, dict[str, Any]]:
    """Compare the training runs of one model, and the mean of their probabilities, with a baseline.

    Args:
        own: the runs of the model.
        baseline: the probabilities of each run of the baseline, one for all seeds or one for each.
        tests: number of tests to correct for.

    Returns:
        `over_baseline` and `ensemble_over_baseline`, as returned by `significance.paired_accuracy`, the
        latter with the baseline's first run, with the number of `trainings` or ensembles; and `ensemble`, the
        accuracy of the mean with an interval.
    """
    labels, groups, trained = own[0].labels, own[0].groups, [run.probabilities for run in own]
    ensemble = [np.mean(trained, axis=0)]

    def over(own: list[np.ndarray], other: list[np.ndarray]) -> dict[str, Any]:
        return significance.paired_accuracy(labels, own, other, groups, tests=tests) | {"trainings": len(own)}

    return {
        "over_baseline": over(trained, baseline),
        "ensemble": intervals.accuracy_interval(labels, ensemble, groups),
        "ensemble_over_baseline": over(ensemble, baseline[:1]),
    }
