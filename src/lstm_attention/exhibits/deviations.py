"""What a report does otherwise than the original, from its settings and those that were published."""

from pathlib import Path
from typing import Any

from lstm_attention.exhibits.wording import NAMES
from lstm_attention.settings import NEWSGROUPS

REASONS = {
    "source": "the comments of the original cannot be passed on",
    "min_characters": "documents of this corpus are taken whatever their length, or by another limit",
    "documents_per_class": "as many as this corpus has, or as its profile takes",
    "balanced": "the classes keep their own sizes",
    "cleaning": "the text is taken as it is",
    "near_duplicates": "no document is tested that nearly repeats another",
    "test_share": "chosen for this corpus",
    "stratified": "every part has the same share of each class",
    "group_column": "what belongs together is not divided by chance",
    "validation_share": "chosen for this corpus",
    "max_tokens": "chosen for this corpus",
    "min_count": "a word that hardly occurs has no vector that could be learned",
    "vectors": "trained on the training part, or chosen for this corpus",
    "mask": "padding means nothing, and the softmax should not run over it",
    "padding": "padding to the longest document of a batch takes a fraction of the time",
    "optimizer": "one optimizer for all models",
    "learning_rate": "larger steps, as they become smaller where they no longer help",
    "schedule": "the last epochs end better with small steps",
    "batch_size": "one size for all models, which follows from the size of the corpus",
    "epochs": "each model is trained until it stops improving",
    "patience": "the best epoch on the validation documents is kept",
    "trainable_embeddings": "an experiment of this profile",
    "word_dropout": "an experiment of this profile",
    "pooling": "an experiment of this profile",
    "head": "an experiment of this profile",
}
"""Why a parameter is otherwise here, in words that hold whatever its value."""

SEARCHED = "the best of those that were tried, on the validation documents"
"""Why a parameter is otherwise of which several values were tried."""

OPEN = {"epochs": "until it stops improving", "batch_size": "by the size of the corpus"}
"""What a parameter is where the settings leave it open."""


def deviations(settings: dict[str, Any], published: dict[str, Any]) -> list[dict[str, str]]:
    """One row for each parameter that is not as published.

    Args:
        settings: of this report, as of `Settings.model_dump`.
        published: `settings` of published.json: parameters by name, and those of a model under its name.

    Returns:
        `of` (what it is a parameter of), `parameter`, `published`, `here`, `why`.
    """
    here = settings | {"source": Path(settings["source"]).name}
    if here["source"] == NEWSGROUPS:
        here["group_column"] = "thread"
    models = {name: own for name, own in published.items() if isinstance(own, dict)}
    corpus = {name: value for name, value in published.items() if name not in models}
    return [
        {
            "of": NAMES.get(group, group),
            "parameter": parameter,
            "published": written(value),
            "here": written(OPEN.get(parameter) if ours[parameter] is None else ours[parameter]),
            "why": SEARCHED if group in models and parameter in settings["search"] else REASONS[parameter],
        }
        for group, own, ours in [
            ("corpus", corpus, here),
            *((name, models[name], here[name]) for name in models),
        ]
        for parameter, value in own.items()
        if ours[parameter] != value
    ]


def written(value: Any) -> str:
    """A value of a parameter as a table shows it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (
        f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
    )
