"""A Sphinx extension: below each numbered figure and table of the HTML, links to it as files.

The files lie in the folder `exhibits` beside the pages, under the number and the name of the exhibit:
`figure-3.2-lstm-roc.pdf`, `table-6.1-runs.csv`.
"""

import re
import shutil
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from lstm_attention.book.building import EXHIBITS
from lstm_attention.book.tables import as_csv, as_latex

FORMATS = ("svg", "pdf", "png")
"""Of a figure, in the order of the links."""


def offer_files(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Write the files of each numbered figure and table of a page, and link them below it."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / EXHIBITS
    folder.mkdir(exist_ok=True)
    numbers = app.env.toc_fignumbers.get(page, {})
    for kind, write in ((nodes.figure, figure_files), (nodes.table, table_files)):
        for exhibit in list(tree.findall(kind)):
            label = exhibit["ids"][0] if exhibit["ids"] else ""
            number = numbers.get(kind.__name__, {}).get(label)
            if number is None:
                continue
            title = f"{kind.__name__.capitalize()} {'.'.join(map(str, number))}"
            name = f"{title.lower().replace(' ', '-')}-{re.sub('^(fig|tab)-', '', label)}"
            files = write(Path(app.srcdir), exhibit, folder / name, f"{title} of {app.config.html_title}")
            link = relative_uri(app.builder.get_target_uri(page), f"{EXHIBITS}/")
            exhibit.parent.insert(exhibit.parent.index(exhibit) + 1, row_of_links(title, link, files))


def figure_files(source: Path, figure: nodes.figure, path: Path, title: str) -> list[str]:
    """Copy a figure in all formats that a notebook has drawn it in; returns the names of the copies."""
    drawn = {Path(name).suffix[1:]: name for name in next(figure.findall(nodes.image))["candidates"].values()}
    made = []
    for form in FORMATS:
        if form in drawn:
            made.append(shutil.copy(source / drawn[form], f"{path}.{form}"))
    return [Path(name).name for name in made]


def table_files(source: Path, table: nodes.table, path: Path, title: str) -> list[str]:
    """Write a table as CSV and as LaTeX; returns the names of the files."""
    headings, rows = (
        [[text(cell) for cell in row.findall(nodes.entry)] for part in table.findall(kind) for row in part]
        for kind in (nodes.thead, nodes.tbody)
    )
    widths = [column["colwidth"] for column in table.findall(nodes.colspec)]
    # With a mark at its beginning, by which spreadsheets know UTF-8.
    Path(f"{path}.csv").write_text(as_csv(headings + rows), encoding="utf-8-sig")
    tex = as_latex(
        headings,
        rows,
        caption=text(next(table.findall(nodes.title))),
        label=table["ids"][0].replace("tab-", "tab:", 1),
        widths=widths,
        numeric="numbers" in table["classes"],
    )
    needs = r"\usepackage{booktabs,longtable}; letters that are not Latin need XeLaTeX or LuaLaTeX"
    Path(f"{path}.tex").write_text(f"% {title}\n% Needs {needs}\n{tex}", encoding="utf-8")
    return [f"{path.name}.csv", f"{path.name}.tex"]


def text(node: nodes.Node) -> str:
    """The text of a node on one line."""
    return " ".join(node.astext().split())


def row_of_links(title: str, folder: str, files: list[str]) -> nodes.raw:
    """A list of links in HTML, each with a name that a screen reader can say by itself."""
    links = []
    for name in files:
        form = {"tex": "LaTeX"}.get(name.rpartition(".")[2], name.rpartition(".")[2].upper())
        links.append(
            f'<li><a href="{escape(folder + name)}" download aria-label="{title} as {form}">{form}</a></li>'
        )
    return nodes.raw(
        "", f'<ul class="downloads" aria-label="{title} as a file">{"".join(links)}</ul>', format="html"
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("doctree-resolved", offer_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
