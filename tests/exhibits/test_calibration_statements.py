"""What is said of confidence and of thresholds, in whole sentences for every outcome."""

import pytest

from lstm_attention.exhibits import calibration_statements as said


def result(mean, low, high):
    return {"mean": mean, "low": low, "high": high}


def test_calibration_is_held_against_chance():
    raw = {"ece": 0.05, "ece_mass": 0.06, "chance": 0.009, "loss": 0.31}
    scaled = {"ece": 0.01, "ece_mass": 0.02, "chance": 0.008, "loss": 0.30}
    assert said.calibrated(result(0.024, 0.011, 0.037), raw, scaled, grouped=False) == (
        "is overconfident by 2.4 points on average (95% interval 1.1 to 3.7). Its calibration error is 5.0 "
        "points; even a perfectly calibrated model would show about 0.9 points. Temperature scaling lowers "
        "the error to 1.0 point (a calibrated model would then show about 0.8 points)"
    )
    assert said.calibrated(result(-0.024, -0.03, -0.01), raw, scaled, grouped=False).startswith(
        "is underconfident by 2.4 points on average (95% interval 1.0 to 3.0). Its calibration error"
    )
    unsure = said.calibrated(
        result(0.001, -0.01, 0.01), raw, scaled | {"ece": 0.06, "ece_mass": 0.06}, grouped=True
    )
    assert "would show about 0.9 points if the documents were independent. Temperature" in unsure
    assert unsure.startswith(
        "has a mean confidence that does not differ significantly from its accuracy (+0.1 points, 95% "
        "interval −1.0 to +1.0). Its calibration error"
    )
    assert unsure.endswith(
        "Temperature scaling leaves the error no lower, at 6.0 points (a calibrated model would then show "
        "about 0.8 points)"
    )
    worse = scaled | {"ece": 0.04, "ece_mass": 0.07, "loss": 0.45}
    split = said.calibrated(result(0.001, -0.01, 0.01), raw, worse, grouped=False)
    assert split.endswith(
        "lowers the error to 4.0 points (a calibrated model would then show about 0.8 points); with bins of "
        "equal mass, it is the other way round. It raises the loss from 0.310 to 0.450"
    )


@pytest.mark.parametrize(
    ("errors", "says"),
    [
        ([8, 9, 7], "7 to 9"),
        ([0, 0, 2, 1, 0, 0], "0 to 2, too few to fit anything well"),
        ([1, 1, 1], "1, too few to fit anything well"),
    ],
)
def test_a_fit_to_hardly_any_error_says_so(errors, says):
    start = (
        "The fit depends on the wrong predictions on the validation documents: each run of the three models "
        "makes"
    )
    assert said.fitted(errors) == f"{start} {says}"


OVER, UNDER, FAIR = result(0.02, 0.01, 0.03), result(-0.013, -0.023, -0.003), result(0.01, -0.01, 0.03)


@pytest.mark.parametrize(
    ("over", "says"),
    [
        (
            {"dense model": FAIR, "LSTM": UNDER, "LSTM with attention": FAIR},
            "With temperature scaling, the LSTM is underconfident by 1.3 points on average (95% interval "
            "0.3 to 2.3) and for the dense model and the LSTM with attention, mean confidence does not "
            "differ significantly from accuracy",
        ),
        (
            {"LSTM": UNDER, "LSTM with attention": OVER},
            "With temperature scaling, the LSTM is underconfident by 1.3 points on average (95% interval "
            "0.3 to 2.3) and the LSTM with attention is overconfident by 2.0 points on average (95% "
            "interval 1.0 to 3.0)",
        ),
        (
            {"LSTM": FAIR, "LSTM with attention": FAIR},
            "With temperature scaling, no model's mean confidence differs significantly from its accuracy",
        ),
    ],
)
def test_temperature_may_make_a_model_underconfident(over, says):
    assert said.scaled(over, before={"LSTM": OVER}) == says


def test_temperature_may_have_nothing_to_mend():
    assert said.scaled({"LSTM": FAIR}, before={"LSTM": FAIR}) == (
        "With or without temperature scaling, no model's mean confidence differs significantly from its "
        "accuracy"
    )


MODELS = ("LSTM with attention", "LSTM")
BEHIND, AHEAD = result(-0.009, -0.019, -0.001), result(0.056, 0.01, 0.1)
GAINS, LOSES, STAYS = result(0.01, 0.002, 0.018), result(-0.01, -0.018, -0.002), result(0.0, -0.01, 0.01)
FLAT = result(0.0005, -0.004, 0.005)
SHARES = {"a": (0.3, 0.31), "b": (0.7, 0.69)}


@pytest.mark.parametrize(
    ("gap", "gains", "change", "auc", "says"),
    [
        (
            result(-0.005, -0.018, 0.009),
            [STAYS, LOSES],
            STAYS,
            FLAT,
            "So neither shifted thresholds nor a poorer ranking of the documents is shown to explain the "
            "difference in accuracy. Even a shift that removes the whole difference would be too small to "
            "be shown here. The difference in accuracy is not itself significant, so there may be nothing "
            "to explain",
        ),
        (
            BEHIND,
            [STAYS, STAYS],
            FLAT,
            FLAT,
            "So neither shifted thresholds nor a poorer ranking of the documents is shown to explain the "
            "difference in accuracy",
        ),
        (
            BEHIND,
            [GAINS, STAYS],
            GAINS,
            FLAT,
            "So thresholds explain part of the difference in accuracy, as the LSTM with attention gains "
            "when they are shifted, and it is not shown that the LSTM with attention ranks the documents "
            "worse",
        ),
        (
            BEHIND,
            [GAINS, STAYS],
            GAINS,
            LOSES,
            "So thresholds explain part of the difference in accuracy, as the LSTM with attention gains "
            "when they are shifted, and the LSTM with attention ranks the documents worse than the LSTM",
        ),
        (  # the gap shrinks because the model ahead loses
            BEHIND,
            [STAYS, LOSES],
            GAINS,
            GAINS,
            "So shifted thresholds are not shown to explain the difference in accuracy, and the LSTM with "
            "attention even ranks the documents better than the LSTM",
        ),
        (
            AHEAD,
            [STAYS, GAINS],
            GAINS,  # the gap widens
            GAINS,
            "So shifted thresholds do not explain the difference in accuracy, and the LSTM ranks the "
            "documents worse than the LSTM with attention",
        ),
        (
            AHEAD,
            [STAYS, GAINS],
            LOSES,
            LOSES,
            "So thresholds explain part of the difference in accuracy, as the LSTM gains when they are "
            "shifted, and the LSTM even ranks the documents better than the LSTM with attention",
        ),
        (
            result(0.0, -0.01, 0.01),
            [STAYS, STAYS],
            STAYS,
            FLAT,
            "The two are equally accurate without biases, so there is no difference to explain",
        ),
    ],
)
def test_a_difference_is_explained_by_thresholds_by_the_order_by_both_or_by_neither(
    gap, gains, change, auc, says
):
    shift = {"gains": gains, "change": change}
    whole = said.shifted(MODELS, [(0.911, 0.911), (0.916, 0.913)], gap, shift, auc, SHARES)
    assert whole.partition(" macro AUC")[2].partition("). ")[2] == says


def test_both_accuracies_and_both_differences_are_given():
    shift = {"gains": [STAYS, LOSES], "change": result(0.002, -0.003, 0.007)}
    gap = result(-0.005, -0.018, 0.009)
    assert said.shifted(MODELS, [(0.911, 0.911), (0.916, 0.913)], gap, shift, FLAT, SHARES).startswith(
        "With these biases, the accuracy of the LSTM with attention stays at 91.1%, and that of the LSTM "
        "falls from 91.6% to 91.3%. The difference between them goes from −0.5 to −0.3 points, a change of "
        "+0.2 (95% interval −0.3 to +0.7). The difference in macro AUC, computed without "
        "the biases, is +0.1 points on a scale from 0 to 100 (95% interval −0.4 to +0.5). So neither"
    )
    shift = {"gains": [STAYS, STAYS], "change": STAYS}
    assert said.shifted(MODELS, [(0.9, 0.91), (0.85, 0.85)], AHEAD, shift, FLAT, SHARES).startswith(
        "With these biases, the accuracy of the LSTM with attention rises from 90.0% to 91.0%, and that of "
        "the LSTM stays at 85.0%. The difference between them stays at +5.6 points (95% interval of the "
        "change −1.0 to +1.0). The"
    )


def test_biases_that_fit_other_class_shares_and_an_interval_that_is_unknown_are_said():
    shift, nothing = {"gains": [STAYS, STAYS], "change": STAYS}, result(-0.003, -1, 1)
    whole = said.shifted(
        MODELS, [(0.9, 0.9), (0.9, 0.9)], AHEAD, shift, nothing, {"a": (0.061, 0.285), "b": (0.939, 0.715)}
    )
    assert "is −0.3 points on a scale from 0 to 100 (95% interval unknown). So" in whole
    assert whole.endswith(
        ". Biases also adapt a model to how common the classes are, and a has 6.1% of the validation "
        "documents but 28.5% of the test documents, so they can lower an accuracy for this reason alone"
    )
