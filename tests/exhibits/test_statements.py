"""Sentences made from results are true whatever the result is."""

import pytest

from lstm_attention.evidence import metrics
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
    once = statements.comparison("A", "B", result | {"trainings": 1})
    assert once == sentence.replace("95% interval", "95% interval for the sampling of documents alone")
    assert statements.comparison("A", "B", result | {"trainings": 2}) == sentence
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
        {
            "true_class": "science",
            "equally": [],
            "wrong_share": 0.25,
            "predicted_class": "politics",
            "share": 0.1,
            "errors": 100.0,
            "documents": 500.0,
        }
    )
    assert sentence == (
        "science is the class most often confused: 25.0% of its documents are classified as something else, "
        "most often as politics (10.0%)"
    )


def test_confusion_with_a_single_class_is_not_most_often_with_it():
    only = metrics.most_confused([[90, 10], [0, 100]], ["science", "politics"])
    assert statements.confusion(only) == (
        "science is the class most often confused: 10.0% of its documents are classified as politics"
    )


def test_confusion_of_a_perfect_model():
    perfect = metrics.most_confused([[3, 0], [0, 2]], ["a", "b"])
    assert "every test document is classified correctly" in statements.confusion(perfect)


def test_classes_with_the_same_share_of_errors_are_all_named():
    confusion = [[6, 6, 0], [2, 14, 0], [2, 4, 6]]
    assert statements.confusion(metrics.most_confused(confusion, ["a", "b", "c"])) == (
        "a and c are the classes most often confused: 50.0% of the documents of each are misclassified"
    )


@pytest.mark.parametrize(
    ("confusion", "verdict", "says"),
    [
        ([[90, 10], [0, 100]], None, "a is misclassified most often (10.0%), which was not tested"),
        ([[90, 10], [0, 100]], "undecided", "a is misclassified most often (10.0%), which may be chance"),
        ([[90, 10], [10, 90]], "contradicted", "a and b are misclassified most often (10.0%)"),
        (
            [[90, 9], [0, 1]],
            None,
            "only 9 of 100 predictions are wrong, which is too few to call a class the hardest",
        ),
        ([[9, 0], [0, 9]], None, "no class is harder than another"),
    ],
)
def test_the_hardest_class_is_named(confusion, verdict, says):
    assert statements.hardest(metrics.most_confused(confusion, ["a", "b"]), verdict) == says


@pytest.mark.parametrize(
    ("errors", "says"),
    [
        (10, ""),
        (9, "only 9 of 1,238 predictions are wrong"),
        (1.0, "only 1 of 1,238 predictions is wrong"),
        (5 / 3, "only 1.7 of 1,238 predictions are wrong on average"),
    ],
)
def test_few_errors_are_counted(errors, says):
    assert statements.few_errors(errors, 1238) == says


@pytest.mark.parametrize(
    ("auc", "says"),
    [
        ({"a": 0.9, "b": 0.99, "c": 0.95}, "b best, with an AUC of 0.990, and a worst, with 0.900"),
        (
            {"a": 0.99, "b": 0.9901, "c": 0.95, "d": 0.9502},
            "a and b best, with an AUC of 0.990, and c and d worst, with 0.950",
        ),
        ({"a": 0.9751, "b": 0.9752}, "the two classes with an AUC of 0.975"),
        ({"a": 0.9996, "b": 0.9996}, "the two classes with an AUC of more than 0.999"),
        (
            {"a": 0.147, "b": 0.147},
            "the two classes with an AUC of 0.147, which is worse than a random order",
        ),
        ({"a": 1.0, "b": 1.0, "c": 1.0}, "all 3 classes equally well, with an AUC of 1.000 each"),
    ],
)
def test_classes_are_ranked_only_where_their_areas_are_shown_as_different(auc, says):
    assert statements.separation(auc) == says


def test_a_roc_curve_of_two_classes_is_of_one_against_the_other():
    assert statements.curves(2) == "the first class against the other, with the same area for both"
    assert statements.curves(12) == "each class against the rest"
    assert statements.curves(20) == "the 12 classes with the smallest area, each against the rest"


def test_ranking_goes_from_best_to_worst():
    assert statements.ranking({"x": 0.8, "y": 0.91, "z": 0.85}) == (
        "Ranked by accuracy on the test documents of this report, the models of the original come in this "
        "order: the y (91.0%), the z (85.0%) and the x (80.0%)"
    )
    assert statements.ranking({"x": 0.8001, "y": 0.7999, "z": 0.8}) == (
        "The models of the original all classify 80.0% of the test documents correctly"
    )


def test_one_seed_and_several_are_worded_differently():
    assert statements.seeds([3]) == "one seed (3)"
    assert statements.seeds([0, 1, 2]) == "3 seeds (0, 1 and 2)"
    assert statements.runs([0.9]) == "that of one training run"
    assert statements.runs([0.9, 0.88]) == (
        "the mean of 2 training runs with different seeds, whose accuracies range from 88.0% to 90.0%"
    )
    assert statements.runs([0.9001, 0.9]) == (
        "the mean of 2 training runs with different seeds, whose accuracies are all 90.0%"
    )


def test_a_variant_is_called_by_what_sets_it_apart():
    published = {"pooling": "published", "mask": True, "trainable_embeddings": False, "word_dropout": 0.0}
    published["head"] = [128, 64, 32]
    assert statements.variant(published) == "the published score"
    other = {
        **{"pooling": "max", "mask": False, "trainable_embeddings": True, "word_dropout": 0.2},
        "head": [128, 64, 64],
    }
    assert statements.variant(other) == (
        "the largest values, unmasked padding, dense layers of 128, 64 and 64 units, fine-tuned word vectors "
        "and word dropout of 20%"
    )
    assert wording.POOLINGS.keys() == set(
        AttentionParameters.model_json_schema()["properties"]["pooling"]["enum"]
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
            "classified 143 more documents correctly than the B, which is significant, however "
            "often the two agreed",
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
            "not significant, however often the two agreed (p = 0.78 or higher)",
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
        "and does not differ significantly in accuracy from the other"
    )
    undecided = {"LSTM": results["other"], "big model": results["other"]}
    assert statements.against_baseline("TF-IDF", undecided) == (
        "the TF-IDF does not differ significantly in accuracy from the LSTM or the big model"
    )


def test_a_method_takes_no_article_and_a_model_does():
    same = result(0.0, -0.01, 0.01, 0.9)
    assert statements.comparison("LSTM", "logistic regression on TF-IDF", same | {"tests": 1}).startswith(
        "there is no significant difference in accuracy between the LSTM and logistic regression on TF-IDF"
    )
    assert statements.against_baseline("linear SVM on TF-IDF", {"LSTM": same}) == (
        "the linear SVM on TF-IDF does not differ significantly in accuracy from the LSTM"
    )


def test_one_seed_says_that_its_spread_is_not_known():
    assert "the spread between seeds is unknown" in statements.spread({"A": [0.9], "B": [0.8]})
    assert statements.spread({"A": [0.9, 0.91], "B": [0.8, 0.83]}) == (
        "the test accuracy of the best seed exceeds that of the worst by 1.0 point for the A and 3.0 points "
        "for the B"
    )
    assert statements.spread({"A": [0.9, 0.9001], "B": [0.8, 0.8]}) == (
        "all seeds of a model reach the same test accuracy"
    )
    assert "but not the spread between seeds" in statements.covers(1)
    assert statements.covers(5) == "the sampling of test documents and the spread between 5 seeds"


def test_one_weight_above_the_bound_is_enough_to_say_so():
    assert statements.within_bound(True) == "no weight exceeds the bound"
    assert statements.within_bound(False) == "some weights exceed the bound"


def test_nothing_confused():
    assert statements.confused_pair([], 0.0, 9) == "no document is misclassified"
    most, less = (
        {"true": "a", "predicted": "b", "share": 0.1, "documents": documents} for documents in (9.0, 5.0)
    )
    said, enough = "to classify a as b (10.0% of the documents of a)", (14.0, 900)
    assert statements.confused_pair([most], 9.0, 90).startswith(
        "only 9 of 90 predictions are wrong, which is too"
    )
    assert statements.confused_pair([most], *enough) == f"the only confusion is {said}"
    assert (
        statements.confused_pair([most, less], *enough) == f"the more common of the two confusions is {said}"
    )
    assert statements.confused_pair([most, less, less], *enough) == f"the most common confusion is {said}"
    for tied in ([most, most], [most, most, less]):
        assert statements.confused_pair(tied, *enough) == f"no confusion is more common than {said}"


def test_what_was_trained_on_shortened_documents_is_said_with_what_it_shows_of_attention():
    assert statements.swept([], 0, 0.0) == "No model was trained on shortened documents in this report"
    assert statements.swept(["dense model"], 1, 0.5) == (
        "No model with attention was trained on shortened documents in this report. Only the dense model "
        "was, with one seed for each length, which says nothing about attention"
    )
    assert statements.swept(["dense model", "LSTM"], 3, 0.5) == (
        "No model with attention was trained on shortened documents in this report. Only the dense model and "
        "the LSTM were, with 3 seeds for each length, which says nothing about attention"
    )
    both = ["dense model", "LSTM with attention"]
    assert statements.swept(both, 2, 0.63) == (
        "In addition, the dense model and the LSTM with attention were trained on shortened documents, "
        "with 2 seeds for each length. The shortest cut shortens 63.0% of the test documents"
    )
    assert statements.swept(both, 2, 0.025).endswith(
        "shortens 2.5% of the test documents, so the sweep says little about length"
    )


def test_intervals_are_written_with_their_level():
    wide = result(0.91234, 0.9, 0.92)
    assert wording.interval(wide, ".2f", " times") == "0.91 times (95% interval 0.90 to 0.92)"
    assert wording.short_interval({"mean": 0.5, "low": None, "high": None}, ".3f") == "0.500"
    assert wording.short_interval({"mean": 0.5, "low": 0.0, "high": 1.0}, ".1%") == "50.0%"
    assert wording.span({"low": -1.0, "high": 1.0}) == "unknown"
    assert wording.span({"low": -1.0, "high": 0.5}) == "−100.0 to +50.0"
    assert wording.span({"low_90": -0.01, "high_90": 0.002}, "_90") == "−1.0 to +0.2"
    assert wording.sampled(400, 998, "test") == "400 random test documents"
    assert wording.sampled(998, 998, "test") == "all 998 test documents"
    assert wording.signed_points(-0.0004) == "0.0"
    assert wording.short_interval(wide, ".1%") == "91.2% (90.0% to 92.0%)"


def test_an_end_near_zero_is_not_rounded_to_zero():
    assert wording.span({"low": 0.0004, "high": 0.042}) == "+0.04 to +4.2"
    assert wording.span({"low": -0.021, "high": -0.00003}) == "−2.1 to −0.003"
    assert wording.span({"low": 0.0, "high": 1e-9}) == "0.0 to 0.0"


def test_a_median_that_is_not_there_is_said_in_words():
    tau = {"median": -0.118, "lowest": -0.3, "highest": 0.204}
    assert wording.median_tau(tau) == "−0.12 (single documents −0.30 to 0.20)"
    assert wording.median_tau(dict.fromkeys(tau, float("nan"))).startswith(
        "undefined (one of the two scores is the same"
    )
