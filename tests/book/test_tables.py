"""Tables as CSV and LaTeX: what a program reads is what the book shows, and no text does anything."""

import csv
import io
import re
import shutil
import subprocess

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_attention.book.tables import as_csv, as_latex

HOSTILE = [
    '=HYPERLINK("http://x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(A1)",
    r"\input{/etc/passwd}",
    r"\write18{id} $x_1$ 50% & #1 {~^} \\",
    "[2cm] of space",
    "*starred",
    '"quoted", "twice"',
    "a | b < c > d",
    "a^^5cb",
]
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40) | st.sampled_from(HOSTILE)


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ("−0.9", "-0.9"),
        ("+1.2%", "+1.2%"),
        ("1,072", "1,072"),
        ("−0.9 points (−2.0 to +0.1)", "-0.9 points (-2.0 to +0.1)"),
        ("+0.3, −0.1", "+0.3, -0.1"),
        ("LSTM − dense", "LSTM − dense"),  # text stays as it is, letter by letter
        ("-2+3+cmd", "'-2+3+cmd"),
        ("=1+1", "'=1+1"),
        ("@name", "'@name"),
        ("<script>", "<script>"),
    ],
)
def test_a_cell_is_a_number_to_programs_or_text_and_never_a_formula(shown, written):
    assert rows_of(as_csv([[shown, "x"]])) == [[written, "x"]]


@given(cells=st.lists(texts, min_size=1, max_size=3))
def test_any_text_comes_back_and_none_is_computed(cells):
    (row,) = rows_of(as_csv([[*cells, "end"]]))
    for shown, written in zip(cells, row, strict=False):
        assert written.removeprefix("'").replace("−", "-") == shown.removeprefix("'").replace("−", "-")
        assert not written.startswith(("=", "@", "\t", "\r"))
        if written.startswith(("+", "-")):
            assert not re.search(r"[=|!'\"*/&]|[A-Za-z]\(|[A-Z]\d", written)


def test_pandas_reads_the_numbers():
    read = pd.read_csv(io.StringIO(as_csv([["Of", "Difference"], ["a", "−0.9"], ["b", "+1.0"]])))
    assert read["Difference"].tolist() == [-0.9, 1.0]


def latex(rows, caption="A caption", numeric=True):
    return as_latex([["Name", "Value (%)"]], rows, caption, "tab:t", widths=[2, 1], numeric=numeric)


def test_a_latex_table_has_the_rules_of_booktabs_and_its_numbers_on_the_right():
    assert latex([["a_b", "−1.5%"]]).splitlines() == [
        r"\begin{table}",
        r"\centering",
        r"\caption{A caption}\label{tab:t}",
        r"\begin{tabular}{lr}",
        r"\toprule",
        r"Name & Value (\%) \\",
        r"\midrule",
        r"a\_b & $-$1.5\% \\",
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]


def test_text_of_many_words_breaks_into_lines_and_a_long_table_into_pages():
    assert r"\begin{tabular}{p{0.60\linewidth}p{0.30\linewidth}}" in latex([["word " * 20, "x"]])
    assert r"\begin{longtable}{lr}" in latex([["a", "1"]] * 50)


@given(text=texts)
def test_no_text_is_a_command_to_latex(text):
    cell = latex([[text, "x"]]).split("\\midrule\n")[1].split(" & x \\\\\n\\bottomrule")[0]
    allowed = r"\\(?:text(?:backslash|asciitilde|asciicircum|less|greater|bar)\{\}|[$%&#_{}])"
    left = re.sub(allowed + r"|\$(?:-|\\geq|\\leq|\\times|\\to)\$|\{[\[*]\}", "", cell)
    assert not re.search(r"[\\$%&#_{}~^\[*]", left)


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no LaTeX here")
@pytest.mark.parametrize("rows", [1, 60])
def test_latex_sets_hostile_text_as_it_is(tmp_path, rows):
    table = latex([[text, "−1.5 ≥ 2 × 3"] for text in HOSTILE] * rows, caption=HOSTILE[5], numeric=False)
    (tmp_path / "t.tex").write_text(
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{booktabs,longtable}\n"
        f"\\begin{{document}}\n{table}\\end{{document}}\n",
        encoding="utf-8",
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "t.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    if shutil.which("pdftotext"):
        read = subprocess.run(
            ["pdftotext", "-layout", "t.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        bare = re.sub(r"\s|[’'‘`\"”“]", "", read)
        for text in HOSTILE:
            assert re.sub(r"\s|['\"]", "", text) in bare, text
