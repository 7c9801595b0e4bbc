"""Verdicts on what is claimed of attention: they follow the intervals, whichever way these fall."""

import pytest

from lstm_attention.exhibits import key_features


def result(mean, low, high):
    return {"mean": mean, "low": low, "high": high}


GAIN, NONE, LOSS = result(0.02, 0.01, 0.03), result(0.0, -0.01, 0.01), result(-0.02, -0.03, -0.01)


@pytest.mark.parametrize(
    ("half", "verdict"),
    [((0.44, 0.43, 0.45), "not shown"), ((0.3, 0.29, 0.31), "shown in part"), ((0.1, 0.09, 0.11), "shown")],
)
def test_selective_focus_follows_the_share_that_holds_half(half, verdict):
    found = key_features.selective_focus(result(*half), result(1.5, 1.4, 1.6))
    assert found["verdict"] == verdict
    assert f"half of the weight lies on {half[0]:.0%} of the words" in found["evidence"]


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (GAIN, GAIN, "shown"),
        (GAIN, LOSS, "shown in part"),
        (NONE, GAIN, "shown in part"),
        (NONE, NONE, "not shown"),
        (LOSS, LOSS, "not shown"),
    ],
)
def test_what_has_two_intervals_is_shown_if_both_lie_above_zero(one, other, verdict):
    assert key_features.learned_relevance(one, other)["verdict"] == verdict
    assert key_features.contextual_representation(GAIN, one, other)["verdict"] == verdict
    assert key_features.scalability(one, other)["verdict"] == verdict


def test_differences_are_written_in_points_with_a_true_minus():
    relevance = key_features.learned_relevance(NONE, GAIN)["evidence"]
    assert "did not surely lower the entropy" in relevance
    assert "costs +2.0 points (95% interval +1.0 to +3.0) of accuracy" in relevance
    assert key_features.learned_relevance(GAIN, LOSS)["evidence"].startswith("training lowered the entropy")
    assert key_features.contextual_representation(result(0.912, 0.9, 0.92), GAIN, LOSS)["evidence"] == (
        "neighbours name the class of 91.2% of the documents: +2.0 points (95% interval +1.0 to +3.0) "
        "against mean word vectors, −2.0 points (95% interval −3.0 to −1.0) against the last state of the "
        "LSTM"
    )
    assert key_features.scalability(LOSS, GAIN)["evidence"].startswith(
        "doubled length changes the gain from attention by −2.0 points"
    )


@pytest.mark.parametrize(
    ("over_random", "under_gradient", "verdict", "says"),
    [
        (GAIN, GAIN, "shown in part", "more than random ones, but gradient × input names better ones"),
        (GAIN, NONE, "shown", "more than random ones; gradient × input does as well"),
        (NONE, NONE, "not shown", "cannot be told from random ones; gradient × input does as well"),
        (LOSS, LOSS, "not shown", "less than random ones, and better ones than gradient × input"),
    ],
)
def test_importance_follows_both_intervals(over_random, under_gradient, verdict, says):
    found = key_features.importance(over_random, under_gradient)
    assert found["verdict"] == verdict
    assert says in found["evidence"]


def columns(**intervals):
    return {f"{name}_{part}": own[part] for name, own in intervals.items() for part in own}


def test_every_feature_is_judged_by_the_results_of_its_notebook():
    found = key_features.features(
        {
            "focus": {
                "concentration": {
                    "half": columns(before=GAIN, after=result(0.3, 0.29, 0.31), fall=LOSS),
                    "times": columns(before=GAIN, after=result(1.5, 1.4, 1.6), fall=LOSS),
                    "entropy": columns(before=LOSS, after=LOSS, fall=GAIN),
                },
                "swaps": {
                    "uniform": columns(flipped=LOSS, loss=GAIN),
                    "permuted": columns(flipped=LOSS, loss=LOSS),
                },
            },
            "context": {
                "spaces": {"context_vectors": {**result(0.9, 0.8, 0.95), "silhouette": 0.1}},
                "over": {"mean_vectors": GAIN, "last_states": LOSS},
            },
            "length": {"gain": {"slope": LOSS, "longest": NONE}},
            "faithfulness": {"over_random": GAIN, "under_gradient": NONE},
        }
    )
    assert {name: row["verdict"] for name, row in found.items()} == {
        "selective_focus": "shown in part",
        "contextual_representation": "shown in part",
        "scalability": "not shown",
        "learned_relevance": "shown",
        "importance": "shown",
    }
    assert all(list(row) == ["claim", "evidence", "verdict"] for row in found.values())
    assert (
        "30% of the words (half of them, if all weighed alike); the heaviest word weighs 1.50 times"
        in (found["selective_focus"]["evidence"])
    )
    assert (
        "+2.0 points (95% interval +1.0 to +3.0) against mean word vectors"
        in (found["contextual_representation"]["evidence"])
    )
    assert key_features.summary(found) == (
        "shown: learned relevance; shown in part: selective focus and contextual representation; "
        "not shown: scalability to longer sequences"
    )
