"""Errors in whole sentences: none, one training run, several; with groups and without."""

import pytest

from lstm_attention.exhibits.error_statements import errors, surest

LESS = {"mean": -0.13, "low": -0.17, "high": -0.09}


def test_errors_of_several_trainings_with_groups():
    found = {
        "errors": 561 + 1 / 3,
        "also": {"dense": 0.554, "lstm": 0.62},
        "overlap": {"errors": 0.48, "right": 0.61, "difference": LESS, "documents": 3_074},
    }
    assert errors("lstm_attention", found, documents=5_325, seeds=3, grouped=True) == (
        "The LSTM with attention classifies 561.3 of 5,325 test documents wrongly (the mean of 3 training "
        "runs). The same wrong prediction is made by the dense model for 55% of them and by the LSTM for "
        "62%. Documents that the LSTM with attention gets wrong share a group or ten consecutive words with "
        "a training document less often (48.0%) than those that it gets right (61.0%; difference −13.0 "
        "points, 95% interval −17.0 to −9.0)."
    )


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        (
            0.01,
            0.25,
            "Documents that the LSTM gets wrong share ten consecutive words with a training document more "
            "often (20.0%) than those that it gets right (7.0%; difference +13.0 points, 95% interval +1.0 "
            "to +25.0).",
        ),
        (
            -0.01,
            0.25,
            "It is not clear whether documents that the LSTM gets wrong share ten consecutive words with a "
            "training document more or less often (20.0%) than those that it gets right (7.0%; difference",
        ),
    ],
)
def test_errors_of_one_training_without_groups(low, high, says):
    difference = {"mean": 0.13, "low": low, "high": high}
    found = {
        "errors": 1,
        "also": {"dense": 1},
        "overlap": {"errors": 0.2, "right": 0.07, "difference": difference, "documents": 21},
    }
    said = errors("lstm", found, documents=300, seeds=1, grouped=False)
    assert said.startswith(
        "The LSTM classifies 1 of 300 test documents wrongly. The same wrong prediction is made by the "
        "dense model for 100% of them. "
    )
    assert says in said


def test_shares_are_as_exact_as_their_difference():
    shares = {"errors": 0.0, "right": 0.00269}
    overlap = {**shares, "difference": {"mean": -0.00269, "low": -0.008, "high": 0.003}, "documents": 11}
    found = {"errors": 27, "also": {}, "overlap": overlap}
    assert errors("lstm", found, documents=3_990, seeds=1, grouped=False).endswith(
        "more or less often (0.0%) than those that it gets right (0.3%; difference −0.3 points, 95% "
        "interval −0.8 to +0.3)."
    )


def test_few_documents_that_overlap_are_not_compared():
    found = {"errors": 27, "also": {}, "overlap": {"errors": 0.0, "right": 1 / 372, "documents": 1}}
    assert errors("lstm", found, documents=399, seeds=1, grouped=True).endswith(
        "Only one test document shares a group or ten consecutive words with a training document, which is "
        "too few to tell whether errors are rarer where there is such overlap."
    )
    found["overlap"] |= {"errors": 1 / 27, "right": 8 / 372, "documents": 9}
    assert "Only 9 test documents share a" in errors("lstm", found, documents=399, seeds=1, grouped=True)


@pytest.mark.parametrize(
    ("shown", "wrong", "trainings", "says"),
    [
        ([], 0, 3, "no prediction, as none is wrong"),
        (
            [0.638],
            1,
            3,
            "the only prediction that is wrong if the probabilities of the 3 training runs are averaged. Its "
            "probability is 63.8%",
        ),
        (
            [0.9, 0.8, 0.638],
            3,
            1,
            "all 3 wrong predictions. Their probabilities range from 63.8% to 90.0%",
        ),
        ([0.8, 0.638], 2, 1, "both wrong predictions. Their probabilities range from 63.8% to 80.0%"),
        (
            [0.99, 0.8],
            1_100,
            3,
            "the 2 most confident of the 1,100 predictions that are wrong if the probabilities of the 3 "
            "training runs are averaged. Their probabilities range from 80.0% to 99.0%",
        ),
    ],
)
def test_the_surest_errors_are_told_from_all_errors(shown, wrong, trainings, says):
    assert surest(shown, wrong, trainings) == says


def test_no_errors_and_nothing_shared():
    none = {"errors": 0, "also": None, "overlap": None}
    assert errors("lstm", none, 30, 2, grouped=True) == (
        "The LSTM classifies every test document correctly, so there are no errors to read."
    )
    some = {"errors": 2, "also": {}, "overlap": None}  # no prediction is right
    assert errors("lstm", some, 2, 1, grouped=True) == "The LSTM classifies 2 of 2 test documents wrongly."
    nothing = {"errors": 2, "also": {}, "overlap": {"errors": 0.0, "right": 0.0, "documents": 0}}
    assert errors("lstm", nothing, 9, 1, grouped=False).endswith(
        " No test document shares ten consecutive words with a training document."
    )
