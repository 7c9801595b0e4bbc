"""Figures show the numbers that they are given, whatever the classes are called."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lstm_attention.exhibits import figures
from lstm_attention.exhibits.narrow import narrowed
from lstm_attention.store.dependencies import modules_behind


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def legend(figure):
    return [text.get_text() for text in figure.axes[0].get_legend().get_texts()]


def test_overlaid_learning_curves_have_a_panel_a_model_and_a_colour_a_report():
    histories = [pd.DataFrame({"val_accuracy": accuracy}) for accuracy in ([0.6, 0.7], [0.5, 0.8], [0.9])]
    figure = figures.overlaid_learning_curves(
        {"A": {"one": histories[:2], "two": histories[2:]}, "B": {"two": histories[:1]}}
    )
    assert [axis.get_title() for axis in figure.axes] == ["A", "B"]
    colours = [[line.get_color() for line in axis.lines] for axis in figure.axes]
    assert colours == [["C0", "C0", "C1"], ["C1"]]
    assert figure.axes[0].lines[1].get_ydata().tolist() == [0.5, 0.8]
    assert legend(figure) == ["one", "two"]


def test_time_and_memory_are_drawn_over_the_documents():
    sizes = pd.DataFrame(
        {"documents": [10, 1000], "training_seconds": [1.0, 90.0], "prediction_seconds": [0.5, 50.0]}
    ).assign(peak_megabytes=[900.0, 905.0])
    time, memory = figures.time_and_memory(sizes).axes
    assert [line.get_ydata().tolist() for line in time.lines] == [[1.0, 90.0], [0.5, 50.0]]
    assert time.get_xscale() == time.get_yscale() == "log"
    assert memory.lines[0].get_ydata().tolist() == [900.0, 905.0]
    assert memory.get_ylim()[0] == 0
    memory.figure.canvas.draw()
    shown = [tick.get_text() for axis in (time.xaxis, time.yaxis) for tick in axis.get_ticklabels()]
    assert "1,000" in shown
    assert not any("$" in text for text in shown)  # formulas are not read


def test_lengths_are_counted_by_class():
    lengths = pd.DataFrame({"label": ["x", "x", "y"], "tokens": [10, 2000, 0]})
    figure = figures.document_lengths(lengths, max_tokens=1072)
    assert "cut at 1,072" in legend(figure)
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


def test_reliability_and_length_draw_what_they_are_given():
    points = pd.DataFrame({"confidence": [0.6, 0.9], "mean": [0.5, 1], "low": [0.3, 0.8], "high": [0.7, 1]})
    points["documents"] = [10, 500]
    figure = figures.reliability({"raw": points})
    assert figure.axes[0].containers[0].lines[0].get_ydata().tolist() == [0.5, 1]
    few = figures.reliability({"raw": points.assign(documents=[9, 500])})
    assert few.axes[0].containers[0].lines[0].get_ydata().tolist() == [1]
    assert few.axes[0].get_xlim() == (0.5, 1.02)  # not a few percent about a single point
    table = points.assign(model="m", median=[10, 100], documents=5)
    figure = figures.accuracy_by_length(table)
    assert figure.axes[0].containers[0].lines[0].get_xdata().tolist() == [10, 100]
    assert [tick.get_text() for tick in figure.axes[0].get_xticklabels()] == ["10", "100"]
    assert not figure.axes[0].get_xticklabels(minor=True)


def test_the_legend_of_reliability_is_above_the_data():
    high = pd.DataFrame({"confidence": [0.6, 0.9], "mean": [0.99, 1], "low": [0.9, 0.95], "high": [1, 1]})
    high["documents"] = 50
    wide = figures.reliability({"as trained": high, "with temperature": high})
    for figure in (wide, narrowed(wide)):
        figure.draw_without_rendering()
        legend, drawn = figure.legends[-1].get_window_extent(), figure.axes[0].get_window_extent()
        assert legend.y0 >= drawn.y1
        assert legend.x1 <= figure.bbox.x1


def test_sweep_has_a_dot_for_each_training():
    table = pd.DataFrame({"model": ["m"] * 3, "max_tokens": [50, 50, 100], "accuracy": [0.7, 0.8, 0.9]})
    line, dots = figures.sweep(table).axes[0].lines
    assert line.get_ydata() == pytest.approx([0.75, 0.9])
    assert len(dots.get_ydata()) == 3


def test_the_lengths_of_fifty_classes_are_drawn_together():
    classes = [f"a class with a rather long name, number {n}" for n in range(50)]
    rng = np.random.default_rng(0)
    lengths = pd.DataFrame({"label": np.repeat(classes, 10), "tokens": rng.integers(1, 200, 500)})
    histogram = figures.document_lengths(lengths, 100)
    assert legend(histogram) == ["all classes", "cut at 100"]
    histogram.canvas.draw()


def test_every_module_that_draws_sets_the_style_of_the_book():
    folder = Path(figures.__file__).parent
    drawing = [
        path.stem for path in folder.glob("*.py") if "plt.subplots" in path.read_text(encoding="utf-8")
    ]
    assert len(drawing) > 3
    for name in drawing:
        assert folder / "figures.py" in modules_behind([f"exhibits.{name}"]), name
