"""What is the same in the original and in a report, in whole sentences."""

from types import SimpleNamespace

import pandas as pd
import pytest

from lstm_attention.exhibits import published_statements


def history(val_loss, accuracy=0.8, val_accuracy=0.78):
    return pd.DataFrame({"val_loss": val_loss, "accuracy": accuracy, "val_accuracy": val_accuracy})


def run(val_loss, used_up=False, **more):
    budget = {"used_up": used_up, "best_epoch": 1 + val_loss.index(min(val_loss))}
    return SimpleNamespace(history=history(val_loss, **more), record={"budget": budget})


RISING, FALLING = [0.5, 0.4, 0.6], [0.5, 0.4, 0.3]


@pytest.mark.parametrize(
    ("published", "finished", "says"),
    [
        (
            history(FALLING, 0.75, 0.77),
            [run(RISING), run(RISING)],
            "The published validation loss was lowest in the last of 3 epochs, so more epochs might have "
            "lowered it further. In the epoch with the best validation loss, training accuracy was 2.0 "
            "points below validation accuracy in the original, but 2.0 points above it here",
        ),
        (
            history(RISING),
            [run(RISING), run(FALLING, used_up=True)],
            "The published validation loss was lowest in epoch 2 of 3; here, 1 of 2 training runs was cut "
            "off before it was clear whether the loss had stopped falling. In the epoch with the best "
            "validation loss, training accuracy was 2.0 points above validation accuracy in the original, "
            "and 2.0 points above it here",
        ),
        (
            history(RISING),
            [run(RISING)],
            "The published validation loss was lowest in epoch 2 of 3; here, the training run went on until "
            "the loss had stopped falling. In the epoch with the best validation loss, training accuracy "
            "was 2.0 points above validation accuracy in the original, and 2.0 points above it here",
        ),
        (
            history(RISING),
            [run(FALLING, used_up=True)],
            "The published validation loss was lowest in epoch 2 of 3; here, the training run was cut off "
            "before it was clear whether the loss had stopped falling. In the epoch with the best "
            "validation loss, training accuracy was 2.0 points above validation accuracy in the original, "
            "and 2.0 points above it here",
        ),
    ],
)
def test_learning_curves_are_compared_by_their_best_epochs(published, finished, says):
    assert published_statements.learning(published, finished) == says


CLASSES = ["entertainment", "gaming", "politics", "science", "technology"]
THEIRS = {
    **{"true_class": "technology", "wrong_share": 0.392, "predicted_class": "politics", "share": 0.162},
    **{"equally": [], "errors": 900.0, "documents": 9000.0},
}


@pytest.mark.parametrize(
    ("here", "classes", "says"),
    [
        (
            THEIRS | {"wrong_share": 0.2},
            CLASSES,
            "In the original, technology is misclassified most often (39.2%), and so it is here (20.0%), in "
            "both cases most often as politics",
        ),
        (
            THEIRS | {"wrong_share": 0.2, "predicted_class": "science"},
            CLASSES,
            "In the original, technology is misclassified most often (39.2%), and so it is here (20.0%), "
            "most often as politics there and as science here",
        ),
        (
            THEIRS | {"equally": ["gaming"], "wrong_share": 0.1},
            CLASSES,
            "In the original, technology is misclassified most often (39.2%); here technology and gaming "
            "are, equally often (10.0%)",
        ),
        (
            THEIRS | {"true_class": "gaming", "wrong_share": 0.1, "predicted_class": "science"},
            CLASSES,
            "In the original, technology is misclassified most often (39.2%, above all as politics); here it "
            "is gaming (10.0%, above all as science)",
        ),
        (
            THEIRS | {"true_class": "cats", "wrong_share": 0.1, "predicted_class": "dogs"},
            ["cats", "dogs"],
            "This report has other classes. In the original, technology is misclassified most often (39.2%); "
            "here it is cats (10.0%)",
        ),
        (
            THEIRS | {"true_class": "cats", "wrong_share": 0.0, "predicted_class": "dogs"},
            ["cats", "dogs"],
            "In the original, technology is misclassified most often (39.2%); here no document is "
            "misclassified",
        ),
        (
            THEIRS | {"true_class": "cats", "wrong_share": 0.02, "errors": 1.7, "documents": 238.0},
            ["cats", "dogs"],
            "In the original, technology is misclassified most often (39.2%); here only 1.7 of 238 "
            "predictions are wrong on average, which is too few to compare classes",
        ),
        (
            THEIRS | {"true_class": "science", "wrong_share": 0.1, "predicted_class": "politics"},
            ["politics", "science"],
            "This report has 2 of the original's 5 classes. In the original, technology is misclassified "
            "most often (39.2%); here it is science (10.0%)",
        ),
        (
            THEIRS | {"wrong_share": 0.2},
            ["technology", "politics", "cats"],
            "This report has 3 classes, of which the original has only 2. In the original, technology is "
            "misclassified most often (39.2%); here, too, it is technology (20.0%)",
        ),
    ],
)
def test_confusions_are_compared_where_the_classes_are_the_same(here, classes, says):
    assert published_statements.confusion(THEIRS, here, CLASSES, classes) == says


@pytest.mark.parametrize(
    ("here", "says"),
    [
        (
            {"a": 0.97, "b": 0.95, "c": 0.96},
            "in both, b has the lowest",
        ),
        (
            {"a": 0.93, "b": 0.95, "c": 0.94},
            "the lowest is that of b in the original, and of a in this report",
        ),
    ],
)
def test_areas_are_compared_class_by_class(here, says):
    said = published_statements.areas({"a": 0.95, "b": 0.88, "c": 0.9}, here)
    assert said.startswith("The published AUCs lie between 0.88 and 0.95, ours between 0.")
    assert said.endswith(says)


def test_areas_of_other_classes_are_given_as_ranges_alone():
    assert published_statements.areas({"a": 0.95, "b": 0.88}, {"x": 0.9712, "y": 0.9904, "z": 0.98}) == (
        "The published AUCs lie between 0.88 and 0.95, ours between 0.971 and 0.990, for other classes"
    )


def test_areas_that_are_shown_as_the_same_are_one_number():
    theirs = {"a": 0.95, "b": 0.88, "c": 0.9}
    assert published_statements.areas(theirs, {"a": 0.97501, "b": 0.97503}) == (
        "The published AUCs lie between 0.88 and 0.95, and the one area here, the same for both classes, is "
        "0.975, for 2 of the original's 3 classes"
    )
    assert published_statements.areas(theirs, {"a": 1.0, "b": 1.0, "x": 1.0}) == (
        "The published AUCs lie between 0.88 and 0.95, and all of ours are 1.000, for 3 classes, of which "
        "the original has only 2"
    )
