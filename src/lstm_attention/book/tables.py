"""A table of the book as a file of its own: CSV for programs and spreadsheets, LaTeX for papers.

Text in the cells may come from any corpus, so no program that opens either file may execute it.
"""

import csv
import io
import re

NUMBERS = re.compile(r"(?:[+-]?\d[\d.,]*%?|points|to|[ ,;()])+")
"""A cell of numbers alone, estimates with their intervals among them: `-0.9 points (-2.0 to +0.1)`."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet computes."""

TEX = str.maketrans(
    {
        **{chr(code): " " for code in (*range(32), 127)},  # LaTeX stops at control characters
        **{sign: "\\" + sign for sign in "$%&#_{}"},
        # A row that begins with one of the last two would be taken for an argument of `\\`.
        **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
        **{"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "[": "{[}", "*": "{*}"},
        **{"−": "$-$", "≥": r"$\geq$", "≤": r"$\leq$", "×": r"$\times$", "→": r"$\to$"},
    }
)
"""What LaTeX reads as a command, and signs that pdfLaTeX lacks, as text."""

ROWS_OF_A_PAGE = 35
"""A table with more rows continues on the next page."""

WORDY = 40
"""Characters of a cell that is too long for one line."""


def as_csv(rows: list[list[str]]) -> str:
    """Rows, the headings first, as CSV with each cell as the book shows it.

    A minus sign before a number becomes a hyphen, so that programs read the number. Other text that a
    spreadsheet would compute gets an apostrophe in front, which makes it text.
    """
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([_cell(text) for text in row] for row in rows)
    return file.getvalue()


def _cell(text: str) -> str:
    plain = text.replace("−", "-")
    if NUMBERS.fullmatch(plain):
        return plain
    return f"'{text}" if text.startswith(FORMULA) else text


def as_latex(
    headings: list[list[str]],
    rows: list[list[str]],
    caption: str,
    label: str,
    widths: list[int],
    numeric: bool,
) -> str:
    """A table in the style of booktabs, which a paper takes with `\\input`.

    Args:
        headings: rows of headings, of which there is one as a rule.
        rows: cells as text.
        caption: as text.
        label: for `\\ref`.
        widths: of the columns, to one another; used where a cell is too long for one line.
        numeric: whether all columns but the first hold numbers, which are aligned to the right.
    """
    if any(len(cell) > WORDY for row in rows for cell in row):
        columns = "".join(f"p{{{0.9 * width / sum(widths):.2f}\\linewidth}}" for width in widths)
    else:
        columns = "l" + ("r" if numeric else "l") * (len(widths) - 1)
    head = [r"\toprule", *map(_row, headings), r"\midrule"]
    body = [*map(_row, rows)]
    titled = rf"\caption{{{_tex(caption)}}}\label{{{label}}}"
    if len(rows) > ROWS_OF_A_PAGE:
        lines = [rf"\begin{{longtable}}{{{columns}}}", titled + r"\\", *head, r"\endhead", r"\bottomrule"]
        lines += [r"\endfoot", *body, r"\end{longtable}"]
    else:
        lines = [r"\begin{table}", r"\centering", titled, rf"\begin{{tabular}}{{{columns}}}", *head, *body]
        lines += [r"\bottomrule", r"\end{tabular}", r"\end{table}"]
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return " & ".join(map(_tex, cells)) + r" \\"


def _tex(text: str) -> str:
    return text.translate(TEX)
