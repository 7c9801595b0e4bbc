"""The narrow layout of a figure keeps what it shows, in letters of the same size."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lstm_attention.exhibits import attention_figures, figures, overview_figures
from lstm_attention.exhibits.heatmap import AttendedDocument, Part
from lstm_attention.exhibits.narrow import WIDTH, narrowed


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def drawn_inches(figure):
    figure.draw_without_rendering()
    return figure.get_tightbbox().width


def test_long_names_are_broken_and_keep_their_weight():
    values = {"a name of several words that needs two lines": np.arange(3.0), "short": np.arange(3.0)}
    wide = attention_figures.distributions(
        values, "an axis label that is far too long for one line of a telephone"
    )
    wide.axes[0].get_yticklabels()[0].set_fontweight("bold")
    figure = narrowed(wide)
    names = figure.axes[0].get_yticklabels()
    assert [name.get_text().replace("\n", " ") for name in names] == list(values)
    assert max(len(line) for name in names for line in name.get_text().split("\n")) <= 20
    assert [name.get_fontweight() for name in names] == ["bold", "normal"]
    assert [name.get_fontsize() for name in names] == [
        name.get_fontsize() for name in wide.axes[0].get_yticklabels()
    ]
    assert drawn_inches(figure) <= WIDTH + 0.2


def test_names_do_not_run_into_each_other_however_long_two_of_them_are():
    long = "a variant of the model with one change after another, and with words for each of them"
    rows = pd.DataFrame({"model": [long, f"{long} too", *"abcdefgh"], "kind": "variant", "primary": False})
    rows = rows.assign(difference=-rows.index / 100, low=-0.1, high=0.1, each_seed=[[0.0]] * len(rows))
    figure = narrowed(overview_figures.forest(rows, "LSTM", 0.01))
    figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
    assert all(lower.y1 <= upper.y0 for upper, lower in pairwise(boxes))


def test_panels_stand_below_each_other_with_numbers_of_their_own():
    figure, axes = plt.subplots(1, 3, figsize=(9, 3), sharey=True)
    for axis in axes:
        axis.plot([0, 1], [0, 1])
    places = [axis.get_position() for axis in narrowed(figure).axes]
    assert len({round(place.x1, 2) for place in places}) == 1
    tops = [place.y1 for place in places]
    assert tops == sorted(tops, reverse=True)
    assert all(axis.yaxis.get_tick_params()["labelleft"] for axis in narrowed(figure).axes)


def test_a_legend_stands_above_with_the_marks_it_had():
    rows = [{"model": name, "max_tokens": 10, "accuracy": 0.5} for name in ("one", "two", "a model " * 12)]
    wide = figures.sweep(pd.DataFrame(rows))
    figure = narrowed(wide)
    figure.draw_without_rendering()
    legend = figure.legends[0]
    assert [text.get_text().split("\n")[0][:7] for text in legend.get_texts()] == ["one", "two", "a model"]
    assert not figure.axes[0].get_legend().get_visible()
    assert wide.axes[0].get_legend().get_visible()
    assert legend.get_window_extent().y0 >= figure.axes[0].bbox.y1
    assert drawn_inches(figure) <= WIDTH + 0.2


def test_a_figure_whose_axes_have_fixed_places_has_one_layout():
    document = AttendedDocument("test-1", "gaming", "politics", [Part("hockey", 1.0, "hockey")])
    assert narrowed(attention_figures.heatmap([document])) is None


def test_pyplot_shows_no_copy():
    figure, _ = plt.subplots()
    narrowed(figure)
    assert plt.get_fignums() == [figure.number]
