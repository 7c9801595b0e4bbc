"""In the PDF, text below a figure at the top of a page stays on the page."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not shutil.which("xelatex") and not os.environ.get("CI"), reason="needs LaTeX: see apt.txt"
)
STYLES = Path("book/latex").resolve()
PAGE = (
    r"\documentclass{article}\usepackage[nobottomtitles*]{titlesec}\usepackage{topfloats}"
    r"\begin{document}%s\end{document}"
)
FIGURE = r"\begin{figure}[t]\vspace{10cm}\caption{A figure}\end{figure}"
TABLE = r"\begin{longtable}{l}head\endhead foot\endfoot %s\end{longtable}"


def lines(number: int) -> str:
    return rf"\count1=0 \loop\ifnum\count1<{number} text\par\advance\count1 1\repeat "


def is_overfull(text: str, folder: Path) -> bool:
    """Whether LaTeX reports a page that is too high."""
    (folder / "page.tex").write_text(PAGE % text, encoding="utf-8")
    subprocess.run(
        ["xelatex", "-interaction=nonstopmode", "page.tex"],
        cwd=folder,
        env=os.environ | {"TEXINPUTS": f"{STYLES}:"},
        capture_output=True,
        check=True,
    )
    return r"Overfull \vbox" in (folder / "page.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("rows", [3, 20, 70])
def test_the_text_after_a_long_table_stays_on_its_page(rows, tmp_path):
    assert not is_overfull(FIGURE + TABLE % (r"a row\\" * rows) + FIGURE + lines(60), tmp_path)


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_the_text_after_headings_stays_on_its_page(rows, tmp_path):
    """The page ends before the first heading, but not until the second one is there."""
    style = r"\titleformat{\section}{\Large}{}{0pt}{}\setlength{\parskip}{0pt}"
    headings = (r"\section{A heading}" + lines(rows)) * 2
    assert not is_overfull(style + lines(30) + FIGURE + lines(5) + headings + lines(60), tmp_path)
