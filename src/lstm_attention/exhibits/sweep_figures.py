"""Figures of a sweep: results over each parameter, and over two parameters together.

A row is one setting of a model: `model`; `values` of the parameters that vary; and the estimates
of `evidence.tries`, each with `mean`, `low` and `high`.
"""

from itertools import combinations
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, PercentFormatter, StrMethodFormatter

from lstm_attention.evidence.tries import MEASURES
from lstm_attention.exhibits.figures import LINE_STYLES, MARKERS
from lstm_attention.exhibits.parameters import written
from lstm_attention.exhibits.wording import NAMES

LABELS = {
    "validation": "validation accuracy",
    "accuracy": "test accuracy",
    "macro_f1": "macro F1",
    "largest": "largest weight",
    "seconds": "seconds of a training run",
}
"""Labels of the estimates on axes and in tables."""

SHARES = {"validation", "accuracy", "macro_f1"}
"""Estimates that are shown in percent."""

DECADE = 10
"""If the largest value is at least this many times the smallest, an axis is logarithmic."""


def varied(rows: list[dict[str, Any]]) -> list[str]:
    """Return the parameters that vary, in the order of the command line."""
    return list(dict.fromkeys(name for row in rows for name in row["values"]))


def shown() -> None:
    """Show the figures that were drawn, here and not at the end of the cell."""
    plt.show()


def over_parameter(rows: list[dict[str, Any]], name: str) -> Figure:
    """Draw all estimates over one parameter: a dot with an interval for each setting, a line through means.

    Args:
        rows: settings of the models that the parameter concerns.
        name: the parameter.
    """
    values, positions = _scale([row["values"][name] for row in rows])
    shown = [measure for measure in MEASURES if any(row[measure] for row in rows)]
    figure, axes = plt.subplots(
        (len(shown) + 1) // 2, 2, figsize=(8.2, 2.7 * ((len(shown) + 1) // 2)), squeeze=False
    )
    for axis in axes.flat[len(shown) :]:
        axis.set_axis_off()
    for axis, measure in zip(axes.flat, shown, strict=False):
        for number, model in enumerate(dict.fromkeys(row["model"] for row in rows)):
            own = [row for row in rows if row["model"] == model and row[measure]]
            if own:
                at = _places(own, name, positions)
                _line(axis, at, [row[measure] for row in own], number, NAMES.get(model, model))
        _label(axis.xaxis, name, values, positions)
        _measure_axis(axis, measure)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=len(labels), frameon=False)
    return figure


def together(rows: list[dict[str, Any]], first: str, second: str) -> Figure:
    """Draw validation accuracy over two parameters, in a panel for each model.

    On a grid, each value of the second parameter has a line. Drawn points share no values that a line could
    join, so each is a dot whose colour shows its accuracy, and the best one has a ring.

    Args:
        rows: settings of the models that both parameters concern.
        first, second: the parameters; on a grid, the second has fewer values.
    """
    models = list(dict.fromkeys(row["model"] for row in rows))
    figure, axes = plt.subplots(
        1, len(models), figsize=(max(7.2, 3.6 * len(models)), 3.5), sharey=True, squeeze=False
    )
    values, positions = _scale([row["values"][first] for row in rows])
    draw = _lines if _on_a_grid(rows, first, second) else _map
    panels = dict(zip(models, axes[0], strict=True))
    draw(figure, panels, rows, first, positions, second)
    for model, axis in panels.items():
        _label(axis.xaxis, first, values, positions)
        axis.set_title(NAMES.get(model, model))
    return figure


def _lines(
    figure: Figure,
    panels: dict[str, Axes],
    rows: list[dict[str, Any]],
    first: str,
    positions: dict[str, float],
    second: str,
) -> None:
    for number, value in enumerate(dict.fromkeys(written(row["values"][second]) for row in rows)):
        for model, axis in panels.items():
            own = [row for row in rows if row["model"] == model and written(row["values"][second]) == value]
            if own:
                at = _places(own, first, positions)
                _line(axis, at, [row["validation"] for row in own], number, f"{second}={value}")
    left = next(iter(panels.values()))
    _measure_axis(left, "validation")
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=min(3, len(labels)), frameon=False)


def _map(
    figure: Figure,
    panels: dict[str, Axes],
    rows: list[dict[str, Any]],
    first: str,
    positions: dict[str, float],
    second: str,
) -> None:
    values, upwards = _scale([row["values"][second] for row in rows])
    accuracies = [row["validation"]["mean"] for row in rows]
    for model, axis in panels.items():
        own = [row for row in rows if row["model"] == model]
        dots = axis.scatter(
            _places(own, first, positions),
            _places(own, second, upwards),
            c=[row["validation"]["mean"] for row in own],
            s=[90 if row["best"] else 45 for row in own],
            vmin=min(accuracies),
            vmax=max(accuracies),
            edgecolors=["C3" if row["best"] else "0.5" for row in own],
            linewidths=[2.0 if row["best"] else 0.5 for row in own],
        )
    _label(next(iter(panels.values())).yaxis, second, values, upwards)
    percent = PercentFormatter(1, decimals=1)
    figure.colorbar(dots, ax=list(panels.values()), label=LABELS["validation"], format=percent)


def pairs(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return pairs of parameters that vary together for a model, the one with more values first."""
    found = []
    for names in combinations(varied(rows), 2):
        own = [row for row in rows if set(names) <= row["values"].keys()]
        counts = {name: _count(own, name) for name in names}
        if min(counts.values()) > 1:
            found.append(tuple(sorted(names, key=lambda name: -counts[name])))
    return found


def _count(rows: list[dict[str, Any]], name: str) -> int:
    return len({written(row["values"][name]) for row in rows})


def _on_a_grid(rows: list[dict[str, Any]], first: str, second: str) -> bool:
    return _count(rows, first) * _count(rows, second) <= len(rows)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _scale(values: list[Any]) -> tuple[list[Any], dict[str, float]]:
    """Return the distinct values in order, and where each lies: a number at itself, others in equal steps."""
    distinct = list({written(value): value for value in values}.values())
    if all(map(_number, distinct)):
        return sorted(distinct), {written(value): value for value in distinct}
    return distinct, {written(value): place for place, value in enumerate(distinct)}


def _places(rows: list[dict[str, Any]], name: str, positions: dict[str, float]) -> list[float]:
    """Return where the values of a parameter lie on an axis, one for each row."""
    return [positions[written(row["values"][name])] for row in rows]


def _line(axis: Axes, at: list[float], estimates: list[dict[str, Any]], number: int, label: str) -> None:
    mean = pd.Series([each["mean"] for each in estimates], index=at)
    # A missing interval has no length.
    low, high = (
        [each["mean"] if each[end] is None else each[end] for each in estimates] for end in ("low", "high")
    )
    axis.errorbar(
        at,
        mean,
        yerr=[np.maximum(mean - low, 0), np.maximum(high - mean, 0)],
        fmt=MARKERS[number % len(MARKERS)],
        color=f"C{number % 7}",
        markersize=4.5,
        capsize=3,
        alpha=0.75,
    )
    means = mean.groupby(level=0).mean()
    style = LINE_STYLES[number % len(LINE_STYLES)]
    joined = means if len(means) < len(mean) or len(means) <= MANY else means[:0]
    axis.plot(
        joined.index,
        joined,
        linestyle=style,
        color=f"C{number % 7}",
        label=label,
    )


MANY = 8
"""With more values than this, each from one setting, dots are drawn without a line."""


def _label(axis: Axis, name: str, values: list[Any], positions: dict[str, float]) -> None:
    axis.set_label_text(name)
    numeric = all(map(_number, values))
    if numeric and min(values) > 0 and max(values) >= DECADE * min(values):
        axis.axes.set(**{f"{axis.axis_name}scale": "log"})
        axis.set_major_formatter(StrMethodFormatter("{x:g}"))  # Matplotlib's own is a formula
        axis.set_minor_formatter(NullFormatter())
    if len(values) <= MANY:
        axis.set_ticks([positions[written(value)] for value in values], [written(value) for value in values])
        axis.set_ticks([], minor=True)


def _measure_axis(axis: Axes, measure: str) -> None:
    axis.set_ylabel(LABELS[measure])
    if measure in SHARES:
        axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    elif measure == "seconds":
        axis.set_ylim(bottom=0)
