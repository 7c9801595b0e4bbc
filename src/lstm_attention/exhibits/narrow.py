"""A narrow layout of a figure for telephones: panels below each other, letters as large as before."""

import copy
import math
import textwrap
from itertools import pairwise

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH = 4.5
"""Inches. On a screen of 375 pixels, letters of 9 points are then 9 pixels high."""

GRID_WIDTH = 5.4
"""Inches of a figure whose panels share axes in both directions, so that they stay where they are."""

PANEL, SQUARE = 2.8, 4.0
"""Inches: how high a panel is below another, and one whose axes have the same scale."""

ACROSS, UPWARDS, TICK = 38, 26, 20
"""Letters of the label of each axis, and of a name beside an axis, before a new line."""

LEGEND, GAP, ROW = 60, 6, 0.17
"""Letters in a row of a legend, those that the mark of an entry takes, and the height of a row in inches."""

FOOT, LINE = 0.9, 1.25 / 72
"""Inches: below a panel, for its numbers and label; and of a line, for each point of its letters."""


def narrowed(drawing: Figure) -> Figure | None:
    """Return a narrow copy of a figure; None if its axes have fixed places and cannot be laid out again."""
    panels = [axis for axis in drawing.axes if axis.get_in_layout() and axis.get_subplotspec()]
    if not panels:
        return None
    before = set(plt.get_fignums())
    narrow = copy.deepcopy(drawing)
    # pyplot takes the copy for a new figure, and would show it.
    for number in set(plt.get_fignums()) - before:
        plt.close(number)
    panels = [narrow.axes[drawing.axes.index(axis)] for axis in panels]
    lines = [_wrap(axis) for axis in panels]
    rows, columns = panels[0].get_gridspec().get_geometry()
    if rows > 1:
        narrow.set_size_inches(GRID_WIDTH, drawing.get_figheight())
    elif columns > 1:
        _stack(narrow, panels)
    else:
        least = FOOT + max(map(_least_height, panels))
        narrow.set_size_inches(WIDTH, max(drawing.get_figheight() * max(lines), least))
    if columns == 1 or narrow.legends:
        _legend_above(narrow)
    return narrow


def _wrap(axis: Axes) -> float:
    """Break the names beside an axis into short lines; return how many times as many lines there are."""
    axis.set_xlabel(textwrap.fill(axis.get_xlabel(), ACROSS))
    axis.set_ylabel(textwrap.fill(axis.get_ylabel(), UPWARDS))
    before = [label.get_text() for label in axis.get_yticklabels()]
    if not any(len(line) > TICK for name in before for line in name.split("\n")):
        return 1
    after = [textwrap.fill(" ".join(name.split()), TICK) for name in before]
    weights = [label.get_fontweight() for label in axis.get_yticklabels()]
    axis.set_yticks(axis.get_yticks(), after)
    for label, weight in zip(axis.get_yticklabels(), weights, strict=True):
        label.set_fontweight(weight)
    return max(1.0, _lines(after) / _lines(before))


def _lines(names: list[str]) -> float:
    """Lines of all names, with the space between two names as one line."""
    return sum(name.count("\n") + 2 for name in names)


def _least_height(axis: Axes) -> float:
    """Return how many inches high an axis must be for the names beside it not to run into each other."""
    if axis.get_yscale() != "linear":
        return 0
    beside = sorted(zip(axis.get_yticks(), axis.get_yticklabels(), strict=True), key=lambda pair: pair[0])
    heights = [
        (place, LINE * label.get_fontsize() * (label.get_text().count("\n") + 1)) for place, label in beside
    ]
    each = [(a + b) / 2 / (upper - lower) for (lower, a), (upper, b) in pairwise(heights)]
    low, high = sorted(axis.get_ylim())
    return max(each, default=0) * (high - low)


def _stack(figure: Figure, panels: list[Axes]) -> None:
    heights = [
        max(PANEL, 1.4 * ROW * len(axis.get_yticks())) if axis.get_aspect() == "auto" else SQUARE
        for axis in panels
    ]
    grid = figure.add_gridspec(len(panels), 1, height_ratios=heights)
    for axis, place in zip(panels, grid, strict=True):
        axis.set_subplotspec(place)
        axis.tick_params(labelleft=True)  # a panel beside another one shares its numbers
    figure.set_size_inches(WIDTH, sum(heights))


def _legend_above(figure: Figure) -> None:
    """Put all legends of a figure above its panels, in as many columns as there is room for."""
    legends = [*figure.legends, *filter(None, (axis.get_legend() for axis in figure.axes))]
    if not legends:
        return
    drawn = {
        label: handle
        for axis in figure.axes
        for handle, label in zip(*axis.get_legend_handles_labels(), strict=True)
    }
    handles = {
        textwrap.fill(" ".join(label.split()), LEGEND - GAP): handle for label, handle in drawn.items()
    }
    widest = max(len(line) for label in handles for line in label.split("\n"))
    columns = max(1, LEGEND // (widest + GAP))
    for legend in legends:
        legend.set_visible(False)
        legend.set_in_layout(False)
    figure.legend(
        handles.values(), handles, loc="outside upper left", ncols=columns, frameon=False, fontsize=9
    )
    rows = math.ceil(len(handles) / columns) + sum(label.count("\n") for label in handles)
    figure.set_figheight(figure.get_figheight() + ROW * rows)
