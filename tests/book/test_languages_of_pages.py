"""Text of the corpus has its language and direction in HTML, and English has none."""

import json

import pytest
from bs4 import BeautifulSoup

from lstm_attention.book.extensions.languages import attributes


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("天气很好", "zh", ' lang="zh" dir="ltr"'),
        ("مدرسة", "ar", ' lang="ar" dir="rtl"'),
        ("0.25", "ar", ""),
        ("مدرسة", None, ' dir="rtl"'),
        ("مدرسة has the most training documents (12)", None, ' dir="ltr"'),
        ("English", None, ""),
        ("天气", None, ""),
    ],
)
def test_attributes(text, language, expected):
    assert attributes(text, language) == expected


INDEX = """# Book

Most are of {value}`a.name`. {value}`a.sentence`. {value}`a.english`.

:::{csv-table} Posts
:header-rows: 1
:class: written

Class,Post
رياضة,كرة القدم 3.5
:::

:::{csv-table} Numbers
:header-rows: 1

Class,Documents
رياضة,12
:::
"""


def test_cells_and_results_in_a_page_have_the_attributes_and_english_has_none(sphinx_book):
    results = {
        "a": {"name": "رياضة", "sentence": "رياضة has the most", "english": "words"},
        "corpus": {"language": "ar"},
    }
    files = {"index.md": INDEX, "results.json": json.dumps(results)}
    out, warnings = sphinx_book(["values", "languages"], files)
    assert not warnings
    page = BeautifulSoup((out / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert [each.get("dir") for each in page.select("span.value")] == ["rtl", "ltr", None]
    posts, numbers = page.select("table")
    assert [(each.get("lang"), each.get("dir")) for each in posts.select("td")] == [("ar", "rtl")] * 2
    assert [(each.get("lang"), each.get("dir")) for each in numbers.select("td")] == [
        (None, "rtl"),
        (None, None),
    ]
    assert not page.select("th[lang], th[dir]")
