"""What results vary with: the parts of their variance in a table and in words."""

from typing import Any

import pandas as pd

from lstm_attention.exhibits.wording import NAMES, points

ENOUGH = 9
"""With this many trainings, the interval of their standard deviation ends below twice the observed value."""


def table(
    models: dict[str, dict[str, Any]], difference: dict[str, Any], pair: tuple[str, str]
) -> dict[str, dict[str, Any]]:
    """Return the parts of each variance, from `variance.parts`, as shares of their sum.

    Args:
        models: parts of the accuracy of each.
        difference: parts of the difference of accuracy of the primary pair.
        pair: the two models of it.

    Returns:
        By result what it is `of`; the `deviation` of one training's result; the shares `documents`,
        `training` and `both`; and the `spread`, the standard deviation between trainings with its 95%
        interval. What one training cannot tell is None.
    """
    called = {name: (f"{NAMES[name]}: accuracy", parts) for name, parts in models.items()}
    a, b = pair
    called["difference"] = (f"{NAMES[a]} − {NAMES[b]}", difference)
    return {name: {"of": of, **_shares(parts)} for name, (of, parts) in called.items()}


def _shares(parts: dict[str, Any]) -> dict[str, Any]:
    total, names = parts["total"], ("documents", "training", "both")
    known = parts["trainings"] > 1
    return {
        "deviation": total**0.5,
        **{name: parts[name] / total if known and total else None for name in names},
        "spread": {
            end: parts[part] ** 0.5 for end, part in (("mean", "training"), ("low", "low"), ("high", "high"))
        }
        if known
        else None,
        "trainings": parts["trainings"],
    }


def share_cell(share: float | None) -> str:
    """A share in a cell of the table; a dash where it is not known."""
    return "–" if pd.isna(share) else f"{share:.0%}"


def spread_cell(spread: dict[str, float] | None) -> str:
    """A standard deviation with its interval in points: `0.4 (0.0 to 2.5)`; a dash where it is not known."""
    if spread is None:
        return "–"
    mean, low, high = (f"{spread[end] * 100:.1f}" for end in ("mean", "low", "high"))
    return f"{mean} ({low} to {high})"


def sources(row: dict[str, Any]) -> str:
    """Return a clause on where the variance of a difference comes from; `row` is one that `table` returns."""
    if row["trainings"] == 1:
        return "each model was trained once, so nothing is known of how trainings vary"
    if row["documents"] is None:
        return "no document and no training differs from another, so there is no variance to divide"
    spread = row["spread"]
    few = "only " if row["trainings"] < ENOUGH else ""
    return (
        f"{row['documents']:.0%} of the variance comes from the choice of the test documents, "
        f"{row['training']:.0%} from the seeds, and {row['both']:.0%} from both together, as each training "
        f"gets other documents right; estimated from {few}{row['trainings']} seeds, the standard deviation "
        f"between seeds is {points(spread['mean'])} (95% interval {spread['low'] * 100:.1f} to "
        f"{points(spread['high'])})"
    )


def drawn(seeds: list[int], settings: dict[str, Any]) -> dict[str, str]:
    """What a seed draws, and what all trainings share.

    Args:
        seeds: of the models.
        settings: settings of the report, from `Settings.model_dump`.

    Returns:
        What prose says of the `parts` of the corpus, of a `seed`, of `baseline_runs`, and of the `limits` of
        what was varied.
    """
    trained = settings["vectors"] is None
    of_variants = [seed for variant in settings["variants"].values() for seed in variant["seeds"]]
    if not settings["redraw"] or {*seeds, *of_variants} == {seeds[0]}:
        return {
            "parts": "All trainings share these parts",
            "seed": "the initial weights and the order of the documents",
            "baseline_runs": "a baseline has one run and no seed to vary",
            "limits": (
                "all trainings share one split of it and one set of word vectors, so nothing here covers "
                "other corpora, other splits or other settings"
            ),
        }
    own = "a validation part of its own from these documents"
    return {
        "parts": (
            f"These are the parts of seed {seeds[0]}. Every other seed has the same test part and draws {own}"
            + (", and trains its own word vectors on the rest" if trained else "")
        ),
        "seed": (
            "the initial weights of the neural models and the order of their documents, and for all models, "
            "the linear ones too, on the division into training and validation documents"
            + (" and with it on the word vectors" if trained else "")
        ),
        "baseline_runs": "a baseline has one run for each split",
        "limits": (
            f"all trainings share one test part{'' if trained else ' and one set of word vectors'}, and any "
            f"two training parts have about {1 - settings['validation_share']:.0%} of their documents in "
            "common, so nothing here covers other corpora, other test parts, new training documents or other "
            "settings"
        ),
    }
