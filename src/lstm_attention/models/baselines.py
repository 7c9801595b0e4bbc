"""Models that a reader would try first: the majority class and three linear models.

All read the same token ids as the neural models, cut at the same length; words outside the vocabulary are
left out. The settings of the linear models are chosen by validation accuracy, and the models are not trained
on the validation set. The test set is read once, at the end.

The notebook `baselines` makes a folder with

    predictions.npz     probabilities of the test documents, by name of the baseline
    baselines.json      settings, validation accuracy and seconds, by name of the baseline
"""

import json
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scipy.special import softmax
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import ParameterGrid
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from lstm_attention.corpus.vocabulary import UNKNOWN, EncodedDocuments
from lstm_attention.models.search import at_edge

NAMES = ("majority", "mean_vectors", "tfidf_logistic", "tfidf_svm")


class BaselineError(Exception):
    """No setting of a baseline can be fitted to a corpus."""


@dataclass(frozen=True)
class Baseline:
    """A trained baseline.

    Attributes:
        settings: the settings in the grid with the best validation accuracy.
        validation_accuracy: accuracy with the best settings.
        tried: number of settings in the grid that converged.
        at_edge: names of the numeric settings whose value is the smallest or the largest in the grid, in
            every setting that does best.
        fit_seconds: seconds of the training with the best settings.
        probabilities: probabilities of the test documents, float64 (documents, classes); for the SVM, a
            softmax of its margins, which orders classes as the margins do and claims no calibration.
    """

    settings: dict[str, Any]
    validation_accuracy: float
    tried: int
    at_edge: list[str]
    fit_seconds: float
    probabilities: np.ndarray


def save(trained: dict[str, Baseline], folder: Path) -> None:
    """Write what other notebooks need from the trained baselines to a folder, which is made if necessary."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / "predictions.npz", **{name: baseline.probabilities for name, baseline in trained.items()}
    )
    record = {
        name: {
            "settings": baseline.settings,
            "validation_accuracy": baseline.validation_accuracy,
            "seconds": {"training": baseline.fit_seconds},
        }
        for name, baseline in trained.items()
    }
    (folder / "baselines.json").write_text(json.dumps(record, indent=1), encoding="utf-8")


def word_counts(documents: EncodedDocuments, rows: int) -> sparse.csr_matrix:
    """Return how often each token id occurs in each document, float64 (documents, rows)."""
    document = np.repeat(np.arange(len(documents)), documents.lengths)
    ones = np.ones(len(documents.tokens))
    return sparse.coo_matrix((ones, (document, documents.tokens)), shape=(len(documents), rows)).tocsr()


def mean_vectors(documents: EncodedDocuments, embeddings: np.ndarray) -> np.ndarray:
    """Return the mean word vector of each document, float64 (documents, vector)."""
    return word_counts(documents, len(embeddings)) @ embeddings.astype(float) / documents.lengths[:, None]


def train_baseline(
    name: str,
    training: EncodedDocuments,
    validation: EncodedDocuments,
    test: EncodedDocuments,
    embeddings: np.ndarray,
) -> Baseline:
    """Train one baseline with every setting in its grid, and keep the best by validation accuracy.

    Args:
        name: one of `NAMES`.
        training, validation, test: the three sets.
        embeddings: the frozen word vectors, float32 (rows, vector).

    Raises:
        BaselineError: if no setting converges; one that does not is left out.
    """
    if name == "mean_vectors":
        features = [mean_vectors(part, embeddings) for part in (training, validation, test)]
    else:
        features = [
            word_counts(part, len(embeddings))[:, UNKNOWN + 1 :] for part in (training, validation, test)
        ]
    tried = []
    for settings in ParameterGrid(GRIDS[name]):
        since = time.perf_counter()
        try:
            model = _fitted(_estimator(name, settings), features[0], training.labels)
        except ConvergenceWarning:
            print(f"The baseline {name} with {settings} did not converge, so this setting is left out.")
            continue
        seconds = time.perf_counter() - since
        tried.append((model.score(features[1], validation.labels), settings, seconds, model))
    if not tried:
        raise BaselineError(f"the baseline {name} converges with none of its settings: {GRIDS[name]}")
    accuracy, settings, seconds, model = max(tried, key=lambda entry: entry[0])
    edges = [at_edge(other, GRIDS[name]) for score, other, *_ in tried if score == accuracy]
    return Baseline(
        settings=settings,
        validation_accuracy=float(accuracy),
        tried=len(tried),
        at_edge=[setting for setting in edges[0] if all(setting in own for own in edges)],
        fit_seconds=seconds,
        probabilities=_probabilities(model, features[2], int(training.labels.max()) + 1),
    )


GRIDS: dict[str, dict[str, list[Any]]] = {
    "majority": {},
    "mean_vectors": {"C": [0.001, 0.003, 0.01, 0.03, 0.1]},
    "tfidf_logistic": {"C": [1, 3, 10, 30, 100], "sublinear_tf": [False, True]},
    "tfidf_svm": {"C": [0.03, 0.1, 0.3, 1, 3], "sublinear_tf": [False, True]},
}
"""The settings that each baseline is tried with, all combinations."""


def _estimator(name: str, settings: dict[str, Any]) -> BaseEstimator:
    if name == "majority":
        return DummyClassifier(strategy="prior")
    if name == "mean_vectors":
        return make_pipeline(StandardScaler(), LogisticRegression(C=settings["C"], max_iter=1000))
    tfidf = TfidfTransformer(sublinear_tf=settings["sublinear_tf"])
    if name == "tfidf_svm":
        return make_pipeline(tfidf, LinearSVC(C=settings["C"], random_state=0))
    return make_pipeline(tfidf, LogisticRegression(C=settings["C"], max_iter=1000))


def _fitted(model: BaseEstimator, features: Any, labels: np.ndarray) -> BaseEstimator:
    with warnings.catch_warnings():
        # A fit that did not converge is not a baseline.
        warnings.simplefilter("error", ConvergenceWarning)
        return model.fit(features, labels)


def _probabilities(model: BaseEstimator, features: Any, classes: int) -> np.ndarray:
    if hasattr(model, "predict_proba"):
        return model.predict_proba(features)
    margins = model.decision_function(features)
    return softmax(margins, axis=1) if classes > 2 else softmax(np.stack([-margins, margins], axis=1), axis=1)


def load_baselines(folder: Path) -> dict[str, dict[str, Any]]:
    """Return each baseline in a folder: its record, and its `probabilities` of the test documents."""
    records = json.loads((folder / "baselines.json").read_text(encoding="utf-8"))
    with np.load(folder / "predictions.npz", allow_pickle=False) as arrays:
        return {name: record | {"probabilities": arrays[name]} for name, record in records.items()}


def strongest(loaded: dict[str, dict[str, Any]]) -> str:
    """Return the baseline with the best validation accuracy; the test set must not decide."""
    return max(loaded, key=lambda name: loaded[name]["validation_accuracy"])
