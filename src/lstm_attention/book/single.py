"""One executed notebook as a self-contained HTML file, or as a PDF."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import nbformat
from jinja2 import DictLoader
from nbconvert import HTMLExporter

from lstm_attention.store.outputs import replacing

TEMPLATE = """{%- extends 'index.html.j2' -%}
{%- block html_head_js -%}{%- endblock html_head_js -%}
{%- block html_head_js_mathjax -%}{%- endblock html_head_js_mathjax -%}
{%- block html_head_js_mermaidjs -%}{%- endblock html_head_js_mermaidjs -%}
"""
"""nbconvert's own page without the scripts that it would fetch; no notebook here needs them."""


class MissingNotebookError(Exception):
    """There is no executed notebook of that name."""


class PrintError(Exception):
    """A page could not be printed as a PDF."""


def as_html(notebook: nbformat.NotebookNode, title: str, *, code: bool) -> str:
    """Return the notebook as one HTML page with embedded figures, with or without its code."""
    cells = []
    for cell in notebook.cells:
        if "remove-cell" in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "code":
            # Progress bars are for the person who waits.
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        cells.append(cell)
    notebook.cells = cells
    exporter = HTMLExporter(
        extra_loaders=[DictLoader({"single.html.j2": TEMPLATE})],
        template_file="single.html.j2",
        embed_images=True,
        exclude_input=not code,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    return exporter.from_notebook_node(notebook, {"metadata": {"name": title}})[0]


def write_single(build: Path, name: str, *, code: bool) -> Path:
    """Write `build`/`name`.html from the executed notebook `name`.

    Raises:
        MissingNotebookError: if there is none of that name; lists those that exist.
    """
    path = build / "notebooks" / f"{name}.ipynb"
    known = sorted(path.stem for path in (build / "notebooks").glob("*.ipynb") if "." not in path.stem)
    if name not in known:
        listed = ", ".join(known) or "none: build a report with `make report`"
        raise MissingNotebookError(f"no notebook {name!r} in {build}; notebooks there: {listed}")
    made = build / f"{name}.html"
    with replacing(made) as draft:
        draft.write_text(as_html(nbformat.read(path, as_version=4), name, code=code), encoding="utf-8")
    return made


def as_pdf(page: Path) -> Path:
    """Print an HTML file as a PDF beside it with Chromium, and remove the HTML.

    Raises:
        PrintError: if there is no Chromium, or if it makes no PDF.
    """
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if chromium is None:
        raise PrintError("a PDF needs Chromium: sudo apt-get install --no-install-recommends chromium")
    made = page.with_suffix(".pdf")
    made.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium, "--headless", "--disable-gpu", f"--user-data-dir={profile}"]
        # Chromium's sandbox is not available to root, especially in a container.
        command += ["--no-sandbox"] if os.geteuid() == 0 else []
        command += ["--no-pdf-header-footer", f"--print-to-pdf={made.resolve()}", page.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not made.is_file():
        raise PrintError(f"Chromium made no PDF of {page}: {done.stderr.strip()[-500:]}")
    if b"/Type /Font" not in made.read_bytes():
        made.unlink()
        raise PrintError(
            f"Chromium finds no fonts, so the PDF would be empty: install some, such as fonts-freefont-otf, "
            f"or open {page}"
        )
    page.unlink()
    return made
