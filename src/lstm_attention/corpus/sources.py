"""Rows of labelled text from CSV, JSON and Parquet files, read one at a time."""

import bz2
import codecs
import csv
import gzip
import io
import json
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from backports import zstd

from lstm_attention.corpus.fetching import FETCHED
from lstm_attention.corpus.rows import (
    BadLine,
    Columns,
    CorpusError,
    Row,
    field,
    field_names,
    shortened,
    undecoded,
)
from lstm_attention.settings import NEWSGROUPS, REDDIT, SourceParameters

REMEDIES = {
    **dict.fromkeys(
        ("xlsx", "xls", "xlsm", "ods"), "is a spreadsheet: save its sheet as CSV, and use that file"
    ),
    **dict.fromkeys(("zip", "tar", "tgz", "7z", "rar"), "is an archive: unpack it, and use the files in it"),
}
"""What to do with common files that no reader opens, by the ending of their names."""

LONGEST_LINE = 64 * 2**20
"""Bytes in the longest line that is read: more than any document, less than the memory."""

MOST_EXPANSION = 200
ALWAYS_READ = 2**30
"""A file that unpacks to more than `ALWAYS_READ` bytes and `MOST_EXPANSION` times its own size is not text:
text compresses to a fifth or, in Reddit's dumps, a fifteenth."""

ZSTD_WINDOW = 31
"""Reddit's dumps are packed with windows of 2 GB, which zstd refuses by default."""

FIRST_ROWS = 100
"""Rows that are read before any step starts. In JSON Lines, each column must occur in one of them."""

DELIMITERS = {
    ";": 'SET="delimiter=;"',
    # These mean something else in YAML unless they are quoted.
    ",": r'''SET="delimiter='\",\"'"''',
    "\t": r'''SET="delimiter='\"\t\"'"''',
    "|": r'''SET="delimiter='\"|\"'"''',
}
"""Possible separators of columns, and how to name them on the command line."""


LARGEST_ARRAY = 2**30
"""Bytes in the largest JSON array, which is held in memory while it is read."""

POSTS = FETCHED / "reddit" / "posts.csv"
"""Where `reddit` puts the posts that it fetches."""


def _place(source: str) -> Path:
    return POSTS if source == REDDIT else Path(source).expanduser()


def source_files(source: str) -> list[Path]:
    """Return the files behind a path: the file itself, or the files in a folder that have a reader, by name.

    Other files in the folder, such as hidden ones or a README, are left out. The default corpus has no files.

    Raises:
        CorpusError: if the path is an address, if nothing is there, if nothing there has a reader, if a link
            leads out of the folder, or if something in it is not a file.
    """
    if source == NEWSGROUPS:
        return []
    if re.match(r"[a-z][a-z0-9+.-]*:/", source, re.IGNORECASE):
        raise CorpusError(f"{source} is an address: download the file, and give its path instead")
    path = _place(source)
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if not file.name.startswith("."))
        if not files:
            raise CorpusError(f"corpus folder {path} is empty")
        for file in files:
            if not file.resolve().is_relative_to(path.resolve()):
                raise CorpusError(
                    f"{file} is a link to a file outside the corpus folder: copy it into the folder"
                )
            if not file.is_file():
                raise CorpusError(f"{file} is not a file: a corpus folder may hold only files")
        known = [file for file in files if _format(file)]
        return known or [_with_reader(file) for file in files[:1]]
    if not path.is_file():
        if source == REDDIT:
            raise CorpusError(f"no corpus {path}: `make report PROFILE=reddit` fetches it")
        raise CorpusError(f"no file or folder {path}: CORPUS must be one, or 'newsgroups' or 'reddit'")
    return [_with_reader(path)]


def files_left_out(source: str) -> list[Path]:
    """Return the files that `source_files` leaves out of a corpus folder, except hidden ones."""
    folder = _place(source)
    if not folder.is_dir():
        return []
    files = {file for file in folder.iterdir() if not file.name.startswith(".")}
    return sorted(files - set(source_files(source)))


def read_rows(path: Path, parameters: SourceParameters) -> Iterator[Row | BadLine]:
    """Read a file from start to end, one row at a time; only a JSON array is held in memory as a whole.

    Args:
        path: a file from `source_files`.
        parameters: columns, delimiter and encoding.

    Raises:
        CorpusError: if the file is empty, damaged or without one of the columns.
    """
    read = READERS[_format(_with_reader(path))]
    number = 0
    try:
        if path.stat().st_size == 0:
            raise CorpusError(f"{path} is empty")
        if read is not _read_parquet:
            with _open(path) as stream:
                if stream.peek(3).startswith(MARKS):
                    parameters = parameters.model_copy(update={"encoding": "utf-8"})
        for row in read(path, parameters):
            number = row.number
            yield row
    except (*DAMAGED, UnicodeDecodeError) as error:
        raise CorpusError(
            f"{path} is truncated or damaged after line {number:,} ({error}): fetch it again"
        ) from error
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror or error}") from error
    if number == 0:
        nothing = "is empty" if read is _read_json else "has columns but no rows"
        raise CorpusError(f"{path} {nothing}")


def _format(path: Path) -> str:
    """Return the format that a file's name promises, a key of `READERS`; empty if it has no reader."""
    names = path.name.lower().split(".")
    packed = names[-1] in OPENERS and len(names) > 1
    if packed:
        names.pop()
    if path.name.startswith(("RC_", "RS_")) and len(names) == 1:  # Reddit's monthly dumps
        return "jsonl"
    return "" if names[-1] not in READERS or (packed and names[-1] == "parquet") else names[-1]


def _with_reader(path: Path) -> Path:
    """Return the same path.

    Raises:
        CorpusError: if the file has no reader.
    """
    if _format(path):
        return path
    ending = path.name.lower().rpartition(".")[2]
    raise CorpusError(
        f"{path} {REMEDIES[ending]}"
        if ending in REMEDIES
        else f"{path} is not in a format that can be read: use .csv, .tsv, .jsonl, .ndjson or .json (each "
        "also with .gz, .bz2, .xz or .zst), .parquet, or Reddit's dumps RC_* and RS_*"
    )


OPENERS: dict[str, Callable[[Path], Any]] = {
    "gz": gzip.open,
    "bz2": bz2.open,
    "xz": lzma.open,
    "zst": lambda path: zstd.open(path, options={zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW}),
}


DAMAGED = (EOFError, zlib.error, lzma.LZMAError, zstd.ZstdError, gzip.BadGzipFile)
"""Exceptions that a truncated or damaged archive raises."""

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MARKS = (codecs.BOM_UTF8, *UTF_16)
"""A file that starts with one of these byte-order marks says which encoding it has."""


def _open(path: Path) -> io.BufferedReader:
    """Open a file as bytes, unpacked according to the ending of its name; UTF-16 becomes UTF-8."""
    opened = OPENERS.get(path.suffix[1:].lower(), lambda path: path.open("rb"))(path)
    stream = io.BufferedReader(opened, 2**17)
    return io.BufferedReader(_AsUTF8(stream)) if stream.peek(2).startswith(UTF_16) else stream


class _AsUTF8(io.RawIOBase):
    """A text in UTF-16, read as bytes in UTF-8."""

    def __init__(self, stream: BinaryIO) -> None:
        self.text = io.TextIOWrapper(stream, encoding="utf-16", newline="\n")
        self.rest = codecs.BOM_UTF8 + self.text.read(2**16).encode()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.rest = self.rest or self.text.read(2**16).encode()
        count = min(len(buffer), len(self.rest))
        buffer[:count], self.rest = self.rest[:count], self.rest[count:]
        return count

    def close(self) -> None:
        self.text.close()
        super().close()


def _lines(path: Path, stream: BinaryIO) -> Iterator[bytes]:
    number = expanded = 0
    most = _most_expanded(path)
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        expanded += len(line)
        if expanded > most:
            raise _expands_too_far(path, number)
        if len(line) > LONGEST_LINE:
            raise CorpusError(f"{path}, line {number:,}: longer than {LONGEST_LINE // 2**20} MB; is it text?")
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        yield line


def _most_expanded(path: Path) -> int:
    """Return how many bytes a file may unpack to."""
    return max(ALWAYS_READ, MOST_EXPANSION * path.stat().st_size)


def _expands_too_far(path: Path, number: int) -> CorpusError:
    return CorpusError(
        f"{path}, line {number:,}: unpacks to more than {MOST_EXPANSION} times its size; is it text?"
    )


def _read_delimited(path: Path, parameters: SourceParameters) -> Iterator[Row | BadLine]:
    delimiter = parameters.delimiter or ("\t" if ".tsv" in path.name.lower() else ",")
    csv.field_size_limit(LONGEST_LINE)
    with _open(path) as stream:
        # A byte that the encoding does not have is kept, so that an error can name it with its line.
        text = (line.decode(parameters.encoding, "surrogateescape") for line in _lines(path, stream))
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            header = next(filter(None, reader), None)
        except csv.Error as error:
            raise CorpusError(f"{path}, line 1: the column names cannot be read ({error})") from error
        if header is None:
            raise CorpusError(f"{path} is empty")
        other = max((mark for mark in DELIMITERS if mark != delimiter), key=header[0].count)
        if len(header) == 1 and other in header[0]:
            raise CorpusError(
                f"{path} has one column, {shortened(header[0])}: is the separator {other!r}? "
                f"Then add {DELIMITERS[other]}"
            )
        columns = Columns(parameters)
        columns.check(path, header)
        places = [header.index(name) for name in columns.names]
        while True:
            number = reader.line_num + 1
            try:
                fields = next(reader, None)
            except csv.Error as error:
                yield BadLine(number, f"not valid CSV: {error}")
                continue
            if fields is None:
                return
            if len(fields) == len(header):
                yield columns.row(number, [fields[place] or None for place in places])
            elif fields:
                yield BadLine(number, f"the number of fields is {len(fields)} instead of {len(header)}")


def _read_json(path: Path, parameters: SourceParameters) -> Iterator[Row | BadLine]:
    columns = Columns(parameters)
    names = columns.names
    # Only these fields of an object are decoded.
    keys = list(dict.fromkeys(key for name in names for key in (name, name.partition(".")[0])))
    fields = [f"field_{number}" for number in range(len(keys))]
    plain, nested = [fields[keys.index(name)] for name in names], any("." in name for name in names)
    row_type = msgspec.defstruct(
        "Row",
        [(name, Any, msgspec.UNSET) for name in fields],
        rename=dict(zip(fields, keys, strict=True)),
    )
    decoder, whole_decoder = msgspec.json.Decoder(row_type), msgspec.json.Decoder(dict[str, Any])
    found: dict[str, None] = {}
    rows = 0
    for number, document in _json_documents(path):
        try:
            utf8 = document
            if parameters.encoding != "utf-8":
                utf8 = document.decode(parameters.encoding).encode()
            row = decoder.decode(utf8)
            if rows < FIRST_ROWS:
                found |= dict.fromkeys(field_names(whole_decoder.decode(utf8)))
        except (msgspec.DecodeError, UnicodeError) as error:
            wrong = undecoded(document.decode(parameters.encoding, "surrogateescape"), parameters.encoding)
            yield BadLine(number, wrong or f"not valid JSON: {error}")
            continue
        rows += 1
        if rows == FIRST_ROWS:
            columns.check(path, list(found), where=f" in its first {FIRST_ROWS} rows")
        if nested:
            given = {key: getattr(row, name) for key, name in zip(keys, fields, strict=True)}
            given = {key: value for key, value in given.items() if value is not msgspec.UNSET}
            values = [field(given, name) for name in names]
        else:
            values = [getattr(row, name) for name in plain]
            values = [None if value is msgspec.UNSET else value for value in values]
        yield columns.row(number, values)
    if 0 < rows < FIRST_ROWS:
        columns.check(path, list(found))


def _json_documents(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of each line, or of each element if a .json file holds an array."""
    with _open(path) as stream:
        beginning = stream.peek(64).removeprefix(codecs.BOM_UTF8).lstrip()
        if _format(path) != "json" or not beginning.startswith(b"["):
            lines = enumerate(_lines(path, stream), start=1)
            yield from ((number, line) for number, line in lines if not line.isspace())
            return
        array = stream.read(LARGEST_ARRAY + 1)
    if len(array) > LARGEST_ARRAY:
        raise CorpusError(f"{path} is too large a JSON array: convert it to JSON Lines")
    try:
        documents = msgspec.json.decode(array.removeprefix(codecs.BOM_UTF8), type=list[msgspec.Raw])
    except msgspec.DecodeError as error:
        raise CorpusError(f"{path} is not valid JSON: {error}") from error
    yield from enumerate(map(bytes, documents), start=1)


def _read_parquet(path: Path, parameters: SourceParameters) -> Iterator[Row | BadLine]:
    # Imported here: it takes a second, and only Parquet needs it.
    import pyarrow
    import pyarrow.parquet

    columns = Columns(parameters)
    names, label_at = columns.names, columns.label_at
    try:
        schema = pyarrow.parquet.read_schema(path)
        paths = [column.path for column in pyarrow.parquet.ParquetFile(path).schema]
        columns.check(path, list(dict.fromkeys([*schema.names, *paths])))
        texts = [name for name in names[:label_at] if name in schema.names]
        classes = _class_names(schema, parameters.label_column)
        with pyarrow.parquet.ParquetFile(
            path,
            # A repeated text is in the file once, and so also in memory.
            read_dictionary=[name for name in texts if not pyarrow.types.is_nested(schema.field(name).type)],
            # Columns are read page by page: pyarrow would read them whole, and one is often most of the file.
            pre_buffer=False,
            buffer_size=2**20,
        ) as file:
            number = expanded = 0
            most = _most_expanded(path)
            for batch in file.iter_batches(batch_size=1_000, columns=names):
                for values in zip(*batch.columns, strict=True):
                    number += 1
                    given = dict(zip(batch.schema.names, (value.as_py() for value in values), strict=True))
                    found = [field(given, name) for name in names]
                    if classes:
                        found[label_at] = classes.get(found[label_at])
                    row = columns.row(number, found)
                    expanded += len(row.text or "") if isinstance(row, Row) else 0
                    if expanded > most:
                        raise _expands_too_far(path, number)
                    yield row
    except (pyarrow.ArrowException, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} is truncated or damaged ({error}): fetch it again") from error


def _class_names(schema: Any, label_column: str) -> dict[int, str]:
    """Return the names of class numbers as Hugging Face's datasets store them, or nothing; -1 has no name."""
    try:
        features = json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
        return dict(enumerate(map(str, features[label_column]["names"])))
    except (KeyError, TypeError, ValueError):
        return {}


READERS: dict[str, Callable[[Path, SourceParameters], Iterator[Row | BadLine]]] = {
    **{"csv": _read_delimited, "tsv": _read_delimited, "parquet": _read_parquet},
    **dict.fromkeys(("jsonl", "ndjson", "json"), _read_json),
}
"""The reader of each format, by the ending of a file's name."""
