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


ABOVE, BELOW = [{"low": 0.01, "high": 0.02}] * 4, [{"low": 0.01, "high": 0.02}, {"low": -0.02, "high": -0.01}]
OWN = {"recall": MORE, "behind": ABOVE, "auc": 0.95}


def found(gain=SAME, step=MORE, tfidf=LESS, worst="technology", own=OWN, theirs=ORIGINAL, ended=True):
    pairs = {comparisons.GAIN: gain, comparisons.STEP: step, comparisons.TFIDF: tfidf}
    return comparisons.claims(pairs, PUBLISHED, {"worst": worst, "class": own}, theirs, 0.01, ended)


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
        ("worst", {"own": OWN | {"behind": [*ABOVE, {"low": -0.01, "high": 0.01}]}}, "undecided"),
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


def test_nothing_is_decided_of_trainings_that_were_cut_off():
    sure = {"gain": MORE, "step": MORE, "tfidf": LESS}
    assert {row["verdict"] for row in found(**sure).values()} != {"undecided"}
    cut_off = {name: row["verdict"] for name, row in found(**sure, ended=False).items()}
    assert cut_off.pop("auc") == found()["auc"]["verdict"]  # the original's own figure
    assert set(cut_off.values()) == {"undecided"}


def test_findings_are_reported_with_both_numbers():
    claims = found(gain=LESS, worst="science", own={"recall": LESS, "behind": ABOVE, "auc": 0.8765})
    assert {name: (claim["published"], claim["ours"]) for name, claim in claims.items()} == {
        "gain": (f"+5 of 9,000 documents: {NONE}", "−3.0 points (−4.0 to −2.0)"),
        "size": ("+0.1 points", "−3.0 points (90% interval −4.0 to −2.0)"),
        "step": (
            "+1.6 points: better, unless they agreed less often than by chance",
            "+3.0 points (+2.0 to +4.0)",
        ),
        "tfidf": ("78.7% and 76.7%", "+3.0 points (+2.0 to +4.0)"),
        "worst": ("39.2% misclassified", "science"),
        "recall": ("58.8% to 60.8%", "−3.0 points (−4.0 to −2.0)"),
        "auc": ("0.88 (0.87 to 0.89)", "0.876, on different text"),
    }
    elsewhere = found(worst="cats", own=None)
    assert elsewhere["worst"]["ours"] == "cats; no class is called technology"
    assert elsewhere["recall"]["ours"] == elsewhere["auc"]["ours"] == "no class is called technology"


def test_the_outcome_counts_every_verdict():
    assert (
        comparisons.outcome(found())
        == "of 7 findings, 4 are reproduced, 1 is contradicted and 2 are undecided"
    )
    assert comparisons.outcome({"a": {"verdict": "undecided"}}) == "of 1 findings, 1 is undecided"


def test_prose_of_the_models():
    accuracies = {"dense": [0.8, 0.82], "lstm": [0.9, 0.9], "lstm_attention": [0.91, 0.9]}
    pairs = {name: SAME | {"a": row["a"], "b": row["b"]} for name, row in PUBLISHED.items()}
    pairs |= {
        "dense_minus_tfidf_svm": LESS,
        "lstm_minus_tfidf_svm": SAME,
        "lstm_attention_minus_tfidf_svm": MORE,
        comparisons.MEANS: LESS | {"a": "lstm_attention", "b": "mean_vectors"},
    }
    said = comparisons.prose(accuracies, [0, 4], pairs, PUBLISHED, found(), "tfidf_svm", 0.01)
    assert said["ranking"] == "LSTM with attention (90.5%), LSTM (90.0%) and dense model (81.0%)"
    assert said["seeds"] == "2 seeds (0 and 4)"
    assert said["covers"].endswith("the spread between 2 seeds")
    assert said["spread"].endswith(
        "2.0 points for the dense model, 0.0 points for the LSTM and 1.0 point for the LSTM with attention"
    )
    assert said["baseline"] == "the linear SVM on TF-IDF"
    assert said["baseline_verdict"] == (
        "the linear SVM on TF-IDF is beaten by the LSTM with attention, beats the dense model "
        "and does not differ significantly from the LSTM"
    )
    assert said["equivalence"].startswith("not shown to be equivalent to within 1.0 point (90% interval −2.0")
    assert said["lstm_minus_dense"].startswith(f"there is {NONE} in accuracy between the LSTM and the dense")
    assert said["lstm_attention_minus_mean_vectors"].startswith(
        "the LSTM with attention is 3.0 points less accurate than logistic regression on mean vectors"
    )
    assert said["outcome"].startswith("of 7 findings, 4 are reproduced")
    assert said["published_gain"].startswith(
        "the LSTM with attention classified 5 more documents correctly than the LSTM,"
    )
    assert said["published_step"].startswith(
        "the LSTM classified 143 more documents correctly than the dense model,"
    )


def test_prose_of_the_recommended_variant():
    accuracy = {"mean": 0.9, "low": 0.88, "high": 0.92}
    rows = {
        "lstm_attention": {
            "description": "the published score",
            "test": accuracy,
            "seeds": 2,
            "against": None,
        },
        "max": {"description": "the largest values", "test": accuracy, "seeds": 1, "against": MORE},
    }
    chosen = {"variant": "max", "baseline": "tfidf_svm", "over_baseline": LESS, "ensemble": accuracy}
    said = comparisons.recommended(rows, chosen | {"ensemble_over_baseline": MORE})
    assert "the variant with the largest values does best" in said["recommendation"]
    assert said["choice"] == (
        "the variant with the largest values, classifies 90.0% of the test documents correctly (95% interval "
        "88.0% to 92.0%)"
    )
    assert said["against_baseline"].startswith(
        "the recommended variant is 3.0 points less accurate than the linear SVM on TF-IDF"
    )
    assert said["ensemble"] == "there is none, because the variant was trained once"
    said = comparisons.recommended(
        rows, chosen | {"variant": "lstm_attention", "ensemble_over_baseline": MORE}
    )
    assert "the LSTM with attention itself does best" in said["recommendation"]
    assert said["ensemble"].endswith(
        "and the ensemble is 3.0 points more accurate than the linear SVM on TF-IDF "
        "(95% interval +2.0 to +4.0, p = 0.001)"
    )


def test_the_effect_of_groups_is_said_or_that_there_are_none():
    alone = {"low": -0.013, "high": 0.001}
    assert comparisons.group_effect(5325, 2744, 1.4674, alone) == (
        "the 5,325 test documents form 2,744 groups, and the standard error of the difference is 1.21 times "
        "that of as many independent documents, for which the interval would have been −1.3 to +0.1 points"
    )
    assert "each test document is a group of its own" in comparisons.group_effect(80, 80, 1.0, alone)


def test_the_gap_of_validation_and_test_is_said_with_what_they_share():
    subsets = {
        name: {"lstm_attention": {"mean": mean}}
        for name, mean in {"all": 0.894, "either": 0.921, "neither": 0.867}.items()
    }
    assert comparisons.gap("LSTM", 0.885, subsets) == (
        "the LSTM classifies 88.5% of the validation documents and 89.4% of the test documents correctly "
        "(92.1% of those that share something with the training part, 86.7% of the rest)"
    )
    assert comparisons.gap("LSTM", 0.885, {"all": subsets["all"]}).endswith("documents correctly")


def test_large_numbers_have_two_digits_that_count():
    numbers = (1_766_980, 562_284, 11_858_992, 99, 0.4, 999_999, 1e9)
    assert [comparisons.rounded(number) for number in numbers] == [
        *("1.8 million", "560,000", "12 million", "99", "0", "1 million", "1,000,000,000")
    ]
    said = comparisons.needed({"ours": 1_766_980, "least": 562_284, "most": 11_858_992})
    assert said.startswith("about 1.8 million independent test documents")
    assert "560,000 to 12 million" in said


def test_the_margin_has_a_reason():
    assert comparisons.margin(0.01, 0.0159).startswith("1.0 point, less than the 1.6 points between")
    assert "no less than" in comparisons.margin(0.02, 0.0159)
