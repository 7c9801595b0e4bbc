"""How a report differs from the original, from its settings and the published ones."""

from pathlib import Path
from typing import Any

from lstm_attention.exhibits.wording import NAMES
from lstm_attention.settings import NEWSGROUPS, REDDIT

REASONS = {
    "source": "the original's comments cannot be redistributed",
    "min_characters": "chosen for this corpus",
    "documents_per_class": "chosen for this corpus",
    "anonymize": "user names, e-mail addresses and URLs lead to people",
    "balanced": "the classes keep their own sizes",
    "cleaning": "the text is left unchanged",
    "near_duplicates": "no test document should nearly repeat another",
    "test_share": "chosen for this corpus",
    "stratified": "sets drawn at random have the same share of each class",
    "group_column": "documents that belong together stay in one set wherever sets are drawn at random",
    "validation_share": "chosen for this corpus",
    "max_tokens": "chosen for this corpus",
    "min_count": "no useful vector can be learned for a rare word",
    "vectors": "chosen for this corpus",
    "mask": "padding carries no meaning, so no layer should read it",
    "padding": "padding to the longest document of a batch takes a fraction of the time",
    "optimizer": "one optimizer for all models",
    "learning_rate": "larger steps, which shrink once they no longer help",
    "schedule": "small steps improve the last epochs",
    "batch_size": "one size for all models, set by the size of the corpus",
    "epochs": "chosen for this corpus",
    "patience": "the best epoch on the validation documents is kept",
    "trainable_embeddings": "an experiment of this profile",
    "word_dropout": "an experiment of this profile",
    "pooling": "an experiment of this profile",
    "head": "an experiment of this profile",
}
"""Why a parameter differs here, in words that are true of any value."""

SEARCHED = "the best of those that were tried, on the validation documents"
"""Why a parameter differs if several values of it were tried."""

OWN = "the corpus that this report was made for"
"""Why the corpus differs if it is neither the default one nor the original's subreddits."""

OFF = {
    "min_characters": "documents of any length are taken",
    "documents_per_class": "all documents that this corpus has are taken",
    "vectors": "trained on the training set",
}
"""Why a parameter differs if it is not used here at all."""

OWN_TEST_PART = "the corpus comes with its test set"
"""Why the share of the test set differs if the settings do not decide it."""

LIMIT = "the most that a training run may take; it ends earlier once it stops improving"
"""Why the number of epochs differs if a training run has patience."""

OPEN = dict.fromkeys(["epochs", "batch_size"], "by the size of the corpus")
"""How a parameter is chosen if the settings leave it open."""


def deviations(settings: dict[str, Any], published: dict[str, Any], tested: float) -> list[dict[str, str]]:
    """Return one row for each parameter that differs from the published one.

    Args:
        settings: the settings of this report, as returned by `Settings.model_dump`.
        published: `settings` of published.json: parameters by name, those of a model under its name.
        tested: the share of the documents that are in the test set, which settings do not decide if the
            corpus comes with one.

    Returns:
        `of` (the corpus or a model), `parameter`, `published`, `here`, `why`.
    """
    source = settings["source"]
    here = settings | {"source": "Reddit posts" if source == REDDIT else Path(source).name}
    if source == NEWSGROUPS:
        here["group_column"] = "thread"
    if source == NEWSGROUPS or here["time_column"] is not None:
        here["test_share"] = f"{tested:.2g}, the newest"
    models = {name: own for name, own in published.items() if isinstance(own, dict)}
    corpus = {name: value for name, value in published.items() if name not in models}
    of_corpus = REASONS | {name: reason for name, reason in OFF.items() if not here[name]}
    if source == NEWSGROUPS:
        of_corpus["test_share"] = OWN_TEST_PART
    elif source != REDDIT:
        of_corpus["source"] = OWN
    groups = [("corpus", corpus, here, of_corpus)]
    for name, own in models.items():
        limit = {} if here[name]["patience"] is None else {"epochs": LIMIT}
        reasons = REASONS | limit | dict.fromkeys(settings["search"], SEARCHED)
        groups.append((name, own, here[name], reasons))
    return [
        {
            "of": NAMES.get(group, group),
            "parameter": parameter,
            "published": written(value),
            "here": written(OPEN.get(parameter) if ours[parameter] is None else ours[parameter]),
            "why": reasons[parameter],
        }
        for group, own, ours, reasons in groups
        for parameter, value in own.items()
        if ours[parameter] != value
    ]


def written(value: Any) -> str:
    """Return a parameter's value as a table shows it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (
        f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
    )
