"""Figures of the attention weights: plain data in, a matplotlib Figure out."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator, PercentFormatter

from lstm_attention.corpus.languages import SPACELESS
from lstm_attention.evidence import metrics
from lstm_attention.exhibits import fonts
from lstm_attention.exhibits.figures import LINE_STYLES, MARKERS, short_name
from lstm_attention.exhibits.heatmap import AttendedDocument, Part, limit, shade
from lstm_attention.exhibits.writing import RIGHT_TO_LEFT, direction, in_order, resolved, with_code_points

MONOSPACED = "monospace"
LETTERS: dict[str, Any] = {"family": [MONOSPACED, *fonts.families()], "fontsize": 9, "va": "center"}
"""Of the documents in a heat map."""
LETTER_WIDTH = 0.602
"""Of all letters of matplotlib's monospaced font, as a share of its size."""
MORE, LESS, UNREAD = "#D55E00", "#0072B2", "#6A6F76"
"""Colours of weights above and below the average, and of what is not read; as in report.css."""
STRONGEST_GROUND = 0.6
"""Share of a colour in the strongest ground of a word, which can be read on it."""


def largest_weight(
    positions: np.ndarray, largest: np.ndarray, median_length: float, max_tokens: int
) -> Figure:
    """Draw the largest weight that the published layer can give to one of T positions, and did give.

    Args:
        positions, largest: positions and largest weight of each document that was read; of any shape.
        median_length: tokens in the median test document.
        max_tokens: the length to which the published model pads every document.
    """
    possible = np.unique(np.geomspace(1, max_tokens, 400).round())
    figure, axis = plt.subplots(figsize=(7.2, 4.2))
    axis.plot(possible, metrics.weight_bound(possible), label="largest possible weight of one position")
    axis.plot(
        positions.ravel(),
        largest.ravel(),
        linestyle="",
        marker=".",
        markersize=4,
        alpha=0.5,
        color="C2",
        label="largest weight measured, by document and training",
    )
    axis.plot(possible, 1 / possible, linestyle="--", color="C1", label="equal weights")
    for length, text, marker in (
        (median_length, "median document, {:,.0f} positions: {:.2%}", "o"),
        (max_tokens, "every document, padded to {:,.0f} positions: {:.2%}", "s"),
    ):
        bound = float(metrics.weight_bound(length))
        axis.plot([length], [bound], marker, color="black", label=text.format(length, bound), zorder=3)
    axis.set(xscale="log", yscale="log", xlabel="positions in the softmax", ylabel="weight")
    axis.xaxis.set_major_formatter("{x:,.0f}")
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=1))
    axis.legend(frameon=False, loc="lower left", fontsize=9)
    return figure


def padding_share(tokens: np.ndarray, shares: np.ndarray, max_tokens: int) -> Figure:
    """Draw the share of the attention on padding without a mask, by document length.

    Args:
        tokens, shares: tokens of each document that was read, and the share of attention on its padding.
        max_tokens: the length to which each was padded.
    """
    possible = np.arange(1, max_tokens + 1)
    figure, axis = plt.subplots(figsize=(7.2, 3.6))
    axis.plot(possible, 1 - possible / max_tokens, linestyle="--", color="C1", label="equal weights")
    axis.plot(tokens, shares, ".", color="C2", label="measured, by document and training")
    axis.plot(possible, metrics.padding_share_bound(possible, max_tokens), label="smallest possible share")
    axis.set(xscale="log", xlabel="tokens in the document", ylabel="share of the attention", ylim=(0, 1.02))
    axis.xaxis.set_major_formatter("{x:,.0f}")
    axis.yaxis.set_major_formatter(PercentFormatter(1))
    axis.legend(frameon=False, loc="lower left")
    return figure


def entropies(before: np.ndarray, after: np.ndarray) -> Figure:
    """Draw histograms of the entropy of the attention, divided by that of equal weights.

    Args:
        before, after: entropies of the documents before and after training; of any shape.
    """
    figure, axis = plt.subplots(figsize=(7.2, 3.0))
    bins = np.linspace(min(before.min(), after.min(), 0.999), 1, 41)
    for values, label, style in ((before, "before training", "--"), (after, "after training", "-")):
        axis.hist(values.ravel(), bins=bins, histtype="step", linewidth=1.8, linestyle=style, label=label)
    axis.set(
        xlabel="entropy of the attention as a share of that of equal weights",
        ylabel="documents, over all training runs",
    )
    axis.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axis.yaxis.set_major_locator(MaxNLocator(integer=True))
    axis.legend(frameon=False, loc="upper left")
    return figure


def heatmap(documents: list[AttendedDocument], columns: int = 84, most: int = 28) -> Figure:
    """Documents as they were written, on a ground that shows what each token weighs.

    Args:
        documents: what was read.
        columns: letters in a line.
        most: lines; the first document is cut to fit, and the others are left out if they do not.
    """
    lines = [(document, _lines(document.parts, columns)[:most]) for document in documents]
    heights = np.cumsum([len(rows) + 2 for _, rows in lines])
    lines = lines[: max(1, int(np.searchsorted(heights, most, side="right")))]
    strongest = limit(documents)
    height = heights[len(lines) - 1] + 1.2
    # A column is as wide as a letter, so that pieces of a word join.
    width = columns * LETTERS["fontsize"] * LETTER_WIDTH / 72
    figure, axis = plt.subplots(figsize=(width, 0.17 * height))
    axis.set_position((0, 0, 1, 1))  # which takes it out of the layout of all figures
    axis.set(xlim=(0, columns), ylim=(height, 0))
    axis.set_axis_off()
    _legend(axis, strongest)
    y = 2.5
    for document, rows in lines:
        axis.text(0, y, _drawable(document.title()), fontsize=10, fontweight="bold", va="center")
        times = document.times
        for row in rows:
            y += 1
            for piece, x, text in _placed(row, document.direction, columns):
                part = document.parts[piece.part]
                weight = times[piece.part]
                if weight is not None:
                    _ground(axis, x, y, piece.width, shade(weight, strongest))
                unknown = weight is not None and part.word is None
                axis.text(
                    x,
                    y,
                    text,
                    color=UNREAD if weight is None else "black",
                    fontstyle="italic" if unknown else "normal",
                    **LETTERS,
                )
        y += 2
    return figure


def _legend(axis: Axes, strongest: int) -> None:
    steps = np.linspace(-1, 1, 41)
    start, width = 6, 0.5
    axis.text(start - 1, 0.5, f"1/{strongest}", ha="right", **LETTERS)
    for number, step in enumerate(steps):
        _ground(axis, start + number * width, 0.5, width, step, spare=0)
    axis.text(start + len(steps) * width + 1, 0.5, f"{strongest} times the average word", **LETTERS)
    axis.text(54, 0.5, "not read", color=UNREAD, **LETTERS)
    axis.text(65, 0.5, "the unknown word", fontstyle="italic", **LETTERS)


def _ground(axis: Axes, x: float, y: float, width: float, strength: float, spare: float = 0.05) -> None:
    """The coloured ground of a token, from blue, at -1, over none to orange."""
    colour = np.array(to_rgb(MORE if strength > 0 else LESS))
    mixed = 1 - STRONGEST_GROUND * abs(strength) * (1 - colour)
    place = (x - spare, y - 0.45)
    axis.add_patch(Rectangle(place, width + 2 * spare, 0.9, facecolor=tuple(mixed), linewidth=0))


@dataclass(frozen=True)
class _Piece:
    """A piece of a line: its `text`, `width` in columns, and the number of the `part` that it is from.

    A space between two words has no part.
    """

    text: str
    width: float
    part: int = -1


def _lines(parts: list[Part], columns: int) -> list[list[_Piece]]:
    """Break a document into lines, each in the order in which it is read."""
    lines: list[list[_Piece]] = [[]]
    x = 0.0
    for word, spaced in _words(parts):
        if spaced and x:
            lines[-1].append(_Piece(" ", 1))
            x += 1
        if x and x + sum(_width(text) for _, text in word) > columns:
            lines.append([])
            x = 0
        for number, text in word:
            while text:
                fits = _fitting(text, columns - x)
                if not fits and x:
                    lines.append([])
                    x = 0
                    continue
                piece, text = text[: max(fits, 1)], text[max(fits, 1) :]
                lines[-1].append(_Piece(piece, _width(piece), number))
                x += lines[-1][-1].width
    return lines


def _fitting(text: str, columns: float) -> int:
    """How many letters of a text fit into this many columns."""
    if _width(text) <= columns:
        return len(text)
    return max((count for count in range(len(text)) if _width(text[:count]) <= columns), default=0)


def _width(text: str) -> float:
    """Columns that a text takes: one for each letter of the monospaced font."""
    if fonts.letters_of_family(MONOSPACED).issuperset(map(ord, text)) and direction(text) != RIGHT_TO_LEFT:
        return len(text)
    size = FontProperties(family=LETTERS["family"], size=LETTERS["fontsize"])
    points, _, _ = text_to_path.get_text_width_height_descent(text, size, False)
    return points / LETTERS["fontsize"] / LETTER_WIDTH


def _placed(line: list[_Piece], base: str, columns: int) -> Iterator[tuple[_Piece, float, str]]:
    """The pieces of a line from left to right, each with the column where it starts, and its text.

    Args:
        line: its pieces as they are read.
        base: direction of the document; a line from right to left ends at the right.
        columns: letters in a line.
    """
    directions = resolved([direction(piece.text) for piece in line], base)
    x = columns - sum(piece.width for piece in line) if base == RIGHT_TO_LEFT else 0
    for piece, way in in_order(list(zip(line, directions, strict=True)), directions, base):
        if piece.part >= 0:
            # Brackets without a letter beside them show their direction by an invisible mark.
            mirrored = way == RIGHT_TO_LEFT and direction(piece.text) is None
            yield piece, x, f"\N{RIGHT-TO-LEFT MARK}{piece.text}" if mirrored else piece.text
        x += piece.width


def _words(parts: list[Part]) -> Iterator[tuple[list[tuple[int, str]], bool]]:
    """What no line may divide, and whether a space precedes it.

    It comes in pieces, with the number of the part that each is from. In scripts without spaces, a line may
    end after any part.
    """
    word: list[tuple[int, str]] = []
    spaced = False
    for number, part in enumerate(parts):
        for place, piece in enumerate(re.split(r"\s+", _drawable(part.text))):
            if word and (place or SPACELESS.match(piece)):
                yield word, spaced
                word, spaced = [], False
            spaced = spaced or bool(place)
            if piece:
                word.append((number, piece))
    if word:
        yield word, spaced


def _drawable(text: str) -> str:
    return with_code_points(text, fonts.drawable(MONOSPACED))


def erasure(curves: dict[str, dict[str, list[dict[str, float]]]], shares: tuple[float, ...]) -> Figure:
    """What deleting words, keeping them alone and replacing them does to the prediction, by share of words.

    Args:
        curves: by name of the scores, `deleted`, `kept` and `replaced`: for each share, `mean`, `low`,
            `high` of the fall in the prediction's probability.
        shares: of the words.
    """
    figure, axes = plt.subplots(1, 3, figsize=(9.6, 3.8), sharex=True)
    titles = {
        "deleted": "these words deleted\n(higher is better)",
        "kept": "only these words kept\n(lower is better)",
        "replaced": "these words unknown\n(higher is better)",
    }
    for axis, (side, title) in zip(axes, titles.items(), strict=True):
        for number, (name, sides) in enumerate(curves.items()):
            means, lows, highs = (
                np.array([point[part] for point in sides[side]]) for part in ("mean", "low", "high")
            )
            axis.errorbar(
                np.array(shares) * 1.04**number,  # side by side, where they coincide
                means,
                yerr=[means - lows, highs - means],
                marker=MARKERS[number % len(MARKERS)],
                markersize=4,
                linestyle=LINE_STYLES[number % len(LINE_STYLES)],
                capsize=2,
                label=name,
            )
        axis.set(xscale="log", xlabel="share of the words", title=title)
        axis.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes[0].set_ylabel("fall in the prediction's probability")
    figure.legend(*axes[0].get_legend_handles_labels(), frameon=False, loc="outside lower center", ncols=4)
    return figure


def distributions(values: dict[str, np.ndarray], label: str) -> Figure:
    """Draw box plots of values by document, one row per name.

    Args:
        values: by name, float (documents,); nan is left out.
        label: label of the axis.
    """
    figure, axis = plt.subplots(figsize=(7.2, 0.9 + 0.5 * len(values)))
    kept = [row[~np.isnan(row)] for row in values.values()]
    axis.boxplot(
        kept, orientation="horizontal", tick_labels=list(values), widths=0.6, medianprops={"color": "C0"}
    )
    axis.axvline(0, color="#888888", linewidth=0.8)
    axis.set(xlabel=label)
    axis.invert_yaxis()
    axis.grid(visible=False, axis="y")
    return figure


def maps(spaces: dict[str, np.ndarray], labels: np.ndarray, classes: list[str]) -> Figure:
    """Draw documents as points in the plane, side by side for several kinds of vectors.

    Args:
        spaces: by title, float (documents, 2).
        labels: int (documents,).
        classes: names.
    """
    height = 3.9 + 0.22 * math.ceil(len(classes) / 5)
    figure, axes = plt.subplots(1, len(spaces), figsize=(3.6 * len(spaces), height), squeeze=False)
    # If the cycle has too few colours, they are taken from the whole circle of hues.
    many = len(classes) > len(plt.rcParams["axes.prop_cycle"])
    colours = plt.get_cmap("hsv")(np.arange(len(classes)) / len(classes)) if many else None
    for axis, (title, points) in zip(axes[0], spaces.items(), strict=True):
        for k, name in enumerate(classes):
            own = points[labels == k]
            colour = {} if colours is None else {"color": colours[k]}
            marker = "os^Dv<>P"[k % 8]
            axis.scatter(
                own[:, 0], own[:, 1], s=12, marker=marker, alpha=0.7, label=short_name(name), **colour
            )
        axis.set(xticks=[], yticks=[], title=title)
        axis.spines[:].set_visible(True)
    figure.legend(*axes[0][0].get_legend_handles_labels(), frameon=False, loc="outside lower center", ncols=5)
    return figure
