"""A Sphinx extension: in HTML, text of the corpus has its own language and direction (`lang` and `dir`).

The report is in English. Tables of class `written` hold text of the corpus; other tables and quoted results
may hold names from it.
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from lstm_attention.book.extensions.latex import ancestors
from lstm_attention.book.extensions.values import results
from lstm_attention.exhibits.writing import RIGHT_TO_LEFT, direction, directions


def attributes(text: str, language: str | None) -> str:
    """Return the attributes of an element in HTML.

    Args:
        text: of the element.
        language: of the corpus if the text was written in it, or None.
    """
    own = direction(text)
    found = f' lang="{language}"' if language and own else ""
    return found + (f' dir="{own}"' if own and (found or RIGHT_TO_LEFT in directions(text)) else "")


def visit_entry(self: HTML5Translator, node: nodes.entry) -> None:
    """Begin a cell of a table."""
    type(self).visit_entry(self, node)
    around = list(ancestors(node))
    written = any("written" in each["classes"] for each in around if isinstance(each, nodes.table))
    heading = any(isinstance(each, nodes.thead) for each in around)
    language = None
    if written and not heading:
        language = results(Path(self.builder.env.srcdir))["corpus"]["language"]
    _mark(self, node, language)


def depart_entry(self: HTML5Translator, node: nodes.entry) -> None:
    """End a cell of a table."""
    type(self).depart_entry(self, node)


def visit_inline(self: HTML5Translator, node: nodes.inline) -> None:
    """Begin a part of a line, such as a quoted result."""
    type(self).visit_inline(self, node)
    if "value" in node["classes"]:
        _mark(self, node, None)


def depart_inline(self: HTML5Translator, node: nodes.inline) -> None:
    """End a part of a line."""
    type(self).depart_inline(self, node)


def _mark(self: HTML5Translator, node: nodes.Element, language: str | None) -> None:
    start, end, rest = self.body[-1].rpartition(">")
    self.body[-1] = start + attributes(node.astext(), language) + end + rest


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_node(nodes.entry, override=True, html=(visit_entry, depart_entry))
    app.add_node(nodes.inline, override=True, html=(visit_inline, depart_inline))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
