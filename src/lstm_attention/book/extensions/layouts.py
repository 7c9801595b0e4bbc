"""A Sphinx extension: a telephone shows the narrow layout of a figure, if there is one."""

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from lstm_attention.exhibits.quoting import NARROW

TELEPHONE = "(max-width: 600px)"
"""As in report.css."""


def add_narrow(app: Sphinx, tree: nodes.document) -> None:
    """Let the book copy the narrow layouts of the figures on a page."""
    for image in tree.findall(nodes.image):
        stem, _, ending = image.get("candidates", {}).get("image/svg+xml", "").rpartition(".")
        narrow = f"{stem}{NARROW}.{ending}"
        if (Path(app.srcdir) / narrow).is_file():
            app.env.images.add_file(app.env.docname, narrow)
            image["narrow"] = narrow


def visit_image(self: HTML5Translator, node: nodes.image) -> None:
    """Write an image with its narrow layout, if it has one."""
    narrow = node.get("narrow")
    if narrow:
        name = self.builder.env.images[narrow][1]
        self.builder.images[narrow] = name
        address = escape(f"{self.builder.imgpath}/{name}")
        self.body.append(f'<picture><source media="{TELEPHONE}" srcset="{address}">')
    type(self).visit_image(self, node)
    if narrow:
        self.body.append("</picture>")


def depart_image(self: HTML5Translator, node: nodes.image) -> None:
    """Leave an image."""
    type(self).depart_image(self, node)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("doctree-read", add_narrow)
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
