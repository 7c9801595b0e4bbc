"""A Sphinx extension: passages that fit the report, and well-formed pages that say how they were computed."""

import json
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from lstm_attention.book.extensions.values import results
from lstm_attention.exhibits.quoting import QUOTE, tags

FRAME = re.compile(
    r'<div>\n<style scoped>.*?</style>\n<table border="1" class="dataframe">(.*?)</table>', re.DOTALL
)
"""A data frame, as pandas writes it into a notebook."""

NUMBER = re.compile(r"(?:(?:&lt; |[+−])?\d[\d,.]*%?|–|)")
"""A table cell that is aligned to the right, as HTML."""

LAUNCH = """<details class="launch"><summary>Run this notebook yourself</summary>
<p>The rocket at the top of the page opens it on Binder, where everything is ready, or on Colab. On Colab,
make this the first cell. It fetches the project and its packages and builds the report that the notebooks
read, which takes one to two hours.</p>
<div class="highlight"><pre tabindex="0">{cell}</pre></div></details>"""
"""Shown under the title of a notebook's page if the project's address is known."""


def mend_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Take Thebe out of a page, the role `list` from what is no list, and pandas' look from data frames.

    Jupyter Book always loads Thebe, declares its constants twice, which is an error in every browser, and
    names a server that this book does not need.
    """
    context["script_files"] = [
        script
        for script in context["script_files"]
        if "thebe" not in f"{script.filename} {script.attributes.get('body')}".lower()
    ]
    if "body" in context:
        context["body"] = context["body"].replace(
            '<div role="list" class="citation-list">', '<div class="citation-list">'
        )
        context["body"] = FRAME.sub(as_other_tables, context["body"])


def as_other_tables(frame: re.Match[str]) -> str:
    """A data frame in the classes that the theme gives to tables, and this book to tables of numbers."""
    numeric = all(map(NUMBER.fullmatch, re.findall("<td>(.*?)</td>", frame[1])))
    classes = f"{'numbers ' if numeric else ''}table dataframe"
    rows = frame[1].replace(' style="text-align: right;"', "")
    return f'<div class="pst-scrollable-table-container"><table class="{classes}">{rows}</table>'


def tell_origin(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Say at the foot of a page which notebooks computed what it shows, when, and from what."""
    if "body" not in context:
        return
    pathto = context["pathto"]
    entries = []
    for name in notebooks_of(app, page):
        notebook = json.loads((Path(app.srcdir) / f"{name}.ipynb").read_text(encoding="utf-8"))
        source = pathto(f"_sources/{name}.ipynb", resource=True)
        short = name.removeprefix("notebooks/")
        entries.append(origin(notebook["metadata"]["executed"], short, pathto(name), source))
    if entries:
        fingerprint = results(Path(app.srcdir))["corpus"]["fingerprint"]
        context["body"] += (
            '<details class="origin"><summary>How this page was computed</summary>'
            f"<div>Corpus fingerprint: <code>{fingerprint[:12]}</code></div>"
            f"<dl>{''.join(entries)}</dl></details>"
        )


def launch(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Let the buttons for Binder and Colab open the notebook in git, and say what it needs there.

    Several pages can come from one notebook, whose name in git lacks the model's: `train-lstm` is `train`
    with other parameters.
    """
    groups = [group for group in context.get("header_buttons", []) if group.get("label") == "launch-buttons"]
    if not groups:
        return
    shown, kept = f"{page}.ipynb", f"{page.partition('-')[0]}.ipynb"
    for button in groups[0]["buttons"]:
        button["url"] = button["url"].replace(shown, kept)
    url = app.config.html_theme_options["repository_url"]
    context["body"] = context["body"].replace("</h1>", f"</h1>{LAUNCH.format(cell=first_cell(url))}", 1)


def first_cell(url: str) -> str:
    """Return what a notebook needs on Colab as HTML: the project, its packages, and a report to read."""
    folder = url.rpartition("/")[2]
    return escape(
        f"!git clone --quiet {url} && make --silent -C {folder}\n"
        f"%cd -q {folder}\n"
        'import glob, sys; sys.path[:0] = ["src", *glob.glob(".venv/lib/python*/site-packages")]'
    )


def notebooks_of(app: Sphinx, page: str) -> list[str]:
    """Return the documents of notebooks that a page quotes, or that are below it in the contents."""
    source = Path(app.env.doc2path(page)) if page in app.env.found_docs else None
    if source is None:
        return []
    if source.suffix == ".ipynb":
        return [page]
    text = source.read_text(encoding="utf-8")
    quoted = re.findall(r"exhibits/([\w-]+)/", text)
    for name in QUOTE.findall(text):
        notebook, model = name.split(".")[:2]
        quoted += [notebook, f"{notebook}-{model}"]
    below = [name for name in app.env.toctree_includes.get(page, []) if name.startswith("notebooks/")]
    named = [*below, *(f"notebooks/{name}" for name in quoted)]
    return [name for name in dict.fromkeys(named) if name in app.env.found_docs]


def origin(executed: dict[str, Any], name: str, page: str, source: str) -> str:
    """Return one notebook as a term and its description in HTML.

    Args:
        executed: `parameters`, `at` (ISO 8601) and `versions`, from the notebook's metadata.
        name: name of the notebook.
        page, source: addresses where it can be read and downloaded.
    """
    parameters = ", ".join(f"{key} = {json.dumps(value)}" for key, value in executed["parameters"].items())
    versions = ", ".join(f"{package} {number}" for package, number in executed["versions"].items())
    return (
        f'<dt><a href="{escape(page)}">{escape(name)}</a> '
        f'(<a href="{escape(source)}" download>download the notebook {escape(name)}</a>)</dt>'
        f"<dd>Executed {escape(executed['at'][:16].replace('T', ' '))} UTC with {escape(versions)}. "
        f"Parameters: <code>{escape(parameters)}</code></dd>"
    )


def choose_passages(app: Sphinx, config: Config) -> None:
    """Let prose use `only` for passages that are part of only some reports."""
    for tag in tags(results(Path(app.srcdir))):
        app.tags.add(tag)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("config-inited", choose_passages)
    app.connect("html-page-context", mend_page)
    app.connect("html-page-context", tell_origin)
    app.connect("html-page-context", launch, priority=900)  # after the theme has made its buttons
    return {"parallel_read_safe": True, "parallel_write_safe": True}
