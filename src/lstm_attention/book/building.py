"""The book: prose, executed notebooks and their exhibits in one folder, then Jupyter Book.

python -m lstm_attention.book.building html|pdf build/<profile> OUTPUT RECORD OWNER/NAME PAGE [PAGE ...]

OWNER/NAME is the repository on GitHub, or empty.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path

import yaml

from lstm_attention.exhibits.results import RESULTS
from lstm_attention.store import provenance
from lstm_attention.store.dependencies import modules_behind
from lstm_attention.store.outputs import whole

MATHJAX = "mathjax/static/mathjax/es5/tex-svg-full.js"
"""Inside the package django-static-mathjax, which is installed for this file alone."""

APART = ("notebooks", "images")
"""Folders of book/ that are no part of the book's source: templates, and the README's picture."""

LIVE = "live"
"""The chapter that runs the models, and its notebook: in the book if the notebook is among its pages."""

PROVENANCE = "provenance.json"
"""In the HTML: when, where and from which files the book was made."""

SPHINX_COMPLAINTS = r"^.*(?:WARNING|ERROR).*$"
LATEX_COMPLAINTS = (
    r"^(?:Missing character|LaTeX Warning: (?:Reference|Citation|Label)|! |"
    r"Overfull \\hbox \((?:[2-9]\d|\d{3,})\.\d+pt too wide\)|"
    r"Overfull \\vbox \((?:[2-9]\d|\d{3,})\.\d+pt too high\)).*$"
)
"""Lines of LaTeX's log that a PDF must not be handed out with, text that runs 20 points or
more off the page among them; LaTeX itself exits with 0."""


class BookError(Exception):
    """The book could not be built without a warning."""


def stage(build: Path, repository: str, pages: list[str]) -> Path:
    """Lay out the book's source in `build`/book, with nothing left of an earlier one.

    A page of a training, `train-<model>-<seed>`, loses its seed, so that the table of
    contents is the same for every profile. Without a `repository`, `owner/name` on GitHub, no
    page has a button that opens a notebook there.
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
    shutil.copytree(build / "exhibits", source / "exhibits")
    shutil.copy(build / RESULTS, source)
    # Not in book/_static: Jupyter Book would put every script there on every page.
    scripts = source / "extra" / "_static" / "mathjax"
    scripts.mkdir(parents=True)
    shutil.copy(str(distribution("django-static-mathjax").locate_file(MATHJAX)), scripts)
    live = (source / LIVE).rename(source / "extra" / LIVE)
    if LIVE in pages:
        shutil.copytree(build / LIVE, live, dirs_exist_ok=True)
    else:
        leave_chapter_out(source, LIVE)
        shutil.rmtree(live)
    (source / "notebooks").mkdir()
    for page in pages:
        name = re.sub(r"^(train-.*)-\d+$", r"\1", page)
        shutil.copy(build / "notebooks" / f"{page}.ipynb", source / "notebooks" / f"{name}.ipynb")
    record = {"made": datetime.now(UTC).isoformat(timespec="seconds"), **provenance.origin()}
    record["from"] = provenance.file_hashes(sources(build, pages))
    (source / "extra" / PROVENANCE).write_text(json.dumps(record, indent=1), encoding="utf-8")
    return source


def source_digest(hashes: dict[str, str]) -> str:
    """One hash of the hashes of all source files."""
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()


def sources(build: Path, pages: list[str]) -> list[Path]:
    """Every file that the book is made from: code, prose, exhibits and the notebooks of `pages`."""
    code = [path.relative_to(Path.cwd()) for path in modules_behind(["book.building", "book.extensions"])]
    prose = [path for path in Path("book").rglob("*") if path.parts[1] not in APART]
    folders = [*prose, *(build / "exhibits").rglob("*")]
    folders += (build / LIVE).rglob("*") if LIVE in pages else []
    notebooks = [build / "notebooks" / f"{page}.ipynb" for page in pages]
    settled = [Path("_config.yml"), Path("_toc.yml"), build / RESULTS]
    return [*code, *settled, *sorted(filter(Path.is_file, folders)), *notebooks]


def leave_chapter_out(source: Path, chapter: str) -> None:
    """Leave a chapter out of the book, with the pages below it."""
    contents = yaml.safe_load((source / "_toc.yml").read_text(encoding="utf-8"))
    contents["chapters"] = [each for each in contents["chapters"] if each["file"] != chapter]
    (source / "_toc.yml").write_text(yaml.safe_dump(contents, sort_keys=False), encoding="utf-8")
    (source / f"{chapter}.md").unlink()


def leave_notebooks_out(source: Path) -> None:
    """Leave the notebooks out of the book: the PDF is for reading, their code and tables are HTML."""
    contents = yaml.safe_load((source / "_toc.yml").read_text(encoding="utf-8"))
    for chapter in contents["chapters"]:
        chapter.pop("sections", None)
    (source / "_toc.yml").write_text(yaml.safe_dump(contents, sort_keys=False), encoding="utf-8")
    shutil.rmtree(source / "notebooks")


def build_html(build: Path, source: Path, made: Path) -> None:
    """Build the HTML from nothing, as the folder `made`.

    Raises:
        BookError: if Sphinx has anything to warn of, with its first warning.
    """
    _jupyter_book(build, source, "html")
    (build / "book-output" / "_build" / "html").rename(made)
    shutil.rmtree(build / "book-output")


def build_pdf(build: Path, source: Path, made: Path) -> None:
    """Build the PDF from nothing, by xelatex, as the file `made`.

    Raises:
        BookError: if Sphinx has anything to warn of, or if LaTeX has lost a character or a
            reference, with the first complaint.
    """
    leave_notebooks_out(source)
    _jupyter_book(build, source, "pdflatex")
    latex = build / "book-output" / "_build" / "latex"
    _complain(LATEX_COMPLAINTS, (latex / "report.log").read_text(encoding="utf-8", errors="replace"))
    (latex / "report.pdf").replace(made)
    shutil.rmtree(build / "book-output")


def _jupyter_book(build: Path, source: Path, builder: str) -> None:
    # --all: without it Sphinx keeps pages whose quoted numbers have changed, and a build
    # that failed exits with 0 when it is run again.
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
    form, build, output, record, repository, *pages = sys.argv[1:]
    try:
        with whole([Path(output), Path(record)]) as drafts:
            source = stage(Path(build), repository, pages)
            {"html": build_html, "pdf": build_pdf}[form](Path(build), source, drafts[output])
    except BookError as error:
        sys.exit(f"\n{error}")


if __name__ == "__main__":
    main()
