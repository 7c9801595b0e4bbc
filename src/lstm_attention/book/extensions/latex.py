"""A Sphinx extension: text of any corpus in a PDF, with no letter lost and no word off the page.

HTML shows any script and any emoji with the reader's fonts; LaTeX would silently leave a gap. It sets words
from left to right, whatever their script. And it breaks English words only, while a class may be called
`r/AskHistorians/wiki`.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform

from lstm_attention.book.building import PROVENANCE, source_digest
from lstm_attention.exhibits.writing import (
    LEFT_TO_RIGHT,
    RIGHT_TO_LEFT,
    direction,
    directions,
    resolved,
    with_code_points,
)

FONTS = ("FreeSerif", "FreeSans", "FreeMono")
"""The fonts that Sphinx uses with xelatex: text, headings, code."""

LONG_WORD = re.compile(r"""(\S{21,}|(?![("'‘“]*\w+[)"'’”.,;:!?]*(?:\s|$))(?=\w*[^\w\s])\S{13,})""")
"""Words that LaTeX cannot break: very long ones, and long ones with characters other than letters inside."""

MAY_BREAK = r"\penalty9000\hskip0pt{}"
"""A last resort for a line break. The braces keep a space that follows it."""

TURNS = {LEFT_TO_RIGHT: r"\lefttoright{", RIGHT_TO_LEFT: r"\righttoleft{"}
"""Commands of report.sty for a run of one direction in a line of the other."""

MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
"""Brackets, which LaTeX does not mirror where text runs from right to left."""

CHUNK = re.compile(r"\d+(?:[.,:/]\d+)*%?|[^\W\d_][^\W\d_\u0591-\u05c7\u064b-\u065f]*|.")
"""A number or letters, whose order LaTeX knows, or another character, which changes its place."""


class SetAnyText(SphinxPostTransform):
    """Set every letter in a font that has it, in the order of its script, and let long words break.

    A letter that no font has is shown as its code point, such as `[U+1F600]`.
    """

    default_priority = 950
    builders: ClassVar[tuple[str, ...]] = ("latex",)

    def run(self, **kwargs: Any) -> None:
        """Process everything that LaTeX sets as text."""
        for text in list(self.document.findall(nodes.Text)):
            if isinstance(text.parent, (nodes.literal, nodes.math, nodes.math_block, nodes.raw)):
                continue
            parts = typeset(str(text), glyphs(), other_glyphs(), breaks=may_break(text))
            text.parent.replace(text, list(parts))


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


def typeset(
    text: str, known: frozenset[int], others: dict[str, frozenset[int]], breaks: bool
) -> Iterator[nodes.Node]:
    """Yield a text as LaTeX sets it.

    Args:
        text: as it is read.
        known: code points that the fonts of the PDF have.
        others: code points that other fonts have, by the arguments with which LaTeX loads each font.
        breaks: whether long words may break.
    """
    named = name_missing(text, known.union(*others.values()))
    base = direction(named) or LEFT_TO_RIGHT
    ways = resolved(directions(named), base)
    if base == RIGHT_TO_LEFT:
        yield _latex(TURNS[base])
    for way, run in groupby(zip(named, ways, strict=True), key=lambda each: each[1]):
        if way != base:
            yield _latex(TURNS[way])
        for font, piece in in_fonts("".join(letter for letter, _ in run), known, others):
            if font:
                yield from (_latex(rf"\otherletters{font}{{"), nodes.Text(piece), _latex("}"))
            elif way == RIGHT_TO_LEFT:
                yield nodes.Text(re.sub(r"\S+", _turned, piece))
            elif breaks:
                yield from breakable(piece)
            else:
                yield nodes.Text(piece)
        if way != base:
            yield _latex("}")
    if base == RIGHT_TO_LEFT:
        yield _latex("}")


def _latex(command: str) -> nodes.Node:
    return nodes.raw("", command, format="latex")


def _turned(word: re.Match[str]) -> str:
    """Punctuation and numbers between words from right to left, in the order that LaTeX expects."""
    return "".join(reversed(CHUNK.findall(word[0].translate(MIRRORED))))


def name_missing(text: str, known: frozenset[int]) -> str:
    """Return the text with each letter that is not `known` replaced by its code point.

    Invisible characters, such as direction marks, are left out.
    """
    visible = (letter for letter in text if ord(letter) in known or unicodedata.category(letter) != "Cf")
    return with_code_points("".join(visible), known)


def in_fonts(
    text: str, known: frozenset[int], others: dict[str, frozenset[int]]
) -> Iterator[tuple[str, str]]:
    """Yield pieces of a text, each after the name of its font, which is empty for those of the PDF.

    Letters from right to left are set in the font of their script, which joins them, if it is installed.
    """
    last = ""
    fonts = []
    for letter in text:
        code, kind = ord(letter), unicodedata.category(letter)
        if not (kind[0] == "M" or kind == "Cf") or code not in others.get(last, known):
            other = next((name for name, has in others.items() if code in has), "")
            last = other if code not in known or direction(letter) == RIGHT_TO_LEFT else ""
        fonts.append(last)
    for font, piece in groupby(zip(fonts, text, strict=True), key=lambda each: each[0]):
        yield font, "".join(letter for _, letter in piece)


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
    # Imported here, because the HTML does not need it and it loads matplotlib.
    from lstm_attention.exhibits.fonts import files, letters_of

    missing = [name for name in FONTS if name not in files()]
    if missing:
        raise ExtensionError(f"the PDF's font {missing[0]} is not installed: see apt.txt")
    return frozenset.intersection(*(letters_of(files()[name]) for name in FONTS))


@cache
def other_glyphs() -> dict[str, frozenset[int]]:
    """Return the code points of the fonts for other scripts, by the arguments with which LaTeX loads each."""
    from lstm_attention.exhibits.fonts import SCRIPTS, installed, letters_of

    fonts = {}
    for name, path in installed().items():
        script = f",Script={SCRIPTS[name]}" if SCRIPTS[name] else ""
        fonts[f"{{{path.name}}}{{Path={path.parent}/{script}}}"] = letters_of(path)
    return fonts


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
