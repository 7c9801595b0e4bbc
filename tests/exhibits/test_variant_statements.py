"""What trained variants say of the published layer, in whole sentences."""

import pytest

from lstm_attention.exhibits import variant_statements


def difference(low, high, **more):
    return {"difference": (low + high) / 2, "low_90": low, "high_90": high} | more


def answers(low, high, across=0.948, within=0.951):
    return {"across": {"mean": across}, "within": {"mean": within}, "difference": difference(low, high)}


SMALL, LARGE, WIDE = difference(-0.004, 0.006), difference(0.012, 0.03), difference(-0.02, 0.03)
OFTEN, SELDOM, UNSURE = answers(-0.008, 0.002), answers(-0.06, -0.02), answers(-0.03, 0.01)


@pytest.mark.parametrize(
    ("against", "same", "verdict"),
    [
        *((SMALL, OFTEN, True), (SMALL, SELDOM, False), (SMALL, UNSURE, None), (SMALL, None, True)),
        *((LARGE, OFTEN, False), (LARGE, UNSURE, False), (WIDE, OFTEN, None), (WIDE, SELDOM, False)),
    ],
)
def test_the_layer_is_like_the_mean_if_neither_accuracy_nor_answers_differ(against, same, verdict):
    assert variant_statements.like_the_mean(against, same, 0.01) is verdict


@pytest.mark.parametrize(
    ("against", "same", "says"),
    [
        (None, None, "No model of this report was trained with the plain mean in place of attention"),
        (
            SMALL,
            OFTEN,
            "The model that was trained with the plain mean in place of attention is as accurate as the "
            "model with the published layer, to within 1.0 point (mean minus attention +0.1 points, 90% "
            "interval −0.4 to +0.6, not corrected). Trained with different seeds, a model with the plain "
            "mean and one with the published layer disagree on 5.2% of the test documents on average; two "
            "models with the published layer disagree on 4.9%. The difference is +0.3 points (90% interval "
            "−0.2 to +0.8), so using the plain mean changes at most 1.0 point more of the predictions than "
            "another seed does",
        ),
        (
            LARGE,
            SELDOM,
            "The model that was trained with the plain mean in place of attention differs in accuracy from "
            "the model with the published layer by more than 1.0 point (mean minus attention +2.1 points, "
            "90% interval +1.2 to +3.0, not corrected). Trained with different seeds, a model with the "
            "plain mean and one with the published layer disagree on 5.2% of the test documents on average; "
            "two models with the published layer disagree on 4.9%. The difference is +4.0 points (90% "
            "interval +2.0 to +6.0), so using the plain mean changes more of the predictions than another "
            "seed does, by over 1.0 point",
        ),
        (
            WIDE,
            UNSURE,
            "It is undecided whether the model that was trained with the plain mean in place of attention "
            "is as accurate as the model with the published layer, to within 1.0 point (mean minus "
            "attention +0.5 points, 90% interval −2.0 to +3.0, not corrected). With an interval this wide, "
            "even a measured difference of zero would leave this undecided. Trained with different seeds, a "
            "model with the plain mean and one with the published layer disagree on 5.2% of the test "
            "documents on average; two models with the published layer disagree on 4.9%. The difference is "
            "+1.0 points (90% interval −1.0 to +3.0), so using the plain mean may change more of the "
            "predictions than another seed does, by 1.0 point or more",
        ),
        (
            SMALL,
            answers(-0.014, -0.002),
            "The model that was trained with the plain mean in place of attention is as accurate as the "
            "model with the published layer, to within 1.0 point (mean minus attention +0.1 points, 90% "
            "interval −0.4 to +0.6, not corrected). Trained with different seeds, a model with the plain "
            "mean and one with the published layer disagree on 5.2% of the test documents on average; two "
            "models with the published layer disagree on 4.9%. The difference is +0.8 points (90% interval "
            "+0.2 to +1.4), so using the plain mean changes more of the predictions than another seed does, "
            "but perhaps by less than 1.0 point",
        ),
        (
            WIDE,
            None,
            "It is undecided whether the model that was trained with the plain mean in place of attention "
            "is as accurate as the model with the published layer, to within 1.0 point (mean minus "
            "attention +0.5 points, 90% interval −2.0 to +3.0, not corrected). With an interval this "
            "wide, even a measured difference of zero would leave this undecided. As the layer was trained "
            "once, there is no second training run to compare the predictions with",
        ),
    ],
)
def test_the_trained_mean_is_described_whichever_way_it_falls(against, same, says):
    said = variant_statements.trained_mean(against, same, 0.01, None)
    assert said["trained_mean"] == says
    assert says.startswith(said["mean_accuracy"])
    assert ("disagree" in says) != (said["mean_accuracy"] == says or "no second training run" in says)
    if against:
        cut = variant_statements.trained_mean(against, same, 0.01, "training runs were cut off")
        assert set(cut.values()) == {
            "Nothing follows from comparing the models with attention and with the plain mean in its place, "
            "as training runs were cut off"
        }


def test_equal_heads_are_described_on_the_seeds_that_there_are():
    found = {
        "variant": {"difference": 0.001, "low": -0.008, "high": 0.01, "tests": 2},
        "model": {"difference": -0.004, "low": -0.01, "high": 0.002},
    }
    assert variant_statements.equal_heads(found, [128, 64, 64], 1) == (
        "In one training run of each, with dense layers of 128, 64 and 64 units in both models, the "
        "accuracy of the LSTM with attention minus that of the LSTM is +0.1 points (95% interval for the "
        "sampling of documents alone −0.8 to +1.0, corrected for 2 tests); with the published layers, the "
        "same seed gives −0.4 points (−1.0 to +0.2, not corrected, as these are the models of the primary "
        "comparison)"
    )
    assert variant_statements.equal_heads(found, [8], 3) == (
        "On the same 3 seeds, with dense layers of 8 units in both models, the accuracy of the LSTM with "
        "attention minus that of the LSTM is +0.1 points (95% interval −0.8 to +1.0, corrected for 2 "
        "tests); with the published layers, the same seeds give −0.4 points (−1.0 to +0.2, not corrected, as "
        "these are the models of the primary comparison)"
    )
    assert variant_statements.equal_heads(None, [8], 0) == (
        "No model with attention was trained with the dense layers of the LSTM"
    )


def test_answers_that_another_seed_changes_are_the_scale_of_those_that_equal_weights_change():
    found = {"within": {"mean": 0.948}, "across": {"mean": 0.93}}
    compared = (
        "For comparison, two models with the published layer, trained with different seeds, disagree on "
        "5.2% of the test documents; one with the published layer and the LSTM without attention disagree "
        "on "
    )
    assert variant_statements.other_trainings(found) == f"{compared}7.0%"
    assert variant_statements.other_trainings(found | {"across": {"mean": 0.98}}) == (
        f"{compared}2.0%, so keeping within the limit says little about the layer"
    )
    assert variant_statements.other_trainings(None) == (
        "The layer was trained once, so it is unknown how many predictions another seed would change"
    )


def compared(mean, p, trainings):
    ends = {"low": mean - 0.01, "high": mean + 0.01}
    return {"difference": mean, **ends, "p_corrected": p, "tests": 2, "trainings": trainings}


@pytest.mark.parametrize(
    ("against", "cell"),
    [
        (None, ""),
        (compared(0.03, 0.01, 3), "better"),
        (compared(0.03, 0.01, 1), "better in one training run"),
        (compared(-0.03, 0.01, 1), "worse in one training run"),
        (compared(-0.03, 0.4, 1), "no significant difference in one training run"),
        (compared(-0.03, 0.4, 2), "no significant difference"),
    ],
)
def test_a_verdict_from_one_training_says_so(against, cell):
    assert variant_statements.verdict(against) == cell


def measured(description, seeds, against, accuracy=0.93):
    share = {"mean": accuracy, "low": accuracy - 0.02, "high": accuracy + 0.02}
    return {
        "description": description,
        "seeds": seeds,
        "validated": seeds,
        "against": against,
        "validation": share,
        "test": share,
        "trainable": 1000 + len(description),
    }


PUBLISHED = measured("the published score", 3, None, 0.92)


def chosen(variant, over, ensemble=None):
    accuracy = {"mean": 0.934, "low": 0.927, "high": 0.94}
    return {
        **{"variant": variant, "baseline": "tfidf_svm", "baseline_runs": 1, "over_baseline": over},
        "baseline_validation": 0.941,
        **{"ensemble": accuracy, "ensemble_over_baseline": ensemble},
    }


def test_a_choice_from_one_training_claims_no_more_than_that():
    rows = {
        "lstm_attention": PUBLISHED,
        "trained": measured("a context vector and fine-tuned word vectors", 1, compared(0.015, 0.006, 1)),
    }
    said = variant_statements.choice(rows, chosen("trained", compared(0.003, 0.77, 1)), changed=2)
    assert said == {
        "recommendation": (
            "the variant with a context vector and fine-tuned word vectors does best on the validation "
            "documents (93.0% in one training run, against 92.0% on average over 3 training runs for the "
            "LSTM with attention). On the test documents, in one training run of each, with the same seed, "
            "the variant is 1.5 points more accurate than the LSTM with attention (95% interval for the "
            "sampling of documents alone +0.5 to +2.5, p = 0.006, corrected for 2 tests). With this seed, "
            "the variant classifies 93.0% of the test documents correctly, and the LSTM with attention "
            "91.5%. The variant changes 2 settings at once and trains 1,044 weights instead of 1,019, so a "
            "difference need not come from the layer"
        ),
        "choice": (
            "the variant with a context vector and fine-tuned word vectors, which classifies 93.0% of the "
            "test documents (95% interval 91.0% to 95.0%) correctly"
        ),
        "against_baseline": (
            "On the same documents, the linear SVM on TF-IDF has 94.1%. On the test documents, in one "
            "training run, there is no significant difference in accuracy between the chosen model and the "
            "linear SVM on TF-IDF (+0.3 points, 95% interval for the sampling of documents alone −0.7 to "
            "+1.3, p = 0.77, corrected for 2 tests)"
        ),
        "rank": (
            "By the differences in the table, the other model is not more accurate than the variant that was "
            "chosen on validation documents; some have fewer seeds, so this order is rough"
        ),
        "different": (
            "On the test documents, the variant with a context vector and fine-tuned word vectors, which was "
            "trained once, is more accurate than the published score (+1.5 points, 95% interval +0.5 to +2.5)"
        ),
    }


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ([-0.01, -0.02], "none of the 2 other models are"),
        ([0.01, 0.02], "both other models are"),
        ([0.01, -0.02], "one of the 2 other models is"),
        ([0.01, -0.02, 0.03], "2 of the 3 other models are"),
        ([0.01, 0.02, 0.03], "all 3 other models are"),
        ([0.01], "the other model is"),
        ([-0.01], "the other model is not"),
    ],
)
def test_the_place_of_the_chosen_model_on_the_test_is_said(over, says):
    rows = {"lstm_attention": PUBLISHED} | {
        name: measured(name, 3, compared(difference, 0.3, 3), 0.9)
        for name, difference in zip(["mean", "max", "trained"], over, strict=False)
    }
    own = chosen("lstm_attention", compared(0.003, 0.77, 3), compared(0.02, 0.01, 1))
    said = (
        f"By the differences in the table{', significant or not' if max(over) > 0 else ''}, {says} more "
        "accurate than the model that was chosen on validation documents"
    )
    assert variant_statements.choice(rows, own, changed=0)["rank"] == said
    rows["mean"] = measured("mean", 1, compared(over[0], 0.3, 1), 0.9)
    rough = f"{said}; some have fewer seeds, so this order is rough"
    assert variant_statements.choice(rows, own, changed=0)["rank"] == rough


def test_without_variants_there_is_no_place_to_give():
    own = chosen("lstm_attention", compared(0.003, 0.77, 3), compared(0.02, 0.01, 1))
    assert variant_statements.choice({"lstm_attention": PUBLISHED}, own, changed=0)["rank"] == (
        "No other was tried"
    )


def test_a_tie_on_the_validation_documents_is_called_one():
    rows = {
        "lstm_attention": PUBLISHED,
        "max": measured("the largest values", 3, compared(0.015, 0.3, 3), 0.93),
        "mean": measured("the plain mean", 3, compared(0.015, 0.3, 3), 0.93),
    }
    own = chosen("max", compared(0.003, 0.77, 3), compared(0.02, 0.01, 1))
    assert variant_statements.choice(rows, own, changed=1)["recommendation"].startswith(
        "the variant with the largest values is the first of 2 that do equally well on the validation "
        "documents (93.0%, against 92.0% for the LSTM with attention). On the test documents, in 3 "
        "training runs of each, with the same seeds, there is"
    )


def test_a_variant_that_is_better_but_was_not_chosen_is_named():
    better, worse = compared(0.015, 0.006, 1), compared(-0.02, 0.01, 3)
    rows = {"lstm_attention": PUBLISHED, "unmasked": measured("unmasked padding", 1, better, 0.9)}
    own = chosen("lstm_attention", compared(0.003, 0.77, 3), compared(0.02, 0.01, 1))
    assert variant_statements.choice(rows, own, changed=0)["different"] == (
        "On the test documents, the variant with unmasked padding, which was trained once, is more accurate "
        "than the published score (+1.5 points, 95% interval +0.5 to +2.5). It was not the one chosen on "
        "validation documents"
    )
    rows["max"] = measured("the largest values", 3, worse, 0.9)
    said = variant_statements.choice(rows, own, changed=0)["different"]
    assert said.endswith(
        "and the variant with the largest values is less accurate than the published score (−2.0 points, 95% "
        "interval −3.0 to −1.0). The more accurate one was not the one chosen on validation documents"
    )
    rows["context"] = measured("a context vector", 1, better, 0.9)
    said = variant_statements.choice(rows, own, changed=0)["different"]
    assert said.endswith(". None of the more accurate ones was the one chosen on validation documents")
    del rows["unmasked"], rows["context"]
    said = variant_statements.choice(rows, own, changed=0)["different"]
    assert said.endswith("score (−2.0 points, 95% interval −3.0 to −1.0)")
    rows = {"lstm_attention": PUBLISHED, "max": measured("the largest values", 3, compared(0.003, 0.77, 3))}
    said = variant_statements.choice(rows, chosen("max", compared(0.0, 1.0, 3), compared(0.02, 0.01, 1)), 1)
    assert said["different"] == (
        "On the test documents, no variant differs significantly in accuracy from the published score"
    )


def test_a_choice_from_several_trainings_comes_with_their_ensemble():
    rows = {"lstm_attention": PUBLISHED, "max": measured("the largest values", 3, compared(-0.02, 0.03, 2))}
    over = compared(-0.03, 0.001, 3)
    said = variant_statements.choice(rows, chosen("max", over, compared(0.02, 0.01, 1)), changed=1)
    assert said["recommendation"] == (
        "the variant with the largest values does best on the validation documents (93.0%, against 92.0% for "
        "the LSTM with attention). On the test documents, in 2 training runs of each, with the same seeds, "
        "the variant is 2.0 points less accurate than the LSTM with attention (95% interval −3.0 to −1.0, p "
        "= 0.030, corrected for 2 tests)"
    )
    assert said["against_baseline"] == (
        "On the same documents, the linear SVM on TF-IDF has 94.1%. On the test documents, in 3 training "
        "runs, the chosen model is 3.0 points less accurate than the linear SVM on TF-IDF (95% interval −4.0 "
        "to −2.0, p = 0.001, corrected for 2 tests). An ensemble, which averages the probabilities of its 3 "
        "training runs, classifies 93.4% of the test documents (95% interval 92.7% to 94.0%) correctly. The "
        "ensemble is 2.0 points more accurate than the linear SVM on TF-IDF (95% interval for the sampling "
        "of documents alone +1.0 to +3.0, p = 0.010, corrected for 2 tests)"
    )


def test_validation_on_one_split_is_said_if_others_have_other_splits():
    rows = {
        "lstm_attention": PUBLISHED | {"seeds": 5, "validated": 1},
        "max": measured("the largest values", 3, compared(-0.02, 0.03, 3)) | {"validated": 1},
    }
    own = chosen("max", compared(-0.03, 0.001, 3), compared(0.02, 0.01, 1)) | {"baseline_runs": 5}
    said = variant_statements.choice(rows, own, changed=1)
    assert (
        "(93.0%, against 92.0% for the LSTM with attention, each on the split of the first seed)"
        in said["recommendation"]
    )
    assert said["against_baseline"].endswith(
        "than the linear SVM on TF-IDF (95% interval for the sampling of documents alone +1.0 to +3.0, p = "
        "0.010, corrected for 2 tests), where the baseline is its run on the first split"
    )


def test_the_published_layer_may_be_the_choice_or_the_only_one():
    over = compared(0.003, 0.77, 3)
    own = chosen("lstm_attention", over, compared(0.02, 0.01, 1))
    rows = {"lstm_attention": PUBLISHED, "max": measured("the largest values", 1, over, 0.9)}
    said = variant_statements.choice(rows, own, changed=0)
    assert said["recommendation"] == (
        "no variant does better than the LSTM with attention on the validation documents (92.0% on average "
        "over 3 training runs, also where a variant has fewer)"
    )
    assert said["choice"] == (
        "the LSTM with attention, which classifies 92.0% of the test documents (95% interval 90.0% to "
        "94.0%) correctly"
    )
    said = variant_statements.choice({"lstm_attention": PUBLISHED}, own, changed=0)
    assert said["recommendation"] == (
        "no variant was tried, as the parameters name none, so the LSTM with attention is recommended"
    )


BETTER, WORSE = {"difference": 0.012, "verdict": "better"}, {"difference": -0.012, "verdict": "worse"}
NEITHER = {"difference": -0.003, "verdict": "no significant difference"}


@pytest.mark.parametrize(
    ("gain", "in_trained", "in_training", "undecided", "says"),
    [
        (
            NEITHER,
            True,
            None,
            None,
            "The LSTM with attention does not differ significantly in accuracy from the LSTM, and the "
            "published layer behaves like mean pooling in the trained models",
        ),
        (
            NEITHER,
            True,
            True,
            None,
            "The LSTM with attention does not differ significantly in accuracy from the LSTM, and the "
            "published layer behaves like mean pooling, both in the trained model and if the mean is "
            "trained in its place",
        ),
        (
            WORSE,
            True,
            False,
            None,
            "The LSTM with attention is 1.2 points less accurate than the LSTM, and the published layer "
            "behaves like mean pooling in the trained model, but a mean that is trained in its place gives "
            "different results",
        ),
        (
            WORSE,
            False,
            True,
            None,
            "The LSTM with attention is 1.2 points less accurate than the LSTM, and the published layer does "
            "not behave like mean pooling",
        ),
        (
            BETTER,
            None,
            True,
            None,
            "The LSTM with attention is 1.2 points more accurate than the LSTM; whether the published layer "
            "behaves like mean pooling is undecided",
        ),
        (
            BETTER,
            True,
            True,
            "training runs were cut off",
            "This report decides nothing about attention, as training runs were cut off",
        ),
    ],
)
def test_the_headline_is_one_sentence_whichever_way_results_fall(
    gain, in_trained, in_training, undecided, says
):
    assert variant_statements.headline(gain, None, in_trained, in_training, undecided) == says


@pytest.mark.parametrize(
    ("gain", "low", "high", "start"),
    [
        (BETTER, -0.002, 0.019, "On this test set, the LSTM with attention is 1.2 points more accurate"),
        (BETTER, 0.002, 0.019, "The LSTM with attention is 1.2 points more accurate than the LSTM, and"),
        (WORSE, 0.002, 0.019, "On this test set, the LSTM with attention is 1.2 points less accurate"),
        (WORSE, -0.019, -0.002, "The LSTM with attention is 1.2 points less accurate than the LSTM, and"),
        (NEITHER, 0.002, 0.019, "The LSTM with attention does not differ significantly in accuracy"),
    ],
)
def test_a_headline_says_if_other_test_parts_do_not_show_the_same(gain, low, high, start):
    said = variant_statements.headline(gain, {"low": low, "high": high}, True, None, None)
    assert said.startswith(start)
    assert ("LSTM (not shown for other test sets), and" in said) == said.startswith("On this test set")
    assert said.endswith("the published layer behaves like mean pooling in the trained models")
