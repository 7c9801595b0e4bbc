"""Figures show the numbers that they are given, whatever the classes are called."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lstm_attention import figures

CLASSES = ["$a_b$", "<script>", "plain"]


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def texts(figure):
    return [text.get_text() for axis in figure.axes for text in axis.texts]


def test_confusion_matrix_shows_counts_and_shares():
    figure = figures.confusion_matrix(np.array([[8, 2, 0], [0, 5, 5], [1000, 0, 3000]]), CLASSES)
    assert texts(figure)[:3] == ["8\n80.0%", "2\n20.0%", "0\n0.0%"]
    assert texts(figure)[-1] == "3,000\n75.0%"
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == CLASSES
    figure.canvas.draw()  # a label that is taken for a formula would fail here


def test_learning_curve_draws_each_seed_and_names_each_part_once():
    history = pd.DataFrame(
        {"loss": [1.0, 0.5], "accuracy": [0.5, 0.8], "val_loss": [0.9, 0.6], "val_accuracy": [0.6, 0.7]}
    )
    figure = figures.learning_curve([history, history / 2])
    accuracy = figure.axes[0]
    assert len(accuracy.lines) == 4
    assert accuracy.lines[0].get_ydata().tolist() == [0.5, 0.8]
    assert accuracy.lines[0].get_xdata().tolist() == [1, 2]
    assert [text.get_text() for text in accuracy.get_legend().get_texts()] == ["training", "validation"]


def test_roc_curves_has_a_line_for_each_class_and_its_auc():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 60)
    figure = figures.roc_curves(labels, [rng.dirichlet(np.ones(3), 60)], CLASSES, dict.fromkeys(CLASSES, 0.5))
    assert len(figure.axes[0].lines) == 4  # and the diagonal
    assert figure.axes[0].get_legend().get_texts()[0].get_text() == "$a_b$ (0.500)"
    figure.canvas.draw()


def test_lengths_are_counted_by_class():
    lengths = pd.DataFrame({"label": ["x", "x", "y"], "tokens": [10, 2000, 0]})
    figure = figures.document_lengths(lengths, max_tokens=1072)
    assert "cut at 1,072" in texts(figure)
    assert len(figure.axes[0].patches) == 2


def test_accuracies_draws_intervals_where_they_are():
    table = pd.DataFrame(
        {
            "model": ["m", "m"],
            "source": ["ours", "published"],
            "accuracy": [0.8, 0.7],
            "low": [0.75, 0.69],
            "high": [0.9, 0.71],
        }
    )
    figure = figures.accuracies(table)
    (ours, published) = figure.axes[0].containers
    assert ours.lines[0].get_xdata().tolist() == [0.8]
    assert ours.lines[2][0].get_segments()[0][:, 0] == pytest.approx([0.75, 0.9])
    assert published.lines[2][0].get_segments()[0][:, 0] == pytest.approx([0.69, 0.71])


def test_largest_weight_marks_the_bound():
    figure = figures.largest_weight(median_length=92, max_tokens=1072)
    assert [text.split(": ")[1] for text in texts(figure)] == ["7.51%", "0.69%"]
