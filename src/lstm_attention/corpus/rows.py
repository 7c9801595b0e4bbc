"""Rows of labelled text: which columns they are read from, and what a value of each may be."""

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from lstm_attention.settings import SourceParameters, did_you_mean

LISTED_COLUMNS = 12
"""Most columns that an error lists."""


class CorpusError(Exception):
    """The corpus is missing or is not what it should be."""


class Row(NamedTuple):
    """One document as it stands in a file.

    Attributes:
        number: of its line, or in Parquet of its row, from 1.
        text: None where there is none.
        label: None where there is none.
        time: seconds since 1970; None where there is none, 0 where no time column is read.
        group: the documents that it belongs to; None where there is none, or no group column is read.
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
        """What to raise where such a line must not be left out of a file of this name."""
        return CorpusError(
            f"{file}, line {self.number:,}: {self.problem} (on_bad_lines=skip leaves such lines out)"
        )


class Columns:
    """The columns that are read, the parts of the text first, then the label, the time and the group.

    Attributes:
        names: of the columns.
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
            header: the names of its columns; fields of fields with dots between.
            where: what part of the file the names are from, for the error.

        Raises:
            CorpusError: with the names that there are.
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
        """A row of the columns' values, or what is wrong with one of them.

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
                problem = undecoded(value, self._encoding) or f"not all of it is {self._encoding}"
                return BadLine(number, problem)
        try:
            return Row(number, text, label, _seconds(time), group)
        except ValueError:
            known = "neither seconds since 1970 nor an ISO date"
            return self._bad(number, self.label_at + 1, f"holds {time!r}, {known}")

    def _bad(self, number: int, column: int, problem: str) -> BadLine:
        return BadLine(number, f"{self.names[column]!r} {problem}")


def shortened(name: str) -> str:
    """A name as an error quotes it."""
    return repr(name if len(name) <= 60 else name[:59] + "…")


def field(value: dict[str, Any], name: str) -> Any:
    """A field of an object, or of an object in it, by the names that lead there with dots between.

    Returns:
        Its value; None if there is no such field.
    """
    if name in value:
        return value[name]
    outer, _, inner = name.partition(".")
    within = value.get(outer)
    return field(within, inner) if inner and isinstance(within, dict) else None


def field_names(value: dict[str, Any], within: str = "") -> list[str]:
    """The names of all fields of an object and of the objects in it."""
    names = []
    for name, own in value.items():
        names.append(within + name)
        names += field_names(own, f"{within}{name}.") if isinstance(own, dict) else []
    return names


def _joined(parts: list[Any]) -> Any:
    """One text of the parts that are there; the first part that is no text, if there is one."""
    if len(parts) == 1:
        return parts[0]
    texts = [part for part in parts if part is not None and part != ""]
    strange = [part for part in texts if not isinstance(part, str)]
    return strange[0] if strange else "\n\n".join(texts) if texts else None


def undecoded(text: str, encoding: str) -> str:
    """Which byte of a text is none of its encoding, and what may be the right one; empty if all are.

    Args:
        text: decoded with "surrogateescape", which keeps such bytes.
        encoding: the wrong one.
    """
    kept = bytes(ord(letter) - 0xDC00 for letter in text if "\udc80" <= letter <= "\udcff")
    if not kept:
        return ""
    others = (other for other in ("utf-8", "cp1252", "latin-1") if other != encoding)
    likely = next(other for other in others if "\ufffd" not in kept.decode(other, "replace"))
    return f"byte 0x{kept[0]:02x} is not {encoding}: set encoding={likely}, or convert it"


def _label(value: str | float | None) -> str | None:
    """A label or a group as text; numbers without a fraction as whole ones, what means 'none' as None."""
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
        except (TypeError, ValueError):
            moment = datetime.fromisoformat(str(value))
        else:
            if not math.isfinite(seconds):
                raise ValueError("no moment")
            return seconds
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
