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
            "The model that was trained with the plain mean in place of attention is as accurate to within "
            "1.0 point (mean minus attention +0.1 points, 90% interval −0.4 to +0.6). With different seeds, "
            "the two agree on 94.8% of the test documents, no less often than two trainings of the published "
            "layer agree (95.1%)",
        ),
        (
            LARGE,
            SELDOM,
            "The model that was trained with the plain mean in place of attention differs in accuracy by "
            "more than 1.0 point (mean minus attention +2.1 points, 90% interval +1.2 to +3.0). With "
            "different seeds, the two agree on 94.8% of the test documents, less often than two trainings of "
            "the published layer agree (95.1%)",
        ),
        (
            WIDE,
            UNSURE,
            "Whether the model that was trained with the plain mean in place of attention is as accurate "
            "to within 1.0 point is undecided (mean minus attention +0.5 points, 90% interval −2.0 to +3.0). "
            "With different seeds, the two agree on 94.8% of the test documents; whether that is less often "
            "than two trainings of the published layer agree (95.1%) is undecided",
        ),
        (
            WIDE,
            None,
            "Whether the model that was trained with the plain mean in place of attention is as accurate "
            "to within 1.0 point is undecided (mean minus attention +0.5 points, 90% interval −2.0 to +3.0). "
            "As the layer was trained once, there is no second training to compare the answers with",
        ),
    ],
)
def test_the_trained_mean_is_described_whichever_way_it_falls(against, same, says):
    assert variant_statements.trained_mean(against, same, 0.01) == says


def test_equal_heads_are_described_on_the_seeds_that_there_are():
    found = {
        "variant": {"difference": 0.001, "low": -0.008, "high": 0.01, "tests": 2},
        "model": {"difference": -0.004, "low": -0.01, "high": 0.002},
    }
    assert variant_statements.equal_heads(found, [128, 64, 64], 1) == (
        "With dense layers of 128, 64 and 64 units in both models, LSTM with attention minus LSTM is +0.1 "
        "points (95% interval −0.8 to +1.0, corrected for 2 tests), and with the published ones −0.4 points "
        "on the same seed"
    )
    assert variant_statements.equal_heads(found, [8], 3).endswith("−0.4 points on the same 3 seeds")
    assert variant_statements.equal_heads(None, [8], 0) == (
        "No model with attention was trained with the dense layers of the LSTM"
    )


BETTER, WORSE = {"difference": 0.012, "verdict": "better"}, {"difference": -0.012, "verdict": "worse"}
NEITHER = {"difference": -0.003, "verdict": "no significant difference"}


@pytest.mark.parametrize(
    ("gain", "in_trained", "in_training", "cut_off", "says"),
    [
        (
            NEITHER,
            True,
            None,
            [],
            "Attention makes no significant difference to the accuracy of the LSTM, and the published layer "
            "behaves like mean pooling",
        ),
        (
            NEITHER,
            True,
            True,
            [],
            "Attention makes no significant difference to the accuracy of the LSTM, and the published layer "
            "behaves like mean pooling, both in the trained model and if the mean is trained in its place",
        ),
        (
            WORSE,
            True,
            False,
            [],
            "Attention lowers the accuracy of the LSTM by 1.2 points, and the published layer behaves like "
            "mean pooling in the trained model, but a mean that is trained in its place gives different "
            "results",
        ),
        (
            WORSE,
            False,
            True,
            [],
            "Attention lowers the accuracy of the LSTM by 1.2 points, and the published layer does not "
            "behave like mean pooling",
        ),
        (
            BETTER,
            None,
            True,
            [],
            "Attention raises the accuracy of the LSTM by 1.2 points; whether the published layer behaves "
            "like mean pooling is undecided",
        ),
        (
            BETTER,
            True,
            True,
            ["LSTM"],
            "This report decides nothing about attention, as some of its trainings were cut off before they "
            "had stopped improving",
        ),
    ],
)
def test_the_headline_is_one_sentence_whichever_way_results_fall(
    gain, in_trained, in_training, cut_off, says
):
    assert variant_statements.headline(gain, in_trained, in_training, cut_off) == says
