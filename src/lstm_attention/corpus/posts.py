"""Test documents as they were written, and where in them each token that a model reads comes from.

One compressed Parquet file with one row per document: `text`, before cleaning and in its own case; and
`starts` and `ends`, the places of its tokens in it. It is written and read a thousand documents at a time.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from lstm_attention.corpus.cleaning import NOWHERE, Step, followed, lower_case
from lstm_attention.corpus.languages import ENGLISH_WORDS, Words

ROWS = 1_000
"""Documents that are held in memory at a time."""
SCHEMA = pa.schema([("text", pa.string()), *((name, pa.list_(pa.int32())) for name in ("starts", "ends"))])

TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Bidirectional classes of characters that change the direction of all text after them (UAX #9)."""


class Post(NamedTuple):
    """A document as it was written.

    Attributes:
        text: what a page can show as it is (see `harmless`), letter for letter as long as the original.
        spans: start and end of each token in it, int32 (tokens, 2); -1 where the place is not known.
    """

    text: str
    spans: np.ndarray


def spans(text: str, steps: Iterable[Step], words: Words = ENGLISH_WORDS) -> list[tuple[int, int]]:
    """Start and end in a text of each word that becomes a token, or `cleaning.NOWHERE`.

    Args:
        text: as it was written.
        steps: that it is cleaned by.
        words: what counts as a word.
    """
    cleaned, back = followed(text, [*steps, lower_case])
    return [back(start, end) for _, start, end in words.read(cleaned)]


def save(
    path: Path,
    texts: Sequence[str],
    lengths: Sequence[int],
    steps: Sequence[Step],
    words: Words = ENGLISH_WORDS,
) -> None:
    """Write documents and the places of their tokens.

    Args:
        path: of the file.
        texts: as they were written.
        lengths: how many tokens of each a model reads.
        steps: that the texts are cleaned by.
        words: what counts as a word.
    """
    with parquet.ParquetWriter(path, SCHEMA, compression="zstd") as file:
        for first in range(0, len(texts), ROWS):
            own = list(texts[first : first + ROWS])
            # A document without any word is read as one unknown word.
            places = [
                spans(text, steps, words)[:length] or [NOWHERE]
                for text, length in zip(own, lengths[first : first + ROWS], strict=True)
            ]
            starts, ends = ([[place[end] for place in each] for each in places] for end in (0, 1))
            file.write_table(pa.table({"text": own, "starts": starts, "ends": ends}, SCHEMA))


def load(path: Path, documents: Iterable[int]) -> list[Post]:
    """Some documents of a file that `save` wrote, by their indices and in this order."""
    file = parquet.ParquetFile(path)
    chosen = list(documents)
    found = {}
    for group in sorted({document // ROWS for document in chosen}):
        rows = file.read_row_group(group)
        for document in chosen:
            if document // ROWS == group:
                row = rows.slice(document % ROWS, 1).to_pylist()[0]
                places = np.array([row["starts"], row["ends"]], dtype=np.int32).T
                found[document] = Post(harmless(row["text"]), places)
    return [found[document] for document in chosen]


def harmless(text: str) -> str:
    """A text with U+FFFD in place of control characters and of characters that change its direction.

    Lines end as they did; a tab becomes a space.
    """
    return "".join(
        letter
        if letter == "\n" or not _steers(letter)
        else " "
        if letter.isspace()
        else "\N{REPLACEMENT CHARACTER}"
        for letter in text
    )


def _steers(letter: str) -> bool:
    turns = unicodedata.bidirectional(letter) in TURNS
    return turns or unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")


def beginning(text: str, letters: int) -> str:
    """The first words of a text in one line, with an ellipsis if that is not all of it."""
    line = " ".join(text.split())
    if len(line) <= letters:
        return line
    cut = line[:letters].rpartition(" ")[0] if " " in line[letters // 2 : letters] else line[:letters]
    return f"{cut.rstrip()} …"
