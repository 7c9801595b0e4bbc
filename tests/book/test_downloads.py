"""Links below figures and tables, in a book that Sphinx builds."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

INDEX = "# Book\n\n```{toctree}\n:numbered:\none\ntwo\n```\n"
TWO = """# Two

:::{figure} exhibits/roc.*
:name: fig-two-roc
:alt: A curve

The curve.
:::

:::{csv-table} Of <b>text</b> & "quotes".
:name: tab-signs
:file: signs.csv
:header-rows: 1
:class: numbers
:::

:::{csv-table}
"no","caption"
:::
"""
FILES = {
    **{"index.md": INDEX, "one.md": "# One\n", "two.md": TWO},
    **{
        f"exhibits/roc.{form}": f"<svg xmlns='http://www.w3.org/2000/svg'><!--{form}--></svg>"
        for form in ("svg", "pdf", "png")
    },
    "signs.csv": '"Name","Gain"\n"\\=cmd\\|x","−0\\.9"\n"a","\\+1"\n',
}


@pytest.fixture
def built(sphinx_book):
    out, warnings = sphinx_book(["downloads"], FILES)
    assert warnings == ""
    return out, BeautifulSoup((out / "two.html").read_text(encoding="utf-8"), "html.parser")


def test_a_figure_comes_in_three_formats_under_its_number_and_name(built):
    out, page = built
    links = page.select_one("figure#fig-two-roc + ul.downloads").select("a")
    assert [link["href"] for link in links] == [
        f"exhibits/figure-2.1-two-roc.{form}" for form in ("svg", "pdf", "png")
    ]
    assert [link.get_text() for link in links] == ["SVG", "PDF", "PNG"]
    assert [link["aria-label"] for link in links] == [
        f"Figure 2.1 as {form}" for form in ("SVG", "PDF", "PNG")
    ]
    assert all(link.has_attr("download") for link in links)
    for link, form in zip(links, ("svg", "pdf", "png"), strict=True):
        assert (out / link["href"]).read_text() == FILES[f"exhibits/roc.{form}"]


def test_a_table_comes_as_csv_and_latex_with_its_cells_as_they_are_shown(built):
    out, page = built
    csv_link, tex_link = page.select_one("ul.downloads:has(a[href$='.tex'])").select("a")
    assert (csv_link["href"], tex_link["href"]) == (
        "exhibits/table-2.1-signs.csv",
        "exhibits/table-2.1-signs.tex",
    )
    text = (out / csv_link["href"]).read_bytes().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["Name", "Gain"], ["'=cmd|x", "-0.9"], ["a", "+1"]]
    tex = (out / tex_link["href"]).read_text(encoding="utf-8")
    assert tex.startswith("% Table 2.1 of A book\n% Needs \\usepackage{booktabs,longtable}")
    assert r"\caption{Of \textless{}b\textgreater{}text\textless{}/b\textgreater{} \& " in tex
    assert r"\label{tab:signs}" in tex
    assert r"\begin{tabular}{lr}" in tex
    assert r"=cmd\textbar{}x & $-$0.9 \\" in tex


def test_what_has_no_number_has_no_links(built):
    out, page = built
    assert len(page.select("ul.downloads")) == 2
    assert len(list((out / "exhibits").iterdir())) == 5


def test_the_pdf_has_no_links_to_files(sphinx_book):
    out, _ = sphinx_book(["downloads"], FILES, builder="latex")
    assert not (out / "exhibits").exists()
    assert "download" not in next(out.glob("*.tex")).read_text(encoding="utf-8").split(r"\begin{document}")[1]
