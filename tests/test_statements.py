"""Sentences made from results: true whichever way a result falls."""

import pytest

from lstm_attention import statements
from lstm_attention.settings import AttentionParameters


@pytest.mark.parametrize(
    ("difference", "low", "high", "says", "verdict"),
    [
        (0.012, 0.004, 0.020, "the A is ahead of the B by 1.2 points", "better"),
        (-0.010, -0.020, -0.001, "the A is behind the B by 1.0 point ", "worse"),
        (0.002, -0.004, 0.008, "cannot tell the A from the B (difference +0.2 points", "no difference seen"),
        (0.0, 0.0, 0.0, "cannot tell", "no difference seen"),
    ],
)
def test_comparison_follows_the_interval(difference, low, high, says, verdict):
    result = {"difference": difference, "low": low, "high": high}
    sentence = statements.comparison("A", "B", result)
    assert says in sentence
    assert f"{low * 100:+.1f} to {high * 100:+.1f}".replace("-", "−") in sentence
    assert statements.verdict(result) == verdict


def test_confusion_names_class_and_destination():
    sentence = statements.confusion(
        {"true_class": "science", "wrong_share": 0.25, "predicted_class": "politics", "share": 0.1}
    )
    assert sentence == (
        "science is the class most often confused: 25.0% of its posts go elsewhere, most of them "
        "to politics (10.0%)"
    )


def test_confusion_of_a_perfect_model():
    perfect = {"true_class": "a", "wrong_share": 0.0, "predicted_class": "b", "share": 0.0}
    assert "every test post is sorted correctly" in statements.confusion(perfect)


@pytest.mark.parametrize(
    ("val_loss", "most", "says"),
    [
        ([0.9, 0.5, 0.6, 0.7], 10, "stopped early, after epoch 4; the best was epoch 2"),
        ([0.9, 0.8, 0.7], 3, "still falling when training ended after 3 epochs"),
        ([0.7], 1, "still falling when training ended after 1 epoch:"),
        ([0.9, 0.5, 0.6], 3, "ran its full 3 epochs; the best was epoch 2"),
    ],
)
def test_learning_says_how_training_ended(val_loss, most, says):
    assert says in statements.learning(val_loss, most)


def test_ranking_goes_from_best_to_worst():
    assert statements.ranking({"x": 0.8, "y": 0.91, "z": 0.85}) == "y (91.0%), z (85.0%) and x (80.0%)"


def test_one_seed_and_several_are_told_apart():
    assert statements.seeds([3]) == "one seed (3)"
    assert statements.seeds([0, 1, 2]) == "3 seeds (0, 1 and 2)"
    assert statements.runs([0.9]) == "that of one training"
    assert "range from 88.0% to 90.0%" in statements.runs([0.9, 0.88])
    assert statements.each_seed(["it rose"], [0]) == "it rose"
    assert (
        statements.each_seed(["it rose", "it fell"], [0, 7]) == "with seed 0, it rose; with seed 7, it fell"
    )


def test_agreement():
    assert statements.agreement("better", "better") == "reproduced"
    assert statements.agreement("worse", "better") == "not reproduced"


def test_a_variant_is_called_by_what_sets_it_apart():
    published = {"pooling": "published", "mask": True, "trainable_embeddings": False, "word_dropout": 0.0}
    assert statements.variant(published) == "the published score"
    other = {"pooling": "max", "mask": False, "trainable_embeddings": True, "word_dropout": 0.2}
    assert (
        statements.variant(other)
        == "the largest values, padding and all, trained vectors, 20% of words hidden"
    )
    assert statements.POOLINGS.keys() == set(
        AttentionParameters.model_json_schema()["properties"]["pooling"]["enum"]
    )


def test_a_recommendation_says_what_the_test_posts_make_of_it():
    better = {"difference": 0.02, "low": 0.01, "high": 0.03}
    sentence = statements.recommendation("a context vector", "LSTM with attention", better)
    assert "the variant with a context vector does best" in sentence
    assert "the variant is ahead of the LSTM with attention by 2.0 points" in sentence
    assert statements.recommendation("x", "LSTM", None).endswith(
        "the LSTM itself does best on the validation posts"
    )
