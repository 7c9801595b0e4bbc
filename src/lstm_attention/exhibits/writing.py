"""Scripts: which way a text runs, in what order its parts stand in a line, and what no font can show.

Browsers and matplotlib apply Unicode's bidirectional algorithm (UAX #9). Figures that place words one by one,
and LaTeX, use this module, which orders runs of one direction within a line of the other.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "ltr", "rtl"
"""As HTML's attribute `dir` has them."""

STRONG = {"L": LEFT_TO_RIGHT, "R": RIGHT_TO_LEFT, "AL": RIGHT_TO_LEFT}
"""Directions of the letters that have one; spaces, punctuation and digits have none."""

Part = TypeVar("Part")


def with_code_points(text: str, known: frozenset[int]) -> str:
    """Return a text with its code points in place of all letters that are not `known`, as in `[U+1F600]`."""
    return "".join(
        letter if letter.isspace() or ord(letter) in known else f"[U+{ord(letter):04X}]" for letter in text
    )


def directions(text: str) -> list[str | None]:
    """Direction of each character of a text, if it has one.

    A mark has that of its letter, and a number after letters from left to right belongs to them.
    """
    found: list[str | None] = []
    last = None
    for character in text:
        kind = unicodedata.bidirectional(character)
        last = STRONG.get(kind, last)
        with_last = kind == "EN" and last == LEFT_TO_RIGHT
        found.append(found[-1] if kind == "NSM" and found else last if with_last else STRONG.get(kind))
    return found


def direction(text: str) -> str | None:
    """Direction of most letters of a text, so that no name reverses a sentence; None without letters."""
    counts = Counter(filter(None, (STRONG.get(unicodedata.bidirectional(letter)) for letter in text)))
    return counts.most_common(1)[0][0] if counts else None


def resolved(found: Sequence[str | None], base: str) -> list[str]:
    """Directions of all parts of a line; one without its own has that of both its neighbours, or `base`."""
    before, after = [], []
    for seen, sequence in ((before, found), (after, reversed(found))):
        last = base
        for each in sequence:
            last = each or last
            seen.append(last)
    return [
        own or (left if left == right else base)
        for own, left, right in zip(found, before, reversed(after), strict=True)
    ]


def in_order(parts: Sequence[Part], ways: Sequence[str], base: str) -> list[Part]:
    """Return the parts of a line from left to right.

    Args:
        parts: as they are read.
        ways: their directions, `resolved`.
        base: direction of the line.
    """
    runs = []
    for way, run in groupby(zip(parts, ways, strict=True), key=lambda each: each[1]):
        own = [part for part, _ in run]
        runs.append(own if way == LEFT_TO_RIGHT else own[::-1])
    return [part for run in (runs if base == LEFT_TO_RIGHT else runs[::-1]) for part in run]
