"""Files that notebooks hand over to the book."""

import csv
import json
import re
from html import unescape

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lstm_attention.exhibits import handover

HOSTILE = [
    "<script>alert(1)</script>",
    "$x^2$ and `code`",
    "**bold** [link](http://x)",
    "=cmd()|'a'",
    "{{x}} \\n",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_reads_as_it_is(text):
    html = MarkdownIt("commonmark").render(handover.escape_markdown(text))
    visible = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    assert visible.strip() == f"<p>{text}</p>"


def test_table_shows_rounded_and_keeps_exact(tmp_path):
    frame = pd.DataFrame({"name": ["a|b"], "share": [2 / 3], "hidden": [1]})
    shown = handover.table(frame, tmp_path / "t", {"name": "Name", "share": "Share"}, {"share": ".1%"})
    assert shown.loc["a|b"].tolist() == ["66.7%"]
    assert re.findall("<th>(.*?)</th>", shown._repr_html_()) == [
        "Name",
        "Share",
        "a|b",
    ]  # one row of headings
    rows = list(csv.reader((tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [["Name", "Share"], [r"a\|b", r"66\.7\%"]]
    exact = json.loads((tmp_path / "t.json").read_text())
    assert [list(row.items()) for row in exact] == [[("name", "a|b"), ("share", 2 / 3), ("hidden", 1)]]


def test_rows_of_a_table_are_named_by_its_index_if_that_has_a_name(tmp_path):
    frame = pd.DataFrame({"x": [1, None]}, index=pd.Index(["a", "b"], name="key"))
    handover.table(frame, tmp_path / "t", {"x": "X"})
    assert json.loads((tmp_path / "t.json").read_text()) == {"a": {"x": 1.0}, "b": {"x": None}}


def test_a_table_of_nothing_has_a_row_as_the_book_takes_none_without(tmp_path):
    frame = pd.DataFrame({"name": [], "share": []})
    shown = handover.table(frame, tmp_path / "t", {"name": "Name", "share": "Share"}, {"share": ".1%"})
    assert shown.empty
    rows = list(csv.reader((tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [["Name", "Share"], ["–", "–"]]
    assert json.loads((tmp_path / "t.json").read_text()) == []


def test_a_table_of_settings_is_no_result(tmp_path):
    frame = pd.DataFrame({"name": ["epochs"], "value": ["3"]})
    handover.table(frame, tmp_path / "t", {"name": "Name", "value": "Value"}, new=False)
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_a_number_below_zero_has_a_minus_and_text_keeps_its_hyphen(tmp_path):
    frame = pd.DataFrame({"name": ["-a"], "gain": [-0.0015], "small": [1e-8]})
    headers = {"name": "Name", "gain": "Gain", "small": "Small"}
    shown = handover.table(frame, tmp_path / "t", headers, {"gain": ".3f", "small": ".0e"})
    assert shown.loc["-a"].tolist() == ["−0.002", "1e-08"]


def test_figure_is_written_in_two_layouts_and_three_formats_and_is_reproducible(tmp_path):
    def draw():
        figure, axis = plt.subplots()
        axis.plot(np.arange(3))
        handover.figure(figure, tmp_path / "f")
        plt.close(figure)
        return [(tmp_path / name).read_bytes() for name in ("f.svg", "f.pdf", "f.png", "f-narrow.svg")]

    first, second = draw(), draw()
    assert first == second
    assert first[0].startswith(b"<?xml")
    assert first[1].startswith(b"%PDF")
    assert first[2].startswith(b"\x89PNG")
    assert first[3].startswith(b"<?xml")
    assert first[3] != first[0]


def test_results_are_written_as_plain_data(tmp_path):
    content = {
        "mean": np.float32(0.5),
        "counts": np.array([[1, 2]]),
        "name": "LSTM",
        "missing": float("nan"),
        "bounded": np.True_,
        "by_length": {3: (1, 2.5)},
    }
    handover.results(tmp_path, content)
    assert json.loads((tmp_path / "results.json").read_text()) == {
        "mean": 0.5,
        "counts": [[1, 2]],
        "name": "LSTM",
        "missing": None,
        "bounded": True,
        "by_length": {"3": [1, 2.5]},
    }


@pytest.mark.parametrize("value", [{1, 2}, float("inf"), object(), pd.Series([1])])
def test_what_is_no_plain_data_is_named_with_its_place(tmp_path, value):
    with pytest.raises(TypeError, match=r"^focus.times\[1\] is "):
        handover.results(tmp_path, {"focus": {"times": [1, value]}})
    assert not (tmp_path / "results.json").exists()


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60) | st.sampled_from(HOSTILE)


@given(text=texts)
def test_any_escaped_text_reads_as_it_is(text):
    html = MarkdownIt("commonmark").render(handover.escape_markdown(text)).strip()
    shown = unescape(html.removeprefix("<p>").removesuffix("</p>"))
    assert "<" not in html.removeprefix("<p>").removesuffix("</p>")
    assert shown.split() == text.split()


@given(rows=st.lists(st.tuples(texts, texts), min_size=1, max_size=4))
def test_no_cell_of_a_table_is_a_formula_to_a_spreadsheet(folder, rows):
    frame = pd.DataFrame(rows, columns=["a", "b"])
    handover.table(frame, folder / "t", headers={"a": "A", "b": "B"})
    with (folder / "t.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.reader(file))
    assert len(written) == 1 + len(rows)
    for row in written:
        assert len(row) == 2
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")
