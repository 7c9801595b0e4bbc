"""Fonts for letters of any script, in figures and in a PDF: the first that is installed and has the letter.

matplotlib brings a font with Latin, Greek, Cyrillic, Arabic and Hebrew letters. Those of other scripts are in
the packages of apt.txt; where none of `SCRIPTS` is installed, a figure shows boxes.
"""

import logging
from functools import cache
from pathlib import Path

from matplotlib.font_manager import FontProperties, findfont, findSystemFonts, fontManager, get_font

SCRIPTS = {
    "NotoSansArabic-Regular": "Arabic",
    "NotoSansHebrew-Regular": "Hebrew",
    "NotoSansDevanagari-Regular": "Devanagari",
    "NotoSansBengali-Regular": "Bengali",
    "NotoSansGurmukhi-Regular": "Gurmukhi",
    "NotoSansGujarati-Regular": "Gujarati",
    "NotoSansOriya-Regular": "Oriya",
    "NotoSansTamil-Regular": "Tamil",
    "NotoSansTelugu-Regular": "Telugu",
    "NotoSansKannada-Regular": "Kannada",
    "NotoSansMalayalam-Regular": "Malayalam",
    "NotoSansSinhala-Regular": "Sinhala",
    "NotoSansThai-Regular": "Thai",
    "NotoSansLao-Regular": "Lao",
    "NotoSansMyanmar-Regular": "Myanmar",
    "NotoSansKhmer-Regular": "Khmer",
    "NotoSansEthiopic-Regular": "Ethiopic",
    "NotoSansGeorgian-Regular": "Georgian",
    "NotoSansArmenian-Regular": "Armenian",
    "NotoSansSyriac-Regular": "Syriac",
    "NotoSansThaana-Regular": "Thaana",
    "NotoSerifTibetan-Regular": "Tibetan",
    "NotoSansCherokee-Regular": "Cherokee",
    "NotoSansCJK-Regular": "",  # of fonts-noto-cjk, which is 35 times as large as that of the next
    "wqy-microhei": "",
}
"""Files of fonts, without suffix, and the script by whose rules letters join, as fontspec names it."""


@cache
def files() -> dict[str, Path]:
    """Files of all installed fonts, by name."""
    return {path.stem: path for path in map(Path, findSystemFonts())}


@cache
def installed() -> dict[str, Path]:
    """Files of the fonts of `SCRIPTS` that are installed, by name and in that order."""
    return {name: files()[name] for name in SCRIPTS if name in files()}


def lacking() -> bool:
    """Whether a font of apt.txt is not installed."""
    return not SCRIPTS.keys() - {"NotoSansCJK-Regular"} <= installed().keys()


@cache
def families() -> list[str]:
    """Names of the installed fonts by which matplotlib finds them."""
    # matplotlib would warn about each font without a bold face whenever it looks for one.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    known = {entry.fname for entry in fontManager.ttflist}
    for path in map(str, installed().values()):
        if path not in known:  # it was installed after matplotlib looked for fonts
            fontManager.addfont(path)
    return [get_font(str(path)).family_name for path in installed().values()]


@cache
def letters_of(path: Path) -> frozenset[int]:
    """The code points that a font has."""
    return frozenset(get_font(str(path)).get_charmap())


def letters_of_family(family: str) -> frozenset[int]:
    """The code points that a font of matplotlib, such as `monospace`, has."""
    return letters_of(Path(findfont(FontProperties(family=[family]))))


@cache
def drawable(family: str = "sans-serif") -> frozenset[int]:
    """The code points that figures can show in a font or in one of its fallbacks."""
    return letters_of_family(family).union(*map(letters_of, installed().values()))


def without_font(text: str) -> list[str]:
    """Letters of a text that figures cannot show, each once, in order."""
    shown = drawable()
    return [letter for letter in dict.fromkeys(text) if letter.isalpha() and ord(letter) not in shown]
