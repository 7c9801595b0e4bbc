"""The picture of the page: bars of every class and model, and words on the colours of their weights."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from lstm_attention.exhibits import live_figure


def test_bars_are_probabilities_and_colours_tilt_with_the_weights():
    words = ["even", "heavy", "light", "$x_1$"]
    answers = {"one": np.array([0.2, 0.8]), "two": np.array([0.5, 0.5])}
    figure = live_figure.one_post(words, np.array([0.25, 0.67, 0.02, 0.06]), answers, ["a", "b"])
    above, below = figure.axes
    assert [bar.get_width() for bars in above.containers for bar in bars] == [0.2, 0.8, 0.5, 0.5]
    assert [text.get_text() for text in below.texts] == words
    grounds = [to_hex(patch.get_facecolor()) for patch in below.patches if isinstance(patch, Rectangle)]
    assert to_rgb(grounds[0]) == pytest.approx((1, 1, 1), abs=0.01)
    assert grounds[2] == "#56b4e9"
    assert int(grounds[1][1:3], 16) > int(grounds[1][5:7], 16)  # towards orange
    plt.close(figure)


@pytest.mark.parametrize("count", [1, 5, 5000])
def test_a_long_text_is_cut_to_some_lines_of_whole_words(count):
    words = [f"word{number}" for number in range(count - 1)] + ["x" * 300]
    figure = live_figure.one_post(words, np.full(count, 1 / count), {"one": np.array([1.0])}, ["a"])
    below = figure.axes[1]
    shown = [text.get_text() for text in below.texts]
    assert shown[: min(count, 100) - 1] == words[: min(count, 100) - 1]
    assert max(map(len, shown)) <= live_figure.WORD
    assert len({text.get_position()[1] for text in below.texts}) <= live_figure.LINES
    assert max(text.get_position()[0] + len(text.get_text()) for text in below.texts) <= live_figure.COLUMNS
    plt.close(figure)


def test_of_many_classes_the_likeliest_are_shown_in_their_order():
    shares = np.arange(20) / 190
    figure = live_figure.one_post(["a"], np.ones(1), {"one": shares}, [f"class {k}" for k in range(20)])
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [f"class {k}" for k in range(12, 20)]
    plt.close(figure)
