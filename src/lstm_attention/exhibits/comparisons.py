"""What a comparison of the models says: sentences, and the original's findings one by one.

A pair is a row of a table: `difference` (a less b, as a fraction), `low`, `high`, `p_holm`, `verdict`; it is
named `a_minus_b`, and `a_minus_baseline` where b is the strongest baseline.
"""

from typing import Any

import pandas as pd

from lstm_attention.exhibits import statements
from lstm_attention.exhibits.wording import NAMES, signed_points

GAIN, STEP = "lstm_attention_minus_lstm", "lstm_minus_dense"
"""The two pairs that the original speaks of."""


def named(pairs: pd.DataFrame, baseline: str | None = None) -> pd.DataFrame:
    """Pairs of models `a` and `b` with their names as index, and `pair`, as a table calls them."""
    models = list(zip(pairs["a"], pairs["b"], strict=True))
    names = [f"{a}_minus_{'baseline' if b == baseline else b}" for a, b in models]
    called = [f"{NAMES[a]} less {NAMES[b]}" for a, b in models]
    return pairs.set_axis(pd.Index(names, name="name")).assign(pair=called)


def prose(
    accuracies: dict[str, list[float]],
    seeds: list[int],
    pairs: dict[str, dict[str, Any]],
    published: dict[str, dict[str, Any]],
    baseline: str,
    margin: float,
) -> dict[str, str]:
    """What prose says of the models beside its tables.

    Args:
        accuracies: of each seed, by model.
        seeds: of each model.
        pairs: ours, by name; with `p_equivalent`.
        published: the original's, by name, as for `statements.bounded`.
        baseline: the strongest.
        margin: of equality.
    """
    called = {NAMES[model]: own for model, own in accuracies.items()}
    return {
        "ranking": statements.ranking({name: sum(own) / len(own) for name, own in called.items()}),
        "spread": statements.spread(called),
        "seeds": statements.seeds(seeds),
        "covers": statements.covers(len(seeds)),
        "baseline": NAMES[baseline],
        "baseline_verdict": statements.against_baseline(
            NAMES[baseline], {NAMES[model]: pairs[f"{model}_minus_baseline"] for model in accuracies}
        ),
        "equivalence": statements.equivalence(pairs[GAIN]["p_equivalent"], margin),
        **{
            name: statements.comparison(NAMES[pairs[name]["a"]], NAMES[pairs[name]["b"]], pairs[name])
            for name in published
        },
        "published_gain": statements.bounded(NAMES["lstm_attention"], NAMES["lstm"], published[GAIN]),
        "published_step": statements.bounded(NAMES["lstm"], NAMES["dense"], published[STEP]),
    }


def claims(
    pairs: dict[str, dict[str, Any]],
    published: dict[str, dict[str, Any]],
    ours: dict[str, Any],
    theirs: dict[str, Any],
) -> dict[str, dict[str, str]]:
    """What the original finds in words, and whether it came out again.

    Args:
        pairs: ours, by name.
        published: the original's, by name; with `extra`, the documents that a got right more than b.
        ours: with attention, the class that is most often confused (`worst`) and its `auc`; what it gains
            in `recall` over the LSTM, as a pair.
        theirs: as of `published.facts`.

    Returns:
        By finding `claim`, `published`, `ours` and `verdict`, `reproduced` or `not reproduced`.
    """
    gain, step = pairs[GAIN], pairs[STEP]
    their_gain, their_step = published[GAIN], published[STEP]
    recall, their_recall, their_auc = ours["recall"], theirs["recall"], theirs["auc"]
    their_worst = theirs["confused"]["lstm_attention"]["true_class"]
    rows = {
        "gain": (
            "Attention improves the results, but not significantly",
            f"{their_gain['extra']:+d} of {theirs['documents']:,} documents: {their_gain['verdict']}",
            f"{signed_points(gain['difference'])} points: {gain['verdict']}",
            gain["verdict"] == "no difference that this test could see",
        ),
        "step": (
            "The LSTM is better than the dense model",
            f"{signed_points(their_step['difference'])} points: {their_step['verdict']}",
            f"{signed_points(step['difference'])} points: {step['verdict']}",
            step["verdict"] == "better",
        ),
        "worst": (
            "The same class is confused most often, with attention",
            their_worst,
            ours["worst"],
            ours["worst"] == their_worst,
        ),
        "recall": (
            "Attention sorts that class noticeably better than the LSTM does",
            f"recall {their_recall['lstm']:.1%} to {their_recall['lstm_attention']:.1%}",
            f"{signed_points(recall['difference'])} points of recall: {statements.verdict(recall)}",
            statements.verdict(recall) == "better",
        ),
        "auc": (
            "That class reaches an AUC of 90%",
            f"{their_auc['mean']:.2f} in its own figure "
            f"(95% interval {their_auc['low']:.2f} to {their_auc['high']:.2f})",
            f"{ours['auc']:.3f}",
            ours["auc"] >= 0.9,
        ),
    }
    return {
        name: dict(zip(("claim", "published", "ours"), words, strict=True))
        | {"verdict": "reproduced" if again else "not reproduced"}
        for name, (*words, again) in rows.items()
    }


def recommended(variants: dict[str, dict[str, Any]], chosen: dict[str, Any]) -> dict[str, str]:
    """What prose says of the variant that is recommended.

    Args:
        variants: by name, as of `variants.beside`, with a `description`.
        chosen: the name of the `variant`, the `baseline`, and what `variants.over_baseline` returns.
    """
    best, baseline = variants[chosen["variant"]], NAMES[chosen["baseline"]]
    accuracy = best["test"]
    against = statements.comparison("mean of them", baseline, chosen["ensemble_over_baseline"])
    return {
        "recommendation": statements.recommendation(
            best["description"], NAMES["lstm_attention"], best["against"], tried=len(variants)
        ),
        "choice": (
            f"{best['description']}, sorts {accuracy['mean']:.1%} of the test documents correctly "
            f"(95% interval {accuracy['low']:.1%} to {accuracy['high']:.1%})"
        ),
        "against_baseline": statements.comparison("recommended variant", baseline, chosen["over_baseline"]),
        "ensemble": statements.ensemble(best["seeds"], chosen["ensemble"], against),
    }
