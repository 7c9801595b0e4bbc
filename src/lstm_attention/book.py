"""The book: prose, executed notebooks and their exhibits in one folder, then Jupyter Book.

python -m lstm_attention.book build/<profile> PAGE [PAGE ...]
"""

import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

MATHJAX = "mathjax/static/mathjax/es5/tex-svg-full.js"
"""Inside the package django-static-mathjax, which is installed for this file alone."""


class BookError(Exception):
    """The book could not be built without a warning."""


def stage(build: Path, pages: list[str]) -> Path:
    """Lay out the book's source in `build`/book, with nothing left of an earlier one.

    A page of a training, `train-<model>-<seed>`, loses its seed, so that the table of
    contents is the same for every profile.
    """
    source = build / "book"
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree("book", source, ignore=shutil.ignore_patterns("notebooks"))
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(name, source)
    shutil.copytree(build / "exhibits", source / "exhibits")
    # Not in book/_static: Jupyter Book would put every script there on every page.
    scripts = source / "extra" / "_static" / "mathjax"
    scripts.mkdir(parents=True)
    shutil.copy(str(distribution("django-static-mathjax").locate_file(MATHJAX)), scripts)
    (source / "notebooks").mkdir()
    for page in pages:
        name = re.sub(r"^(train-.*)-\d+$", r"\1", page)
        shutil.copy(build / "notebooks" / f"{page}.ipynb", source / "notebooks" / f"{name}.ipynb")
    return source


def build_html(build: Path, source: Path) -> Path:
    """Build the HTML from nothing and put it in place of the old one.

    Raises:
        BookError: if Sphinx has anything to warn of, with its first warning.
    """
    # --all: without it Sphinx keeps pages whose glued numbers have changed, and a build
    # that failed exits with 0 when it is run again.
    done = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("jupyter-book")), "build", str(source)),
            *("--path-output", str(build / "book-output"), "--all", "-W", "-n", "--keep-going"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(done.stdout)
    if done.returncode:
        complaints = re.findall(r"^.*(?:WARNING|ERROR).*$", done.stdout, flags=re.MULTILINE)
        first = complaints[0] if complaints else f"jupyter-book exited with {done.returncode}"
        raise BookError(f"the book was not built: {first} ({len(complaints)} such lines)")
    html = build / "html"
    shutil.rmtree(html, ignore_errors=True)
    (build / "book-output" / "_build" / "html").rename(html)
    shutil.rmtree(build / "book-output")
    return html


def main() -> None:
    """Stage and build the book; on failure say why in the last line and exit with 1."""
    build, *pages = sys.argv[1:]
    try:
        build_html(Path(build), stage(Path(build), pages))
    except BookError as error:
        sys.exit(f"\n{error}")


if __name__ == "__main__":
    main()
