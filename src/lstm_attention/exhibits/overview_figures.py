"""Figures that show a whole report at a glance: plain data in, a Figure out."""

import textwrap

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from lstm_attention.exhibits.figures import MARKERS, QUIET

KINDS = {"model": ("C0", "o"), "variant": ("C2", "D"), "baseline": ("C1", "s")}
"""Colour and marker of each kind of model that a report compares."""

CALLED = {"model": "model of the original", "variant": "variant", "baseline": "baseline"}


def forest(rows: pd.DataFrame, against: str, margin: float) -> Figure:
    """Draw differences in accuracy from one model with their intervals, the largest first.

    Args:
        rows: columns `model`, `kind` (of `KINDS`), `primary`, `difference`, `low`, `high`, as fractions, and
            `each_seed`, a list of them.
        against: name of the model that all others are compared with.
        margin: the equivalence margin, drawn as a band around 0.
    """
    rows = rows.sort_values("difference", ascending=False, ignore_index=True)
    names = [textwrap.fill(name, 38) for name in rows["model"]]
    height = 0.9 + sum(0.3 + 0.17 * name.count("\n") for name in names) + 0.1 * len(names)
    figure, axis = plt.subplots(figsize=(8.4, height))
    axis.axvspan(-100 * margin, 100 * margin, color="#eeeeee", zorder=0, label="too small to matter")
    axis.axvline(0, color="#888888", linewidth=0.8)
    for kind, (color, marker) in KINDS.items():
        own = rows[rows["kind"] == kind]
        points = 100 * own[["difference", "low", "high"]].to_numpy()
        if len(own):
            axis.errorbar(
                points[:, 0],
                own.index,
                xerr=[points[:, 0] - points[:, 1], points[:, 2] - points[:, 0]],
                fmt=marker,
                color=color,
                capsize=3,
                markersize=6,
                label=CALLED[kind],
            )
    seeds = {
        row + 0.26: [100 * value for value in values]
        for row, values in enumerate(rows["each_seed"])
        if len(values) > 1
    }
    if seeds:
        _single_seeds(axis, seeds)
    axis.set_yticks(range(len(rows)), names)
    for label, primary in zip(axis.get_yticklabels(), rows["primary"], strict=True):
        label.set_fontweight("bold" if primary else "normal")
    axis.set(xlabel=f"accuracy minus that of the {against} (percentage points)", ylim=(len(rows) - 0.4, -0.6))
    axis.grid(visible=False, axis="y")
    figure.legend(frameon=False, loc="outside upper left", ncols=5, fontsize=9, columnspacing=1.2)
    return figure


def _single_seeds(axis: Axes, values: dict[float, list[float]]) -> None:
    """Draw single training runs as small hollow dots, by height."""
    heights = [height for height, row in values.items() for _ in row]
    axis.plot(
        [value for row in values.values() for value in row],
        heights,
        linestyle="",
        marker="o",
        markersize=3.5,
        markerfacecolor="white",
        color=QUIET,
        label="single seeds",
    )


def verdicts(claims: pd.DataFrame, colours: dict[str, str]) -> Figure:
    """Draw every claim with a mark in the column of its verdict.

    Args:
        claims: columns `group`, `claim`, `verdict`; the rows of a group stand together.
        colours: the colour of each verdict, in the order of the columns.
    """
    columns = list(colours)
    names = [textwrap.fill(claim, 46) for claim in claims["claim"]]
    heights, foot, last = [], 0.0, claims["group"].iloc[0]
    for name, group in zip(names, claims["group"], strict=True):
        foot += 0.6 if group != last else 0
        rows = 1 + 0.6 * name.count("\n")
        heights.append(foot + rows / 2)
        foot, last = foot + rows, group
    figure, axis = plt.subplots(figsize=(7.2, 0.6 + 0.32 * foot))
    for height, verdict in zip(heights, claims["verdict"], strict=True):
        axis.axhline(height, color="#dddddd", linewidth=0.6, zorder=0)
        column = columns.index(verdict)
        axis.plot(column, height, MARKERS[column % len(MARKERS)], color=colours[verdict], markersize=10)
    axis.set_yticks(heights, names, fontsize=10)
    axis.set_xticks(range(len(columns)), columns, fontsize=10)
    axis.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
    axis.set(xlim=(-0.5, len(columns) - 0.5), ylim=(foot, 0))
    axis.grid(visible=False)
    axis.spines[:].set_visible(False)
    return figure


def accuracy_by_cost(table: pd.DataFrame) -> Figure:
    """Draw accuracy against the seconds of a training run, on a logarithmic scale.

    Args:
        table: columns `model`, `accuracy`, `low`, `high`, `training` (seconds).
    """
    figure, axis = plt.subplots(figsize=(8.4, 4.2))
    for number, row in enumerate(table.to_dict(orient="records")):
        axis.errorbar(
            row["training"],
            row["accuracy"],
            yerr=[[row["accuracy"] - row["low"]], [row["high"] - row["accuracy"]]],
            fmt=MARKERS[number % len(MARKERS)],
            color=f"C{number}",
            capsize=3,
            markersize=7,
            label=textwrap.fill(row["model"], 46),
        )
    axis.set(xscale="log", xlabel="seconds of one training run (logarithmic scale)", ylabel="test accuracy")
    axis.xaxis.set_major_formatter("{x:g}")
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axis.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    figure.legend(frameon=False, loc="outside upper left", ncols=2, fontsize=9)
    return figure
