"""A Sphinx extension: in the PDF, tables of class `numbers` have right-aligned numbers.

In HTML the style sheet does that.
"""

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx


def align_numbers(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Put LaTeX's column types before every table of class `numbers`, whose first column is text."""
    if app.builder.name != "latex":
        return
    for table in list(tree.findall(nodes.table)):
        if "numbers" in table["classes"]:
            widths = [column["colwidth"] for column in table.findall(nodes.colspec)]
            given = "colwidths-given" in table["classes"]
            spec = _given(widths) if given else "L" + "R" * (len(widths) - 1)
            table.parent.insert(table.parent.index(table), addnodes.tabular_col_spec(spec=spec))


def _given(widths: list[int]) -> str:
    columns = [rf"\X{{{width}}}{{{sum(widths)}}}" for width in widths]
    return r">{\raggedleft\arraybackslash}".join(columns)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("doctree-resolved", align_numbers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
