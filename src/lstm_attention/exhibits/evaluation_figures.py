"""Figures of one model, each beside what the original published of it: plain data in, a Figure out."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from lstm_attention.evidence import metrics
from lstm_attention.exhibits.figures import LINE_STYLES, SEQUENTIAL, short_name
from lstm_attention.exhibits.wording import MANY_CLASSES

PUBLISHED, HERE = "published", "this report"
"""Titles of the two sides of a figure."""


def learning_curves(published: pd.DataFrame, here: list[pd.DataFrame]) -> Figure:
    """Draw accuracy and loss by epoch, training and validation, in the original and here; one line per seed.

    Args:
        published: columns loss, accuracy, val_loss, val_accuracy; one row an epoch.
        here: the same for each seed; index epoch, from 0.
    """
    figure, axes = plt.subplots(2, 2, figsize=(8.4, 5.0), sharex="col", sharey="row")
    rows = zip(axes, ("accuracy", "loss"), ("accuracy", "loss (nats)"), strict=True)
    for row, name, label in rows:
        for axis, histories in zip(row, ([published], here), strict=True):
            _learning_curve(axis, name, histories)
        row[0].set_ylabel(label)
    for axis, side in zip(axes[0], (PUBLISHED, HERE), strict=True):
        axis.set_title(side, fontsize=11)
        axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    for axis in axes[1]:
        axis.set(xlabel="epoch")
        axis.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes[0, 0].legend(frameon=False, loc="lower right")
    return figure


def _learning_curve(axis: Axes, name: str, histories: list[pd.DataFrame]) -> None:
    for column, part, color, style in (
        (name, "training", "C0", "-"),
        (f"val_{name}", "validation", "C1", "--"),
    ):
        for number, history in enumerate(histories):
            axis.plot(
                history.index + 1,
                history[column],
                color=color,
                linestyle=style,
                marker="o",
                markersize=3,
                alpha=1 if len(histories) == 1 else 0.6,
                label=None if number else part,
            )


def confusion_matrices(
    published: np.ndarray, published_classes: list[str], here: np.ndarray, classes: list[str]
) -> Figure:
    """Draw two confusion matrices as shares of the true classes, the original's and ours.

    With more than `MANY_CLASSES` classes the numbers give way to the colours.

    Args:
        published, here: counts, float or int (true class, predicted class).
        published_classes, classes: the names of their classes.
    """
    figure, axes = plt.subplots(1, 2, figsize=(9.4, 4.7))
    for axis, side, counts, names in zip(
        axes, (PUBLISHED, HERE), (published, here), (published_classes, classes), strict=True
    ):
        image = _confusion_matrix(axis, counts, names)
        axis.set_title(side, fontsize=11)
    axes[0].set_ylabel("true class")
    bar = figure.colorbar(image, ax=list(axes), shrink=0.7, label="share of the true class", pad=0.02)
    bar.ax.yaxis.set_major_formatter(PercentFormatter(1))
    bar.outline.set_visible(False)
    bar.solids.set(rasterized=False, edgecolor="face")
    return figure


def _confusion_matrix(axis: Axes, counts: np.ndarray, classes: list[str]) -> QuadMesh:
    shares = metrics.row_shares(counts)
    many = len(classes) > MANY_CLASSES
    cells = range(len(classes))
    # Not imshow, which draws pixels: every cell, and every step of the bar, stays a vector.
    image = axis.pcolormesh(cells, cells, shares, cmap=SEQUENTIAL, vmin=0, vmax=1, shading="nearest")
    axis.set(aspect="equal", ylim=(len(classes) - 0.5, -0.5), xlabel="predicted class")
    for (row, column), share in [] if many else np.ndenumerate(shares):
        axis.text(
            column,
            row,
            f"{100 * share:.1f}",
            ha="center",
            va="center",
            fontsize=9 if len(classes) < 8 else 6,
            color="white" if share > 0.5 else "black",
        )
    names = [short_name(label, 16) for label in classes]
    size = 4 if len(classes) > 2 * MANY_CLASSES else 6 if many else 9
    turned = {"rotation": 90, "ha": "center"} if many else {"rotation": 35, "ha": "right"}
    axis.set_xticks(cells, names, fontsize=size, **turned)
    axis.set_yticks(cells, names, fontsize=size)
    axis.grid(visible=False)
    axis.spines[:].set_visible(False)
    return image


def roc_curves(
    labels: np.ndarray,
    probabilities: list[np.ndarray],
    classes: list[str],
    auc: dict[str, float],
    published: dict[str, float],
) -> Figure:
    """Draw each class's mean ROC curve against the rest, and the area under it on both sides.

    Of more than `MANY_CLASSES` classes, those with the least area; of two, the first.

    Args:
        labels: true classes, int (documents,).
        probabilities: one array (documents, classes) per seed.
        classes: names.
        auc: the area under each class's curve.
        published: the area by class of the original.
    """
    shown = sorted(classes, key=lambda name: auc[name])[:MANY_CLASSES]
    shown = [name for name in classes if name in shown]
    if len(classes) == 2:
        shown = shown[:1]  # the curve of the other is its mirror image
    below = len(shown) > 7  # the curves leave no room for so many names
    size = (9.4, 5.2 if below else 4.3)
    figure, (curves, areas) = plt.subplots(1, 2, figsize=size, width_ratios=(1, 1))
    for number, name in enumerate(shown):
        false_positive, true_positive = metrics.mean_roc(labels, probabilities, classes.index(name))
        style = LINE_STYLES[number % len(LINE_STYLES)]
        curves.plot(false_positive, true_positive, linestyle=style, linewidth=1.6, label=short_name(name, 20))
    curves.plot([0, 1], [0, 1], color="#888888", linewidth=0.8, linestyle=":")
    curves.set(xlabel="false positive rate", ylabel="true positive rate", aspect="equal", title=HERE)
    for side in (curves.xaxis, curves.yaxis):
        side.set_major_formatter(PercentFormatter(1))
    if below:
        figure.legend(*curves.get_legend_handles_labels(), frameon=False, loc="outside lower left", ncols=3)
    else:
        curves.legend(frameon=False, loc="lower right", fontsize=9)
    _areas(areas, {name: auc[name] for name in shown}, published)
    return figure


def _areas(axis: Axes, here: dict[str, float], published: dict[str, float]) -> None:
    """Draw the area under the curve of every class of either side, a dot for each."""
    rows = list(dict.fromkeys([*here, *published]))
    for side, own, style in ((HERE, here, "C0o"), (PUBLISHED, published, "C1s")):
        axis.plot([own[name] for name in own], [rows.index(name) for name in own], style, label=side)
    axis.set_yticks(range(len(rows)), [short_name(name, 20) for name in rows])
    axis.set(xlabel="area under the curve (AUC)", ylim=(len(rows) - 0.5, -0.5))
    axis.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
