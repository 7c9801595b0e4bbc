"""No number is typed into the prose, and every exhibit has a name, a caption, an alt text."""

import re
from pathlib import Path

import pytest

PAGES = sorted(Path("book").glob("*.md"))
NOTEBOOKS = sorted(Path("book/notebooks").glob("*.ipynb"))

NO_CLAIM = [
    r"(?s)\A---.*?---",  # front matter
    r"(?s)^```.*?^```",  # code blocks
    r"(?s)\$\$.*?\$\$( \(.*?\))?",  # formulas and their labels
    r"\$[^$\n]+\$",
    r"\{[\w:]+\}`[^`]*`",  # roles: quoted values, references, citations
    r"`[^`]*`",  # code, such as a parameter
    r"(?m)^:(name|file|width|widths|header-rows|alt):.*$",
    r":::\{(figure|csv-table|only)\} ?(exhibits/\S+)?",
]
"""Parts of a page that state no result."""

EXCEPTIONS = ["20 Newsgroups", "95%", "90% interval", "F1", "word2vec"]
"""A name, the level of every interval, that of a test of equivalence, a metric's name, a method's name."""


def typed_numbers(text: str) -> list[str]:
    for pattern in NO_CLAIM:
        text = re.sub(pattern, " ", text, flags=re.MULTILINE)
    for phrase in EXCEPTIONS:
        text = re.sub(phrase.replace(" ", r"\s"), " ", text)
    return re.findall(r"\S*\d\S*", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_number_is_typed_into_a_page(page):
    assert typed_numbers(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_number_is_typed_into_a_notebooks_text(notebook):
    import nbformat

    cells = nbformat.read(notebook, as_version=4).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert typed_numbers(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "accuracy of 91.0%",
        "the 5 classes",
        "8,419,690 parameters",
        ":::{figure} exhibits/a.*\n:name: b\n\nOf 90% here",
    ],
)
def test_the_linter_finds_a_typed_number(text):
    assert typed_numbers(text)


def test_every_figure_has_name_alt_text_and_caption_of_its_own():
    figures = re.findall(
        r"^:::\{figure\} (\S+)\n((?::\w+:[^\n]*\n)+)\n(.+?)^:::",
        "".join(page.read_text() for page in PAGES),
        re.MULTILINE | re.DOTALL,
    )
    assert len(figures) == sum(page.read_text().count("{figure}") for page in PAGES) >= 12
    for path, options, caption in figures:
        assert ":name: fig-" in options, path
        assert len(re.search(r":alt: (.+)", options)[1]) > 60, path
        assert caption.strip(), path
    names = re.findall(r":name: (\S+)", "".join(page.read_text() for page in PAGES))
    assert len(names) == len(set(names))


def test_every_figure_and_table_is_referred_to_or_is_on_the_first_page():
    text = "".join(page.read_text() for page in PAGES)
    for name in re.findall(r":name: (\S+)", text):
        first_page = name in {"fig-forest"}
        assert first_page or f"{{numref}}`{name}`" in text, name


CHAPTERS = [
    *("corpus", "dense", "lstm", "lstm-attention", "attention", "live", "variants", "comparison"),
    *("confidence", "rerun"),
]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_opens_with_its_question_and_closes_with_a_summary(chapter):
    text = Path(f"book/{chapter}.md").read_text(encoding="utf-8")
    assert re.search(r"\A# .+\n\n\*\*[^*]+\?\*\*", text)
    title, _, summary = text.rpartition("\n## ")[2].partition("\n\n")
    assert title == "Summary"
    first = re.sub(r"\{\w+\}`[^`]*`", "x", summary.partition("\n\n")[0])
    assert 2 <= len(re.findall(r"\.(?=\s|\Z)", first)) <= 4


def test_tables_for_reference_are_in_the_appendix():
    for name in ("parameters", "meanings", "runs", "pairs", "mcnemar", "other-metrics"):
        assert f":name: tab-{name}\n" in Path("book/appendix.md").read_text(encoding="utf-8")


def test_the_verdicts_come_after_the_claims_that_they_judge():
    text = Path("book/lstm-attention.md").read_text(encoding="utf-8")
    order = ["## Why attention", "(eq-attention)", "literalinclude", "(eq-bound)", "## Four key features"]
    order += ["fig-network", "## Results", "## Conclusion", ":name: fig-claims", "## Summary"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
