"""Sentences that compare the models, and the original's findings one by one.

A pair is a row of a table: `difference` (a minus b, as a fraction), `low`, `high`, `p_corrected`, `verdict`.
Its name is `a_minus_b`.
"""

from typing import Any

import pandas as pd

from lstm_attention.evidence import intervals, verdicts
from lstm_attention.exhibits import power_statements, statements
from lstm_attention.exhibits.wording import (
    NAMES,
    definite,
    listing,
    points,
    short_listing,
    signed_points,
    span,
)

GAIN, STEP = "lstm_attention_minus_lstm", "lstm_minus_dense"
"""The two pairs that the original compares; the first is the primary question."""

MEANS, TFIDF = "lstm_attention_minus_mean_vectors", "lstm_attention_minus_tfidf_logistic"
"""The LSTM with attention minus logistic regression on the mean of the same frozen vectors, and on TF-IDF."""

DENSE_MEANS = "dense_minus_mean_vectors"
"""The dense model, which reads that mean too, minus logistic regression on it."""


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
    undecided: str | None,
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
        undecided: why nothing about attention can be decided, or None.
    """
    called = {NAMES[model]: own for model, own in accuracies.items()}
    start = "Another cheap baseline is logistic regression on"
    if baseline == "mean_vectors":
        start = "This cheap baseline reads"
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
        "mean_vectors": f"{start} the mean of the very word vectors that the LSTM with attention reads",
        "dense_minus_baseline": statements.comparison(
            NAMES["dense"], NAMES[baseline], pairs[f"dense_minus_{baseline}"]
        ),
        "equivalence": statements.equivalence(pairs[GAIN], margin)
        + (f", which decides nothing, as {undecided}" if undecided else ""),
        "equivalence_reach": power_statements.reach(pairs[GAIN], margin),
        **{
            name: statements.comparison(NAMES[pairs[name]["a"]], NAMES[pairs[name]["b"]], pairs[name])
            for name in (*published, MEANS, DENSE_MEANS)
        },
        "published_gain": statements.bounded(NAMES["lstm_attention"], NAMES["lstm"], published[GAIN]),
        "published_step": statements.bounded(NAMES["lstm"], NAMES["dense"], published[STEP]),
    }


WORDS = {True: "reproduced", False: "contradicted", None: "undecided"}
"""What prose and tables call a verdict on a finding."""

NO_CLASS = "no class is called"
"""What a table says of a finding on a class that a corpus lacks, before the name of the class."""


def claims(
    pairs: dict[str, dict[str, Any]],
    published: dict[str, dict[str, Any]],
    ours: dict[str, Any],
    theirs: dict[str, Any],
    margin: float,
    decidable: bool,
) -> dict[str, dict[str, str]]:
    """Return the original's findings in words, and whether they are reproduced, by `evidence.verdicts`.

    Args:
        pairs: our pairs by name, as returned by `significance.compare`.
        published: the original's pairs by name; `extra` counts the documents that a classified correctly
            beyond those of b.
        ours: `elsewhere`, the first pair's difference over other test sets, or None; `worst`, the class
            that is most often confused with attention; and `class`, about the class that is worst in the
            original: what `recall.gain_and_rank` returns, and its `auc`; or None if no class has that name.
        theirs: as returned by `published.facts`.
        margin: the equivalence margin.
        decidable: whether anything about attention can be decided.

    Returns:
        For each finding, `claim`, `published`, `ours` and `verdict`, one of `WORDS`.
    """
    gain, step, tfidf = pairs[GAIN], pairs[STEP], reversed_pair(pairs[TFIDF])
    their_gain, their_step = published[GAIN], published[STEP]
    own, their_recall = ours["class"], theirs["recall"]
    their_auc, claimed_auc = theirs["auc"], theirs["claimed_auc"]
    their_worst = theirs["confused"]["lstm_attention"]["true_class"]
    accuracy, their_tfidf = theirs["accuracy"]["lstm_attention"], theirs["tfidf_logistic"]
    no_class = f"{NO_CLASS} {their_worst}"
    in_reach = intervals.equivalence_reach(gain, margin) > 0
    rows = {
        "gain": (
            "Attention improves the results",
            f"{their_gain['extra']:+d} of {theirs['documents']:,} documents: {their_gain['verdict']}",
            estimate(gain) + _elsewhere(ours["elsewhere"]),
            verdicts.ahead(gain),
        ),
        "size": (
            "Attention makes no difference that matters (the original calls it not significant; tested here "
            f"as less than {points(margin)} in either direction)",
            f"{signed_points(their_gain['difference'])} points",
            f"{signed_points(gain['difference'])} points "
            f"(90% interval {span(gain, '_90')})"
            + ("" if in_reach else "; an interval this wide could not show it, whatever the difference"),
            verdicts.negligible(gain, margin),
        ),
        "step": (
            "The LSTM is more accurate than the dense model (by the original's figures)",
            f"{signed_points(their_step['difference'])} points: {their_step['verdict']}",
            estimate(step),
            verdicts.ahead(step),
        ),
        "tfidf": (
            "Logistic regression on TF-IDF is more accurate than the LSTM with attention (by the original's "
            "figures)",
            f"{their_tfidf['same']:.1%} and {accuracy:.1%}, both with WordNet's words "
            f"({their_tfidf['low']:.1%} to {their_tfidf['high']:.1%} with other dictionaries)",
            estimate(tfidf),
            verdicts.ahead(tfidf),
        ),
        "worst": (
            f"With attention, {their_worst} is the class most often confused",
            f"{theirs['confused']['lstm_attention']['wrong_share']:.1%} misclassified",
            f"{ours['worst']}; {_lowest_recall(own['behind'], their_worst) if own else no_class}",
            verdicts.all_ahead(list(own["behind"].values())) if own else None,
        ),
        "recall": (
            f"Attention noticeably improves the recall of {their_worst} (compared with the LSTM)",
            f"{their_recall['lstm']:.1%} to {their_recall['lstm_attention']:.1%}",
            estimate(own["recall"]) if own else no_class,
            verdicts.ahead(own["recall"]) if own else None,
        ),
        "auc": (
            f"{their_worst} reaches an AUC of {claimed_auc:.2f} (tested on the published figure itself)",
            f"{their_auc['mean']:.2f} ({their_auc['low']:.2f} to {their_auc['high']:.2f})",
            f"{own['auc']:.3f}, on different text, which does not count here" if own else no_class,
            verdicts.reaches(their_auc, claimed_auc),
        ),
    }
    return {
        name: dict(zip(("claim", "published", "ours"), words, strict=True))
        | {"verdict": WORDS[verdict if decidable or name == "auc" else None]}  # the AUC is the original's own
        for name, (*words, verdict) in rows.items()
    }


def _elsewhere(over: dict[str, Any] | None) -> str:
    """Return a difference over other test sets, to follow the one on the test set of the report."""
    if over is None:
        return ""
    return f"; over {over['splits']} test sets {signed_points(over['mean'])} ({span(over)})"


def _lowest_recall(leads: dict[str, dict[str, float]], worst: str) -> str:
    """Return whether a class has the lowest recall; the smallest lead over it shows that."""
    name, lead = min(leads.items(), key=lambda lead: lead[1]["mean"])
    ahead = f"{signed_points(lead['mean'])} points, {_interval(lead)}"
    lowest = {
        True: "is the lowest",
        False: "is shown not to be the lowest",
        None: "is not shown to be the lowest",
    }[verdicts.all_ahead(list(leads.values()))]
    return f"the recall of {worst} {lowest} (recall of {name} minus that of {worst}: {ahead})"


def reversed_pair(pair: dict[str, Any]) -> dict[str, Any]:
    """Return the same comparison the other way round."""
    return pair | {"difference": -pair["difference"], "low": -pair["high"], "high": -pair["low"]}


def estimate(result: dict[str, Any]) -> str:
    """Return a difference for a table cell: `−0.9 points (−2.0 to +0.1)`.

    A single group of documents says nothing about others, so it has no interval.
    """
    return f"{signed_points(result['difference'])} points ({_interval(result)})"


def _interval(result: dict[str, Any]) -> str:
    return "no interval" if result["units"] == 1 else span(result)


def outcome(found: dict[str, dict[str, str]]) -> str:
    """Return a clause that counts the findings by verdict; `found` is what `claims` returns."""
    tested = [claim for name, claim in found.items() if name != "auc"]
    lacking = sum(NO_CLASS in claim["ours"] for claim in tested)
    which = f", {lacking} of these because they are about a class that this corpus lacks" if lacking else ""
    words = [claim["verdict"] for claim in tested]
    auc = f"; one more, on an AUC, is {found['auc']['verdict']} by the original's own figure"
    if len(set(words)) == 1:
        return f"all {len(words)} findings about the models are {words[0]}{which}{auc}"
    counted = [
        f"{words.count(word)} {'is' if words.count(word) == 1 else 'are'} {word}"
        for word in WORDS.values()
        if word in words
    ]
    return f"of {len(words)} findings about the models, {listing(counted)}{which}{auc}"


def group_effect(
    documents: int, groups: int, effect: float, results: tuple[dict[str, Any], dict[str, Any]], seeds: int
) -> str:
    """Return a clause on the difference that groups of documents make to the primary comparison.

    Args:
        documents, groups: their numbers in the test set.
        effect: the variance from sampling documents, as a multiple of what it would be for independent ones.
        results: the difference as an estimate with groups, and if every document is a group of its own.
        seeds: how often each model was trained.
    """
    if groups == documents:
        return (
            "here, no test documents are known to belong together, so the intervals treat all as "
            "independent. If some are in fact related, the intervals may be too narrow"
        )
    with_groups, alone = map(span, results)
    together = "With the spread between seeds added, " if seeds > 1 else "With one seed, "
    return (
        f"the {documents:,} test documents form {groups:,} groups. In the primary comparison, sampling "
        f"groups instead of documents multiplies the variance from the test documents by {effect:.1f}. "
        f"{together}the 95% interval of the difference is {with_groups} points, and it would be {alone} "
        f"points if all documents were independent{_not_wider(*results)}"
    )


def _not_wider(with_groups: dict[str, Any], alone: dict[str, Any]) -> str:
    """Return, after a full stop, why an interval with groups is no wider than without, or nothing."""
    wider = with_groups["high"] - with_groups["low"] > alone["high"] - alone["low"]
    if wider or with_groups["error"] <= alone["error"]:
        return ""
    degrees = f"{with_groups['degrees']:.1f} instead of {alone['degrees']:.1f}"
    return (
        f". Groups raise the standard error, but also its degrees of freedom ({degrees}), so the interval is "
        "no wider"
    )


def other_differences(
    with_attention: dict[str, Any], without: dict[str, Any], heads: tuple[list[int], list[int]]
) -> dict[str, str]:
    """Return how the two LSTMs differ besides attention: `other_differences`, and `besides` in one sentence.

    Args:
        with_attention, without: parameters of the two models, by name.
        heads: the units of the dense layers after the LSTMs, with attention and without.
    """
    unlike = {
        name: f"{name} ({with_attention[name]} with attention, {value} without)"
        for name, value in without.items()
        if name != "head" and name in with_attention and with_attention[name] != value
    }
    names = [f"the {name.replace('_', ' ')}" for name in unlike]
    said = "The other settings of the two are the same"
    if unlike:
        said = f"The two also differ in {listing(list(unlike.values()))}"
    if heads[0] != heads[1]:
        here, there = (listing([str(units) for units in head]) for head in heads)
        said = f"The dense layers after the LSTMs have {here} units here, and {there} in the LSTM. {said}"
        names = ["the dense layers after the LSTMs", *names]
    if not names:
        nothing = "The two models differ in nothing but attention"
        return {"other_differences": nothing, "besides": nothing}
    return {
        "other_differences": f"Attention is not the only difference from the LSTM. {said}",
        "besides": f"Besides attention, the two models differ in {listing(names)}",
    }


OTHER_METRICS = {"macro_f1": "macro F1", "macro_auc": "macro AUC"}
"""What prose and tables call the metrics beside accuracy."""


def other_metrics(rows: list[dict[str, Any]]) -> str:
    """Return what tests of macro F1 and macro AUC find that tests of accuracy do not.

    Args:
        rows: all pairs on all metrics, with their `pair` and `verdict`.
    """
    of_accuracy = {row["pair"]: row["verdict"] for row in rows if row["metric"] == "accuracy"}
    others = [row for row in rows if row["metric"] in OTHER_METRICS]
    significant = [row for row in others if row["verdict"] != statements.NO_DIFFERENCE]
    unlike = [row for row in others if row["verdict"] != of_accuracy[row["pair"]]]
    counted = f"{len(significant)} {'is' if len(significant) == 1 else 'are'}" if significant else "none is"
    said = f"Of the {len(others)} tests of macro F1 and macro AUC, {counted} significant"
    if not unlike:
        return f"{said}, and every verdict is that of the test of accuracy"
    listed = short_listing([f"{row['pair']} in {OTHER_METRICS[row['metric']]}" for row in unlike], 4)
    if unlike == significant and all(of_accuracy[row["pair"]] == statements.NO_DIFFERENCE for row in unlike):
        return f"{said} where the test of accuracy is not: {listed}"
    number = "one has" if len(unlike) == 1 else f"{len(unlike)} have"
    return f"{said}, and {number} a different verdict from the test of accuracy: {listed}"


def margin(margin: float, step: float, accuracies: dict[str, list[float]]) -> str:
    """Return the reason for the margin, and whether it is large for this corpus.

    Args:
        margin: the equivalence margin.
        step: the smallest difference that the original calls one.
        accuracies: the accuracy of each seed, by model.
    """
    compared = "less than" if margin < abs(step) else "no less than"
    between = "between the LSTM and the dense model in the original"
    said = f"{points(margin)}, {compared} the {points(step)} {between}"
    errors = {model: 1 - sum(own) / len(own) for model, own in accuracies.items()}
    best = min(errors, key=errors.__getitem__)
    if margin < errors[best]:
        return said
    return (
        f"{said}. As {definite(NAMES[best])} classifies only {errors[best]:.1%} of the test documents "
        "wrongly, a smaller margin would suit this corpus"
    )


def recall_tested(worst: str, in_corpus: bool) -> str:
    """Return whether the claim about the recall of the original's hardest class can be tested."""
    if in_corpus:
        return "So this report tests the claim against the LSTM"
    return f"No class of this corpus is called {worst}, so this report cannot test the claim"
