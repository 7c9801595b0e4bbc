"""Whether a probability means what it says: reliability, calibration error, temperature.

The confidence of a prediction is the probability of the predicted class.
"""

from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize, minimize_scalar
from scipy.special import softmax
from sklearn.metrics import brier_score_loss

from lstm_attention.evidence import intervals, metrics


def bins(confidence: np.ndarray, count: int, equal_mass: bool) -> np.ndarray:
    """Return each document's bin: bins have equal width on [0, 1] or equally many documents."""
    if equal_mass:
        return np.argsort(np.argsort(confidence, kind="stable")) * count // len(confidence)
    return np.minimum((confidence * count).astype(int), count - 1)


def reliability(
    labels: np.ndarray, probabilities: np.ndarray, groups: np.ndarray, count: int, equal_mass: bool
) -> pd.DataFrame:
    """Return confidence and accuracy bin by bin; empty bins are left out.

    Returns:
        Columns `documents`, mean `confidence`, and the accuracy as `mean`, `low`, `high`.
    """
    confidence = probabilities.max(axis=1)
    number = bins(confidence, count, equal_mass)
    return pd.DataFrame(
        {
            "documents": int(own.sum()),
            "confidence": float(confidence[own].mean()),
            **intervals.accuracy_interval(labels[own], [probabilities[own]], groups[own]),
        }
        for own in (number == bin_ for bin_ in np.unique(number))
    )


def calibration_error(labels: np.ndarray, probabilities: np.ndarray, count: int, equal_mass: bool) -> float:
    """Return the expected calibration error (Guo et al. 2017, equation 3): mean |accuracy - confidence|."""
    confidence = probabilities.max(axis=1).astype(float)
    gaps = (probabilities.argmax(axis=1) == labels) - confidence
    sums = np.bincount(bins(confidence, count, equal_mass), gaps)
    return float(np.abs(sums).sum() / len(labels))


def error_of_a_calibrated_model(probabilities: np.ndarray, count: int) -> float:
    """Return the mean calibration error of a perfectly calibrated model, over 200 simulations.

    The bins have equal width.

    A measured error has to be compared with this one, which is above 0 because bins of finite size vary by
    chance (Broecker and Smith 2007).
    """
    rng = np.random.default_rng(0)
    confidence = probabilities.max(axis=1).astype(float)
    number = bins(confidence, count, equal_mass=False)
    right = rng.random((200, len(confidence))) < confidence
    gaps = [np.abs((right - confidence)[:, number == bin_].sum(axis=1)) for bin_ in np.unique(number)]
    return float(np.sum(gaps, axis=0).mean() / len(confidence))


def overconfidence(labels: np.ndarray, runs: list[np.ndarray], groups: np.ndarray) -> dict[str, float]:
    """Return mean confidence minus accuracy as an estimate (see `intervals`); above 0 if overconfident."""
    confidence = np.stack([run.max(axis=1).astype(float) for run in runs])
    return intervals.mean_interval(confidence - intervals.right(labels, runs), groups)


def errors(labels: np.ndarray, runs: list[np.ndarray]) -> dict[str, float]:
    """Return all measures of calibration, each as the mean over several runs.

    Returns:
        The calibration error with 15 bins of equal width (`ece`), with ten (`ece_ten`) and with 15 of equal
        mass (`ece_mass`); `chance`, the `ece` of a calibrated model; `brier`; and `loss`, in nats.
    """
    measured = [
        {
            "ece": calibration_error(labels, run, 15, False),
            "ece_ten": calibration_error(labels, run, 10, False),
            "ece_mass": calibration_error(labels, run, 15, True),
            "chance": error_of_a_calibrated_model(run, 15),
            "brier": brier_score(labels, run),
            "loss": metrics.cross_entropy(labels, run),
        }
        for run in runs
    ]
    return {name: float(np.mean([of_run[name] for of_run in measured])) for name in measured[0]}


def brier_score(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Return the mean squared distance to the true class's one-hot vector (0 to 2)."""
    classes = list(range(probabilities.shape[1]))
    normalized = probabilities / probabilities.sum(axis=1, keepdims=True, dtype=float)
    return float(brier_score_loss(labels, normalized, labels=classes, scale_by_half=False))


def with_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Return the softmax of log-probabilities divided by a temperature; above 1, it lowers confidence."""
    return softmax(np.log(np.maximum(probabilities.astype(float), 1e-30)) / temperature, axis=1)


def fit_temperature(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Return the temperature with the lowest cross-entropy (Guo et al. 2017, section 4.2), from 0.1 to 10.

    Args:
        labels, probabilities: those of the validation documents; test documents are not used.
    """
    found = minimize_scalar(
        lambda logarithm: metrics.cross_entropy(labels, with_temperature(probabilities, np.exp(logarithm))),
        bounds=(np.log(0.1), np.log(10)),
        method="bounded",
    )
    return float(np.exp(found.x))


def fit_biases(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Return the biases of the classes' log-probabilities with the lowest cross-entropy, float (classes,).

    Biases shift the thresholds between the classes and nothing else: the order of documents by the odds of
    one class against another does not change.

    Args:
        labels, probabilities: those of the validation documents; test documents are not used.
    """
    true = np.eye(probabilities.shape[1])[labels].mean(axis=0)

    def loss(biases: np.ndarray) -> tuple[float, np.ndarray]:
        shifted = with_biases(probabilities, biases)
        return metrics.cross_entropy(labels, shifted), shifted.mean(axis=0) - true

    return minimize(loss, np.zeros(len(true)), jac=True, method="L-BFGS-B").x


def shift(
    labels: np.ndarray,
    before: list[list[np.ndarray]],
    after: list[list[np.ndarray]],
    groups: np.ndarray,
) -> dict[str, Any]:
    """Return what other thresholds do to models, and to the difference between the first two.

    Args:
        labels, groups: class and group of each document.
        before, after: the probabilities of each model's runs, without and with biases.

    Returns:
        `gains`, what the biases add to the accuracy of each model, and `change`, what they add to that of the
        first minus the second; all are estimates (see `intervals`).
    """
    figures = [
        intervals.right(labels, own) - intervals.right(labels, raw)
        for raw, own in zip(before, after, strict=True)
    ]
    return {
        "gains": [intervals.mean_interval(own, groups) for own in figures],
        "change": intervals.mean_interval(figures[0] - figures[1], groups),
    }


def with_biases(probabilities: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """Return the softmax of log-probabilities plus a bias for each class."""
    return softmax(np.log(np.maximum(probabilities.astype(float), 1e-30)) + biases, axis=1)
