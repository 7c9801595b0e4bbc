"""A Sphinx extension: text of any corpus in a PDF, with no letter lost and no word off the page.

HTML shows any script and any emoji with the reader's fonts; LaTeX would silently leave a gap. And LaTeX
breaks English words only, while a class may be called `r/AskHistorians/wiki`.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform

from lstm_attention.book.building import PROVENANCE, source_digest

FONTS = ("FreeSerif", "FreeSans", "FreeMono")
"""The fonts that Sphinx uses with xelatex: text, headings, code."""

LONG_WORD = re.compile(r"(\S{21,}|(?=\w*[^\w\s])\S{13,})")
"""Words that LaTeX cannot break: very long ones, and long ones with characters other than letters."""

MAY_BREAK = r"\penalty9000\hskip0pt{}"
"""A last resort for a line break. The braces keep a space that follows it."""


class SetAnyText(SphinxPostTransform):
    """Name every letter that one of the fonts lacks, as `[U+1F600]`, and let long words break."""

    default_priority = 950
    builders: ClassVar[tuple[str, ...]] = ("latex",)

    def run(self, **kwargs: Any) -> None:
        """Process everything that LaTeX sets as text."""
        for text in list(self.document.findall(nodes.Text)):
            if isinstance(text.parent, (nodes.literal, nodes.math, nodes.math_block, nodes.raw)):
                continue
            named = name_missing(str(text), glyphs())
            text.parent.replace(text, list(breakable(named)) if may_break(text) else nodes.Text(named))


def may_break(text: nodes.Text) -> bool:
    """Whether any word may break: in tables, whose cells are narrow, and in results, which are any text."""
    return any(
        isinstance(node, nodes.entry) or "value" in node.get("classes", []) for node in ancestors(text)
    )


def ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield the nodes around a node, the nearest first."""
    while node.parent is not None:
        node = node.parent
        yield node


def name_missing(text: str, known: frozenset[int]) -> str:
    """Return the text with each letter that is not `known` replaced by its number."""
    return "".join(
        letter if letter.isspace() or ord(letter) in known else f"[U+{ord(letter):04X}]" for letter in text
    )


def breakable(text: str) -> Iterator[nodes.Node]:
    """Yield the text, with `MAY_BREAK` after every four letters of a long word."""
    for place, piece in enumerate(LONG_WORD.split(text)):
        if place % 2 == 0:
            yield nodes.Text(piece)
            continue
        for start in range(0, len(piece), 4):
            yield nodes.Text(piece[start : start + 4])
            yield nodes.raw("", MAY_BREAK, format="latex")


@cache
def glyphs() -> frozenset[int]:
    """Return the numbers of the letters that all fonts of a PDF have.

    Raises:
        ExtensionError: if a font is not installed.
    """
    # Imported here, because the HTML needs neither and they load matplotlib.
    from fontTools.ttLib import TTFont
    from matplotlib.font_manager import findSystemFonts

    installed = {Path(path).stem: path for path in findSystemFonts()}
    missing = [name for name in FONTS if name not in installed]
    if missing:
        raise ExtensionError(f"the PDF's font {missing[0]} is not installed: see apt.txt")
    return frozenset.intersection(*(frozenset(TTFont(installed[name]).getBestCmap()) for name in FONTS))


def tell_sources(app: Sphinx, config: Config) -> None:
    """Put the hash of all sources among the keywords of the PDF, for `make verify`."""
    record = json.loads((Path(app.srcdir) / "extra" / PROVENANCE).read_text(encoding="utf-8"))
    keywords = rf"\AtBeginDocument{{\hypersetup{{pdfkeywords={{{source_digest(record['from'])}}}}}}}"
    config.latex_elements["preamble"] += "\n" + keywords


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("config-inited", tell_sources)
    app.add_post_transform(SetAnyText)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
