"""What the points of a sweep show: figures of all settings, the best by validation, paired tests against it.

A setting of a model is a row: the `values` of the parameters that vary, its `runs`, one for each seed, and
`weights`, the largest attention weights and groups of some documents for each run, empty if the model has no
attention.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from statsmodels.stats.weightstats import DescrStatsW

from lstm_attention.evidence import intervals, metrics, resampling, significance
from lstm_attention.models.runs import Run, load_run

MEASURES = ("validation", "accuracy", "macro_f1", "largest", "seconds")
"""Estimates of each setting, in the order in which they are shown."""


def settings(
    tried: dict[str, list[dict[str, Any]]], failed: dict[str, str], resamples: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Read the runs of all settings, and compare them.

    Args:
        tried: for each model, its settings: `values`, and the paths of `runs` and `weights`.
        failed: why a run or its weights could not be made, by path; such a setting is left out.
        resamples: as for `figures`.

    Returns:
        One row for each setting: `model`, `values`, `runs` (paths by seed), its `figures`, whether it is the
        `best` of its model, and its `comparison` from `against_best`. No setting is the best of a model whose
        settings have different validation documents. And for each setting that is left out, `model`, `values`
        and `reason`.
    """
    whole, missing = {}, []
    for model, own in tried.items():
        for row in own:
            reasons = [failed[path] for path in (*row["runs"], *row["weights"]) if path in failed]
            if reasons:
                missing.append({"model": model, "values": row["values"], "reason": reasons[0]})
            else:
                whole.setdefault(model, []).append(row)
    loaded = {
        model: [[load_run(Path(run)) for run in row["runs"]] for row in own] for model, own in whole.items()
    }
    rows = {
        model: [
            {
                "model": model,
                "values": row["values"],
                "runs": {run.record["seed"]: path for run, path in zip(runs, row["runs"], strict=True)},
                **figures(
                    runs, [json.loads(Path(path).read_text("utf-8")) for path in row["weights"]], resamples
                ),
            }
            for row, runs in zip(own, loaded[model], strict=True)
        ]
        for model, own in whole.items()
    }
    chosen = {model: best(own) if _validated_alike(loaded[model]) else None for model, own in rows.items()}
    tested = against_best(loaded, chosen)
    return [
        row | {"best": number == chosen[model], "comparison": tested[model][number]}
        for model, own in rows.items()
        for number, row in enumerate(own)
    ], missing


def figures(runs: list[Run], weights: list[dict[str, list[float]]], resamples: int) -> dict[str, Any]:
    """Return the figures of one setting.

    Args:
        runs: one for each seed.
        weights: for each run, `largest` and `groups` of some test documents; or empty.
        resamples: number of resamples for the interval of macro F1.

    Returns:
        Estimates with `mean`, `low` and `high`: `validation`, the accuracy on the validation set; `accuracy`
        and `macro_f1` on the test set; `largest`, the mean of the largest weights of documents, None without
        weights; and `seconds` of a training run, whose interval is for seeds alone, and None with one seed.
        And `loss` on the validation set.
    """
    first = runs[0]
    test = [run.probabilities for run in runs]
    losses = [metrics.cross_entropy(run.validation_labels, run.validation_probabilities) for run in runs]
    draws = resampling.group_draws(first.labels, first.groups, resamples, seed=0)
    f1 = intervals.bootstrap_interval(
        *resampling.resampled("macro_f1", first.labels, test, draws), first.labels, first.groups, least=0
    )
    return {
        "validation": intervals.accuracy_interval(
            first.validation_labels, [run.validation_probabilities for run in runs], first.validation_groups
        ),
        "accuracy": intervals.accuracy_interval(first.labels, test, first.groups),
        "macro_f1": _ends(intervals.in_range(f1, least=0)),
        "largest": _largest(weights),
        "seconds": _of_seeds([float(np.sum(run.record["seconds"]["epochs"])) for run in runs]),
        "loss": float(np.mean(losses)),
    }


def best(rows: list[dict[str, Any]]) -> int:
    """Return the position of the setting with the highest validation accuracy, or of equals the lowest loss.

    Args:
        rows: settings with their `figures`.
    """
    return max(range(len(rows)), key=lambda row: (rows[row]["validation"]["mean"], -rows[row]["loss"]))


def against_best(
    tried: dict[str, list[list[Run]]], chosen: dict[str, int | None]
) -> dict[str, list[dict[str, Any] | None]]:
    """Test the accuracy of each model's best setting against its others, on the same documents and seeds.

    Args:
        tried: by model, the runs of each setting.
        chosen: by model, the position of its best setting, or None.

    Returns:
        By model and setting, what `significance.paired_accuracy` returns of the best setting minus this one,
        corrected for the number of these tests in the whole sweep. None for the best itself, and for a
        setting with other test documents.
    """
    pairs = {
        (model, number): (tried[model][ahead], runs)
        for model, ahead in chosen.items()
        if ahead is not None
        for number, runs in enumerate(tried[model])
        if number != ahead and _same_documents(tried[model][ahead][0], runs[0])
    }
    found = {
        pair: significance.paired_accuracy(
            runs[0].labels,
            *([run.probabilities for run in each] for each in (ahead, runs)),
            runs[0].groups,
            tests=len(pairs),
        )
        for pair, (ahead, runs) in pairs.items()
    }
    return {
        model: [found.get((model, number)) for number in range(len(rows))] for model, rows in tried.items()
    }


def _same_documents(one: Run, other: Run) -> bool:
    return np.array_equal(one.ids, other.ids) and np.array_equal(one.labels, other.labels)


def _validated_alike(tried: list[list[Run]]) -> bool:
    """Return whether all settings have the same validation documents."""
    first, *others = (runs[0].validation_ids for runs in tried)
    return all(np.array_equal(first, other) for other in others)


def _largest(weights: list[dict[str, list[float]]]) -> dict[str, float] | None:
    if not weights:
        return None
    largest = np.array([each["largest"] for each in weights])
    return _ends(intervals.mean_interval(largest, np.array(weights[0]["groups"])))


def _of_seeds(values: list[float]) -> dict[str, float | None]:
    """Return the mean of a figure that a training run has, with Student's interval."""
    low, high = DescrStatsW(values).tconfint_mean(1 - intervals.LEVEL) if len(values) > 1 else (None, None)
    return {"mean": float(np.mean(values)), "low": low, "high": high}


def _ends(estimate: dict[str, Any]) -> dict[str, float]:
    return {name: estimate[name] for name in ("mean", "low", "high")}
