"""Figures of the corpus, of several models and of costs, and the style of all: data in, a Figure out."""

import textwrap

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullFormatter, PercentFormatter, StrMethodFormatter

from lstm_attention.exhibits import fonts
from lstm_attention.exhibits.wording import MANY_CLASSES

STYLE = {
    "figure.dpi": 200,  # sharp on a high-density screen
    "figure.constrained_layout.use": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "font.size": 11,
    # Letters that matplotlib's font lacks are drawn in another.
    "font.family": ["sans-serif", *fonts.families()],
    # TrueType: publishers refuse matplotlib's default, Type 3.
    "pdf.fonttype": 42,
    # Class names are shown as they are: a dollar sign in one starts no formula.
    "text.parse_math": False,
    # Okabe and Ito's colours, which colour-blind readers can tell apart.
    "axes.prop_cycle": plt.cycler(
        color=["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
    ),
}
plt.rcParams.update(STYLE)

LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
MARKERS = "os^Dvp*"
QUIET = "#555555"
SEQUENTIAL = "Blues"
"""One hue that darkens evenly: colour-blind readers and printers see the same scale."""


def short_name(label: str, letters: int = 24) -> str:
    """Return a label that fits beside an axis: a long one keeps its beginning and its end."""
    end = letters // 3
    return label if len(label) <= letters else f"{label[: letters - end - 1]}…{label[-end:]}"


def overlaid_learning_curves(histories: dict[str, dict[str, list[pd.DataFrame]]]) -> Figure:
    """Draw validation accuracy by epoch: a panel per model, a colour per report, a line per run.

    Args:
        histories: by model and report, one per training run, with a column val_accuracy and index epoch.
    """
    figure, axes = plt.subplots(
        1, len(histories), figsize=(3.2 * len(histories), 3.4), sharey=True, squeeze=False
    )
    reports = list(dict.fromkeys(report for by_report in histories.values() for report in by_report))
    for axis, (model, by_report) in zip(axes[0], histories.items(), strict=True):
        for report, trainings in by_report.items():
            number = reports.index(report)
            for history in trainings:
                axis.plot(
                    history.index + 1,
                    history["val_accuracy"],
                    color=f"C{number}",
                    linestyle=LINE_STYLES[number % len(LINE_STYLES)],
                    marker="o",
                    markersize=3.5,
                    alpha=1 if len(trainings) == 1 else 0.6,
                    label=report if history is trainings[0] else None,
                )
        axis.set(xlabel="epoch", title=model)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[0, 0].set_ylabel("validation accuracy")
    axes[0, 0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes[0, 0].legend(frameon=False)
    return figure


def document_lengths(lengths: pd.DataFrame, max_tokens: int) -> Figure:
    """Draw a histogram of document lengths on a logarithmic scale, by class; many classes are drawn as one.

    Args:
        lengths: columns `label` and `tokens`, before documents are cut.
        max_tokens: the length at which documents are cut.
    """
    figure, axis = plt.subplots(figsize=(7.2, 3.6))
    bins = np.geomspace(1, max(lengths["tokens"].max(), max_tokens) + 1, 41)
    groups = list(lengths.groupby("label"))
    if len(groups) > MANY_CLASSES:
        groups = [("all classes", lengths)]
    for k, (label, group) in enumerate(groups):
        axis.hist(
            group["tokens"].clip(lower=1),
            bins=bins,
            histtype="step",
            linewidth=1.6,
            linestyle=LINE_STYLES[k % len(LINE_STYLES)],
            label=short_name(label),
        )
    axis.axvline(max_tokens, color=QUIET, linewidth=1, label=f"cut at {max_tokens:,}")
    axis.set(xscale="log", xlabel="tokens in a document (logarithmic scale)", ylabel="documents")
    axis.xaxis.set_major_formatter("{x:,.0f}")
    axis.yaxis.set_major_locator(MaxNLocator(integer=True))
    axis.legend(frameon=False)
    return figure


def accuracies(table: pd.DataFrame) -> Figure:
    """Draw accuracies with 95% intervals: one row per model, one colour per source.

    Args:
        table: columns `model`, `source`, `accuracy`, `low`, `high`.
    """
    models = list(dict.fromkeys(table["model"]))
    figure, axis = plt.subplots(figsize=(7.2, 1.1 + 0.65 * len(models)))
    sources = list(dict.fromkeys(table["source"]))
    for number, source in enumerate(sources):
        rows = table[table["source"] == source]
        heights = [models.index(name) + 0.22 * (number - (len(sources) - 1) / 2) for name in rows["model"]]
        spread = [rows["accuracy"] - rows["low"], rows["high"] - rows["accuracy"]]
        axis.errorbar(
            rows["accuracy"],
            heights,
            xerr=spread,
            fmt=MARKERS[number % len(MARKERS)],
            capsize=4,
            markersize=6,
            label=source,
        )
    axis.set_yticks(range(len(models)), [textwrap.fill(name, 26) for name in models])
    axis.set(xlabel="accuracy (95% interval)", ylim=(len(models) - 0.5, -0.5))
    axis.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axis.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axis.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def accuracy_by_length(table: pd.DataFrame) -> Figure:
    """Draw accuracy in groups of documents of similar length, with intervals, one line per model.

    Args:
        table: columns `model`, `median` (tokens), `documents`, `mean`, `low`, `high`.
    """
    figure, axis = plt.subplots(figsize=(7.2, 4.0))
    for number, (name, rows) in enumerate(table.groupby("model", sort=False)):
        axis.errorbar(
            rows["median"] * 1.03**number,
            rows["mean"],
            yerr=[rows["mean"] - rows["low"], rows["high"] - rows["mean"]],
            marker=MARKERS[number % len(MARKERS)],
            markersize=5,
            linestyle=LINE_STYLES[number % len(LINE_STYLES)],
            capsize=3,
            label=name,
        )
    axis.set(xscale="log", xlabel="median length of a fifth (tokens)", ylabel="test accuracy")
    _ticks_at(axis, table["median"])
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axis.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def sweep(table: pd.DataFrame) -> Figure:
    """Draw accuracy by the length at which documents were cut: one line per model, one dot per training run.

    Args:
        table: columns `model`, `max_tokens`, `accuracy`.
    """
    figure, axis = plt.subplots(figsize=(7.2, 3.6))
    for number, (name, rows) in enumerate(table.groupby("model", sort=False)):
        means = rows.groupby("max_tokens")["accuracy"].mean()
        style = LINE_STYLES[number % len(LINE_STYLES)]
        (line,) = axis.plot(means.index, means, linestyle=style, label=name)
        axis.plot(
            rows["max_tokens"],
            rows["accuracy"],
            MARKERS[number % len(MARKERS)],
            color=line.get_color(),
            markersize=5,
        )
    axis.set(xscale="log", xlabel="documents cut at (tokens)", ylabel="test accuracy")
    _ticks_at(axis, table["max_tokens"])
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=1))
    axis.legend(frameon=False)
    return figure


def time_and_memory(sizes: pd.DataFrame) -> Figure:
    """Draw the seconds of an epoch and of prediction, and peak memory, over the number of documents.

    Args:
        sizes: columns `documents`, `training_seconds`, `prediction_seconds`, `peak_megabytes`.
    """
    figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.4), sharex=True)
    for column, label, style in (
        ("training_seconds", "one epoch of training", "-"),
        ("prediction_seconds", "prediction", "--"),
    ):
        axes[0].loglog(sizes["documents"], sizes[column], style, marker="o", label=label)
    axes[0].set(xlabel="documents", ylabel="seconds")
    axes[0].legend(frameon=False)
    axes[1].semilogx(sizes["documents"], sizes["peak_megabytes"], marker="o")
    axes[1].set(xlabel="documents", ylabel="peak memory (MB)")
    axes[1].set_ylim(0, 1.15 * sizes["peak_megabytes"].max())
    for axis in (axes[0].xaxis, axes[1].xaxis, axes[0].yaxis):
        axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axis.set_minor_formatter(NullFormatter())
    return figure


def _ticks_at(axis: Axes, values: pd.Series) -> None:
    """Put the ticks of a logarithmic axis at the measured values only."""
    axis.set_xticks(np.unique(values), [f"{value:,.0f}" for value in np.unique(values)])
    axis.set_xticks([], minor=True)


LEAST_DOCUMENTS = 10
"""A bin of confidence with fewer documents is not drawn, unless there is no larger one."""


def reliability(tables: dict[str, pd.DataFrame]) -> Figure:
    """Draw accuracy by confidence, before and after temperature scaling; on the diagonal, both are equal.

    Args:
        tables: by name, with columns `documents`, `confidence`, `mean`, `low`, `high`.
    """
    tables = {
        name: table[table["documents"] >= min(LEAST_DOCUMENTS, table["documents"].max())]
        for name, table in tables.items()
    }
    figure, axis = plt.subplots(figsize=(5.6, 4.2))
    axis.plot([0, 1], [0, 1], color="#888888", linewidth=0.8, linestyle=":")
    for number, (name, table) in enumerate(tables.items()):
        axis.errorbar(
            table["confidence"],
            table["mean"],
            yerr=[table["mean"] - table["low"], table["high"] - table["mean"]],
            marker=MARKERS[number % len(MARKERS)],
            linestyle=LINE_STYLES[number % len(LINE_STYLES)],
            capsize=3,
            label=name,
        )
    least = min(0.6, *(table["confidence"].min() for table in tables.values()))
    axis.set(xlabel="confidence", ylabel="accuracy", xlim=(max(0, least - 0.1), 1.02), ylim=(0, 1.02))
    for side in (axis.xaxis, axis.yaxis):
        side.set_major_formatter(PercentFormatter(1))
    figure.legend(*axis.get_legend_handles_labels(), frameon=False, loc="outside upper left", ncols=2)
    return figure
