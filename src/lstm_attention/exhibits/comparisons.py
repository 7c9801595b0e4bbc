"""Sentences that compare the models, and the original's findings one by one.

A pair is a row of a table: `difference` (a minus b, as a fraction), `low`, `high`, `p_corrected`, `verdict`.
Its name is `a_minus_b`.
"""

from typing import Any

import numpy as np
import pandas as pd

from lstm_attention.evidence import verdicts
from lstm_attention.exhibits import statements
from lstm_attention.exhibits.wording import NAMES, definite, listing, points, signed_points

GAIN, STEP = "lstm_attention_minus_lstm", "lstm_minus_dense"
"""The two pairs that the original compares; the first is the primary question."""

MEANS, TFIDF = "lstm_attention_minus_mean_vectors", "lstm_attention_minus_tfidf_logistic"
"""The LSTM with attention minus logistic regression on the mean of the same frozen vectors, and on TF-IDF."""


def named(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of models `a` and `b` with their names as index, and `pair`, their label in a table."""
    models = list(zip(pairs["a"], pairs["b"], strict=True))
    names = [f"{a}_minus_{b}" for a, b in models]
    called = [f"{NAMES[a]} − {NAMES[b]}" for a, b in models]
    return pairs.set_axis(pd.Index(names, name="name")).assign(pair=called)


def prose(
    accuracies: dict[str, list[float]],
    seeds: list[int],
    pairs: dict[str, dict[str, Any]],
    published: dict[str, dict[str, Any]],
    found: dict[str, dict[str, str]],
    baseline: str,
    margin: float,
) -> dict[str, str]:
    """Return what prose says about the models beside its tables.

    Args:
        accuracies: the accuracy of each seed, by model.
        seeds: the seeds that each model was trained with.
        pairs: our pairs by name, as returned by `significance.compare`.
        published: the original's pairs by name, as `statements.bounded` takes them.
        found: the original's findings, as returned by `claims`.
        baseline: name of the strongest baseline.
        margin: the equivalence margin.
    """
    called = {NAMES[model]: own for model, own in accuracies.items()}
    return {
        "ranking": statements.ranking({name: sum(own) / len(own) for name, own in called.items()}),
        "spread": statements.spread(called),
        "seeds": statements.seeds(seeds),
        "covers": statements.covers(len(seeds)),
        "outcome": outcome(found),
        "baseline": definite(NAMES[baseline]),
        "baseline_verdict": statements.against_baseline(
            NAMES[baseline], {NAMES[model]: pairs[f"{model}_minus_{baseline}"] for model in accuracies}
        ),
        "equivalence": statements.equivalence(pairs[GAIN], margin),
        **{
            name: statements.comparison(NAMES[pairs[name]["a"]], NAMES[pairs[name]["b"]], pairs[name])
            for name in (*published, MEANS)
        },
        "published_gain": statements.bounded(NAMES["lstm_attention"], NAMES["lstm"], published[GAIN]),
        "published_step": statements.bounded(NAMES["lstm"], NAMES["dense"], published[STEP]),
    }


WORDS = {True: "reproduced", False: "contradicted", None: "undecided"}
"""How prose and tables call a verdict on a finding."""


def claims(
    pairs: dict[str, dict[str, Any]],
    published: dict[str, dict[str, Any]],
    ours: dict[str, Any],
    theirs: dict[str, Any],
    margin: float,
    ended: bool,
) -> dict[str, dict[str, str]]:
    """Return the original's findings in words, and whether they are reproduced, by `evidence.verdicts`.

    Args:
        pairs: our pairs by name, as returned by `significance.compare`.
        published: the original's pairs by name; `extra` counts the documents that a classified correctly
            beyond those of b.
        ours: `worst`, the class that is most often confused with attention; and `class`, about the class
            that is worst in the original: what `recall.gain_and_rank` returns, and its `auc`; or None if
            no class has that name.
        theirs: as returned by `published.facts`.
        margin: the equivalence margin.
        ended: whether all trainings had stopped improving; if not, nothing is decided.

    Returns:
        For each finding, `claim`, `published`, `ours` and `verdict`, one of `WORDS`.
    """
    gain, step, tfidf = pairs[GAIN], pairs[STEP], reversed_pair(pairs[TFIDF])
    their_gain, their_step = published[GAIN], published[STEP]
    own, their_recall, their_auc = ours["class"], theirs["recall"], theirs["auc"]
    their_worst = theirs["confused"]["lstm_attention"]["true_class"]
    accuracy, their_tfidf = theirs["accuracy"]["lstm_attention"], theirs["tfidf_logistic"]
    no_class = f"no class is called {their_worst}"
    rows = {
        "gain": (
            "Attention improves the results",
            f"{their_gain['extra']:+d} of {theirs['documents']:,} documents: {their_gain['verdict']}",
            estimate(gain),
            verdicts.ahead(gain),
        ),
        "size": (
            f"The improvement is not significant (tested here as less than {points(margin)})",
            f"{signed_points(their_gain['difference'])} points",
            f"{signed_points(gain['difference'])} points "
            f"(90% interval {signed_points(gain['low_90'])} to {signed_points(gain['high_90'])})",
            verdicts.negligible(gain, margin),
        ),
        "step": (
            "The LSTM is more accurate than the dense model",
            f"{signed_points(their_step['difference'])} points: {their_step['verdict']}",
            estimate(step),
            verdicts.ahead(step),
        ),
        "tfidf": (
            "Logistic regression on TF-IDF is more accurate than the LSTM with attention",
            f"{their_tfidf:.1%} and {accuracy:.1%}",
            estimate(tfidf),
            verdicts.ahead(tfidf),
        ),
        "worst": (
            f"With attention, {their_worst} is the class most often confused",
            f"{theirs['confused']['lstm_attention']['wrong_share']:.1%} misclassified",
            ours["worst"] if own else f"{ours['worst']}; {no_class}",
            verdicts.all_ahead(own["behind"]) if own else None,
        ),
        "recall": (
            f"Attention noticeably improves the recall of {their_worst}",
            f"{their_recall['lstm']:.1%} to {their_recall['lstm_attention']:.1%}",
            estimate(own["recall"]) if own else no_class,
            verdicts.ahead(own["recall"]) if own else None,
        ),
        "auc": (
            f"{their_worst} reaches an AUC of 90% (tested on the published figure itself)",
            f"{their_auc['mean']:.2f} ({their_auc['low']:.2f} to {their_auc['high']:.2f})",
            f"{own['auc']:.3f}, on different text" if own else no_class,
            verdicts.reaches(their_auc, 0.9),
        ),
    }
    return {
        name: dict(zip(("claim", "published", "ours"), words, strict=True))
        | {"verdict": WORDS[verdict if ended or name == "auc" else None]}  # the AUC is the original's own
        for name, (*words, verdict) in rows.items()
    }


def reversed_pair(pair: dict[str, Any]) -> dict[str, Any]:
    """Return the same comparison the other way round."""
    return pair | {"difference": -pair["difference"], "low": -pair["high"], "high": -pair["low"]}


def estimate(result: dict[str, Any]) -> str:
    """Return a difference for a table cell: `−0.9 points (−2.0 to +0.1)`."""
    low, high = signed_points(result["low"]), signed_points(result["high"])
    return f"{signed_points(result['difference'])} points ({low} to {high})"


def outcome(found: dict[str, dict[str, str]]) -> str:
    """Return a clause that counts the findings by verdict; `found` is what `claims` returns."""
    words = [claim["verdict"] for claim in found.values()]
    counted = [
        f"{words.count(word)} {'is' if words.count(word) == 1 else 'are'} {word}"
        for word in WORDS.values()
        if word in words
    ]
    return f"of {len(words)} findings, {listing(counted)}"


def recommended(variants: dict[str, dict[str, Any]], chosen: dict[str, Any]) -> dict[str, str]:
    """Return what prose says about the recommended variant.

    Args:
        variants: by name, as returned by `variants.beside`, with a `description`.
        chosen: the names of the `variant` and of the `baseline`, and what `variants.over_baseline` returns.
    """
    best, baseline = variants[chosen["variant"]], NAMES[chosen["baseline"]]
    accuracy = best["test"]
    against = statements.comparison("ensemble", baseline, chosen["ensemble_over_baseline"])
    return {
        "recommendation": statements.recommendation(
            best["description"], NAMES["lstm_attention"], best["against"], tried=len(variants)
        ),
        "choice": (
            f"the variant with {best['description']}, classifies {accuracy['mean']:.1%} of the test "
            f"documents correctly (95% interval {accuracy['low']:.1%} to {accuracy['high']:.1%})"
        ),
        "against_baseline": statements.comparison("recommended variant", baseline, chosen["over_baseline"]),
        "ensemble": statements.ensemble(best["seeds"], chosen["ensemble"], against),
    }


def group_effect(documents: int, groups: int, effect: float, alone: dict[str, Any]) -> str:
    """Return a clause on the difference that groups of documents make to a comparison.

    Args:
        documents, groups: their numbers in the test part.
        effect: the variance as a multiple of what it would be for independent documents.
        alone: what `significance.paired_accuracy` returns if every document is a group of its own.
    """
    if groups == documents:
        return "each test document is a group of its own, so the intervals treat documents as independent"
    low, high = signed_points(alone["low"]), signed_points(alone["high"])
    return (
        f"the {documents:,} test documents form {groups:,} groups, and the standard error of the difference "
        f"is {effect**0.5:.2f} times that of as many independent documents, for which the interval would "
        f"have been {low} to {high} points"
    )


def gap(model: str, validation: float, subsets: dict[str, dict[str, Any]]) -> str:
    """Return the gap between validation and test, and what overlap with the training part contributes.

    Args:
        model: its name in prose.
        validation: its accuracy on the validation documents.
        subsets: as returned by `familiarity.by_overlap`, with the accuracy of `lstm_attention`.
    """
    test = subsets["all"]["lstm_attention"]["mean"]
    said = (
        f"the {model} classifies {validation:.1%} of the validation documents and {test:.1%} of the test "
        "documents correctly"
    )
    if "either" not in subsets or "neither" not in subsets:
        return said
    known, new = (subsets[name]["lstm_attention"]["mean"] for name in ("either", "neither"))
    return f"{said} ({known:.1%} of those that share something with the training part, {new:.1%} of the rest)"


def margin(margin: float, step: float) -> str:
    """Return the reason for the margin; `step` is the smallest difference that the original calls one."""
    compared = "less than" if margin < abs(step) else "no less than"
    return (
        f"{points(margin)}, {compared} the {points(step)} between the LSTM and the dense model in the "
        "original, the smallest difference that it treats as one"
    )


def needed(documents: dict[str, float]) -> str:
    """Return how many test documents would show the published difference.

    Args:
        documents: their number if two models disagreed as often as ours do (`ours`), as rarely as possible
            (`least`), and as often as possible (`most`).
    """
    ours, least, most = (rounded(documents[name]) for name in ("ours", "least", "most"))
    return (
        f"about {ours} independent test documents if two models disagreed as often as ours, and {least} to "
        f"{most} by the bounds that the original's own figures set"
    )


def rounded(number: float) -> str:
    """Return a large number with two significant digits: `1.9 million`, `620,000`."""
    digits = max(0, int(np.floor(np.log10(max(number, 1)))) - 1)
    whole = round(number / 10**digits) * 10**digits
    return f"{whole / 1e6:.2g} million" if 1e6 <= whole < 1e8 else f"{whole:,}"
