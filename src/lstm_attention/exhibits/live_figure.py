"""The page that runs the models, as a picture for those who read on paper or without scripts."""

import textwrap

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from lstm_attention.exhibits.figures import short_name

COLUMNS, LINES, WORD, CLASSES = 72, 14, 24, 8
"""Letters in a line, lines of words, letters in a word and classes, the likeliest, at most."""

TILT = LinearSegmentedColormap.from_list("tilt", ["#56B4E9", "#FFFFFF", "#E69F00"])
"""From a quarter of an equal share over white to four times; as in book/live/live.css."""


def one_post(
    words: list[str], weights: np.ndarray, answers: dict[str, np.ndarray], classes: list[str]
) -> Figure:
    """What the models say of one post, and the words as one of them attends to them.

    Args:
        words: what is read, in order.
        weights: float (words,), sum 1.
        answers: probabilities (classes,) by the models' titles.
        classes: names.
    """
    shown = [word if len(word) <= WORD else f"{word[: WORD - 1]}…" for word in words]
    lines = textwrap.wrap(" ".join(shown), COLUMNS, break_long_words=False, break_on_hyphens=False)[:LINES]
    likeliest = np.max(list(answers.values()), axis=0).argsort(kind="stable")[::-1][:CLASSES]
    kept = np.sort(likeliest)
    heights = [0.35 + 0.16 * len(kept) * len(answers), 0.2 * len(lines)]
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(7, 0.6 + sum(heights)), gridspec_kw={"height_ratios": heights}
    )
    rows = np.arange(len(kept))
    for number, (title, shares) in enumerate(answers.items()):
        offset = 0.8 * ((number + 0.5) / len(answers) - 0.5)
        above.barh(rows + offset, shares[kept], 0.8 / len(answers), label=textwrap.fill(title, 60))
    above.set(
        yticks=rows, yticklabels=[short_name(classes[k]) for k in kept], xlim=(0, 1), xlabel="probability"
    )
    above.xaxis.set_major_formatter(PercentFormatter(1))
    above.invert_yaxis()
    above.grid(visible=False, axis="y")
    figure.legend(*above.get_legend_handles_labels(), frameon=False, loc="outside upper center")
    _draw_words(below, lines, np.log2(np.maximum(weights * len(words), 1e-9)) / 2)
    return figure


def _draw_words(axis: plt.Axes, lines: list[str], tilts: np.ndarray) -> None:
    axis.set(xlim=(0, COLUMNS), ylim=(len(lines), 0))
    axis.set_axis_off()
    colours = TILT(Normalize(-1, 1)(np.clip(tilts, -1, 1)))
    number = 0
    for y, line in enumerate(lines):
        x = 0
        for word in line.split(" "):
            axis.add_patch(Rectangle((x - 0.25, y + 0.05), len(word) + 0.5, 0.9, color=colours[number], lw=0))
            axis.text(x, y + 0.5, word, family="monospace", fontsize=9, va="center")
            x += len(word) + 1
            number += 1
