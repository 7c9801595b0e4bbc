"""A Sphinx extension: where a chapter first uses a term of the glossary, the word links to it."""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from lstm_attention.book.extensions.latex import ancestors

NOT_PROSE = (
    *(nodes.table, nodes.caption, nodes.literal, nodes.reference, nodes.inline, addnodes.pending_xref),
    addnodes.glossary,
)
"""What keeps its words as they are: tables, captions, links, quoted results and the glossary itself."""


class LinkTerms(SphinxPostTransform):
    """Link the first use of each term in the paragraphs of each chapter."""

    default_priority = 5  # just before Sphinx resolves links

    def run(self, **kwargs: Any) -> None:
        """Go over all paragraphs; in the PDF, over those of all chapters."""
        objects = self.env.get_domain("std").get_objects()
        terms = {name.lower(): name for name, _, kind, *_ in objects if kind == "term"}
        if not terms:
            return
        linked: dict[str, set[str]] = {}
        for text in list(self.document.findall(nodes.Text)):
            around = list(ancestors(text))
            page = next((node["docname"] for node in around if "docname" in node), self.env.docname)
            if page.startswith("notebooks/") or not any(isinstance(node, nodes.paragraph) for node in around):
                continue
            if not any(isinstance(node, NOT_PROSE) for node in around):
                seen = linked.setdefault(page, set())
                text.parent.replace(text, list(self.pieces(str(text), terms, seen, page)))

    def pieces(self, text: str, terms: dict[str, str], seen: set[str], page: str) -> Iterator[nodes.Node]:
        """The text, with a link for each of the `terms` that is not `seen`; those become so."""
        end = 0
        for found in pattern(tuple(terms)).finditer(text):
            term = terms[found[1].replace("’", "'").lower()]
            if term not in seen:
                seen.add(term)
                yield nodes.Text(text[end : found.start()])
                link = addnodes.pending_xref(refdomain="std", reftype="term", reftarget=term, refdoc=page)
                link += nodes.inline("", found[0], classes=["xref", "std", "std-term"])
                yield link
                end = found.end()
        yield nodes.Text(text[end:])


def pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the terms as a whole word, in the singular or with an s, the longest first.

    By now typographic apostrophes have taken the place of plain ones.
    """
    words = "|".join(re.escape(term).replace("'", "['’]") for term in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({words})s?(?![\w-])", re.IGNORECASE)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_post_transform(LinkTerms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
