"""What is said of a comparison, whichever way it falls."""

import pandas as pd
import pytest

from lstm_attention.evidence import published
from lstm_attention.exhibits import comparisons, statements

NONE = "no difference that this test could see"


def pair(difference=0.0, p=1.0, **more):
    row = {"difference": difference, "low": difference - 0.01, "high": difference + 0.01, "p_holm": p}
    return row | {"verdict": statements.verdict(row), "p_equivalent": 0.2} | more


MORE, LESS, SAME = pair(0.03, 0.001), pair(-0.03, 0.001), pair()
ORIGINAL = published.facts()
PUBLISHED = comparisons.named(
    published.discordances([("lstm_attention", "lstm"), ("lstm_attention", "dense"), ("lstm", "dense")])
)
PUBLISHED["verdict"] = [statements.bounded_verdict(row) for row in PUBLISHED.to_dict(orient="records")]
PUBLISHED = PUBLISHED.to_dict(orient="index")


def test_pairs_are_named_by_their_models():
    pairs = comparisons.named(pd.DataFrame({"a": ["lstm", "lstm"], "b": ["dense", "tfidf_svm"]}), "tfidf_svm")
    assert pairs["pair"].to_dict() == {
        "lstm_minus_dense": "LSTM less dense model",
        "lstm_minus_baseline": "LSTM less linear SVM on TF-IDF",
    }
    assert pairs.index.name


@pytest.mark.parametrize(
    ("finding", "change", "verdict"),
    [
        ("gain", {"gain": SAME}, "reproduced"),
        ("gain", {"gain": MORE}, "not reproduced"),
        ("gain", {"gain": LESS}, "not reproduced"),
        ("step", {"step": MORE}, "reproduced"),
        ("step", {"step": SAME}, "not reproduced"),
        ("step", {"step": LESS}, "not reproduced"),
        ("worst", {"worst": "technology"}, "reproduced"),
        ("worst", {"worst": "science"}, "not reproduced"),
        ("recall", {"recall": MORE}, "reproduced"),
        ("recall", {"recall": SAME}, "not reproduced"),
        ("recall", {"recall": LESS}, "not reproduced"),
        ("auc", {"auc": 0.9}, "reproduced"),
        ("auc", {"auc": 0.8999}, "not reproduced"),
    ],
)
def test_which_findings_count_as_reproduced(finding, change, verdict):
    ours = {"gain": SAME, "step": MORE, "worst": "technology", "recall": MORE, "auc": 0.95} | change
    pairs = {comparisons.GAIN: ours["gain"], comparisons.STEP: ours["step"]}
    claims = comparisons.claims(pairs, PUBLISHED, ours, ORIGINAL)
    assert list(claims) == ["gain", "step", "worst", "recall", "auc"]
    assert claims[finding]["verdict"] == verdict
    others = {name: claim["verdict"] for name, claim in claims.items() if name != finding}
    assert set(others.values()) == {"reproduced"}


def test_findings_are_told_with_both_numbers():
    pairs = {comparisons.GAIN: LESS, comparisons.STEP: MORE}
    ours = {"worst": "science", "recall": LESS, "auc": 0.8765}
    claims = comparisons.claims(pairs, PUBLISHED, ours, ORIGINAL)
    assert {name: (claim["published"], claim["ours"]) for name, claim in claims.items()} == {
        "gain": (f"+5 of 9,000 documents: {NONE}", "−3.0 points: worse"),
        "step": (
            "+1.6 points: better, unless they agreed less than by chance",
            "+3.0 points: better",
        ),
        "worst": ("technology", "science"),
        "recall": ("recall 58.8% to 60.8%", "−3.0 points of recall: worse"),
        "auc": ("0.88 in its own figure (95% interval 0.87 to 0.89)", "0.876"),
    }


def test_prose_of_the_models():
    accuracies = {"dense": [0.8, 0.82], "lstm": [0.9, 0.9], "lstm_attention": [0.91, 0.9]}
    pairs = {name: SAME | {"a": row["a"], "b": row["b"]} for name, row in PUBLISHED.items()}
    pairs |= {
        "dense_minus_baseline": LESS,
        "lstm_minus_baseline": SAME,
        "lstm_attention_minus_baseline": MORE,
    }
    said = comparisons.prose(accuracies, [0, 4], pairs, PUBLISHED, "tfidf_svm", 0.01)
    assert said["ranking"] == "LSTM with attention (90.5%), LSTM (90.0%) and dense model (81.0%)"
    assert said["seeds"] == "2 seeds (0 and 4)"
    assert said["covers"].endswith("the spread of 2 seeds")
    assert said["spread"].endswith(
        "2.0 points for the dense model, 0.0 points for the LSTM and 1.0 point for the LSTM with attention"
    )
    assert said["baseline"] == "linear SVM on TF-IDF"
    assert said["baseline_verdict"] == (
        "linear SVM on TF-IDF is beaten by the LSTM with attention, beats the dense model "
        "and cannot be told from the LSTM"
    )
    assert said["equivalence"] == "not shown to be equal to within 1.0 point (p = 0.20)"
    assert said["lstm_minus_dense"].startswith("this test cannot tell the LSTM from the dense model")
    assert said["lstm_attention_minus_dense"].startswith(
        "this test cannot tell the LSTM with attention from the dense model"
    )
    assert said["published_gain"].startswith(
        "the LSTM with attention got 5 more documents right than the LSTM,"
    )
    assert said["published_step"].startswith("the LSTM got 143 more documents right than the dense model,")


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
        "the largest values, sorts 90.0% of the test documents correctly (95% interval 88.0% to 92.0%)"
    )
    assert said["against_baseline"].startswith("the recommended variant is behind the linear SVM on TF-IDF")
    assert said["ensemble"] == "it was trained once, so there is nothing to average"
    said = comparisons.recommended(
        rows, chosen | {"variant": "lstm_attention", "ensemble_over_baseline": MORE}
    )
    assert "the LSTM with attention itself does best" in said["recommendation"]
    assert said["ensemble"].endswith(
        "and the mean of them is ahead of the linear SVM on TF-IDF by 3.0 points of accuracy "
        "(95% interval +2.0 to +4.0, p = 0.001)"
    )
