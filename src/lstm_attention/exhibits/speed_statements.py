"""What `make bench` measured, and of which recipe: a record may be older than the recipe of a report."""

from typing import Any

from lstm_attention.exhibits.wording import listing
from lstm_attention.settings import MODELS

OF_REPORTS = ("quick report", "the same ")
"""Beginnings of the names of rows that time whole reports."""


def recipe() -> dict[str, dict[str, Any]]:
    """Return how each model is trained by default, to be kept with what is measured of it."""
    return {model: parameters().model_dump(mode="json") for model, parameters in MODELS.items()}


def rows(record: dict[str, Any]) -> list[dict[str, str]]:
    """Return the rows of a record's table; those of whole reports only if the recipe is the current one."""
    if record.get("recipe") == recipe():
        return record["table"]
    return [row for row in record["table"] if not row["what"].startswith(OF_REPORTS)]


def measured(record: dict[str, Any]) -> dict[str, str]:
    """Describe the recipe that a record measured.

    Returns:
        `recipe`, a name for it; and `origin`, a sentence on it.
    """
    then, now = record.get("recipe"), recipe()
    versions = record["machine"]["versions"]
    packages = f"Keras {versions['keras']} and TensorFlow {versions['tensorflow']}"
    if then == now:
        return {
            "recipe": "the default recipe of this report",
            "origin": f"The default recipe has the default parameters and ran with {packages}",
        }
    if then is None:
        changed = "is not described by the record"
    else:
        differs = {
            name: None  # each once, in order
            for model, own in now.items()
            for name in {**own, **then.get(model, {})}
            if then.get(model, {}).get(name) != own.get(name)
        }
        parameters = "parameter" if len(differs) == 1 else "parameters"
        changed = f"differed from today's defaults in the {parameters} {listing([*differs])}"
    return {
        "recipe": "an earlier recipe of this report",
        "origin": f"The earlier recipe {changed}. It ran with {packages}. The training runs of this report "
        "did not have these speeds",
    }
