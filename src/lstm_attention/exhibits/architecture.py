"""The layers of a network, read off the built model: a table with units and rates, and a diagram."""

from itertools import pairwise
from typing import Any

import keras
import matplotlib.pyplot as plt
import pandas as pd
from keras import layers as keras_layers
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_attention.exhibits.figures import QUIET

DROPOUTS = {"Dropout": "dropout", "SpatialDropout1D": "spatial dropout"}
"""Layers that act in training only, and their names in the diagram."""

CALLED = {
    "Embedding": "word vectors",
    "BidirectionalLSTM": "bidirectional LSTM",
    "Bidirectional": "bidirectional LSTM",
    "GlobalAveragePooling1D": "mean over the words",
    "MultiHeadPooling": "attention",
    "MaxPooling": "largest values",
}
"""Names in the diagram of other layers, where it does not use their own."""

STEPS = (0.0, 1.0, 2.0, 3.0, 5.0)
"""Where the diagram draws the first words of a document and the last one."""

MIDDLE = (STEPS[0] + STEPS[-1]) / 2


def described(model: keras.Model, layers: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the table of layers with the units or the rate of each.

    Args:
        model: the built model.
        layers: its rows, as returned by `networks.summary`: `layer`, `output_shape`, `parameters`.

    Returns:
        `layer`, `setting` (units or rate), `output_shape`, `parameters`; one row a layer.
    """
    table = pd.DataFrame(layers)
    table.insert(1, "setting", [_setting(layer) for layer in model.layers])
    return table


def _setting(layer: keras.Layer) -> str:
    """Return the units or the rate of a layer; empty if it has neither."""
    if isinstance(layer, keras_layers.Embedding):
        return f"{layer.output_dim} numbers, {'trained' if layer.trainable else 'frozen'}"
    if isinstance(layer, keras_layers.Bidirectional):
        return f"2 × {layer.forward_layer.units} units"
    if isinstance(layer, keras_layers.Dense):
        return f"{layer.units} units, {layer.activation.__name__}"
    if hasattr(layer, "rate"):
        return f"rate {layer.rate:g}"
    return f"{layer.heads} heads" if hasattr(layer, "heads") else ""


def diagram(table: pd.DataFrame) -> Figure:
    """Draw the network from top to bottom, with a cell for each word until a layer makes one vector of them.

    Args:
        table: the layers, as returned by `described`.
    """
    rows = _drawn(table)
    figure, axis = plt.subplots(figsize=(5.4, 0.5 + 0.58 * len(rows)))
    axis.set(xlim=(-0.6, 12.4), ylim=(len(rows) - 0.4, -1.0))
    axis.axis("off")
    for x, word in zip(STEPS, ("word\n1", "2", "3", "4", "T"), strict=True):
        axis.text(x, -0.4, word, ha="center", va="bottom", fontsize=9, color=QUIET)
    widest = max(row["shape"][-1] for row in rows)
    before: list[float] = []
    for y, row in enumerate(rows):
        before = _draw_layer(axis, y, row, before, widest)
        _describe(axis, y, row)
    return figure


def _drawn(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of the diagram: all layers but dropout, which joins the row before it."""
    rows: list[dict[str, Any]] = []
    for row in table.to_dict(orient="records"):
        if row["layer"] in DROPOUTS:
            rows[-1]["dropout"] += f"{DROPOUTS[row['layer']]} {row['setting'].removeprefix('rate ')}, "
            continue
        shape = [int(size) for size in row["output_shape"].strip("()").split(", ")[1:]]
        name = CALLED.get(row["layer"], row["layer"].lower())
        rows.append({**row, "name": name, "shape": shape, "dropout": ""})
    return rows


def _draw_layer(axis: Axes, y: int, row: dict[str, Any], before: list[float], widest: int) -> list[float]:
    """Draw the cells of a layer and the lines into them; return where the next lines start."""
    recurrent = "LSTM" in row["name"]
    reads_words = len(row["shape"]) == 2 or recurrent
    centres = list(STEPS) if reads_words else [MIDDLE]
    width = 0.62 if reads_words else 1.0 + 4.6 * (row["shape"][-1] / widest) ** 0.5
    color = "C1" if "attention" in row["name"] else "C2" if row["name"] == "word vectors" else "C0"
    for x in centres:
        axis.add_patch(Rectangle((x - width / 2, y - 0.17), width, 0.34, color=color, alpha=0.85, lw=0))
    if recurrent:
        _draw_both_directions(axis, y, width)
    elif reads_words:
        axis.text(4, y, "…", ha="center", va="center", color=QUIET)
    for number, x in enumerate(before):
        goal = x if reads_words else MIDDLE + (x - MIDDLE) * 0.25
        weighted = "attention" in row["name"]
        line_width = (0.6, 2.6, 0.9, 1.6, 0.6)[number % 5] if weighted else 0.9
        axis.plot([x, goal], [y - 0.83, y - 0.17], color=QUIET, lw=line_width)
    # Of an LSTM that hands on its last states alone, one direction ends at the first word, one at the last.
    return centres if len(row["shape"]) == 2 or not recurrent else [centres[0], centres[-1]]


def _draw_both_directions(axis: Axes, y: int, width: float) -> None:
    """Draw arrows from word to word, forwards and backwards."""
    for left, right in pairwise(STEPS):
        for offset, style in ((-0.07, "->"), (0.07, "<-")):
            line = {"arrowstyle": style, "color": QUIET, "lw": 0.8, "shrinkA": 0, "shrinkB": 0}
            ends = (left + width / 2, y + offset), (right - width / 2, y + offset)
            axis.annotate("", ends[1], ends[0], arrowprops=line)


def _describe(axis: Axes, y: int, row: dict[str, Any]) -> None:
    """Write what a layer is and, in smaller letters, what it returns and how many parameters it has."""
    setting = f", {row['setting']}" if row["setting"] else ""
    size = " × ".join(f"{size:,}" for size in row["shape"])
    count = "no parameters" if not row["parameters"] else f"{row['parameters']:,} parameters"
    small = f"output {size}, {count}\n" + (f"{row['dropout']}in training" if row["dropout"] else "")
    axis.text(6.2, y - 0.2, row["name"] + setting, va="center", fontsize=10)
    axis.text(6.2, y - 0.02, small, va="top", fontsize=8.5, color=QUIET, linespacing=1.1)
