"""The settings of each model, chosen among candidates by the validation documents.

python -m lstm_attention.models.search '{"lstm": {"RUN": {"learning_rate": 0.001}, ...}, ...}' CHOICES RECORD
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from lstm_attention.models.runs import Run, load_run
from lstm_attention.store.outputs import whole


def choose(tried: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Choose the candidate with the highest validation accuracy and, among equals, the lowest loss.

    Args:
        tried: the settings of each candidate, by the folder of its run.

    Returns:
        The chosen `settings`; `at_edge`, from the function of that name; and `tried`: for each candidate,
        its `settings`, and `accuracy` and `loss` on the validation documents.
    """
    rows = [
        {"settings": settings, **_validation(load_run(Path(folder)))} for folder, settings in tried.items()
    ]
    best = max(rows, key=lambda row: (row["accuracy"], -row["loss"]))["settings"]
    grid = {name: [row["settings"][name] for row in rows] for name in best}
    return {"settings": best, "at_edge": at_edge(best, grid), "tried": rows}


# Not in `baselines`, which loads scikit-learn: with it, a training run differs in the last bits of its sums.
def at_edge(settings: dict[str, Any], grid: dict[str, list[Any]]) -> list[str]:
    """Return the names of the settings whose value is the smallest or the largest of several numbers.

    Of two numbers, each is at the edge, so that nothing follows from it.
    """
    numbers = {
        key: values
        for key, values in grid.items()
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    }
    return [
        key
        for key, values in numbers.items()
        if len(set(values)) > 2 and settings[key] in (min(values), max(values))
    ]


def chosen(choices: str | None, model: str, names: list[str]) -> dict[str, Any]:
    """Return the chosen values of some parameters of a model, read from the file of all choices."""
    own = json.loads(Path(choices).read_text(encoding="utf-8"))[model]["settings"] if choices else {}
    return {name: own[name] for name in names}


def _validation(run: Run) -> dict[str, float]:
    probabilities, labels = run.validation_probabilities.astype(float), run.validation_labels
    of_true = np.maximum(probabilities[np.arange(len(labels)), labels], np.finfo(np.float32).tiny)
    return {
        "accuracy": float((probabilities.argmax(axis=1) == labels).mean()),
        "loss": float(-np.log(of_true).mean()),
    }


def main() -> None:
    """Write the choices of all models to a file."""
    tried, *outputs = sys.argv[1:]
    choices = {model: choose(own) for model, own in json.loads(tried).items()}
    with whole([Path(output) for output in outputs]) as drafts:
        drafts[outputs[0]].write_text(json.dumps(choices, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
