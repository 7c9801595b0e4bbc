"""All figures of the report: plain data in, a matplotlib Figure out."""

import textwrap

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from lstm_attention import metrics

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
    # Class names are shown as they are: a dollar sign in one starts no formula.
    "text.parse_math": False,
    # Okabe and Ito's colours, which colour-blind readers can tell apart.
    "axes.prop_cycle": plt.cycler(
        color=["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
    ),
}
plt.rcParams.update(STYLE)

LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
SEQUENTIAL = "Blues"
"""One hue that darkens evenly: colour-blind readers and printers see the same scale."""


def learning_curve(histories: list[pd.DataFrame]) -> Figure:
    """Loss and accuracy by epoch, training and validation; one thin line a seed.

    Args:
        histories: for each seed, columns loss, accuracy, val_loss, val_accuracy; index epoch.
    """
    figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.4), sharex=True)
    for axis, name, label in zip(axes, ("accuracy", "loss"), ("accuracy", "loss (nats)"), strict=True):
        for column, color, style in ((name, "C0", "-"), (f"val_{name}", "C1", "--")):
            for number, history in enumerate(histories):
                part = "validation" if column.startswith("val_") else "training"
                axis.plot(
                    history.index + 1,
                    history[column],
                    color=color,
                    linestyle=style,
                    marker="o",
                    markersize=3.5,
                    alpha=1 if len(histories) == 1 else 0.6,
                    label=None if number else part,
                )
        axis.set(xlabel="epoch", ylabel=label)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[0].yaxis.set_major_formatter(PercentFormatter(1))
    axes[0].legend(frameon=False)
    return figure


def confusion_matrix(counts: np.ndarray, classes: list[str]) -> Figure:
    """Counts and, coloured by them, shares of each true class, in one matrix.

    Args:
        counts: float or int (true class, predicted class).
    """
    shares = metrics.row_shares(counts)
    size = 2.2 + 0.85 * len(classes)
    figure, axis = plt.subplots(figsize=(size + 0.9, size))
    image = axis.imshow(shares, cmap=SEQUENTIAL, vmin=0, vmax=1)
    for (row, column), share in np.ndenumerate(shares):
        axis.text(
            column,
            row,
            f"{counts[row][column]:,.0f}\n{share:.1%}",
            ha="center",
            va="center",
            fontsize=9,
            color="white" if share > 0.5 else "black",
        )
    axis.set_xticks(range(len(classes)), classes, rotation=30, ha="right")
    axis.set_yticks(range(len(classes)), classes)
    axis.set(xlabel="predicted class", ylabel="true class")
    axis.grid(visible=False)
    axis.spines[:].set_visible(False)
    bar = figure.colorbar(image, ax=axis, shrink=0.8, label="share of the true class")
    bar.ax.yaxis.set_major_formatter(PercentFormatter(1))
    bar.outline.set_visible(False)
    return figure


def roc_curves(
    labels: np.ndarray, probabilities: list[np.ndarray], classes: list[str], auc: dict[str, float]
) -> Figure:
    """ROC curve of every class against the rest, averaged over seeds, with its AUC.

    Args:
        labels: true classes, int (documents,).
        probabilities: one array (documents, classes) a seed.
        classes: names.
        auc: the area under each class's curve, for the legend.
    """
    figure, axis = plt.subplots(figsize=(5.6, 5.0))
    for k, name in enumerate(classes):
        false_positive, true_positive = metrics.mean_roc(labels, probabilities, k)
        axis.plot(
            false_positive,
            true_positive,
            linestyle=LINE_STYLES[k % len(LINE_STYLES)],
            linewidth=1.8,
            label=f"{name} ({auc[name]:.3f})",
        )
    axis.plot([0, 1], [0, 1], color="#888888", linewidth=0.8, linestyle=":")
    axis.set(xlabel="false positive rate", ylabel="true positive rate", aspect="equal")
    for side in (axis.xaxis, axis.yaxis):
        side.set_major_formatter(PercentFormatter(1))
    axis.legend(title="class (AUC)", loc="lower right", frameon=False)
    return figure


def document_lengths(lengths: pd.DataFrame, max_tokens: int) -> Figure:
    """Histogram of the documents' lengths on a logarithmic scale, by class.

    Args:
        lengths: columns `label` and `tokens`, before the cut.
        max_tokens: where documents are cut.
    """
    figure, axis = plt.subplots(figsize=(7.2, 3.6))
    bins = np.geomspace(1, max(lengths["tokens"].max(), max_tokens) + 1, 41)
    for k, (label, group) in enumerate(lengths.groupby("label")):
        axis.hist(
            group["tokens"].clip(lower=1),
            bins=bins,
            histtype="step",
            linewidth=1.6,
            linestyle=LINE_STYLES[k % len(LINE_STYLES)],
            label=label,
        )
    axis.axvline(max_tokens, color="#555555", linewidth=1)
    axis.annotate(
        f"cut at {max_tokens:,}",
        (max_tokens, 0.95),
        xycoords=("data", "axes fraction"),
        xytext=(-5, 0),
        textcoords="offset points",
        ha="right",
        va="top",
        color="#555555",
    )
    axis.set(xscale="log", xlabel="tokens in a post (logarithmic scale)", ylabel="posts")
    axis.xaxis.set_major_formatter("{x:,.0f}")
    axis.legend(frameon=False)
    return figure


def accuracies(table: pd.DataFrame) -> Figure:
    """Accuracy with its 95% interval, one row a model, one colour a source.

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
            fmt="os"[number % 2],
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


def largest_weight(median_length: float, max_tokens: int) -> Figure:
    """The largest weight that the published layer can give to one of T positions.

    Args:
        median_length: tokens of the median test document.
        max_tokens: the length to which the published model pads every document.
    """
    positions = np.unique(np.geomspace(1, max_tokens, 400).round())
    figure, axis = plt.subplots(figsize=(7.2, 3.8))
    axis.plot(positions, metrics.weight_bound(positions), label="largest possible weight of one position")
    axis.plot(positions, 1 / positions, linestyle="--", label="all positions alike")
    for length, text, side in ((median_length, "median post", 1), (max_tokens, "every post, padded", -1)):
        bound = float(metrics.weight_bound(length))
        axis.plot([length], [bound], "o", color="black", zorder=3)
        axis.annotate(
            f"{text}\n{length:,.0f} positions: {bound:.2%}",
            (length, bound),
            xytext=(6 * side, 8),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="bottom",
            fontsize=9,
        )
    axis.set(xscale="log", yscale="log", xlabel="positions in the softmax", ylabel="weight")
    axis.xaxis.set_major_formatter("{x:,.0f}")
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=1))
    axis.legend(frameon=False, loc="lower left")
    return figure
