"""A Sphinx extension: in the PDF, tables of class `numbers` have their numbers on the right.

In HTML the style sheet does that.
"""

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx


def align_numbers(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Put LaTeX's column types before every table of class `numbers`, the first column being text."""
    if app.builder.name != "latex":
        return
    for table in list(tree.findall(nodes.table)):
        if "numbers" in table["classes"]:
            columns = len(list(table.findall(nodes.colspec)))
            index = table.parent.index(table)
            table.parent.insert(index, addnodes.tabular_col_spec(spec="L" + "R" * (columns - 1)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("doctree-resolved", align_numbers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
