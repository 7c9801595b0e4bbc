"""What results vary with: the parts of their variance in a table and in words."""

from typing import Any

import pandas as pd

from lstm_attention.evidence import verdicts
from lstm_attention.exhibits.wording import NAMES, listing, points, signed_points, span
from lstm_attention.settings import NEWSGROUPS, PRIMARY

ENOUGH = 9
"""With this many runs, the interval of their standard deviation ends below twice the observed value."""


def table(
    models: dict[str, dict[str, Any]],
    difference: dict[str, Any],
    pair: tuple[str, str],
    splits: dict[str, dict[str, Any]],
) -> dict[str, dict[str, Any]]:
    """Return the parts of each variance, from `variance.parts`, as shares of their sum.

    Args:
        models: parts of the accuracy of each.
        difference: parts of the difference of accuracy of the primary pair.
        pair: the two models of it.
        splits: by result, `variance.over_splits` of those whose test set was drawn again too.

    Returns:
        By result what it is `of`; the `deviation` of one training run's result; the shares `documents`,
        `training` and `both`; and the `spread`, the standard deviation between training runs with its 95%
        interval. What one training run cannot tell is None, and so are the shares where everything is drawn
        again at once, in the rows whose name ends in `_split`.
    """
    a, b = pair
    called = {name: f"{NAMES[name]}: accuracy" for name in NAMES} | {"difference": f"{NAMES[a]} − {NAMES[b]}"}
    rows = {
        name: {"of": called[name], **_shares(parts)}
        for name, parts in (models | {"difference": difference}).items()
    }
    for name, over in splits.items():
        rows[f"{name}_split"] = {
            "of": f"{called[name]}, other test sets",
            **{"deviation": over["deviation"], **dict.fromkeys(("documents", "training", "both"))},
            **{"spread": over["spread"], "trainings": over["splits"]},
        }
    return rows


def _shares(parts: dict[str, Any]) -> dict[str, Any]:
    total, names = parts["total"], ("documents", "training", "both")
    known = parts["training"] is not None
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
        return "each model was trained once, so nothing is known of how training runs vary"
    if row["documents"] is None:
        return (
            "all training runs give the same difference on every document, so there is no variance to divide"
        )
    spread = row["spread"]
    few = "only " if row["trainings"] < ENOUGH else ""
    # Of the variance, what does not come from the seeds; the rest varies with the interval of their part.
    fixed = (row["documents"] + row["both"]) * row["deviation"] ** 2
    low, high = (spread[end] ** 2 / (spread[end] ** 2 + fixed or 1) for end in ("low", "high"))
    return (
        f"an estimated {row['documents']:.0%} of the variance comes from the choice of the test documents, "
        f"{row['training']:.0%} from the seeds, and {row['both']:.0%} from the interaction of the two, as "
        f"each trained model gets different documents right. From {few}{row['trainings']} seeds, the "
        f"standard deviation between seeds is estimated as {points(spread['mean'])} (95% interval "
        f"{spread['low'] * 100:.1f} to {points(spread['high'])}), so the share of the seeds may be anything "
        f"from {low:.0%} to {high:.0%}"
    )


def by_seed(differences: list[float], seeds: list[int]) -> str:
    """Return the primary difference of each seed, and how far the mean depends on one of them; sentences.

    Args:
        differences: accuracy of the first model minus that of the second, of each seed.
        seeds: of the training runs, in the same order.
    """
    if len(seeds) == 1:
        return f"With the only seed, the difference is {signed_points(differences[0])} points"
    shown = [signed_points(own) for own in differences]
    if len(set(shown)) == 1:
        return f"With every seed, the difference is {shown[0]} points"
    said = f"Seed by seed, the difference is {listing(shown)} points"
    if len(seeds) == 2:
        return said
    total, others = sum(differences), len(seeds) - 1
    without = [(total - own) / others for own in differences]
    k = max(range(len(seeds)), key=lambda place: abs(without[place] - total / len(seeds)))
    return (
        f"{said}. Without seed {seeds[k]}, which moves the mean most, it would be "
        f"{signed_points(without[k])} points instead of {signed_points(total / len(seeds))}"
    )


def other_test_parts(over: dict[str, Any] | None, settings: dict[str, Any]) -> str:
    """Return whether the primary difference holds with other test sets of the same corpus; whole sentences.

    Args:
        over: the difference by `variance.over_splits`; None if no test set was drawn again.
        settings: settings of the report, from `Settings.model_dump`.
    """
    if fixed := _fixed(settings):
        return f"No other test set of this corpus was tried, as {fixed}"
    if over is None:
        return "No other test set of this corpus was drawn in this report"
    a, b = (NAMES[name] for name in PRIMARY)
    return (
        f"Every seed after the first also divided all documents again and trained the {a} and the {b} on "
        f"them. Over {over['splits']} divisions, that of this report among them, the accuracy of the first "
        f"minus that of the second is {signed_points(over['mean'])} points (95% interval {span(over)}, "
        f"corrected for the overlap of the training sets). {_other_parts_agree(over)}. This interval covers "
        "the division into training, validation and test sets together with all else that a seed decides; "
        "all other intervals are for the test set of this report. The vocabulary and the settings remain "
        "those of the first division, whose training and validation sets hold documents of the other test "
        "sets"
    )


def _fixed(settings: dict[str, Any]) -> str | None:
    """Return why no other test set can be drawn, or None."""
    if settings["source"] == NEWSGROUPS:
        return "the test set comes with the corpus"
    return "the newest documents are the test set" if settings["time_column"] is not None else None


def _other_parts_agree(over: dict[str, Any]) -> str:
    if verdicts.ahead(over) is None:
        return "As it includes zero, it is not shown that another test set would have given the same sign"
    return "As it excludes zero, another test set would probably have given the same sign"


def drawn(seeds: list[int], settings: dict[str, Any], over: dict[str, Any] | None) -> dict[str, str]:
    """What a seed draws, and what all training runs share.

    Args:
        seeds: of the models.
        settings: settings of the report, from `Settings.model_dump`.
        over: as for `other_test_parts`.

    Returns:
        What prose says of the `parts` of the corpus, of a `seed`, of how somebody else would have `repeated`
        the experiment, of `baseline_runs`, of the `baseline_dots` of a figure, of the `baseline_choice`, and
        of the `limits` of what was varied.
    """
    trained = settings["vectors"] is None
    divided = not _fixed(settings) and len(seeds) > 1
    of_variants = [seed for variant in settings["variants"].values() for seed in variant["seeds"]]
    if not settings["redraw"] or {*seeds, *of_variants} == {seeds[0]}:
        return {
            "parts": "All training runs share these sets",
            "seed": "the initial weights, dropout and the order of the documents",
            "repeated": "on the same split",
            "baseline_runs": "a baseline has one run and no seed to vary",
            "baseline_dots": "a baseline has one run, so its dots differ only in the seed of the LSTM",
            "baseline_choice": "Of the linear models",
            "limits": (
                "all training runs share one split of the corpus and one set of word vectors, so nothing "
                "here covers other corpora, other splits or other settings"
            ),
        }
    also = ", trains its own word vectors on the rest," if trained else ""
    return {
        "parts": (
            f"These are the sets of seed {seeds[0]}. Every other seed keeps the test set, draws a validation "
            f"set of its own from the other documents{also} and keeps the vocabulary"
            + (
                ". For two more training runs, one of each LSTM, every other seed divides all documents again"
                if divided
                else ""
            )
        ),
        "seed": (
            "the initial weights of the neural models, their dropout, the order of their documents, and for "
            "all models, the linear ones too, the division into training and validation documents"
            + (" and with it the word vectors" if trained else "")
        ),
        "repeated": "with the same test documents and settings",
        "baseline_runs": "a baseline has one run for each split",
        "baseline_dots": "for a baseline, both models have the split of the seed",
        "baseline_choice": "They were chosen on each split; among the linear models, on the first split",
        "limits": (
            f"all these training runs share one test set{'' if trained else ' and one set of word vectors'}, "
            f"and any two of their training sets have about {1 - settings['validation_share']:.0%} of the "
            "documents in common, so the interval covers neither other corpora nor "
            f"{'' if divided else 'other test sets, '}new training documents or other settings"
            + (
                f"; over {over['splits']} test sets, the difference is {signed_points(over['mean'])} points "
                f"({span(over)})"
                if over
                else ""
            )
        ),
    }
