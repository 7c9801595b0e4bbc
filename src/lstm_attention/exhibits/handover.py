"""What a notebook hands over to the book: figures, tables and results, as files in one folder.

A figure is four files: SVG for HTML, a narrow SVG for telephones, PDF for LaTeX, PNG for downloads. A table
is two: CSV as the book shows it and JSON with the unrounded rows. results.json holds all else.
`exhibits.results` joins what all notebooks hand over to the report's own results.json, where prose finds each
result by its name (`exhibits.quoting`).
"""

import csv
import json
import math
import re
from collections.abc import Callable
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure

from lstm_attention.exhibits.narrow import narrowed
from lstm_attention.exhibits.quoting import NARROW, RESULTS

Format = str | Callable[[Any], str]

pd.set_option("display.max_colwidth", None)  # a notebook shows cells whole, as the book does

PRINTED = 200
"""Dots to an inch of a PNG: as sharp as a printed page or a slide shows it."""


def new_folder(path: str) -> Path:
    """Make the folder that a notebook writes to, unless it exists."""
    Path(path).mkdir(parents=True, exist_ok=True)
    return Path(path)


def results(folder: Path, content: dict[str, Any]) -> None:
    """Write a notebook's results: nested plain data, each number once, and none that is in a table.

    What is made for the prose alone, such as a sentence, goes under `prose`, and all of it must be quoted.

    Raises:
        TypeError: if JSON cannot hold a value; says where it is.
    """
    _write_json(folder / RESULTS, plain(content))


def figure(drawing: Figure, path: Path) -> Figure:
    """Write a figure as `path`.svg, `path`.pdf and `path`.png, without dates: equal figures make equal files.

    Pages show `path`-narrow.svg on a telephone, unless a figure has only one layout.
    """
    drawings = {path.name: drawing, f"{path.name}{NARROW}": narrowed(drawing)}
    for name, layout in drawings.items():
        if layout:
            with rc_context({"svg.hashsalt": name}):
                layout.savefig(path.with_name(f"{name}.svg"), bbox_inches="tight", metadata={"Date": None})
    drawing.savefig(path.with_suffix(".pdf"), bbox_inches="tight", metadata={"CreationDate": None})
    drawing.savefig(path.with_suffix(".png"), bbox_inches="tight", dpi=PRINTED, facecolor="white")
    return drawing


def table(
    frame: pd.DataFrame,
    path: Path,
    headers: dict[str, str],
    formats: dict[str, Format] | None = None,
    new: bool = True,
) -> pd.DataFrame:
    """Write the columns of `headers` as a table of the book, and all columns as results.

    Args:
        frame: the unrounded values. If its index has a name, the rows become results by the names in it,
            and otherwise a list; in each row, the columns of `headers` come first.
        path: path of the table, without suffix.
        headers: heading of each column that is shown, in order.
        formats: how to show a column, as `format` takes it; other columns are shown by `str`.
        new: whether the rows are results of their own; false if results.json has them already.

    Returns:
        The table as it is shown, for the notebook, with its first column as index, under its heading.
    """
    formats = formats or {}
    shown = pd.DataFrame(
        {
            heading: [_shown(value, formats.get(column, "")) for value in frame[column]]
            for column, heading in headers.items()
        }
    )
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(shown.columns)
        writer.writerows([escape_markdown(cell) for cell in row] for row in shown.itertuples(index=False))
        if shown.empty:  # the book takes no table without a row
            writer.writerow(["–"] * len(headers))
    if new:
        rows = frame[[*headers, *frame.columns.drop(list(headers))]].to_dict(orient="records")
        named = rows if frame.index.name is None else dict(zip(frame.index, rows, strict=True))
        _write_json(path.with_suffix(".json"), plain(named, path.name))
    first = shown.columns[0]
    return shown.set_index(first).rename_axis(index=None, columns=first)


def plain(value: Any, where: str = "") -> Any:
    """Return a value as JSON can hold it: NumPy's numbers as Python's, NaN as None.

    Raises:
        TypeError: if JSON cannot hold a value; says where it is.
    """
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(name): plain(part, f"{where}.{name}".lstrip(".")) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part, f"{where}[{number}]") for number, part in enumerate(value)]
    if isinstance(value, float) and math.isnan(value):
        return None
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise TypeError(f"{where} is {value!r}: a result is a finite number, text, a list or a dictionary")


def escape_markdown(text: str) -> str:
    """Put a backslash before all ASCII punctuation, so that text is shown literally."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def _shown(value: Any, form: Format) -> str:
    if callable(form):
        return form(value)
    text = "–" if pd.isna(value) else format(value, form)
    return text.replace("-", "−", 1) if isinstance(value, Real) and text.startswith("-") else text


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
