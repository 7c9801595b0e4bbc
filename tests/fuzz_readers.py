"""`make fuzz`: any bytes as a corpus file. Atheris looks for bytes that reach new code.

python tests/fuzz_readers.py [OPTIONS OF LIBFUZZER]

Nothing but `CorpusError` may come out of reading, joining, selecting and cleaning.
"""

import bz2
import gzip
import lzma
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris
from backports import zstd

with atheris.instrument_imports(include=["lstm_attention", "html", "csv", "markdown_it"]):
    from lstm_attention.corpus import reddit
    from lstm_attention.corpus.cleaning import clean, cleaning_steps
    from lstm_attention.corpus.rows import CorpusError
    from lstm_attention.corpus.selection import select
    from lstm_attention.corpus.sources import read_rows
    from lstm_attention.settings import SourceParameters

NAMES = ("a.csv", "a.tsv", "a.jsonl", "a.csv.gz", "a.csv.bz2", "a.csv.xz", "a.jsonl.zst", "a.parquet")
PARAMETERS = [
    SourceParameters(on_bad_lines="skip"),
    SourceParameters(on_bad_lines="skip", time_column="time"),
    SourceParameters(on_bad_lines="skip", group_column="time"),
    SourceParameters(on_bad_lines="skip", encoding="latin-1"),
    SourceParameters(on_bad_lines="skip", delimiter=";"),
    SourceParameters(on_bad_lines="skip", anonymize=True),
]
COLUMNS = ("text", "label", "time")
PACKERS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstd.compress}
STEPS = cleaning_steps("published", "simplemma")
FOLDER = Path(tempfile.mkdtemp())


def join_posts(content: bytes) -> None:
    """Join five files with these rows, which were not compared with checksums."""
    for name in reddit.FILES:
        (FOLDER / name).write_bytes(b"created_utc,title,selftext,subreddit_id\n" + content)
    with suppress(CorpusError):
        reddit.join(FOLDER)


def one_input(data: bytes) -> None:
    """Read bytes: the first chooses the format, the second the parameters, the third how much is valid."""
    if len(data) < 3:
        return
    path = FOLDER / NAMES[data[0] % len(NAMES)]
    parameters = PARAMETERS[data[1] % len(PARAMETERS)]
    content = data[3:]
    if data[2] % 2:
        separator = parameters.delimiter or ("\t" if ".tsv" in path.name else ",")
        is_json = ".jsonl" in path.name
        start = '{"text": "a word", "label": "a", "time": ' if is_json else separator.join(COLUMNS) + "\n"
        content = start.encode() + content
    if data[2] % 4 > 1:
        content = PACKERS.get(path.suffix, bytes)(content)
    path.write_bytes(content)
    try:
        if path.name == "a.csv":
            join_posts(content)
        documents, counts = select(read_rows(path, parameters), path.name, parameters)
    except CorpusError:
        return
    assert sum(counts.values()) - counts["read"] <= counts["read"]
    clean([document.text for document in documents], STEPS)


atheris.Setup(sys.argv, one_input)
atheris.Fuzz()
