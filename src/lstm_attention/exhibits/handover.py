"""What a notebook hands to the book: figures, tables and values, as files in one folder.

A figure is two files (SVG for HTML, PDF for LaTeX), a table two (CSV for the book, JSON
with the unrounded numbers). Values are glued, for the prose to quote, and written to
values.json; findings.json is the notebook's part of results.json.
"""

import csv
import json
import re
from collections.abc import Callable
from numbers import Real
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure
from myst_nb import glue

Format = str | Callable[[Any], str]


def figure(drawing: Figure, path: Path) -> Figure:
    """Write a figure as `path`.svg and `path`.pdf, without dates, so that equal is equal."""
    with rc_context({"svg.hashsalt": path.name}):
        drawing.savefig(path.with_suffix(".svg"), bbox_inches="tight", metadata={"Date": None})
    drawing.savefig(path.with_suffix(".pdf"), bbox_inches="tight", metadata={"CreationDate": None})
    return drawing


def table(
    frame: pd.DataFrame, path: Path, headers: dict[str, str], formats: dict[str, Format] | None = None
) -> pd.DataFrame:
    """Write the columns of `headers` as a table of the book.

    Args:
        frame: the unrounded values, written to `path`.json as they are.
        path: without suffix.
        headers: heading of each column shown, in order.
        formats: how to show a column, as for `format`; the others are shown by `str`.

    Returns:
        The table as it is shown, for the notebook, with its first column as index.
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
    raw = frame[list(headers)].to_json(orient="split", index=False, double_precision=15)
    _write_json(path.with_suffix(".json"), json.loads(raw))
    return shown.set_index(shown.columns[0])


def values(folder: Path, **named: float | int | str) -> None:
    """Glue values for the prose to quote, and write them to values.json.

    Raises:
        TypeError: if a value is no plain number or string.
    """
    for name, value in named.items():
        if type(value) not in (float, int, str):
            raise TypeError(f"{name} is a {type(value).__name__}: glue plain numbers and strings only")
        glue(name, value, display=False)
    _write_json(folder / "values.json", named)


def findings(folder: Path, content: dict[str, Any]) -> None:
    """Write this notebook's part of results.json."""
    _write_json(folder / "findings.json", content)


def escape_markdown(text: str) -> str:
    """Put a backslash before all ASCII punctuation, so that text is shown as it is."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def _shown(value: Any, form: Format) -> str:
    if callable(form):
        return form(value)
    text = "" if pd.isna(value) else format(value, form)
    return text.replace("-", "−", 1) if isinstance(value, Real) and text.startswith("-") else text


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
