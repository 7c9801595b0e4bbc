"""In LaTeX, columns of numbers are right-aligned, and a tall table is broken across pages."""

import re

import pytest
from docutils import nodes

from lstm_attention.book.extensions import tables

TABLE = """# Tables

:::{{csv-table}} Posts of each class.
:header-rows: 1
:class: numbers{classes}

Class,Posts,Share
{rows}
:::
"""
FIT = "{LRR}"
SHARED = r"{\X{2}{4}>{\raggedleft\arraybackslash}\X{1}{4}>{\raggedleft\arraybackslash}\X{1}{4}}"


@pytest.mark.parametrize(
    ("rows", "classes", "columns"),
    [(3, "", FIT), (19, "", FIT), (20, "", SHARED), (50, "", SHARED), (3, " longtable", SHARED)],
)
def test_columns_fit_their_contents_unless_a_table_has_many_rows(sphinx_book, rows, classes, columns):
    text = TABLE.format(rows="\n".join(f"class {k},{k},0.1" for k in range(rows)), classes=classes)
    out, warnings = sphinx_book(["tables"], {"index.md": text}, builder="latex")
    assert not warnings
    (tex,) = out.glob("*.tex")
    begin = re.compile(r"\\begin\{(longtable|tabulary)\}(?:\{\\linewidth\}\[t\])?(.*)")
    ((kind, found),) = begin.findall(tex.read_text(encoding="utf-8"))
    assert (kind, found) == ("tabulary" if columns == FIT else "longtable", columns)


@pytest.mark.parametrize(("letters", "kind"), [(100, "tabular"), (1_500, "longtable")])
def test_a_table_of_few_rows_with_much_text_may_break_too(sphinx_book, letters, kind):
    table = TABLE.replace(":class: numbers{classes}", ":widths: 20 60 20")
    text = table.format(rows=f"class,{'word ' * (letters // 5)},0.1")
    out, warnings = sphinx_book(["tables"], {"index.md": text}, builder="latex")
    assert not warnings
    (tex,) = out.glob("*.tex")
    assert re.findall(r"\\begin\{(longtable|tabular)\}", tex.read_text(encoding="utf-8")) == [kind]


def test_a_dotted_name_in_a_table_may_break_after_a_dot_but_a_number_may_not(sphinx_book):
    text = TABLE.format(rows="comp.sys.mac,3.5,0.1", classes="")
    out, warnings = sphinx_book(["tables"], {"index.md": text}, builder="latex")
    assert not warnings
    (tex,) = out.glob("*.tex")
    content = tex.read_text(encoding="utf-8")
    assert r"comp.\allowbreak{}sys.\allowbreak{}mac" in content
    assert "\n3.5\n" in content


def test_names_of_files_in_latex_that_stands_in_a_table_are_left_alone():
    latex = nodes.raw("", r"\otherletters{Regular.ttf}{}{x}", format="latex")
    table = nodes.table("", nodes.entry("", nodes.paragraph("", "", latex, nodes.Text("comp.mac"))))
    tables.break_names(table)
    assert table.astext() == r"\otherletters{Regular.ttf}{}{x}comp.\allowbreak{}mac"
