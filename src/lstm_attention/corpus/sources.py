"""Rows of labelled text from CSV, JSON Lines and Parquet files, read one at a time."""

import bz2
import codecs
import csv
import gzip
import io
import lzma
import math
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec
from backports import zstd

from lstm_attention.settings import SourceParameters, did_you_mean

LONGEST_LINE = 64 * 2**20
"""Bytes in the longest line that is read: more than any document, less than the memory."""

MOST_EXPANSION = 200
ALWAYS_READ = 2**30
"""A file that unpacks to more than `ALWAYS_READ` bytes and `MOST_EXPANSION` times its own size is not text:
text compresses to a fifth or, in Reddit's dumps, a fifteenth. No file is ever held in memory as a whole."""

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

LISTED_COLUMNS = 12
"""Maximum number of columns that an error lists."""


class CorpusError(Exception):
    """The corpus is missing or not as it should be."""


class Row(NamedTuple):
    """One document as found in a file.

    Attributes:
        number: number of its line, or of its row in Parquet, from 1.
        text: the text; None if missing.
        label: the class; None if missing.
        time: seconds since 1970; None if missing, 0 if no time column is read.
        group: name of its group; None if missing or if no group column is read.
    """

    number: int
    text: str | None
    label: str | None
    time: float | None = 0.0
    group: str | None = None


class BadLine(NamedTuple):
    """A line that cannot be read, and why."""

    number: int
    problem: str

    def error(self, file: str) -> CorpusError:
        """Return the error to raise if this line of the named file must not be skipped."""
        return CorpusError(
            f"{file}, line {self.number:,}: {self.problem} (on_bad_lines=skip leaves such lines out)"
        )


def source_files(source: str) -> list[Path]:
    """Return the files behind a path: the file itself, or all files in a folder by name, except hidden ones.

    Raises:
        CorpusError: if nothing is there, if no reader takes files of such a name, if a link leads out
            of the folder, or if something in it is not a file.
    """
    path = Path(source).expanduser()
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if not file.name.startswith("."))
        if not files:
            raise CorpusError(f"corpus folder {path} is empty")
        for file in files:
            if not file.resolve().is_relative_to(path.resolve()):
                raise CorpusError(f"{file} is a link out of the corpus folder: name its target instead")
            if not file.is_file():
                raise CorpusError(f"{file} is not a file: a corpus folder may hold only files")
    elif path.is_file():
        files = [path]
    else:
        raise CorpusError(f"no corpus {path}: `source` must be 'newsgroups', a file or a folder")
    for file in files:
        _reader(file)
    return files


def read_rows(path: Path, parameters: SourceParameters) -> Iterator[Row | BadLine]:
    """Read a file from start to end, one line in memory at a time.

    Args:
        path: a file from `source_files`.
        parameters: columns, delimiter and encoding.

    Raises:
        CorpusError: if the file is empty, damaged, in UTF-16 or without one of the columns.
    """
    read = _reader(path)
    number = 0
    try:
        for row in read(path, parameters):
            number = row.number
            yield row
    except (EOFError, zlib.error, lzma.LZMAError, zstd.ZstdError, gzip.BadGzipFile) as error:
        raise CorpusError(
            f"{path} is truncated or damaged after line {number:,} ({error}): fetch it again"
        ) from error
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror or error}") from error
    if number == 0:
        nothing = "is empty" if read is _read_json_lines else "has columns but no rows"
        raise CorpusError(f"{path} {nothing}")


Reader = Callable[[Path, SourceParameters], Iterator[Row | BadLine]]


def _reader(path: Path) -> Reader:
    names = path.name.lower().split(".")
    if names[-1] in OPENERS and len(names) > 1:
        names.pop()
    if path.name.startswith(("RC_", "RS_")) and len(names) == 1:  # Reddit's monthly dumps
        return _read_json_lines
    known = {"csv": _read_delimited, "tsv": _read_delimited, "parquet": _read_parquet}
    known |= dict.fromkeys(("jsonl", "ndjson", "json"), _read_json_lines)
    if names[-1] not in known or (names[-1] == "parquet" and not path.name.lower().endswith("parquet")):
        raise CorpusError(
            f"{path}: no reader for such a name; known are .csv, .tsv, .jsonl, .ndjson, .json (each also "
            ".gz, .bz2, .xz or .zst), .parquet, and Reddit's dumps RC_*"
        )
    return known[names[-1]]


OPENERS: dict[str, Callable[[Path], Any]] = {
    "gz": gzip.open,
    "bz2": bz2.open,
    "xz": lzma.open,
    "zst": lambda path: zstd.open(path, options={zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW}),
}


def _open(path: Path) -> BinaryIO:
    """Open a file as bytes, unpacked according to the ending of its name."""
    stream = OPENERS.get(path.suffix[1:].lower(), lambda path: path.open("rb"))(path)
    return io.BufferedReader(stream, 2**17)


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
            if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise CorpusError(f"{path} is in UTF-16: convert it, as by `iconv -f utf-16 -t utf-8`")
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
                f"{path} has one column, {_shortened(header[0])}: is the separator {other!r}? "
                f"Then add {DELIMITERS[other]}"
            )
        places = _places(path, parameters, header)
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
                yield _row(number, [fields[place] or None for place in places], parameters)
            elif fields:
                yield BadLine(number, f"has {len(fields)} fields, but there are {len(header)} columns")


def _places(path: Path, parameters: SourceParameters, header: list[str], where: str = "") -> list[int]:
    """Return the positions of the columns that are read."""
    columns = _columns(parameters)
    for name, column in columns.items():
        if header.count(column) == 1:
            continue
        if column in header:
            raise CorpusError(f"{path} has {header.count(column)} columns {column!r}: rename all but one")
        undecoded = _undecoded("".join(header), parameters.encoding)
        if undecoded:
            raise CorpusError(f"{path}, line 1: has no column {column!r} ({name}), but {undecoded}")
        listed = ", ".join(map(_shortened, header[:LISTED_COLUMNS]))
        more = f" and {len(header) - LISTED_COLUMNS} more" if len(header) > LISTED_COLUMNS else ""
        hint = did_you_mean(column, header)
        raise CorpusError(
            f"{path} has no column {column!r} ({name}){where}{f'; {hint}' if hint else '. '}"
            f"It has {listed or 'none'}{more}"
        )
    return [header.index(column) for column in columns.values()]


def _shortened(name: str) -> str:
    return repr(name if len(name) <= 60 else name[:59] + "…")


def _columns(parameters: SourceParameters) -> dict[str, str]:
    """Return the columns that are read, by the names of their parameters."""
    names = ("text_column", "label_column", "time_column", "group_column")
    columns = {name: getattr(parameters, name) for name in names}
    return {name: column for name, column in columns.items() if column is not None}


def _read_json_lines(path: Path, parameters: SourceParameters) -> Iterator[Row | BadLine]:
    columns = _columns(parameters)
    fields = [name.removesuffix("_column") for name in columns]
    # Only these fields of an object are decoded.
    row_type = msgspec.defstruct(
        "Row",
        [(field, Any, msgspec.UNSET) for field in fields],
        rename=dict(zip(fields, columns.values(), strict=True)),
    )
    decoder, names_decoder = msgspec.json.Decoder(row_type), msgspec.json.Decoder(dict[str, msgspec.Raw])
    names: dict[str, None] = {}
    rows = 0
    with _open(path) as stream:
        for number, line in enumerate(_lines(path, stream), start=1):
            if line.isspace():
                continue
            try:
                utf8 = line
                if parameters.encoding != "utf-8":
                    utf8 = line.decode(parameters.encoding).encode()
                row = decoder.decode(utf8)
                if rows < FIRST_ROWS:
                    names |= dict.fromkeys(names_decoder.decode(utf8))
            except (msgspec.DecodeError, UnicodeError) as error:
                undecoded = _undecoded(
                    line.decode(parameters.encoding, "surrogateescape"), parameters.encoding
                )
                yield BadLine(number, undecoded or f"not valid JSON: {error}")
                continue
            rows += 1
            if rows == FIRST_ROWS:
                _places(path, parameters, list(names), where=f" in its first {FIRST_ROWS} rows")
            values = [getattr(row, field) for field in fields]
            yield _row(number, [None if value is msgspec.UNSET else value for value in values], parameters)
    if 0 < rows < FIRST_ROWS:
        _places(path, parameters, list(names))


def _read_parquet(path: Path, parameters: SourceParameters) -> Iterator[Row | BadLine]:
    # Imported here: it takes a second, and only Parquet needs it.
    import pyarrow
    import pyarrow.parquet

    try:
        schema = pyarrow.parquet.read_schema(path)
        _places(path, parameters, schema.names)
        nested = pyarrow.types.is_nested(schema.field(parameters.text_column).type)
        with pyarrow.parquet.ParquetFile(
            path,
            # A repeated text is in the file once, and so also in memory.
            read_dictionary=[] if nested else [parameters.text_column],
            # Columns are read page by page: pyarrow would read them whole, and one is often most of the file.
            pre_buffer=False,
            buffer_size=2**20,
        ) as file:
            number = expanded = 0
            most = _most_expanded(path)
            names = list(_columns(parameters).values())
            for batch in file.iter_batches(batch_size=1_000, columns=names):
                columns = [batch.column(name) for name in names]
                for values in zip(*columns, strict=True):
                    number += 1
                    row = _row(number, [value.as_py() for value in values], parameters)
                    expanded += len(row.text or "") if isinstance(row, Row) else 0
                    if expanded > most:
                        raise _expands_too_far(path, number)
                    yield row
    except (pyarrow.ArrowException, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} is truncated or damaged ({error}): fetch it again") from error


def _row(number: int, values: list[Any], parameters: SourceParameters) -> Row | BadLine:
    """Return a row from plain values, or what is wrong with one of them."""
    text, label, *others = values
    group = others.pop() if parameters.group_column is not None else None
    if text is not None and not isinstance(text, str):
        return BadLine(number, f"{parameters.text_column!r} holds a {type(text).__name__}, not text")
    if label is not None and not isinstance(label, str | int | float):
        return BadLine(number, f"{parameters.label_column!r} holds a {type(label).__name__}, not a label")
    if group is not None and not isinstance(group, str | int | float):
        return BadLine(number, f"{parameters.group_column!r} holds a {type(group).__name__}, not a group")
    label, group = _label(label), _label(group)
    for value in (text, label, group):
        try:
            (value or "").encode()
        except UnicodeEncodeError:
            problem = _undecoded(value, parameters.encoding) or f"not all of it is {parameters.encoding}"
            return BadLine(number, problem)
    if not others:
        return Row(number, text, label, group=group)
    try:
        return Row(number, text, label, _seconds(others[0]), group)
    except ValueError:
        known = "neither seconds since 1970 nor an ISO date"
        return BadLine(number, f"{parameters.time_column!r} holds {others[0]!r}, {known}")


def _undecoded(text: str, encoding: str) -> str:
    """Return which byte the encoding does not have, and the likely encoding; empty if it has all.

    Args:
        text: text decoded with "surrogateescape", which keeps such bytes.
        encoding: the encoding that the text was decoded with.
    """
    kept = bytes(ord(letter) - 0xDC00 for letter in text if "\udc80" <= letter <= "\udcff")
    if not kept:
        return ""
    others = (other for other in ("utf-8", "cp1252", "latin-1") if other != encoding)
    likely = next(other for other in others if "\ufffd" not in kept.decode(other, "replace"))
    return f"byte 0x{kept[0]:02x} is not {encoding}: set encoding={likely}, or convert the file"


def _label(value: str | float | None) -> str | None:
    """Return a label or a group as text, whole numbers without a fraction; None if it is missing."""
    if isinstance(value, float):
        if math.isnan(value):
            return None
        value = int(value) if value.is_integer() else value
    label = "" if value is None else " ".join(str(value).split())
    return None if label in ("", "NaN", "nan") else label


def _seconds(value: Any) -> float | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        moment = value
    else:
        try:
            seconds = float(value)
        except (TypeError, ValueError):
            moment = datetime.fromisoformat(str(value))
        else:
            if not math.isfinite(seconds):
                raise ValueError("no moment")
            return seconds
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
