"""A Sphinx extension: the role `value`, with which prose, captions and alternative texts quote results.json.

Results are shown literally, in tables too: their quotation marks do not change.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from lstm_attention.exhibits.quoting import QUOTE, QuoteError, quote

logger = logging.getLogger(__name__)


@cache
def results(source: Path) -> dict[str, Any]:
    """Return the content of results.json, which is staged beside the prose."""
    return json.loads((source / "results.json").read_text(encoding="utf-8"))


class Value(SphinxRole):
    """A result as text with the class `value`. A result that cannot be quoted fails the build."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Quote the result."""
        try:
            text = quote(results(Path(self.env.srcdir)), self.text)
        except QuoteError as error:
            logger.warning(str(error), location=self.get_location())
            text = self.rawtext
        return [nodes.inline(self.rawtext, text, classes=["value"], support_smartquotes=False)], []


class KeepQuotes(SphinxTransform):
    """Keep the quotation marks in table cells from becoming typographic ones."""

    default_priority = 749  # just before Sphinx's SphinxSmartQuotes

    def apply(self, **_: Any) -> None:
        """Mark all tables, but not their captions."""
        for cells in self.document.findall(nodes.tgroup):
            cells["support_smartquotes"] = False


def quote_in_alternative_texts(app: Sphinx, tree: nodes.document) -> None:
    """Put results into alternative texts, in which docutils reads no roles."""
    for image in tree.findall(nodes.image):
        try:
            image["alt"] = QUOTE.sub(
                lambda quoted: quote(results(Path(app.srcdir)), quoted[1]), image.get("alt", "")
            )
        except QuoteError as error:
            logger.warning(str(error), location=image.parent)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_role("value", Value())
    app.add_transform(KeepQuotes)
    app.connect("doctree-read", quote_in_alternative_texts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
