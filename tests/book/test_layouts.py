"""A telephone gets the narrow layout of a figure that has one, and every other figure as it is."""

from bs4 import BeautifulSoup

NAMES = ("a/roc", "a/roc-narrow", "b/roc", "b/roc-narrow", "b/alone")
FILES = {f"{name}.svg": f"<svg xmlns='http://www.w3.org/2000/svg'><!--{name}--></svg>" for name in NAMES}
INDEX = "# Book\n\n" + "".join(
    f":::{{figure}} {name}.*\n:width: 80%\n\nOne.\n:::\n\n" for name in ("a/roc", "b/roc", "b/alone")
)


def test_a_figure_offers_its_narrow_layout(sphinx_book):
    out, warnings = sphinx_book(["layouts"], {"index.md": INDEX, **FILES})
    assert warnings == ""
    page = BeautifulSoup((out / "index.html").read_text(encoding="utf-8"), "html.parser")
    shown = [
        [(out / (image.get("srcset") or image["src"])).read_text() for image in figure.select("source, img")]
        for figure in page.select("figure")
    ]
    assert shown == [
        [FILES["a/roc-narrow.svg"], FILES["a/roc.svg"]],
        [FILES["b/roc-narrow.svg"], FILES["b/roc.svg"]],
        [FILES["b/alone.svg"]],
    ]
    assert all(source["media"] == "(max-width: 600px)" for source in page.select("source"))
