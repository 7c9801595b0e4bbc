"""What the figures of one model draw, on our side and on the published one."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lstm_attention.exhibits import evaluation_figures

CLASSES = ["$a_b$", "<script>", "plain"]
COUNTS = np.array([[8, 2, 0], [0, 5, 5], [1000, 0, 3000]])


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def texts(axis):
    return [text.get_text() for text in axis.texts]


def ticks(axis):
    return [tick.get_text() for tick in axis.get_yticklabels()]


def test_learning_curves_draw_both_sides_on_one_scale_and_each_seed():
    history = pd.DataFrame(
        {"loss": [1.0, 0.5], "accuracy": [0.5, 0.8], "val_loss": [0.9, 0.6], "val_accuracy": [0.6, 0.7]}
    )
    figure = evaluation_figures.learning_curves(history / 4, [history, history / 2])
    (published, here), (_, loss) = np.reshape(figure.axes, (2, 2))
    assert (published.get_title(), here.get_title()) == ("published", "this report")
    assert [line.get_ydata().tolist() for line in published.lines] == [[0.125, 0.2], [0.15, 0.175]]
    assert len(here.lines) == len(loss.lines) == 4
    assert here.lines[0].get_ydata().tolist() == [0.5, 0.8]
    assert loss.lines[0].get_xdata().tolist() == [1, 2]
    assert published.get_ylim() == here.get_ylim()
    assert [text.get_text() for text in published.get_legend().get_texts()] == ["training", "validation"]


def test_confusion_matrices_show_shares_of_the_rows():
    figure = evaluation_figures.confusion_matrices(np.eye(2), ["x", "y"], COUNTS, CLASSES)
    published, here = figure.axes[:2]
    assert texts(published) == ["100.0", "0.0", "0.0", "100.0"]
    assert texts(here) == ["80.0", "20.0", "0.0", "0.0", "50.0", "50.0", "25.0", "0.0", "75.0"]
    assert (ticks(published), ticks(here)) == (["x", "y"], CLASSES)
    figure.canvas.draw()  # a label that is taken for a formula would fail here


def test_confusion_matrices_are_drawn_in_vectors_and_in_truetype(tmp_path):
    figure = evaluation_figures.confusion_matrices(COUNTS, CLASSES, COUNTS, CLASSES)
    figure.savefig(tmp_path / "matrix.svg")
    figure.savefig(tmp_path / "matrix.pdf")
    assert "<image" not in (tmp_path / "matrix.svg").read_text(encoding="utf-8")
    assert b"/Type3" not in (tmp_path / "matrix.pdf").read_bytes()


def test_roc_curves_have_a_line_for_each_class_and_areas_of_both_sides():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 60)
    auc = dict(zip(CLASSES, (0.5, 0.6, 0.7), strict=True))
    figure = evaluation_figures.roc_curves(
        labels, [rng.dirichlet(np.ones(3), 60)], CLASSES, auc, {"plain": 0.9, "other": 0.8}
    )
    curves, areas = figure.axes
    assert len(curves.lines) == 4  # and the diagonal
    assert [text.get_text() for text in curves.get_legend().get_texts()] == CLASSES
    here, published = areas.lines
    assert (here.get_xdata().tolist(), here.get_ydata().tolist()) == ([0.5, 0.6, 0.7], [0, 1, 2])
    assert (published.get_xdata().tolist(), published.get_ydata().tolist()) == ([0.9, 0.8], [2, 3])
    assert ticks(areas) == [*CLASSES, "other"]
    figure.canvas.draw()


def test_fifty_classes_with_long_names_stay_readable():
    classes = [f"a class with a rather long name, number {n}" for n in range(50)]
    rng = np.random.default_rng(0)
    labels = np.arange(500) % 50
    matrices = evaluation_figures.confusion_matrices(COUNTS, CLASSES, rng.integers(0, 20, (50, 50)), classes)
    assert texts(matrices.axes[1]) == []
    assert all(len(name) <= 16 for name in ticks(matrices.axes[1]))
    auc = {name: 0.5 + n / 100 for n, name in enumerate(classes)}
    roc = evaluation_figures.roc_curves(
        labels, [rng.dirichlet(np.ones(50), size=500)], classes, auc, {"a": 1}
    )
    least = [name[-2:].strip() for name in classes[:12]]
    shown = [text.get_text() for text in roc.legends[0].get_texts()]  # below both panels
    assert [name.split()[-1] for name in shown] == least
    assert len(ticks(roc.axes[1])) == 13
    for figure in (matrices, roc):
        assert figure.get_size_inches().max() < 13
        figure.canvas.draw()
