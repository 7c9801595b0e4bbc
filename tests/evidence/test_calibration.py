"""Calibration figures by hand, by scikit-learn, and on data with a known temperature."""

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.calibration import calibration_curve

from lstm_attention.evidence import calibration


@pytest.fixture(scope="module")
def calibrated():
    """Labels drawn from the probabilities themselves."""
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(6000, 4)) * 2
    probabilities = softmax(logits, axis=1)
    labels = (rng.random((6000, 1)) > probabilities.cumsum(axis=1)).sum(axis=1)
    return labels, logits, probabilities


def test_calibration_error_by_hand():
    # Two bins: 0.6 to the left of 0.75 with one of two right, 0.9 with both right.
    probabilities = np.array([[0.6, 0.4], [0.4, 0.6], [0.9, 0.1], [0.9, 0.1]])
    labels = np.array([0, 0, 0, 0])
    assert calibration.calibration_error(labels, probabilities, 2, equal_mass=True) == pytest.approx(0.1)
    table = calibration.reliability(labels, probabilities, np.arange(4), 10, equal_mass=False)
    assert table["documents"].tolist() == [2, 2]
    assert table["confidence"].tolist() == pytest.approx([0.6, 0.9])
    assert table["mean"].tolist() == [0.5, 1]


@pytest.mark.parametrize(("equal_mass", "strategy"), [(False, "uniform"), (True, "quantile")])
def test_reliability_agrees_with_scikit_learn(calibrated, equal_mass, strategy):
    labels, _, probabilities = calibrated
    table = calibration.reliability(labels, probabilities, np.arange(6000), 10, equal_mass)
    right = probabilities.argmax(axis=1) == labels
    accuracy, confidence = calibration_curve(right, probabilities.max(axis=1), n_bins=10, strategy=strategy)
    assert table["mean"].to_numpy() == pytest.approx(accuracy, abs=2e-3)
    assert table["confidence"].to_numpy() == pytest.approx(confidence, abs=2e-3)


def test_a_calibrated_model_shows_the_error_that_chance_gives(calibrated):
    labels, _, probabilities = calibrated
    expected = calibration.error_of_a_calibrated_model(probabilities, 15)
    assert 0.003 < expected < 0.02
    for equal_mass in (False, True):
        measured = calibration.calibration_error(labels, probabilities, 15, equal_mass)
        assert measured == pytest.approx(expected, rel=0.6)


def test_the_true_temperature_is_found(calibrated):
    labels, logits, probabilities = calibrated
    overconfident = softmax(3 * logits, axis=1)
    temperature = calibration.fit_temperature(labels, overconfident)
    assert temperature == pytest.approx(3, rel=0.06)
    repaired = calibration.with_temperature(overconfident, temperature)
    assert calibration.calibration_error(labels, overconfident, 15, False) > 0.1
    assert calibration.calibration_error(labels, repaired, 15, False) < 0.03
    assert (repaired.argmax(axis=1) == overconfident.argmax(axis=1)).all()
    assert calibration.with_temperature(overconfident, 3) == pytest.approx(probabilities, abs=1e-9)


def test_brier_score_by_hand():
    probabilities = np.array([[0.7, 0.2, 0.1], [0.0, 0.0, 1.0]])
    score = calibration.brier_score(np.array([0, 1]), probabilities)
    assert score == pytest.approx(((0.09 + 0.04 + 0.01) + (1 + 1)) / 2)


def test_errors_are_means_over_the_runs(calibrated):
    labels, _, probabilities = calibrated
    other = calibration.with_temperature(probabilities, 0.5)
    both = calibration.errors(labels, [probabilities, other])
    assert list(both) == ["ece", "ece_ten", "ece_mass", "chance", "brier", "loss"]
    ece = [calibration.calibration_error(labels, run, 15, False) for run in (probabilities, other)]
    assert both["ece"] == pytest.approx(np.mean(ece))
    alone = [calibration.errors(labels, [run]) for run in (probabilities, other)]
    assert both == pytest.approx({name: (alone[0][name] + alone[1][name]) / 2 for name in both})
    assert alone[0]["ece"] < 1.6 * alone[0]["chance"] < alone[1]["ece"]


def test_a_model_that_claims_too_much_is_overconfident(calibrated):
    labels, logits, probabilities = calibrated
    documents = np.arange(6000)
    fair = calibration.overconfidence(labels, [probabilities], documents)
    assert fair["low"] < 0 < fair["high"]
    sure = softmax(3 * logits, axis=1)
    found = calibration.overconfidence(labels, [sure], documents)
    assert found["mean"] == pytest.approx(sure.max(axis=1).mean() - (sure.argmax(axis=1) == labels).mean())
    assert found["low"] > 0
    assert calibration.overconfidence(labels, [softmax(logits / 3, axis=1)], documents)["high"] < 0


def test_shifted_thresholds_are_shifted_back(calibrated):
    labels, logits, probabilities = calibrated
    wrong = softmax(logits + np.array([2.0, 0, 0, -1]), axis=1)
    biases = calibration.fit_biases(labels, wrong)
    assert biases - biases.mean() == pytest.approx(np.array([-2.0, 0, 0, 1]) + 0.25, abs=0.12)
    repaired = calibration.with_biases(wrong, biases)
    assert repaired.sum(axis=1) == pytest.approx(np.ones(6000))
    accuracies = [(each.argmax(axis=1) == labels).mean() for each in (wrong, repaired, probabilities)]
    assert accuracies[0] + 0.03 < accuracies[1] == pytest.approx(accuracies[2], abs=0.01)


def test_what_a_shift_does_to_two_models_by_hand():
    # Of four documents the biases mend one of the first model's first run, and break one of the second's.
    labels, groups = np.zeros(4, dtype=int), np.arange(4)

    def run(right):
        return np.array([[0.9, 0.1] if each else [0.1, 0.9] for each in right])

    half, most, all_right = run([1, 1, 0, 0]), run([1, 1, 1, 0]), run([1, 1, 1, 1])
    found = calibration.shift(labels, [[half, most], [all_right, most]], [[most, most], [most, most]], groups)
    assert [gain["mean"] for gain in found["gains"]] == [0.125, -0.125]
    assert found["change"]["mean"] == 0.25
    assert found["change"]["low"] < 0.25 < found["change"]["high"]
