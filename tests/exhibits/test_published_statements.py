"""What is the same in the original and in a report, in whole sentences."""

from types import SimpleNamespace

import pandas as pd
import pytest

from lstm_attention.exhibits import published_statements


def history(val_loss, accuracy=0.8, val_accuracy=0.78):
    return pd.DataFrame({"val_loss": val_loss, "accuracy": accuracy, "val_accuracy": val_accuracy})


def run(val_loss, used_up=False, **more):
    return SimpleNamespace(history=history(val_loss, **more), record={"budget": {"used_up": used_up}})


RISING, FALLING = [0.5, 0.4, 0.6], [0.5, 0.4, 0.3]


@pytest.mark.parametrize(
    ("published", "finished", "says"),
    [
        (
            history(FALLING, 0.75, 0.77),
            [run(RISING), run(RISING)],
            "The published validation loss was lowest in the last of 3 epochs, so more epochs might have "
            "lowered it further; here it was lowest in epoch 2, and training then ended by itself. In that "
            "epoch, training accuracy was 2.0 points below validation accuracy in the original, but 2.0 "
            "points above it here",
        ),
        (
            history(RISING),
            [run(RISING), run(FALLING, used_up=True)],
            "The published validation loss was lowest in epoch 2 of 3; here it was lowest in epochs 2 and 3, "
            "but training was cut off. In that epoch, training accuracy was 2.0 points above validation "
            "accuracy in the original, and 2.0 points above it here",
        ),
    ],
)
def test_learning_curves_are_compared_by_their_best_epochs(published, finished, says):
    assert published_statements.learning(published, finished) == says


THEIRS = {"true_class": "technology", "wrong_share": 0.392, "predicted_class": "politics", "share": 0.162}


@pytest.mark.parametrize(
    ("here", "shared", "says"),
    [
        (
            THEIRS | {"wrong_share": 0.2},
            True,
            "On both sides technology is the class most often confused: 39.2% of it in the original and "
            "20.0% here, in both cases mostly with politics",
        ),
        (
            THEIRS | {"wrong_share": 0.2, "predicted_class": "science"},
            True,
            "On both sides technology is the class most often confused: 39.2% of it in the original and "
            "20.0% here, mostly with politics there and with science here",
        ),
        (
            {"true_class": "gaming", "wrong_share": 0.1, "predicted_class": "science"},
            True,
            "The two sides differ in the class most often confused: technology (39.2% of it) in the "
            "original, mostly with politics, and gaming (10.0%) here, mostly with science",
        ),
        (
            {"true_class": "cats", "wrong_share": 0.1, "predicted_class": "dogs"},
            False,
            "The classes are not those of the original, where technology (39.2% of it) was most often "
            "confused; here it is cats (10.0%)",
        ),
        (
            {"true_class": "cats", "wrong_share": 0.0, "predicted_class": "dogs"},
            False,
            "The class most often confused in the original was technology (39.2% of it); here no document is "
            "misclassified",
        ),
    ],
)
def test_confusions_are_compared_where_the_classes_are_the_same(here, shared, says):
    assert published_statements.confusion(THEIRS, here, shared) == says


@pytest.mark.parametrize(
    ("here", "says"),
    [
        ({"a": 0.97, "b": 0.95}, "each class has a larger one here, and b has the smallest on both sides"),
        ({"a": 0.91, "b": 0.87}, "no class has a larger one here, and b has the smallest on both sides"),
        ({"a": 0.93, "b": 0.95}, "1 of 2 are larger here, and the smallest is that of b there and of a here"),
    ],
)
def test_areas_are_compared_class_by_class(here, says):
    said = published_statements.areas({"a": 0.95, "b": 0.88}, here)
    assert said.startswith("The published areas lie between 0.88 and 0.95, ours between 0.")
    assert said.endswith(says)


def test_areas_of_other_classes_are_given_as_ranges_alone():
    assert published_statements.areas({"a": 0.95, "b": 0.88}, {"x": 0.9712, "y": 0.9904}) == (
        "The published areas lie between 0.88 and 0.95, ours between 0.971 and 0.990, for other classes"
    )
