"""The predictions of the models on the page that runs them, for readers on paper or without scripts."""

import textwrap

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from lstm_attention.exhibits.figures import short_name

CLASSES = 8
"""Classes that are shown at most: the most probable ones."""


def answers(probabilities: dict[str, np.ndarray], classes: list[str]) -> Figure:
    """Draw the probability of each class for one document, with a bar for each model.

    Args:
        probabilities: float (classes,) by the model's title.
        classes: names.
    """
    most_probable = np.max(list(probabilities.values()), axis=0).argsort(kind="stable")[::-1][:CLASSES]
    kept = np.sort(most_probable)
    figure, axis = plt.subplots(figsize=(7, 1.5 + 0.16 * len(kept) * len(probabilities)))
    rows = np.arange(len(kept))
    for number, (title, shares) in enumerate(probabilities.items()):
        offset = 0.8 * ((number + 0.5) / len(probabilities) - 0.5)
        axis.barh(rows + offset, shares[kept], 0.8 / len(probabilities), label=textwrap.fill(title, 60))
    axis.set(
        yticks=rows, yticklabels=[short_name(classes[k]) for k in kept], xlim=(0, 1), xlabel="probability"
    )
    axis.xaxis.set_major_formatter(PercentFormatter(1))
    axis.invert_yaxis()
    axis.grid(visible=False, axis="y")
    figure.legend(*axis.get_legend_handles_labels(), frameon=False, loc="outside upper center")
    return figure
