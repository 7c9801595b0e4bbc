"""A Sphinx extension: in the PDF, tables of class `numbers` have right-aligned numbers; tall ones may break.

So may dotted names, after a dot. In HTML the style sheet does all of it.
"""

import re
from itertools import chain
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

TALL = 20
"""Lines of the tallest table that stays on one page, which it may share with figures."""
LETTERS = 95
"""How many letters fit side by side in a table that is as wide as the page."""
DOT = re.compile(r"(?<=[^\W\d]\.)(?=[^\W\d])")
"""The place after a dot within a name, such as comp.graphics."""


def set_columns(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Let LaTeX break tall tables, and give it the column types of tables of class `numbers`."""
    if app.builder.name != "latex":
        return
    for table in list(tree.findall(nodes.table)):
        widths = [column["colwidth"] for column in table.findall(nodes.colspec)]
        given = "colwidths-given" in table["classes"]
        numbers = "numbers" in table["classes"]
        if (given or numbers) and _lines(table, widths if given else []) > TALL:
            table["classes"].append("longtable")
        if numbers:
            if given:
                spec = _given(widths)
            elif "longtable" in table["classes"]:
                # Columns as wide as their contents do not exist there.
                spec = _given([2] + [1] * (len(widths) - 1))
            else:
                spec = "L" + "R" * (len(widths) - 1)
            table.parent.insert(table.parent.index(table), addnodes.tabular_col_spec(spec=spec))
        break_names(table)


def _lines(table: nodes.table, widths: list[int]) -> int:
    """Return about how many lines a table has; without widths, each row has one."""
    letters = [LETTERS * width / sum(widths) for width in widths]
    return sum(
        max([1, *(-(-len(cell.astext()) // fit) for cell, fit in zip(row.children, letters, strict=False))])
        for row in table.findall(nodes.row)
    )


def break_names(table: nodes.table) -> None:
    """Let lines end after the dots of names, but not in LaTeX that stands there already."""
    for text in list(table.findall(nodes.Text)):
        first, *others = DOT.split(text)
        if others and not isinstance(text.parent, nodes.raw):
            breaks = (nodes.raw("", r"\allowbreak{}", format="latex") for _ in others)
            pieces = chain.from_iterable(zip(breaks, map(nodes.Text, others), strict=True))
            text.parent.replace(text, [nodes.Text(first), *pieces])


def _given(widths: list[int]) -> str:
    columns = [rf"\X{{{width}}}{{{sum(widths)}}}" for width in widths]
    return r">{\raggedleft\arraybackslash}".join(columns)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("doctree-resolved", set_columns)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
