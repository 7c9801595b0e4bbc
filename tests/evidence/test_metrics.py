"""Metrics against scikit-learn, published figures and hand calculations."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import classification_report, f1_score, log_loss, roc_auc_score

from lstm_attention.evidence import focus, metrics, resampling
from lstm_attention.evidence.published import published

CLASSES = ["a", "b", "c"]


@pytest.fixture(scope="module")
def predicted():
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 3, 500)
    logits = rng.normal(size=(500, 3)) + 1.5 * np.eye(3)[labels]
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return labels, probabilities


def test_evaluate_agrees_with_numpy_and_sklearn(predicted):
    labels, probabilities = predicted
    figures = metrics.evaluate(labels, probabilities, CLASSES)
    guesses = probabilities.argmax(axis=1)
    assert figures["accuracy"] == pytest.approx((guesses == labels).mean())
    assert figures["loss"] == pytest.approx(-np.log(probabilities[np.arange(500), labels]).mean())
    report = classification_report(labels, guesses, output_dict=True)
    assert figures["macro_f1"] == pytest.approx(report["macro avg"]["f1-score"])
    assert list(figures) == ["accuracy", "loss", "macro_f1", "auc", "macro_auc", "confusion_matrix"]
    assert list(figures["auc"]) == CLASSES
    assert figures["auc"]["b"] == pytest.approx(roc_auc_score(labels == 1, probabilities[:, 1]))
    matrix = np.array(figures["confusion_matrix"])
    assert matrix.sum() == 500
    assert matrix[2, 0] == ((labels == 2) & (guesses == 0)).sum()


def test_per_class_agrees_with_sklearn(predicted):
    labels, probabilities = predicted
    table = metrics.per_class(labels, probabilities, CLASSES).set_index("class")
    report = classification_report(
        labels, probabilities.argmax(axis=1), target_names=CLASSES, output_dict=True
    )
    for name in CLASSES:
        assert table.loc[name, "precision"] == pytest.approx(report[name]["precision"])
        assert table.loc[name, "recall"] == pytest.approx(report[name]["recall"])
        assert table.loc[name, "support"] == report[name]["support"]
    assert table.loc["macro average", "f1"] == pytest.approx(report["macro avg"]["f1-score"])
    assert table.loc["macro average", "precision"] == pytest.approx(report["macro avg"]["precision"])
    assert table.loc["macro average", "recall"] == pytest.approx(report["macro avg"]["recall"])
    assert table.loc["macro average", "support"] == 500
    assert table["support"].dtype == int


def test_per_class_has_a_row_for_a_class_without_documents_and_numbers_its_rows():
    probabilities = np.array([[0.7, 0.2, 0.1], [0.3, 0.6, 0.1], [0.6, 0.3, 0.1]])
    table = metrics.per_class(np.array([0, 1, 1]), probabilities, CLASSES)
    assert list(table.columns) == ["class", "precision", "recall", "f1", "support"]
    assert list(table.index) == [0, 1, 2, 3]
    assert list(table["class"]) == [*CLASSES, "macro average"]
    assert list(table["support"]) == [1, 2, 0, 3]
    assert list(table["recall"]) == pytest.approx([1, 0.5, 0, 0.5])
    assert list(table["precision"]) == pytest.approx([0.5, 1, 0, 0.5])


def test_a_class_that_is_never_predicted_scores_zero():
    labels = np.array([0, 1, 1])
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]])
    table = metrics.per_class(labels, probabilities, ["a", "b"]).set_index("class")
    assert table.loc["b", ["precision", "recall", "f1"]].tolist() == [0, 0, 0]


def test_evaluate_counts_classes_that_are_never_predicted():
    labels = np.array([0, 1, 2, 2])
    probabilities = np.array([[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.5, 0.3, 0.2], [0.1, 0.6, 0.3]])
    figures = metrics.evaluate(labels, probabilities, CLASSES)
    assert figures["confusion_matrix"] == [[1, 0, 0], [0, 1, 0], [1, 1, 0]]
    assert figures["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert figures["loss"] == pytest.approx(-np.log([0.5, 0.5, 0.2, 0.3]).mean())


def test_mean_roc_of_one_run_has_its_auc(predicted):
    labels, probabilities = predicted
    false_positive, true_positive = metrics.mean_roc(labels, [probabilities], 0)
    area = np.trapezoid(true_positive, false_positive)
    assert area == pytest.approx(roc_auc_score(labels == 0, probabilities[:, 0]), abs=2e-3)
    assert (true_positive[0], true_positive[-1]) == (0, 1)
    assert false_positive == pytest.approx(np.arange(501) / 500)
    assert len(metrics.mean_roc(labels, [probabilities], 0, points=11)[0]) == 11


def test_mean_roc_lies_between_the_runs(predicted):
    labels, probabilities = predicted
    worse = probabilities[::-1]
    curves = [metrics.mean_roc(labels, [run], 0)[1] for run in (probabilities, worse)]
    mean = metrics.mean_roc(labels, [probabilities, worse], 0)[1]
    assert mean == pytest.approx(np.mean(curves, axis=0))


def test_row_shares_leaves_an_empty_class_at_zero():
    shares = metrics.row_shares(np.array([[3, 1], [0, 0]]))
    assert shares.tolist() == [[0.75, 0.25], [0, 0]]
    assert metrics.row_shares(np.array([[1, 0], [1, 1]])).tolist() == [[1, 0], [0.5, 0.5]]
    assert metrics.row_shares([[1, 3], [0, 2]]).tolist() == [[0.25, 0.75], [0, 1]]


@pytest.mark.parametrize("model", ["dense", "lstm", "lstm_attention"])
def test_published_matrices_give_the_published_accuracy(model):
    figures = published()["models"][model]
    matrix = np.array(figures["confusion_matrix"])
    assert matrix.sum() == 9000
    assert np.trace(matrix) / matrix.sum() == pytest.approx(figures["test_accuracy"], abs=5e-5)


def test_most_confused_of_the_published_attention_model_is_technology():
    original = published()
    confused = metrics.most_confused(
        original["models"]["lstm_attention"]["confusion_matrix"], original["corpus"]["classes"]
    )
    assert confused["true_class"] == "technology"
    assert confused["predicted_class"] == "politics"
    assert confused["share"] == pytest.approx(301 / 1856)
    assert confused["wrong_share"] == pytest.approx((1856 - 1129) / 1856)
    assert (confused["errors"], confused["documents"]) == (2096, 9000)


def test_weight_bound_at_known_lengths():
    assert metrics.weight_bound(1) == pytest.approx(1)
    assert metrics.weight_bound(200) == pytest.approx(0.036, abs=5e-4)
    assert metrics.weight_bound(1072) == pytest.approx(0.00685, abs=5e-5)


def test_no_softmax_with_bounded_scores_holds_half_of_its_weight_on_less():
    assert metrics.half_bound(1) == 0.5
    assert metrics.half_bound(10**4) == pytest.approx(1 / (1 + np.e**2), abs=1e-4)
    for positions in (2, 3, 7, 40):
        scores = np.random.default_rng(0).choice([-1.0, 1.0], size=(2000, positions), p=[0.85, 0.15])
        weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        held = focus.concentration(list(weights))["half"].min()
        assert metrics.half_bound(positions) == pytest.approx(held)


def test_padding_share_bound_at_known_lengths():
    # 100 tokens padded to 200: 100 / (100 + 738.9); no padding: 0; tokens and positions as arrays.
    assert metrics.padding_share_bound(100, 200) == pytest.approx(0.1192, abs=5e-5)
    assert metrics.padding_share_bound(np.array([10, 200]), 200) == pytest.approx([0.719995, 0], abs=5e-6)


def test_accuracy_is_the_share_of_right_documents():
    assert metrics.accuracy(np.array([0, 1, 1]), np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]])) == 2 / 3


@given(
    seed=st.integers(0, 2**32 - 1),
    documents=st.integers(2, 40),
    classes=st.integers(2, 6),
    ties=st.booleans(),
)
def test_any_predictions_have_the_metrics_of_scikit_learn(seed, documents, classes, ties):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, documents)
    assume(len(set(labels)) == classes)
    probabilities = rng.dirichlet(np.full(classes, 0.7), documents).clip(1e-6)
    if ties:
        probabilities = probabilities.round(1) + 0.1
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    guesses = probabilities.argmax(axis=1)
    figures = metrics.evaluate(labels, probabilities, [str(k) for k in range(classes)])
    areas = [roc_auc_score(labels == k, probabilities[:, k]) for k in range(classes)]
    assert figures["accuracy"] == np.mean(guesses == labels)
    assert figures["loss"] == pytest.approx(log_loss(labels, probabilities))
    assert figures["macro_f1"] == pytest.approx(f1_score(labels, guesses, average="macro", zero_division=0))
    assert list(figures["auc"].values()) == pytest.approx(areas)
    once = np.ones((1, documents))
    weighted = {name: metric(labels, probabilities, once)[0] for name, metric in resampling.METRICS.items()}
    assert weighted == pytest.approx(
        {"accuracy": figures["accuracy"], "macro_f1": figures["macro_f1"], "macro_auc": np.mean(areas)}
    )
