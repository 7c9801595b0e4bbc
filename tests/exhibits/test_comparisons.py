"""What is said about a comparison, whatever its result."""

import pandas as pd
import pytest

from lstm_attention.evidence import published
from lstm_attention.exhibits import comparisons, statements

NONE = "no significant difference"


def pair(difference=0.0, p=1.0, half=0.01, **more):
    low, high = difference - half, difference + half
    row = {"difference": difference, "low": low, "high": high, "low_90": low, "high_90": high}
    row |= {"p_corrected": p, "tests": 1, "p_equivalent": 0.2}
    row |= {"error": half / 1.645, "degrees": 1e6, "units": 100}
    return row | {"verdict": statements.verdict(difference, p)} | more


MORE, LESS, SAME, EQUAL = pair(0.03, 0.001), pair(-0.03, 0.001), pair(half=0.02), pair(half=0.005)
ORIGINAL = published.facts()
PUBLISHED = comparisons.named(
    published.discordances([("lstm_attention", "lstm"), ("lstm_attention", "dense"), ("lstm", "dense")])
)
PUBLISHED["verdict"] = [statements.bounded_verdict(row) for row in PUBLISHED.to_dict(orient="records")]
PUBLISHED = PUBLISHED.to_dict(orient="index")


def test_pairs_are_named_by_their_models():
    pairs = comparisons.named(pd.DataFrame({"a": ["lstm", "lstm"], "b": ["dense", "tfidf_svm"]}))
    assert pairs["pair"].to_dict() == {
        "lstm_minus_dense": "LSTM − dense model",
        "lstm_minus_tfidf_svm": "LSTM − linear SVM on TF-IDF",
    }
    assert pairs.index.name


def lead(low, high):
    return {"mean": (low + high) / 2, "low": low, "high": high, "units": 90}


ABOVE = dict.fromkeys(("gaming", "movies"), lead(0.01, 0.02))
BELOW = ABOVE | {"science": lead(-0.02, -0.01), "news": lead(-0.05, 0.05)}
OWN = {"recall": MORE, "behind": ABOVE, "auc": 0.95}


def found(
    gain=SAME,
    step=MORE,
    tfidf=LESS,
    worst="technology",
    own=OWN,
    theirs=ORIGINAL,
    decidable=True,
    elsewhere=None,
):
    pairs = {comparisons.GAIN: gain, comparisons.STEP: step, comparisons.TFIDF: tfidf}
    ours = {"elsewhere": elsewhere, "worst": worst, "class": own}
    return comparisons.claims(pairs, PUBLISHED, ours, theirs, 0.01, decidable)


@pytest.mark.parametrize(
    ("finding", "change", "verdict"),
    [
        ("gain", {"gain": MORE}, "reproduced"),
        ("gain", {"gain": SAME}, "undecided"),
        ("gain", {"gain": LESS}, "contradicted"),
        ("size", {"gain": EQUAL}, "reproduced"),
        ("size", {"gain": SAME}, "undecided"),  # the lack of significance supports nothing
        ("size", {"gain": MORE}, "contradicted"),
        ("step", {"step": MORE}, "reproduced"),
        ("step", {"step": SAME}, "undecided"),
        ("step", {"step": LESS}, "contradicted"),
        ("tfidf", {"tfidf": LESS}, "reproduced"),  # of the LSTM minus the baseline
        ("tfidf", {"tfidf": SAME}, "undecided"),
        ("tfidf", {"tfidf": MORE}, "contradicted"),
        ("worst", {}, "reproduced"),
        ("worst", {"own": OWN | {"behind": ABOVE | {"news": lead(-0.01, 0.01)}}}, "undecided"),
        ("worst", {"own": OWN | {"behind": BELOW}}, "contradicted"),
        ("worst", {"own": None}, "undecided"),
        ("recall", {"own": OWN | {"recall": MORE}}, "reproduced"),
        ("recall", {"own": OWN | {"recall": SAME}}, "undecided"),
        ("recall", {"own": OWN | {"recall": LESS}}, "contradicted"),
        ("recall", {"own": None}, "undecided"),
        ("auc", {}, "contradicted"),  # by the original's own figure
        ("auc", {"theirs": ORIGINAL | {"auc": {"mean": 0.93, "low": 0.91, "high": 0.95}}}, "reproduced"),
        ("auc", {"theirs": ORIGINAL | {"auc": {"mean": 0.9, "low": 0.88, "high": 0.92}}}, "undecided"),
    ],
)
def test_the_verdict_on_every_finding(finding, change, verdict):
    claims = found(**change)
    assert list(claims) == ["gain", "size", "step", "tfidf", "worst", "recall", "auc"]
    assert claims[finding]["verdict"] == verdict


def test_nothing_is_decided_where_nothing_can_be():
    sure = {"gain": MORE, "step": MORE, "tfidf": LESS}
    assert {row["verdict"] for row in found(**sure).values()} != {"undecided"}
    verdicts = {name: row["verdict"] for name, row in found(**sure, decidable=False).items()}
    assert verdicts.pop("auc") == found()["auc"]["verdict"]  # the original's own figure
    assert set(verdicts.values()) == {"undecided"}


def test_findings_are_reported_with_both_numbers():
    claims = found(gain=LESS, worst="science", own={"recall": LESS, "behind": ABOVE, "auc": 0.8765})
    assert {name: (claim["published"], claim["ours"]) for name, claim in claims.items()} == {
        "gain": (f"+5 of 9,000 documents: {NONE}", "−3.0 points (−4.0 to −2.0)"),
        "size": ("+0.1 points", "−3.0 points (90% interval −4.0 to −2.0)"),
        "step": (
            "+1.6 points: better, unless they agreed less often than by chance",
            "+3.0 points (+2.0 to +4.0)",
        ),
        "tfidf": (
            "77.6% and 76.7%, both with WordNet's words (75.5% to 78.7% with other dictionaries)",
            "+3.0 points (+2.0 to +4.0)",
        ),
        "worst": (
            "39.2% misclassified",
            "science; the recall of technology is the lowest (recall of gaming minus that of technology: "
            "+1.5 points, +1.0 to +2.0)",
        ),
        "recall": ("58.8% to 60.8%", "−3.0 points (−4.0 to −2.0)"),
        "auc": ("0.88 (0.87 to 0.89)", "0.876, on different text, which does not count here"),
    }
    assert found(gain=EQUAL)["size"]["ours"] == "0.0 points (90% interval −0.5 to +0.5)"
    assert found(gain=SAME)["size"]["ours"] == (
        "0.0 points (90% interval −2.0 to +2.0); an interval this wide could not show it, "
        "whatever the difference"
    )
    elsewhere = found(worst="cats", own=None)
    assert elsewhere["worst"]["ours"] == "cats; no class is called technology"
    assert elsewhere["recall"]["ours"] == elsewhere["auc"]["ours"] == "no class is called technology"


def test_the_primary_finding_shows_what_other_test_parts_say():
    elsewhere = {"splits": 5, "mean": 0.009, "low": -0.002, "high": 0.019}
    here, both = found()["gain"], found(elsewhere=elsewhere)["gain"]
    assert both["ours"] == f"{here['ours']}; over 5 test sets +0.9 (−0.2 to +1.9)"
    assert both["verdict"] == here["verdict"]


@pytest.mark.parametrize(
    ("leads", "shown"),
    [
        (
            BELOW,
            "is shown not to be the lowest (recall of science minus that of technology: −1.5 points, −2.0 "
            "to −1.0)",
        ),
        (
            ABOVE | {"news": lead(-0.01, 0.02)},
            "is not shown to be the lowest (recall of news minus that of technology: +0.5 points, −1.0 to "
            "+2.0)",
        ),
        (ABOVE, "is the lowest (recall of gaming minus that of technology: +1.5 points, +1.0 to +2.0)"),
    ],
)
def test_the_class_most_often_confused_is_shown_with_the_smallest_lead_over_it(leads, shown):
    row = found(worst="science", own=OWN | {"behind": leads})["worst"]
    assert row["ours"] == f"science; the recall of technology {shown}"


def test_a_finding_says_how_it_was_read():
    words = {name: row["claim"] for name, row in found().items()}
    assert words["size"] == (
        "Attention makes no difference that matters (the original calls it not significant; tested here "
        "as less than 1.0 point in either direction)"
    )
    assert words["step"].endswith("more accurate than the dense model (by the original's figures)")
    assert words["tfidf"].endswith("than the LSTM with attention (by the original's figures)")
    assert words["recall"] == (
        "Attention noticeably improves the recall of technology (compared with the LSTM)"
    )


def test_the_outcome_counts_every_verdict():
    own_figure = "; one more, on an AUC, is contradicted by the original's own figure"
    assert comparisons.outcome(found()) == (
        f"of 6 findings about the models, 4 are reproduced and 2 are undecided{own_figure}"
    )
    nothing = comparisons.outcome(found(own=None, decidable=False))
    assert nothing.startswith(
        "all 6 findings about the models are undecided, 2 of these because they are about a class that"
    )
    assert comparisons.outcome(found(own=None)).endswith(
        f", 2 of these because they are about a class that this corpus lacks{own_figure}"
    )


def test_prose_of_the_models():
    accuracies = {"dense": [0.8, 0.82], "lstm": [0.9, 0.9], "lstm_attention": [0.91, 0.9]}
    pairs = {name: SAME | {"a": row["a"], "b": row["b"]} for name, row in PUBLISHED.items()}
    pairs |= {
        "dense_minus_tfidf_svm": LESS,
        "lstm_minus_tfidf_svm": SAME,
        "lstm_attention_minus_tfidf_svm": MORE,
        comparisons.MEANS: LESS | {"a": "lstm_attention", "b": "mean_vectors"},
        comparisons.DENSE_MEANS: MORE | {"a": "dense", "b": "mean_vectors"},
    }
    said = comparisons.prose(accuracies, [0, 4], pairs, PUBLISHED, found(), "tfidf_svm", 0.01, None)
    assert said["ranking"].endswith(
        "models of the original come in this order: the LSTM with attention (90.5%), the LSTM (90.0%) and "
        "the dense model (81.0%)"
    )
    assert said["seeds"] == "2 seeds (0 and 4)"
    assert said["covers"].endswith("the spread between 2 seeds")
    assert said["spread"].endswith(
        "2.0 points for the dense model, 0.0 points for the LSTM and 1.0 point for the LSTM with attention"
    )
    assert said["baseline"] == "the linear SVM on TF-IDF"
    assert said["baseline_verdict"] == (
        "the linear SVM on TF-IDF is beaten by the LSTM with attention, beats the dense model "
        "and does not differ significantly in accuracy from the LSTM"
    )
    assert said["dense_minus_baseline"].startswith(
        "the dense model is 3.0 points less accurate than the linear SVM on TF-IDF (95% interval"
    )
    assert said["equivalence"].startswith("not shown to be equivalent to within 1.0 point (90% interval −2.0")
    assert said["lstm_minus_dense"].startswith(f"there is {NONE} in accuracy between the LSTM and the dense")
    assert said["lstm_attention_minus_mean_vectors"].startswith(
        "the LSTM with attention is 3.0 points less accurate than logistic regression on mean vectors"
    )
    assert said["dense_minus_mean_vectors"].startswith(
        "the dense model is 3.0 points more accurate than logistic regression on mean vectors"
    )
    assert said["mean_vectors"] == (
        "Another cheap baseline is logistic regression on the mean of the very word vectors "
        "that the LSTM with attention reads"
    )
    pairs["lstm_minus_mean_vectors"] = SAME
    best = comparisons.prose(accuracies, [0, 4], pairs, PUBLISHED, found(), "mean_vectors", 0.01, None)
    unlearned = comparisons.prose(accuracies, [0, 4], pairs, PUBLISHED, found(), "tfidf_svm", 0.01, "of this")
    assert unlearned["equivalence"] == f"{said['equivalence']}, which decides nothing, as of this"
    assert best["mean_vectors"] == (
        "This cheap baseline reads the mean of the very word vectors that the LSTM with attention reads"
    )
    assert said["equivalence_reach"].startswith("This interval extends 2.0 points to either side")
    assert said["outcome"].startswith("of 6 findings about the models, 4 are reproduced")
    assert said["published_gain"].startswith(
        "the LSTM with attention classified 5 more documents correctly than the LSTM,"
    )
    assert said["published_step"].startswith(
        "the LSTM classified 143 more documents correctly than the dense model,"
    )


def test_the_effect_of_groups_is_said_or_that_there_are_none():
    results = (
        {"low": -0.0123, "high": 0.0098, "error": 0.005, "degrees": 6.61},
        {"low": -0.0091, "high": 0.0066, "error": 0.004, "degrees": 3.12},
    )
    assert comparisons.group_effect(5325, 2744, 2.2179, results, seeds=3) == (
        "the 5,325 test documents form 2,744 groups. In the primary comparison, sampling groups instead of "
        "documents multiplies the variance from the test documents by 2.2. With the spread between seeds "
        "added, the 95% interval of the difference is −1.2 to +1.0 points, and it would be −0.9 to +0.7 "
        "points if all documents were independent"
    )
    assert comparisons.group_effect(5325, 2744, 0.9, results[::-1], seeds=1).endswith(
        "by 0.9. With one seed, the 95% interval of the difference is −0.9 to +0.7 points, and it would be "
        "−1.2 to +1.0 points if all documents were independent"
    )
    narrower = results[0] | {"low": -0.005, "high": 0.005}
    assert comparisons.group_effect(5325, 2744, 2.2, (narrower, results[1]), seeds=3).endswith(
        "if all documents were independent. Groups raise the standard error, but also its degrees of "
        "freedom (6.6 instead of 3.1), so the interval is no wider"
    )
    assert comparisons.group_effect(80, 80, 1.0, results, seeds=3) == (
        "here, no test documents are known to belong together, so the intervals treat all as independent. "
        "If some are in fact related, the intervals may be too narrow"
    )


def test_what_differs_between_the_lstms_beside_attention_is_listed():
    without = {"learning_rate": 0.002, "batch_size": 32, "epochs": None}
    own = without | {"head": [128, 64, 32], "pooling": "published"}
    heads = [128, 64, 32], [128, 64, 64]
    assert comparisons.other_differences(own, without, heads) == {
        "other_differences": (
            "Attention is not the only difference from the LSTM. The dense layers after the LSTMs have 128, "
            "64 and 32 units here, and 128, 64 and 64 in the LSTM. The other settings of the two are the same"
        ),
        "besides": "Besides attention, the two models differ in the dense layers after the LSTMs",
    }
    tuned = own | {"learning_rate": 0.004, "batch_size": 64}
    assert comparisons.other_differences(tuned, without, heads[:1] * 2) == {
        "other_differences": (
            "Attention is not the only difference from the LSTM. The two also differ in learning_rate "
            "(0.004 with attention, 0.002 without) and batch_size (64 with attention, 32 without)"
        ),
        "besides": "Besides attention, the two models differ in the learning rate and the batch size",
    }
    assert set(comparisons.other_differences(own, without, heads[:1] * 2).values()) == {
        "The two models differ in nothing but attention"
    }


def test_other_metrics_are_summed_up_by_what_accuracy_does_not_show():
    verdicts = {
        "A − B": ("no significant difference", "better", "no significant difference"),
        "A − C": ("better", "better", "no significant difference"),
    }
    rows = [
        {"pair": pair, "metric": metric, "verdict": verdict}
        for pair, own in verdicts.items()
        for metric, verdict in zip(("accuracy", "macro_f1", "macro_auc"), own, strict=True)
    ]
    assert comparisons.other_metrics(rows) == (
        "Of the 4 tests of macro F1 and macro AUC, 2 are significant, and 2 have a different verdict from "
        "the test of accuracy: A − B in macro F1 and A − C in macro AUC"
    )
    assert comparisons.other_metrics(rows[3:]) == (
        "Of the 2 tests of macro F1 and macro AUC, 1 is significant, and one has a different verdict from "
        "the test of accuracy: A − C in macro AUC"
    )
    assert comparisons.other_metrics(rows[:3]) == (
        "Of the 2 tests of macro F1 and macro AUC, 1 is significant where the test of accuracy is not: A − B "
        "in macro F1"
    )
    nothing = [row | {"verdict": "no significant difference"} for row in rows]
    assert comparisons.other_metrics(nothing) == (
        "Of the 4 tests of macro F1 and macro AUC, none is significant, and every verdict is that of the "
        "test of accuracy"
    )


def test_the_margin_has_a_reason():
    accuracies = {"dense": [0.95], "lstm": [0.97, 0.99]}
    assert comparisons.margin(0.01, 0.0159, accuracies) == (
        "1.0 point, less than the 1.6 points between the LSTM and the dense model in the original"
    )
    assert comparisons.margin(0.03, 0.0159, accuracies) == (
        "3.0 points, no less than the 1.6 points between the LSTM and the dense model in the original. As "
        "the LSTM classifies only 2.0% of the test documents wrongly, a smaller margin would suit this "
        "corpus"
    )


def test_a_claim_about_a_class_is_tested_where_there_is_one():
    assert comparisons.recall_tested("technology", True) == "So this report tests the claim against the LSTM"
    assert comparisons.recall_tested("technology", False) == (
        "No class of this corpus is called technology, so this report cannot test the claim"
    )


def test_a_difference_in_a_cell_has_its_interval_unless_there_is_a_single_group():
    assert comparisons.estimate(pair(-0.009, half=0.01)) == "−0.9 points (−1.9 to +0.1)"
    assert comparisons.estimate(pair(half=0.99, units=1)) == "0.0 points (no interval)"
