"""Tables of a sweep as HTML, with links to runs; a row is as in `sweep_figures`.

Values of parameters are whatever the command line took, so everything is escaped.
"""

from collections import Counter
from html import escape
from os.path import relpath
from pathlib import Path
from typing import Any

from lstm_attention.evidence.tries import MEASURES
from lstm_attention.exhibits.sweep_figures import LABELS, SHARES, written
from lstm_attention.exhibits.wording import NAMES, p_cell, short_points
from lstm_attention.models.search import at_edge

HEADS = {measure: label.capitalize() for measure, label in LABELS.items()} | {"macro_f1": "Macro F1"}

PRINT = """<style>@media print {
  .wide { overflow-x: visible !important; font-size: 70% }
  .wide td:nth-child(2), .wide td:nth-child(3) { overflow-wrap: anywhere }
  img { max-height: 230mm; width: auto; break-inside: avoid }
}</style>"""
"""On paper nothing scrolls, so tables are small, settings break anywhere, and figures stay whole."""

LEFT = 'style="text-align: left"'
"""Attribute of cells: most of them hold words."""


def made(
    tried: dict[str, list[dict[str, Any]]],
    rows: list[dict[str, Any]],
    missing: list[dict[str, Any]],
    points: int,
    unshared: int,
) -> str:
    """Return what was tried, in a sentence or two.

    Args:
        tried: the settings of each model, as the notebook is given them.
        rows, missing: as `tries.settings` returns them.
        points: number of points.
        unshared: number of training runs if points shared nothing.
    """
    trainings = len({run for own in tried.values() for row in own for run in row["runs"]})
    different = len(rows) + len(missing)
    shared = (
        ""
        if trainings == unshared
        else f" instead of {unshared}, because points share what they have in common"
    )
    failed = f" {len(missing)} of them failed, as the end of this page says." if missing else ""
    counted = f"Points: {points}. Training runs: {trainings}{shared}."
    return f"{counted} Different settings of the models: {different}.{failed}"


def best(rows: list[dict[str, Any]]) -> str:
    """Return the best setting of each model by validation, how many were tried, and its figures."""
    cells = []
    with_best = {row["model"] for row in rows if row["best"]}
    for model, number in Counter(row["model"] for row in rows if row["model"] not in with_best).items():
        why = "none, as the settings have different validation documents"
        cells.append([NAMES.get(model, model), str(number), why, *("–" for _ in MEASURES)])
    for row in rows:
        if not row["best"]:
            continue
        own = [other["values"] for other in rows if other["model"] == row["model"]]
        edges = at_edge(row["values"], {name: [values[name] for values in own] for name in row["values"]})
        note = f"; at the edge of what was tried: {', '.join(edges)}" if edges else ""
        figures = [cell(measure, row[measure]) for measure in MEASURES]
        cells.append(
            [NAMES.get(row["model"], row["model"]), str(len(own)), setting(row["values"]) + note, *figures]
        )
    return _table(["Model", "Tried", "Best setting", *HEADS.values()], cells)


def settings(rows: list[dict[str, Any]], page: str) -> str:
    """Return all settings with their figures, and links to their runs.

    Args:
        rows: all settings.
        page: path of the page, from whose folder links start.
    """
    cells = [[*_named(row), *(cell(measure, row[measure]) for measure in MEASURES)] for row in rows]
    links = [
        ", ".join(
            f'<a href="{escape(relpath(path, Path(page).parent))}/">{escape(str(seed))}</a>'
            for seed, path in row["runs"].items()
        )
        for row in rows
    ]
    return _table(["Model", "Setting", *HEADS.values(), "Runs"], cells, links)


def tests(rows: list[dict[str, Any]]) -> str:
    """Return the tests of the best setting of each model against its others, with their number."""
    cells = [
        [
            *_named(row),
            short_points({**test, "mean": test["difference"]}),
            p_cell(test["p_corrected"]),
            str(test["tests"]),
        ]
        for row in rows
        if (test := row["comparison"])
    ]
    heads = ["Model", "Setting", "Best minus this, in points", "p, corrected", "for this number of tests"]
    return _table(heads, cells)


def _named(row: dict[str, Any]) -> list[str]:
    return [
        NAMES.get(row["model"], row["model"]),
        setting(row["values"]) + (" (best)" if row["best"] else ""),
    ]


def failures(missing: list[dict[str, Any]]) -> str:
    """Return the settings that have no results, and why."""
    cells = [
        [NAMES.get(row["model"], row["model"]), setting(row["values"]), row["reason"]] for row in missing
    ]
    return _table(["Model", "Setting", "What it said last"], cells)


def heading(name: str) -> str:
    """Return the name of a parameter as a heading that breaks anywhere: names are long, telephones narrow."""
    return f'<h3 style="overflow-wrap: anywhere"><code>{escape(name)}</code></h3>'


def setting(values: dict[str, Any]) -> str:
    """Return the values of a setting as one writes them: `max_tokens=50 learning_rate=0.001`."""
    return " ".join(f"{name}={written(value)}" for name, value in values.items()) or "as in the profile"


def cell(measure: str, estimate: dict[str, float | None] | None) -> str:
    """Return an estimate with its interval: `91.2% (90.1 to 92.3)`; a dash if there is none."""
    if not estimate:
        return "–"
    scale, form = (100, ".1f") if measure in SHARES else (1, ".3f" if measure == "largest" else ".1f")
    known = {end: format(scale * value, form) for end, value in estimate.items() if value is not None}
    unit = "%" if measure in SHARES else ""
    interval = f" ({known['low']} to {known['high']})" if "low" in known else ""
    return f"{known['mean']}{unit}{interval}".replace("-", "−")


def _table(heads: list[str], rows: list[list[str]], links: list[str] | None = None) -> str:
    """Return a table that scrolls if it is wider than the window; `links` are the HTML of a last column."""
    lines = ["".join(f"<td {LEFT}>{escape(text)}</td>" for text in row) for row in rows]
    lines = (
        [line + f"<td {LEFT}>{link}</td>" for line, link in zip(lines, links, strict=True)]
        if links
        else lines
    )
    head = "".join(f"<th {LEFT}>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f'{PRINT}<div class="wide" style="overflow-x: auto" tabindex="0" role="region" aria-label="table">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
