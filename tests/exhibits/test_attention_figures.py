"""Figures of the attention show the numbers that they are given, and text literally."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_attention.exhibits import attention_figures
from lstm_attention.exhibits.heatmap import AttendedDocument

CLASSES = ["$a_b$", "<script>", "plain"]


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def texts(figure):
    return [text.get_text() for axis in figure.axes for text in axis.texts]


def test_largest_weight_marks_the_bound():
    figure = attention_figures.largest_weight(
        np.array([[92], [50]]), np.array([[0.02], [0.03]]), median_length=92, max_tokens=1072
    )
    assert [text.split(": ")[1] for text in texts(figure)] == ["7.51%", "0.69%"]
    assert figure.axes[0].lines[1].get_ydata().tolist() == [0.02, 0.03]


def test_padding_and_entropies_are_drawn_of_every_document():
    figure = attention_figures.padding_share(np.array([10, 50]), np.array([0.99, 0.9]), max_tokens=100)
    assert figure.axes[0].lines[1].get_ydata().tolist() == [0.99, 0.9]
    figure = attention_figures.entropies(np.array([[1.0], [0.99]]), np.array([[0.9], [0.8]]))
    assert len(figure.axes[0].patches) == 2


def test_heatmap_shades_by_weight_and_shows_text_as_it_is():
    document = AttendedDocument("d", "$a$", "b", ["x_1", "<b>", "$y$"], np.array([0.5, 0.25, 0.25]))
    figure = attention_figures.heatmap([document], columns=8)
    assert texts(figure) == ["d: $a$, classified as b", "x_1", "<b>", "$y$"]
    assert [patch.get_alpha() for patch in figure.axes[0].patches] == [1, 0.5, 0.5]
    heights = [text.get_position()[1] for text in figure.axes[0].texts[1:]]
    assert heights[0] == heights[1] < heights[2]  # the third word is on the next line
    figure.canvas.draw()


def test_erasure_shows_every_share_and_interval():
    point = {"mean": 0.2, "low": 0.1, "high": 0.4}
    figure = attention_figures.erasure(
        {"attention": {"deleted": [point, point], "kept": [point, point]}}, (0.1, 0.5)
    )
    bars = figure.axes[1].containers[0]
    assert bars.lines[2][0].get_segments()[1][:, 1] == pytest.approx([0.1, 0.4])
    assert (
        attention_figures.distributions({"tau": np.array([0.1, np.nan, 0.3])}, "tau").axes[0].get_xlabel()
        == "tau"
    )


def test_maps_have_a_panel_a_space_and_a_mark_a_class():
    figure = attention_figures.maps(
        {"one": np.zeros((4, 2)), "two": np.ones((4, 2))}, np.array([0, 1, 2, 1]), CLASSES
    )
    assert [len(axis.collections) for axis in figure.axes] == [3, 3]
    figure.canvas.draw()


def test_fifty_classes_can_be_distinguished_on_a_map():
    classes = [f"a class with a rather long name, number {n}" for n in range(50)]
    points = np.random.default_rng(0).normal(size=(500, 2))
    plane = attention_figures.maps({"one": points}, np.arange(500) % 50, classes)
    colours = {
        (tuple(group.get_facecolor()[0]), len(group.get_paths()[0].vertices))
        for group in plane.axes[0].collections
    }
    assert len(colours) == 50
    plane.canvas.draw()
