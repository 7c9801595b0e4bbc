"""Sentences made from results are true whatever the result is."""

import pytest

from lstm_attention.exhibits import statements, wording
from lstm_attention.settings import AttentionParameters


@pytest.mark.parametrize(
    ("difference", "low", "high", "p", "says", "verdict"),
    [
        (0.012, 0.004, 0.020, 0.0004, "the A is 1.2 points more accurate than the B (95%", "better"),
        (-0.010, -0.020, -0.001, 0.04, "the A is 1.0 point less accurate than the B (95%", "worse"),
        (0.002, -0.004, 0.008, 0.6, "between the A and the B (+0.2 points, 95%", "no significant difference"),
        (0.0, -0.01, 0.01, 1.0, "there is no significant difference", "no significant difference"),
    ],
)
def test_comparison_follows_the_corrected_test(difference, low, high, p, says, verdict):
    result = {"difference": difference, "low": low, "high": high, "p_corrected": p, "tests": 1}
    sentence = statements.comparison("A", "B", result)
    assert says in sentence
    assert f"{low * 100:+.1f} to {high * 100:+.1f}".replace("-", "−") in sentence
    assert sentence.endswith(f"{wording.p_value(p)})")
    corrected = statements.comparison("A", "B", result | {"tests": 23})
    assert corrected.endswith(f"{wording.p_value(p)}, corrected for 23 tests)")
    assert statements.verdict(difference, p) == verdict


def test_p_values_have_sensible_digits():
    assert [wording.p_value(p) for p in (1e-9, 0.0314, 0.456)] == ["p < 0.001", "p = 0.031", "p = 0.46"]


def test_rows_of_the_table_of_parameters():
    settings = {
        "lstm": {"mask": True},
        "seeds": [0, 1],
        "search": {"learning_rate": [0.1, 0.2], "mask": [True]},
        "variants": {"max": {"epochs": 3}},
        "dense": {"epochs": 2},
    }
    assert [tuple(row.values()) for row in wording.settings_rows(settings)] == [
        ("all", "seeds", "0, 1"),
        ("all", "search", "learning_rate: 0.1, 0.2; mask: True"),
        ("dense", "epochs", "2"),
        ("lstm", "mask", "True"),
        ("max", "epochs", "3"),
    ]
    assert wording.settings_rows({}) == []
    assert wording.settings_rows({"search": {}})[0]["value"] == "none"


def test_not_significant_is_not_equivalent():
    row = {"low_90": -0.014, "high_90": 0.001, "p_equivalent": 0.2}
    assert statements.equivalence(row, 0.01) == (
        "not shown to be equivalent to within 1.0 point (90% interval −1.4 to +0.1, p = 0.20)"
    )
    shown = statements.equivalence(row | {"p_equivalent": 0.01}, 0.01)
    assert shown.startswith("equivalent to within 1.0 point")


def test_confusion_names_class_and_destination():
    sentence = statements.confusion(
        {"true_class": "science", "wrong_share": 0.25, "predicted_class": "politics", "share": 0.1}
    )
    assert sentence == (
        "science is the class most often confused: 25.0% of its documents are classified as something else, "
        "most often as politics (10.0%)"
    )


def test_confusion_of_a_perfect_model():
    perfect = {"true_class": "a", "wrong_share": 0.0, "predicted_class": "b", "share": 0.0}
    assert "every test document is classified correctly" in statements.confusion(perfect)


def test_ranking_goes_from_best_to_worst():
    assert statements.ranking({"x": 0.8, "y": 0.91, "z": 0.85}) == "y (91.0%), z (85.0%) and x (80.0%)"


def test_one_seed_and_several_are_worded_differently():
    assert statements.seeds([3]) == "one seed (3)"
    assert statements.seeds([0, 1, 2]) == "3 seeds (0, 1 and 2)"
    assert statements.runs([0.9]) == "that of one training"
    assert "range from 88.0% to 90.0%" in statements.runs([0.9, 0.88])


def test_a_variant_is_called_by_what_sets_it_apart():
    published = {"pooling": "published", "mask": True, "trainable_embeddings": False, "word_dropout": 0.0}
    published["head"] = [128, 64, 32]
    assert statements.variant(published) == "the published score"
    other = {
        **{"pooling": "max", "mask": False, "trainable_embeddings": True, "word_dropout": 0.2},
        "head": [128, 64, 64],
    }
    assert statements.variant(other) == (
        "the largest values, unmasked padding, dense layers of 128, 64 and 64 units, trained word vectors "
        "and 20% of words hidden"
    )
    assert wording.POOLINGS.keys() == set(
        AttentionParameters.model_json_schema()["properties"]["pooling"]["enum"]
    )


def test_one_training_makes_no_ensemble():
    accuracy = {"mean": 0.934, "low": 0.927, "high": 0.94}
    assert (
        statements.ensemble(1, accuracy, "it leads") == "there is none, because the variant was trained once"
    )
    said = statements.ensemble(3, accuracy, "it leads")
    assert said == (
        "the ensemble of its 3 trainings, the mean of their probabilities, classifies 93.4% of the test "
        "documents (95% interval 92.7% to 94.0%) correctly, and it leads"
    )


def test_a_recommendation_says_what_the_test_posts_show():
    better = {"difference": 0.02, "low": 0.01, "high": 0.03, "p_corrected": 0.001, "tests": 1}
    sentence = statements.recommendation("a context vector", "LSTM with attention", better, tried=2)
    assert sentence.startswith(
        "the variant with a context vector does best on the validation documents, and on the test documents "
        "the variant is 2.0 points more accurate than the LSTM with attention (95% interval"
    )
    assert statements.recommendation("x", "LSTM", None, tried=2) == (
        "of all models that were tried, the LSTM itself does best on the validation documents"
    )
    assert statements.recommendation("x", "LSTM", None, tried=1) == (
        "no variant was tried, as the parameters name none, so the LSTM is recommended"
    )


def bounds(fewest, by_chance, most, extra=143):
    return {
        "extra": extra,
        "difference": extra / 9000,
        "p_holm_fewest": fewest,
        "p_holm_by_chance": by_chance,
        "p_holm_most": most,
    }


@pytest.mark.parametrize(
    ("given", "verdict", "says"),
    [
        (
            bounds(0.0001, 0.001, 0.01),
            "better",
            "classified 143 more documents correctly than the B, which is significant under any possible",
        ),
        (bounds(0.0001, 0.001, 0.01, -9), "worse", "9 fewer documents correctly"),
        (
            bounds(0.0001, 0.02, 0.08),
            "better, unless they agreed less often than by chance",
            "unless the two agreed",
        ),
        (bounds(0.0001, 0.06, 0.08), "undecided", "the counts do not say whether that is significant"),
        (
            bounds(0.78, 0.9, 0.95, 5),
            "no significant difference",
            "not significant under any possible overlap (p = 0.78 or higher)",
        ),
    ],
)
def test_published_counts_decide_as_much_as_they_can(given, verdict, says):
    assert statements.bounded_verdict(given) == verdict
    assert says in statements.bounded("A", "B", given)


def result(mean, low, high, p=None):
    return {"mean": mean, "low": low, "high": high, "difference": mean, "p_corrected": p}


def test_baselines_that_win_are_named():
    results = {
        "LSTM": result(-0.02, -0.03, -0.01, 0.001),
        "dense model": result(-0.03, -0.04, -0.02, 0.001),
        "big model": result(0.02, 0.01, 0.03, 0.001),
        "other": result(0.0, -0.01, 0.01, 0.9),
    }
    assert statements.against_baseline("TF-IDF", results) == (
        "the TF-IDF is beaten by the big model, beats the LSTM and the dense model "
        "and does not differ significantly from the other"
    )


def test_a_method_takes_no_article_and_a_model_does():
    same = result(0.0, -0.01, 0.01, 0.9)
    assert statements.comparison("LSTM", "logistic regression on TF-IDF", same | {"tests": 1}).startswith(
        "there is no significant difference in accuracy between the LSTM and logistic regression on TF-IDF"
    )
    assert statements.against_baseline("linear SVM on TF-IDF", {"LSTM": same}) == (
        "the linear SVM on TF-IDF does not differ significantly from the LSTM"
    )


def test_one_seed_says_that_its_spread_is_not_known():
    assert "the spread between seeds is unknown" in statements.spread({"A": [0.9], "B": [0.8]})
    assert statements.spread({"A": [0.9, 0.91], "B": [0.8, 0.83]}) == (
        "the test accuracy of the best seed exceeds that of the worst by 1.0 point for the A and 3.0 points "
        "for the B"
    )
    assert "but not the spread between seeds" in statements.covers(1)
    assert statements.covers(5) == "the sampling of test documents and the spread between 5 seeds"


def test_calibration_is_held_against_chance():
    raw, scaled = {"ece": 0.05, "chance": 0.009}, {"ece": 0.01}
    said = statements.calibrated(result(0.024, 0.011, 0.037), raw, scaled)
    assert said == (
        "is overconfident by 2.4 points on average (95% interval +1.1 to +3.7); its calibration error is "
        "5.0 points, where a calibrated model would show 0.9 points by chance, and temperature scaling "
        "lowers it to 1.0 point"
    )
    assert "is underconfident by 2.4 points" in statements.calibrated(
        result(-0.024, -0.03, -0.01), raw, scaled
    )
    unsure = statements.calibrated(result(0.001, -0.01, 0.01), raw, {"ece": 0.06})
    assert unsure.startswith(
        "has a mean confidence that does not differ significantly from its accuracy (+0.1 points"
    )
    assert unsure.endswith("temperature scaling does not lower it (6.0 points with it)")


def test_shifted_thresholds_are_said_to_bring_models_closer_or_not():
    before, after = ({"difference": d, "low": d - 0.01, "high": d + 0.01} for d in (-0.009, -0.004))
    assert statements.shifted(before, after) == (
        "the difference goes from −0.9 to −0.4 points (95% interval −1.4 to +0.6), closer to zero"
    )
    assert statements.shifted(after, before).endswith("no closer to zero")


def test_one_weight_above_the_bound_is_enough_to_say_so():
    assert statements.within_bound(True) == "no weight exceeds it"
    assert statements.within_bound(False) == "some weights exceed it"


def test_nothing_confused_and_nothing_swept():
    assert statements.confused_pair([]) == "no document is misclassified"
    assert statements.confused_pair([{"true": "a", "predicted": "b", "share": 0.1}]) == (
        "the most common confusion is to classify a as b (10.0% of that class)"
    )
    assert statements.swept([], 0) == "no model was trained on shortened documents in this report"
    assert statements.swept(["LSTM"], 1) == (
        "the LSTM was also trained on shortened documents, with one seed for each length"
    )
    assert statements.swept(["dense model", "LSTM"], 2) == (
        "the dense model and the LSTM were also trained on shortened documents, with 2 seeds for each length"
    )


def test_groups_that_decide_are_counted():
    assert statements.deciding(-0.009, -0.005, 6) == (
        "without these 6 groups, the difference would be −0.5 points instead of −0.9"
    )
    assert statements.deciding(-0.009, -0.005, 1).startswith("without this group, the difference")


def test_intervals_are_written_with_their_level():
    wide = result(0.91234, 0.9, 0.92)
    assert wording.interval(wide, ".2f", " times") == "0.91 times (95% interval 0.90 to 0.92)"
    assert wording.short_interval(wide, ".1%") == "91.2% (90.0% to 92.0%)"


def test_a_median_that_is_not_there_is_said_in_words():
    assert wording.median_tau(-0.118) == "−0.12"
    assert wording.median_tau(float("nan")).startswith("undefined (one of the two scores is the same")
