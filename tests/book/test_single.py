"""One notebook as one file: its tables and figures are in it, and nothing is fetched."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from lstm_attention.book.single import MissingNotebookError, PrintError, as_pdf, write_single

BUILD = Path("build/tiny")


@pytest.mark.parametrize("code", [True, False])
def test_a_notebook_as_one_file(report, code):
    page = BeautifulSoup(write_single(BUILD, "compare", code=code).read_text(encoding="utf-8"), "html.parser")
    assert page.title.get_text() == "compare"
    assert len(page.select("table")) > 3
    images = [image["src"] for image in page.select("img")]
    assert images
    assert all(source.startswith("data:image/") for source in images)
    assert not page.select("script[src], link[href^=http]")
    assert ("import pandas" in page.get_text()) is code
    assert "exhibits_folder =" not in page.get_text()  # the report already has the parameters
    assert not re.search(r"\d+%\|", page.get_text())  # no progress bar


def test_a_name_that_does_not_exist(report):
    with pytest.raises(
        MissingNotebookError, match=r"no notebook 'comparison' in build/tiny; notebooks there: baselines,"
    ):
        write_single(BUILD, "comparison", code=False)
    for name in ("../../../etc/passwd", ""):
        with pytest.raises(MissingNotebookError):
            write_single(BUILD, name, code=False)


def test_the_door(report):
    done = subprocess.run(
        ["make", "--no-print-directory", "notebook", "PROFILE=tiny", "NB=focus"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "Open build/tiny/focus.html\n")
    done = subprocess.run(
        ["make", "--no-print-directory", "notebook", "PROFILE=tiny", "NB=focus", "CODE=yes"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "'--code' (env var: 'CODE'): 'yes' is not one of 'hidden', 'shown'" in done.stderr


@pytest.mark.skipif(not (shutil.which("chromium") or shutil.which("google-chrome")), reason="no Chromium")
def test_a_notebook_as_pdf(report):
    done = subprocess.run(
        ["make", "--no-print-directory", "notebook", "PROFILE=tiny", "NB=compare", "FORM=pdf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "Open build/tiny/compare.pdf\n")
    made = BUILD / "compare.pdf"
    assert made.read_bytes().startswith(b"%PDF")
    text = subprocess.run(["pdftotext", made, "-"], capture_output=True, text=True, check=True).stdout
    assert "LSTM with attention" in text


@pytest.mark.skipif(not (shutil.which("chromium") or shutil.which("google-chrome")), reason="no Chromium")
def test_a_pdf_without_fonts(monkeypatch, tmp_path):
    fonts = tmp_path / "fonts.conf"
    fonts.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
    monkeypatch.setenv("FONTCONFIG_FILE", str(fonts))
    page = tmp_path / "page.html"
    page.write_text("<p>Some words</p>", encoding="utf-8")
    with pytest.raises(PrintError, match="Chromium finds no fonts"):
        as_pdf(page)
    assert page.is_file()
    assert not page.with_suffix(".pdf").exists()


def test_a_pdf_without_chromium(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrintError, match="apt-get install --no-install-recommends chromium"):
        as_pdf(tmp_path / "page.html")
