"""What was tried with each neural model and what was chosen, in a table and in a clause."""

from typing import Any

from lstm_attention.exhibits.wording import NAMES, listing, points
from lstm_attention.settings import MODELS, Settings
from lstm_attention.store.layout import Layout

Choices = dict[str, dict[str, Any]]
"""By model, what `models.search.choose` returns; empty if nothing was tried."""


def used(settings: dict[str, Any], choices: Choices) -> dict[str, Any]:
    """Return a report's settings, from `Settings.model_dump`, with the choices for models and variants."""
    report = Layout(Settings(**settings), "build")

    def chosen(name: str, own: dict[str, Any], model: str) -> dict[str, Any]:
        taken = report.searched(name) if choices else []
        return own | {parameter: choices[model]["settings"][parameter] for parameter in taken}

    models = {name: chosen(name, settings[name], name) for name in MODELS}
    variants = {name: chosen(name, own, "lstm_attention") for name, own in settings["variants"].items()}
    return settings | models | {"variants": variants}


def table(choices: Choices, validation: dict[str, dict[str, float]]) -> list[dict[str, Any]]:
    """Return one row per candidate of each model.

    Args:
        choices: what was tried.
        validation: `accuracy` and `loss` of each model's first training run, for models with which nothing
            was tried.

    Returns:
        `model`, `settings`, `accuracy` and `loss` on validation documents, `choice`.
    """
    return [
        {
            "model": NAMES[model],
            "settings": ", ".join(f"{name} {value}" for name, value in row["settings"].items())
            or "as in the parameters",
            "accuracy": row["accuracy"],
            "loss": row["loss"],
            "choice": _choice(row, choices[model]) if choices else "nothing else tried",
        }
        for model in validation
        for row in (choices[model]["tried"] if choices else [{"settings": {}, **validation[model]}])
    ]


def _choice(row: dict[str, Any], of_model: dict[str, Any]) -> str:
    if row["settings"] != of_model["settings"]:
        return "–"
    return f"chosen, {listing(of_model['at_edge'])} at the edge" if of_model["at_edge"] else "chosen"


def searched(choices: Choices, documents: int) -> str:
    """Return how the settings of the neural models were chosen, in whole sentences.

    Args:
        choices: what was tried.
        documents: in the validation set of the first seed.
    """
    if not choices:
        return (
            "The settings of the neural models are given by the parameters, whose defaults were fixed before "
            "this report, after a few trials, mainly on validation documents. Within the report, only the "
            "linear models were tuned"
        )
    first = next(iter(choices.values()))
    edges = [
        f"{listing(own['at_edge'])} of the {NAMES[model]}" for model, own in choices.items() if own["at_edge"]
    ]
    beyond = ""
    if edges:
        beyond = (
            f"; the best {listing(edges)} ended at the edge of what was tried, so values beyond it may do "
            "better"
        )
    accuracies = [[row["accuracy"] for row in own["tried"]] for own in choices.values()]
    widest = max(max(own) - min(own) for own in accuracies)
    error = max(max((share * (1 - share) / documents) ** 0.5 for share in own) for own in accuracies)
    return (
        f"Each neural model was tried with {len(first['tried'])} settings of "
        f"{listing(list(first['settings']))}, with the first seed only, and all seeds and variants have "
        f"those with the best validation accuracy{beyond}. The validation accuracies of one model's settings "
        f"differ by {points(widest)} at most, and each has a standard error of up to {points(error)} if the "
        "documents are independent"
    )
