"""The predictions of the models for one document: a bar for each class and model."""

import matplotlib.pyplot as plt
import numpy as np

from lstm_attention.exhibits import live_figure


def test_bars_are_probabilities():
    shares = {"one": np.array([0.2, 0.8]), "two": np.array([0.5, 0.5])}
    figure = live_figure.answers(shares, ["a", "$x_1$"])
    [axis] = figure.axes
    assert [bar.get_width() for bars in axis.containers for bar in bars] == [0.2, 0.8, 0.5, 0.5]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["a", "$x_1$"]
    assert [label.get_text() for label in figure.legends[0].get_texts()] == ["one", "two"]
    plt.close(figure)


def test_of_many_classes_the_most_probable_are_shown_in_their_order():
    shares = np.arange(20) / 190
    figure = live_figure.answers({"one": shares}, [f"class {k}" for k in range(20)])
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [f"class {k}" for k in range(12, 20)]
    plt.close(figure)
