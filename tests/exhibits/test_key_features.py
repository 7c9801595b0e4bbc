"""Verdicts on the claims about attention follow the intervals, whatever these are."""

import pytest

from lstm_attention.exhibits import key_features


def result(mean, low, high, low_90=None, high_90=None):
    ends = {"low_90": low if low_90 is None else low_90, "high_90": high if high_90 is None else high_90}
    return {"mean": mean, "difference": mean, "low": low, "high": high, **ends}


GAIN, NONE, LOSS = result(0.02, 0.01, 0.03), result(0.0, -0.02, 0.02), result(-0.02, -0.03, -0.01)
NOTHING = result(0.0, -0.004, 0.004)
MARGIN = 0.01


@pytest.mark.parametrize(
    ("half", "verdict"),
    [
        ((0.44, 0.43, 0.45), "contradicted"),
        ((0.3, 0.29, 0.31), "undecided"),
        ((0.1, 0.09, 0.11), "shown"),
        ((0.2, 0.1, 0.3), "undecided"),
    ],
)
def test_selective_focus_follows_the_share_that_holds_half(half, verdict):
    found = key_features.selective_focus(result(*half))
    assert found["verdict"] == verdict
    mean, low, high = (f"{share:.1%}" for share in half)
    assert found["evidence"] == (
        f"half of the weight lies on {mean} of the words (95% interval {low} to {high}); equal weights would "
        "take half of the words"
    )


def test_the_words_that_hold_half_of_the_weight_are_compared_with_the_others():
    assert key_features.times_the_others(0.5) == 1
    assert key_features.times_the_others(key_features.FOCUSED) == pytest.approx(4)
    assert key_features.times_the_others(key_features.UNFOCUSED) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (GAIN, GAIN, "shown"),
        (GAIN, LOSS, "contradicted"),
        (NONE, GAIN, "undecided"),
        (NONE, NONE, "undecided"),
        (NOTHING, GAIN, "undecided"),
        (LOSS, LOSS, "contradicted"),
    ],
)
def test_what_has_two_intervals_is_shown_if_both_lie_above_zero(one, other, verdict):
    assert key_features.scalability(one, other)["verdict"] == verdict
    over = {"mean_states": one, "dense_layer": other}
    if NOTHING in (one, other):  # a difference that is too small to matter contradicts
        verdict = "contradicted"
    assert key_features.contextual_representation(GAIN, over, MARGIN)["verdict"] == verdict


@pytest.mark.parametrize(
    ("uniform", "initial", "verdict", "says"),
    [
        (
            GAIN,
            GAIN,
            "shown",
            "By these intervals, the cost is above zero for equal weights and the weights of an untrained "
            "layer",
        ),
        (
            GAIN,
            NONE,
            "undecided",
            "By these intervals, the cost is above zero for equal weights; for the weights of an untrained "
            "layer, the intervals leave this open",
        ),
        (
            GAIN,
            NOTHING,
            "contradicted",  # the untrained layer does as well
            "By these intervals, the cost is above zero for equal weights and below 1.0 point for the "
            "weights of an untrained layer",
        ),
        (
            NOTHING,
            NONE,
            "contradicted",
            "By these intervals, the cost is below 1.0 point for equal weights; for the weights of an "
            "untrained layer, the intervals leave this open",
        ),
        (
            NONE,
            NONE,
            "undecided",
            "For equal weights and the weights of an untrained layer, the intervals do not say whether the "
            "cost matters",
        ),
    ],
)
def test_relevance_is_learned_if_other_weights_cost_accuracy(uniform, initial, verdict, says):
    found = key_features.learned_relevance(uniform, initial, MARGIN)
    assert found["verdict"] == verdict
    assert found["evidence"].endswith(f"). {says}")


def test_differences_are_written_in_points_with_a_true_minus():
    assert key_features.learned_relevance(GAIN, LOSS, MARGIN)["evidence"] == (
        "in the trained model, equal weights cost 2.0 points of accuracy (95% interval +1.0 to +3.0), and "
        "the weights of an untrained layer cost −2.0 points (−3.0 to −1.0). By these intervals, the cost is "
        "above zero for equal weights and below 1.0 point for the weights of an untrained layer"
    )
    over = {"mean_vectors": GAIN, "last_states": LOSS}
    assert key_features.contextual_representation(result(0.912, 0.9, 0.92), over, MARGIN)["evidence"] == (
        "neighbours among context vectors predict the class of 91.2% of the documents. The difference is "
        "+2.0 points (95% interval +1.0 to +3.0) compared with mean word vectors and −2.0 points (95% "
        "interval −3.0 to −1.0) compared with the last states of the LSTM"
    )
    assert key_features.scalability(LOSS, GAIN)["evidence"].startswith(
        "doubling the length changes the effect of attention on accuracy by −2.0 points"
    )


@pytest.mark.parametrize(
    ("over_random", "under_gradient", "verdict", "says"),
    [
        (
            GAIN,
            GAIN,
            "shown",
            "+0.020 (95% interval +0.010 to +0.030). By the same measure, "
            "gradient × input picks better words than attention; the difference is +0.020 (95% "
            "interval +0.010 to +0.030)",
        ),
        (
            NONE,
            NONE,
            "undecided",
            "0.000 (95% interval −0.020 to +0.020). By the same measure, "
            "there is no significant difference between gradient × input and attention; the difference is "
            "0.000 (95% interval −0.020 to +0.020)",
        ),
        (
            LOSS,
            LOSS,
            "contradicted",
            "−0.020 (95% interval −0.030 to −0.010). By the same measure, "
            "gradient × input picks worse words than attention; the difference is −0.020 (95% "
            "interval −0.030 to −0.010)",
        ),
        (
            result(0.002, 0.001, 0.004),
            GAIN,
            "contradicted",
            "+0.002 (95% interval +0.001 to +0.004). By the same measure, "
            "gradient × input picks better words than attention; the difference is +0.020 (95% "
            "interval +0.010 to +0.030)",
        ),
    ],
)
def test_importance_is_judged_against_random_words(over_random, under_gradient, verdict, says):
    found = key_features.importance(over_random, under_gradient, MARGIN)
    assert found["verdict"] == verdict
    assert found["evidence"] == (f"the comprehensiveness of attention minus that of random words is {says}")


@pytest.mark.parametrize(
    ("flipped", "loss", "says"),
    [
        (
            result(0.0, 0.0, 0.02),
            NOTHING,
            "0.0% of the predictions (95% interval 0.0% to 2.0%) and cost 0.0 points of accuracy (90% "
            "interval −0.4 to +0.4, not corrected), so the layer behaves like mean pooling",
        ),
        (
            result(0.2, 0.15, 0.25),
            NOTHING,
            "20.0% of the predictions (95% interval 15.0% to 25.0%) and cost 0.0 points of accuracy (90% "
            "interval −0.4 to +0.4, not corrected), so the layer does more than mean pooling",
        ),
        (
            result(0.02, 0.01, 0.03),
            result(-0.005, -0.014, 0.004),
            "2.0% of the predictions (95% interval 1.0% to 3.0%) and cost −0.5 points of accuracy (90% "
            "interval −1.4 to +0.4, not corrected), which leaves open whether the layer does more than mean "
            "pooling",
        ),
        (
            result(0.0, 0.0, 0.02),
            NONE,
            "0.0% of the predictions (95% interval 0.0% to 2.0%) and cost 0.0 points of accuracy (90% "
            "interval −2.0 to +2.0, not corrected), which leaves open whether the layer does more than mean "
            "pooling. With an interval this wide, even a measured cost of zero would leave this open",
        ),
    ],
)
def test_a_layer_behaves_like_mean_pooling_if_answers_and_accuracy_do_not_need_its_weights(
    flipped, loss, says
):
    swaps = {"uniform": columns(flipped=flipped, loss=loss)}
    said = key_features.like_mean_pooling(swaps, MARGIN, None)
    assert said == f"equal weights in place of the learned ones change {says}"
    unfinished = key_features.like_mean_pooling(swaps, MARGIN, "training runs were cut off")
    assert unfinished.endswith("), which decides nothing, as training runs were cut off")


def columns(**intervals):
    return {f"{name}_{part}": own[part] for name, own in intervals.items() for part in own}


RESULTS = {
    "compare": {"undecided": None},
    "focus": {
        "concentration": {
            "half": columns(before=GAIN, after=result(0.3, 0.29, 0.31)),
            "times": columns(before=GAIN, after=result(1.5, 1.4, 1.6)),
            "entropy": columns(before=LOSS, after=LOSS),
        },
        "swaps": {
            "uniform": columns(flipped=LOSS, loss=GAIN),
            "permuted": columns(flipped=LOSS, loss=LOSS),
            "initial": columns(flipped=LOSS, loss=GAIN),
        },
    },
    "context": {
        "spaces": {"context_vectors": {**result(0.9, 0.8, 0.95), "silhouette": 0.1}},
        "over": {"mean_vectors": GAIN, "last_states": NONE},
    },
    "length": {"gain": {"slope": LOSS, "longest": NONE}},
    "faithfulness": {"over_random": GAIN, "under_gradient": NONE},
}


def test_every_feature_is_judged_by_the_results_of_its_notebook():
    found = key_features.features(RESULTS, MARGIN)
    assert {name: row["verdict"] for name, row in found.items()} == {
        "selective_focus": "undecided",
        "contextual_representation": "undecided",
        "scalability": "contradicted",
        "learned_relevance": "shown",
        "importance": "shown",
    }
    assert all(list(row) == ["claim", "evidence", "verdict"] for row in found.values())
    assert "lies on 30.0% of the words (95% interval 29.0% to 31.0%)" in found["selective_focus"]["evidence"]
    assert key_features.summary(found) == (
        "learned relevance is shown; scalability to longer sequences is contradicted; selective focus and "
        "contextual representation are undecided"
    )


def test_no_feature_is_judged_where_nothing_can_be_decided():
    found = key_features.features(RESULTS | {"compare": {"undecided": "training runs were cut off"}}, MARGIN)
    assert {row["verdict"] for row in found.values()} == {"undecided"}
    assert found["importance"]["evidence"] == key_features.features(RESULTS, MARGIN)["importance"]["evidence"]
