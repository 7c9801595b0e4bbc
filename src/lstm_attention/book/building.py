"""Building of the book: prose, executed notebooks and exhibits in one folder, for Jupyter Book.

python -m lstm_attention.book.building html|pdf build/<profile> OWNER/NAME "PAGE [PAGE ...]" OUTPUT ... RECORD

OWNER/NAME is the repository on GitHub, or empty. With the HTML comes a folder of all figures and tables.
"""

import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import yaml

from lstm_attention.exhibits.quoting import RESULTS
from lstm_attention.exhibits.results import SCHEMA, handed_over_folders
from lstm_attention.exhibits.schema import LIVE, keys
from lstm_attention.store import provenance
from lstm_attention.store.dependencies import modules_behind
from lstm_attention.store.outputs import whole

MATHJAX = "mathjax/static/mathjax/es5/tex-svg-full.js"
"""Path inside the package django-static-mathjax, which is installed for this file alone."""

APART = ("notebooks", "images")
"""Folders in book/ that are not part of the book's source: templates, and the README's picture."""

LAYER = Path("src/lstm_attention/models/attention.py")
"""Code that the prose shows beside its formula."""

EXHIBITS = "exhibits"
"""In the HTML: all its figures and tables as files, by number (`extensions.downloads`)."""

PROVENANCE = "provenance.json"
"""File in the HTML that says when, where and from what the book was made, and when its last notebook ran."""

SPHINX_COMPLAINTS = r"^.*(?:WARNING|ERROR).*$"
LATEX_COMPLAINTS = (
    r"^(?:Missing character|LaTeX Warning: (?:Reference|Citation|Label)|! |"
    r"Overfull \\hbox \((?:[2-9]\d|\d{3,})\.\d+pt too wide\)|"
    r"Overfull \\vbox \((?:[2-9]\d|\d{3,})\.\d+pt too high\)).*$"
)
"""Lines in LaTeX's log with which a PDF must not be published, such as text that runs 20 points or more off
the page; LaTeX itself exits with 0."""


class BookError(Exception):
    """The book could not be built without a warning."""


def stage(build: Path, repository: str, pages: list[str]) -> Path:
    """Lay out the book's source in `build`/book, and remove what was there.

    The page of a training run, `train-<model>-<seed>`, loses its seed, so that the table of contents is the
    same for every profile. Without a `repository`, `owner/name` on GitHub, no page has a button that opens a
    notebook there.
    """
    source = build / "book"
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree("book", source, ignore=shutil.ignore_patterns(*APART))
    shutil.copy("_toc.yml", source)
    config = yaml.safe_load(Path("_config.yml").read_text(encoding="utf-8"))
    theme = config["sphinx"]["config"]["html_theme_options"]
    if repository:
        theme["repository_url"] = f"https://github.com/{repository}"
    else:
        del theme["launch_buttons"]
    (source / "_config.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    for folder in handed_over_folders(build, LIVE in pages):
        shutil.copytree(folder, source / "exhibits" / folder.name)
    for path in (build / RESULTS, build / SCHEMA, Path("CITATION.cff")):
        shutil.copy(path, source)
    _write_keys(json.loads((build / SCHEMA).read_text(encoding="utf-8")), source / "results-keys.csv")
    if not json.loads((build / RESULTS).read_text(encoding="utf-8")).get("parameters", {}).get("variants"):
        leave_page_out(source, "variants")
    (source / "code").mkdir()
    shutil.copy(LAYER, source / "code")
    # Not in book/_static: Jupyter Book would load every script there on every page.
    scripts = source / "extra" / "_static" / "mathjax"
    scripts.mkdir(parents=True)
    shutil.copy(str(distribution("django-static-mathjax").locate_file(MATHJAX)), scripts)
    # The chapter, and the folder of the files that it loads, have the name of the notebook.
    live = (source / LIVE).rename(source / "extra" / LIVE)
    if LIVE in pages:
        shutil.copytree(build / LIVE, live, dirs_exist_ok=True)
    else:
        leave_page_out(source, LIVE)
        shutil.rmtree(live)
    (source / "notebooks").mkdir()
    executed = []
    for page in pages:
        name = re.sub(r"^(train-.*)-\d+$", r"\1", page)
        copy = shutil.copy(build / "notebooks" / f"{page}.ipynb", source / "notebooks" / f"{name}.ipynb")
        executed.append(json.loads(copy.read_text(encoding="utf-8"))["metadata"]["executed"]["at"])
    record = {"made": datetime.now(UTC).isoformat(timespec="seconds"), "executed": max(executed, default="")}
    record |= provenance.origin()
    record["from"] = provenance.file_hashes(sources(build, pages))
    (source / "extra" / PROVENANCE).write_text(json.dumps(record, indent=1), encoding="utf-8")
    return source


def _write_keys(schema: dict[str, Any], path: Path) -> None:
    """The names at the top of results.json, as a table of the page that explains it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Key", "Holds", "Names in it"])
        rows.writerows(row.values() for row in keys(schema))


def source_digest(hashes: dict[str, str]) -> str:
    """Return one hash for the hashes of all source files."""
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()


def sources(build: Path, pages: list[str]) -> list[Path]:
    """Return every file that the book is made from: code, prose, exhibits and the notebooks of `pages`."""
    code = [path.relative_to(Path.cwd()) for path in modules_behind(["book.building", "book.extensions"])]
    prose = [path for path in Path("book").rglob("*") if path.parts[1] not in APART]
    exhibits = [path for folder in handed_over_folders(build, LIVE in pages) for path in folder.rglob("*")]
    live = (build / LIVE).rglob("*") if LIVE in pages else []
    notebooks = [build / "notebooks" / f"{page}.ipynb" for page in pages]
    settled = [Path("_config.yml"), Path("_toc.yml"), Path("CITATION.cff"), LAYER]
    settled += [build / name for name in (RESULTS, SCHEMA)]
    return [*code, *settled, *sorted(filter(Path.is_file, [*prose, *exhibits, *live])), *notebooks]


def leave_page_out(source: Path, page: str) -> None:
    """Leave a chapter and its pages out of the book, because this report has nothing to say there."""
    contents = yaml.safe_load((source / "_toc.yml").read_text(encoding="utf-8"))
    contents["chapters"] = [chapter for chapter in contents["chapters"] if chapter["file"] != page]
    (source / "_toc.yml").write_text(yaml.safe_dump(contents, sort_keys=False), encoding="utf-8")
    (source / f"{page}.md").unlink()


def leave_notebooks_out(source: Path) -> None:
    """Leave the notebooks out of the book: the PDF is for reading, and their code and tables are HTML."""
    contents = yaml.safe_load((source / "_toc.yml").read_text(encoding="utf-8"))
    for chapter in contents["chapters"]:
        chapter.pop("sections", None)
    (source / "_toc.yml").write_text(yaml.safe_dump(contents, sort_keys=False), encoding="utf-8")
    shutil.rmtree(source / "notebooks")


def build_html(build: Path, source: Path, made: Path, exhibits: Path) -> None:
    """Build the HTML from nothing, as the folder `made`, and copy its figures and tables to `exhibits`.

    Raises:
        BookError: if Sphinx gives a warning; quotes the first.
    """
    _jupyter_book(build, source, "html")
    (build / "book-output" / "_build" / "html").rename(made)
    shutil.copytree(made / EXHIBITS, exhibits)
    shutil.rmtree(build / "book-output")


def build_pdf(build: Path, source: Path, made: Path) -> None:
    """Build the PDF from scratch with xelatex, as the file `made`.

    Raises:
        BookError: if Sphinx gives a warning, or if LaTeX has lost a character or a reference; quotes the
            first complaint.
    """
    leave_notebooks_out(source)
    _jupyter_book(build, source, "pdflatex")
    latex = build / "book-output" / "_build" / "latex"
    _complain(LATEX_COMPLAINTS, (latex / "report.log").read_text(encoding="utf-8", errors="replace"))
    (latex / "report.pdf").replace(made)
    shutil.rmtree(build / "book-output")


def _jupyter_book(build: Path, source: Path, builder: str) -> None:
    # Without --all, Sphinx keeps pages whose quoted numbers have changed, and a failed build exits with 0
    # when it is run again.
    done = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("jupyter-book")), "build", str(source)),
            *("--path-output", str(build / "book-output"), "--builder", builder),
            *("--all", "-W", "-n", "--keep-going"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(done.stdout)
    if done.returncode:
        _complain(SPHINX_COMPLAINTS, done.stdout)
        raise BookError(f"the book was not built: jupyter-book exited with {done.returncode}")


def _complain(pattern: str, log: str) -> None:
    complaints = re.findall(pattern, log, flags=re.MULTILINE)
    if complaints:
        raise BookError(f"the book was not built: {complaints[0]} ({len(complaints)} such lines)")


def main() -> None:
    """Stage and build the book; on failure say why in the last line and exit with 1."""
    form, build, repository, pages, *outputs = sys.argv[1:]
    try:
        with whole([Path(output) for output in outputs]) as drafts:
            source = stage(Path(build), repository, pages.split())
            {"html": build_html, "pdf": build_pdf}[form](Path(build), source, *drafts.values())
    except BookError as error:
        sys.exit(f"\n{error}")


if __name__ == "__main__":
    main()
