"""`make fuzz`: any bytes as a corpus file, by Atheris, which looks for bytes that reach new code.

python tests/fuzz_readers.py [OPTIONS OF LIBFUZZER]

Nothing but `CorpusError` may come out of reading, selecting and cleaning.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["lstm_attention", "html", "csv", "markdown_it"]):
    from lstm_attention.cleaning import clean, cleaning_steps
    from lstm_attention.selection import select
    from lstm_attention.settings import SourceParameters
    from lstm_attention.sources import CorpusError, read_rows

NAMES = ("a.csv", "a.tsv", "a.jsonl", "a.csv.gz", "a.csv.bz2", "a.csv.xz", "a.jsonl.zst", "a.parquet")
PARAMETERS = [
    SourceParameters(on_bad_lines="skip"),
    SourceParameters(on_bad_lines="skip", time_column="time"),
    SourceParameters(on_bad_lines="skip", encoding="utf-16"),
    SourceParameters(on_bad_lines="skip", delimiter=";"),
]
STEPS = cleaning_steps("published", "simplemma")
FOLDER = Path(tempfile.mkdtemp())


def one_input(data: bytes) -> None:
    """The first byte chooses the format, the second the parameters; the rest is the file."""
    if len(data) < 2:
        return
    path = FOLDER / NAMES[data[0] % len(NAMES)]
    path.write_bytes(data[2:])
    parameters = PARAMETERS[data[1] % len(PARAMETERS)]
    try:
        documents, counts = select(read_rows(path, parameters), path.name, parameters)
    except CorpusError:
        return
    assert sum(counts.values()) - counts["read"] <= counts["read"]
    clean([document.text for document in documents], STEPS)


atheris.Setup([*sys.argv, str(FOLDER)] if len(sys.argv) == 1 else sys.argv, one_input)
atheris.Fuzz()
