"""Rows of labelled text: the columns that they are read from, and the values that each may have."""

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from lstm_attention.mistakes import did_you_mean
from lstm_attention.settings import SourceParameters

LISTED_COLUMNS = 12
"""Maximum number of columns that an error lists."""


class CorpusError(Exception):
    """The corpus is missing or not as it should be."""


class Row(NamedTuple):
    """One document as found in a file.

    Attributes:
        number: number of its line, of its row in Parquet or of its element in a JSON array, from 1;
            in the default corpus, of the post, from 0.
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


class Columns:
    """The columns that are read: the parts of the text first, then the label, the time and the group.

    Attributes:
        names: names of the columns.
        label_at: position of the label among them.
    """

    def __init__(self, parameters: SourceParameters) -> None:
        parts = parameters.text_column.split("+")
        parts = parts if all(parts) else [parameters.text_column]
        others = {name: getattr(parameters, name) for name in ("label_column", "time_column", "group_column")}
        others = {name: column for name, column in others.items() if column is not None}
        self.names = [*parts, *others.values()]
        self.label_at = len(parts)
        self._owners = ["text_column"] * len(parts) + list(others)
        self._has_time, self._has_group = "time_column" in others, "group_column" in others
        self._encoding = parameters.encoding

    def check(self, path: Path, header: list[str], where: str = "") -> None:
        """Make sure that a file has each column exactly once.

        Args:
            path: the file.
            header: names of its columns; the name of a field within another has a dot between the two.
            where: the part of the file that the names are from, for the error.

        Raises:
            CorpusError: if a column is missing or occurs twice; lists the names that exist.
        """
        for parameter, column in zip(self._owners, self.names, strict=True):
            if header.count(column) == 1:
                continue
            if column in header:
                raise CorpusError(f"{path} has {header.count(column)} columns {column!r}: rename all but one")
            missing = f"has no column {column!r} ({parameter})"
            wrong = undecoded("".join(header), self._encoding)
            if wrong:
                raise CorpusError(f"{path}, line 1: {missing}, but {wrong}")
            listed = ", ".join(map(shortened, header[:LISTED_COLUMNS]))
            more = f" and {len(header) - LISTED_COLUMNS} more" if len(header) > LISTED_COLUMNS else ""
            hint = did_you_mean(column, header)
            raise CorpusError(
                f"{path} {missing}{where}{f'; {hint}' if hint else '. '}It has {listed or 'none'}{more}"
            )

    def row(self, number: int, values: list[Any]) -> Row | BadLine:
        """Return a row from the columns' values, or what is wrong with one of them.

        The parts of a text are joined with an empty line between.
        """
        text, label = _joined(values[: self.label_at]), values[self.label_at]
        time = values[self.label_at + 1] if self._has_time else 0.0
        group = values[-1] if self._has_group else None
        if text is not None and not isinstance(text, str):
            return self._bad(number, 0, f"holds a {type(text).__name__}, not text")
        if label is not None and not isinstance(label, str | int | float):
            return self._bad(number, self.label_at, f"holds a {type(label).__name__}, not a label")
        if group is not None and not isinstance(group, str | int | float):
            return self._bad(number, -1, f"holds a {type(group).__name__}, not a group")
        label, group = _label(label), _label(group)
        for value in (text, label, group):
            try:
                (value or "").encode()
            except UnicodeEncodeError:
                problem = (
                    undecoded(value, self._encoding)
                    or "a value holds half of a surrogate pair, which is no character"
                )
                return BadLine(number, problem)
        try:
            return Row(number, text, label, _seconds(time), group)
        except ValueError:
            known = "neither seconds since 1970 nor an ISO date"
            return self._bad(number, self.label_at + 1, f"holds {time!r}, {known}")

    def _bad(self, number: int, column: int, problem: str) -> BadLine:
        return BadLine(number, f"{self.names[column]!r} {problem}")


def shortened(name: str) -> str:
    """Return a name as an error quotes it."""
    return repr(name if len(name) <= 60 else name[:59] + "…")


def field(value: dict[str, Any], name: str) -> Any:
    """Return a field of an object, or `outer.inner` of an object within it; None if missing."""
    if name in value:
        return value[name]
    outer, _, inner = name.partition(".")
    within = value.get(outer)
    return field(within, inner) if inner and isinstance(within, dict) else None


def field_names(value: dict[str, Any], within: str = "") -> list[str]:
    """Return the names of all fields of an object and of the objects within it."""
    names = []
    for name, own in value.items():
        names.append(within + name)
        names += field_names(own, f"{within}{name}.") if isinstance(own, dict) else []
    return names


def _joined(parts: list[Any]) -> Any:
    """Return one text from the parts that exist, or the first part that is not text."""
    if len(parts) == 1:
        return parts[0]
    texts = [part for part in parts if part is not None and part != ""]
    strange = [part for part in texts if not isinstance(part, str)]
    return strange[0] if strange else "\n\n".join(texts) if texts else None


def undecoded(text: str, encoding: str) -> str:
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
    if isinstance(value, float) and math.isfinite(value):
        return value
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        moment = value
    else:
        try:
            seconds = float(value)
        except (TypeError, ValueError, OverflowError):
            moment = datetime.fromisoformat(str(value))
        else:
            if not math.isfinite(seconds):
                raise ValueError("no moment")
            return seconds
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
