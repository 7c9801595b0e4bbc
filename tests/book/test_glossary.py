"""Terms of the glossary are linked where a chapter first uses them."""

import pytest
from bs4 import BeautifulSoup

from lstm_attention.book.extensions.glossary import pattern

GLOSSARY = """# Glossary

```{glossary}
mask
  What hides padding.

Kendall's tau
  Agreement of orders of padding.

hidden state
  What is remembered. A mask may hide it.

AUC
  An area.
```
"""
ONE = """# A mask

**Does the mask matter?** It is `a mask`, two masks and [a mask](two.md). No unmasked one, no mask-like one.

- Hidden states, and the AUC of a hidden state: Kendall's tau.

:::{csv-table} AUC
"AUC"
:::
"""
FILES = {
    "index.md": "# Book\n\n```{toctree}\none\ntwo\nglossary\n```\n",
    "glossary.md": GLOSSARY,
    "one.md": ONE,
    "two.md": "# Two\n\nThe mask again.\n",
}


def links(path):
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return [(link.get_text(), link["href"]) for link in page.select("[role=main] a:has(.std-term)")]


def test_the_first_use_in_each_chapter_is_linked(sphinx_book):
    out, warnings = sphinx_book(["glossary"], FILES)
    assert warnings == ""
    assert links(out / "one.html") == [
        ("mask", "glossary.html#term-mask"),
        ("Hidden states", "glossary.html#term-hidden-state"),
        ("AUC", "glossary.html#term-AUC"),
        ("Kendall’s tau", "glossary.html#term-Kendall-s-tau"),
    ]
    assert links(out / "two.html") == [("mask", "glossary.html#term-mask")]
    assert links(out / "glossary.html") == []


def test_the_pdf_links_to_its_own_glossary(sphinx_book):
    out, warnings = sphinx_book(["glossary"], FILES, builder="latex")
    assert warnings == ""
    tex = next(out.glob("*.tex")).read_text(encoding="utf-8")
    assert tex.count(r"\hyperref[\detokenize{glossary:term-mask}]") == 2
    assert tex.count(r"\hyperref[\detokenize{glossary:term-AUC}]") == 1


def test_a_book_without_a_glossary_stays_as_it_is(sphinx_book):
    out, warnings = sphinx_book(["glossary"], {"index.md": "# Book\n\nA mask.\n"})
    assert (warnings, links(out / "index.html")) == ("", [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("macro F1 and F1", ["macro F1", "F1"]),
        ("stop words", ["stop words"]),
        ("a non-stop wordsmith", []),
        ("95% intervals", ["95% intervals"]),
    ],
)
def test_terms_are_whole_words_and_the_longest_counts(text, found):
    terms = ("F1", "macro F1", "stop word", "95% interval")
    assert [match[0] for match in pattern(terms).finditer(text)] == found
