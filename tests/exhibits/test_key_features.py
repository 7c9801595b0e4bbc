"""Verdicts on the claims about attention follow the intervals, whatever these are."""

import pytest

from lstm_attention.exhibits import key_features


def result(mean, low, high, low_90=None, high_90=None):
    ends = {"low_90": low if low_90 is None else low_90, "high_90": high if high_90 is None else high_90}
    return {"mean": mean, "difference": mean, "low": low, "high": high, **ends}


GAIN, NONE, LOSS = result(0.02, 0.01, 0.03), result(0.0, -0.02, 0.02), result(-0.02, -0.03, -0.01)
NOTHING, TRIFLE = result(0.0, -0.004, 0.004), result(0.0003, 0.0002, 0.0004)
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
    found = key_features.selective_focus(result(*half), result(1.5, 1.4, 1.6))
    assert found["verdict"] == verdict
    assert f"half of the weight lies on {half[0]:.0%} of the words" in found["evidence"]


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
    over = {"mean_states": one, "dense_layer": other}
    assert key_features.contextual_representation(GAIN, over)["verdict"] == verdict
    assert key_features.scalability(one, other)["verdict"] == verdict


@pytest.mark.parametrize(
    ("uniform", "initial", "verdict"),
    [
        (GAIN, GAIN, "shown"),
        (GAIN, NONE, "undecided"),
        (GAIN, NOTHING, "contradicted"),  # the untrained layer does as well
        (NOTHING, GAIN, "contradicted"),
        (NONE, NONE, "undecided"),
    ],
)
def test_relevance_is_learned_if_other_weights_cost_accuracy(uniform, initial, verdict):
    found = key_features.learned_relevance(uniform, initial, MARGIN)
    assert found["verdict"] == verdict
    assert found["evidence"].startswith("making all weights equal in the trained model costs")


def test_differences_are_written_in_points_with_a_true_minus():
    assert key_features.learned_relevance(GAIN, LOSS, MARGIN)["evidence"] == (
        "making all weights equal in the trained model costs +2.0 points (95% interval +1.0 to +3.0) of "
        "accuracy, and the attention weights of an untrained layer cost −2.0 points (95% interval −3.0 to "
        "−1.0)"
    )
    over = {"mean_vectors": GAIN, "last_states": LOSS}
    assert key_features.contextual_representation(result(0.912, 0.9, 0.92), over)["evidence"] == (
        "neighbours predict the class of 91.2% of the documents: +2.0 points (95% interval +1.0 to +3.0) "
        "compared with mean word vectors and −2.0 points (95% interval −3.0 to −1.0) compared with last "
        "states of the LSTM"
    )
    assert key_features.scalability(LOSS, GAIN)["evidence"].startswith(
        "doubling the length changes the gain from attention by −2.0 points"
    )


@pytest.mark.parametrize(
    ("over_random", "under_gradient", "verdict", "says"),
    [
        (GAIN, GAIN, "shown", "matter more to the answer than random ones; gradient × input picks better"),
        (GAIN, NONE, "shown", "than random ones; there is no significant difference between attention"),
        (NONE, NONE, "undecided", "it is undecided whether the words that attention picks matter more to"),
        (LOSS, LOSS, "contradicted", "matter no more to the answer than random ones; gradient × input"),
        (TRIFLE, LOSS, "contradicted", "matter no more to the answer than random ones"),
    ],
)
def test_importance_is_judged_against_random_words(over_random, under_gradient, verdict, says):
    found = key_features.importance(over_random, under_gradient, MARGIN)
    assert found["verdict"] == verdict
    assert says in found["evidence"]


@pytest.mark.parametrize(
    ("flipped", "loss", "says"),
    [
        (result(0.0, 0.0, 0.02), NOTHING, "the layer behaves like mean pooling, as equal weights"),
        (result(0.2, 0.15, 0.25), NOTHING, "the layer does more than mean pooling, as equal weights"),
        (result(0.0, 0.0, 0.02), NONE, "it is undecided whether the layer does more than mean pooling, as"),
    ],
)
def test_a_layer_behaves_like_mean_pooling_if_answers_and_accuracy_do_not_need_its_weights(
    flipped, loss, says
):
    said = key_features.like_mean_pooling(flipped, loss, MARGIN)
    assert said.startswith(says)
    assert f"change {flipped['mean']:.1%} of the answers (95% interval" in said


def columns(**intervals):
    return {f"{name}_{part}": own[part] for name, own in intervals.items() for part in own}


RESULTS = {
    "compare": {"cut_off": []},
    "focus": {
        "concentration": {
            "half": columns(before=GAIN, after=result(0.3, 0.29, 0.31), fall=LOSS),
            "times": columns(before=GAIN, after=result(1.5, 1.4, 1.6), fall=LOSS),
            "entropy": columns(before=LOSS, after=LOSS, fall=GAIN),
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
    assert (
        "30% of the words (on half of them if all weights were equal), and the heaviest word weighs 1.50 "
        "times the average (95% interval 1.40 to 1.60)" in found["selective_focus"]["evidence"]
    )
    assert key_features.summary(found) == (
        "learned relevance is shown; scalability to longer sequences is contradicted; selective focus and "
        "contextual representation are undecided"
    )


def test_no_feature_is_judged_by_models_whose_training_was_cut_off():
    found = key_features.features(RESULTS | {"compare": {"cut_off": ["LSTM"]}}, MARGIN)
    assert {row["verdict"] for row in found.values()} == {"undecided"}
    assert found["importance"]["evidence"] == key_features.features(RESULTS, MARGIN)["importance"]["evidence"]
