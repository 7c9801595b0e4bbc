"""The role `value`, in a book that Sphinx builds."""

import json

import pytest
from bs4 import BeautifulSoup

RESULTS = {"focus": {"mean": 1.0625, "prose": {"claim": "a <b> & $c$ `d`", "label": 'it\'s "so"'}}}


@pytest.fixture
def build(sphinx_book):
    def run(source):
        files = {"results.json": json.dumps(RESULTS), "dot.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
        out, warnings = sphinx_book(["values"], {"index.md": source} | files)
        return BeautifulSoup((out / "index.html").read_text(encoding="utf-8"), "html.parser"), warnings

    return run


def test_prose_captions_and_alternative_texts_show_the_result(build):
    page, warnings = build(
        "# T\n\nOf {value}`focus.mean:.2f`: {value}`focus.prose.claim`.\n\n"
        ":::{figure} dot.svg\n:alt: A dot at {value}`focus.mean:.1f`\n\nAt {value}`focus.mean:.3f`.\n:::\n"
    )
    assert warnings == ""
    assert [span.get_text() for span in page.select("span.value")] == ["1.06", "a <b> & $c$ `d`", "1.062"]
    assert page.select_one("img")["alt"] == "A dot at 1.1"


def test_results_keep_their_quotation_marks_and_prose_has_typographic_ones(build):
    page, _ = build(
        "# T\n\nOf 'it': {value}`focus.prose.label`.\n\n"
        ':::{csv-table} Of "it"\n"H"\n"it\\\'s ""so"""\n:::\n'
    )
    assert page.select_one("section p").get_text() == 'Of ‘it’: it\'s "so".'
    assert page.select("td")[1].get_text() == 'it\'s "so"'
    assert "Of “it”" in page.select_one("caption").get_text()


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (
            "Of {value}`focus.meen:.2f`.",
            "index.md:3: WARNING: no result 'focus.meen'; did you mean 'focus.mean'?",
        ),
        ("Of {value}`focus.mean:d`.", "index.md:3: WARNING: the format 'd' does not fit focus.mean"),
        (":::{figure} dot.svg\n:alt: At {value}`a:d`\n\nAt.\n:::", "WARNING: no result 'a'"),
    ],
)
def test_what_cannot_be_quoted_is_a_warning_with_its_place(build, source, says):
    _, warnings = build(f"# T\n\n{source}\n")
    assert says in warnings
