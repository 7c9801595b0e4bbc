"""Files from the network, whole and as expected, or not at all."""

import os
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from lstm_attention.corpus.rows import CorpusError
from lstm_attention.store.outputs import checksum

FETCHED = Path("build/.fetched")
"""Where fetched files are kept, for all profiles. `make clean-old` keeps it, as it is no report's folder."""

ATTEMPTS = 3
"""Connections of one call, as long as each brings some bytes."""
TIMEOUT = 30
"""Seconds without an answer."""
PIECE = 2**16
"""Bytes that are written at a time."""

PARTIAL_CONTENT, NOTHING_LEFT = 206, 416
"""Status of a part that was asked for, and of an answer to a request beyond the end (RFC 9110)."""


class Expected(NamedTuple):
    """A file as it must be: its size in bytes, and its SHA-256."""

    size: int
    sha256: str


class FetchError(Exception):
    """A file was not fetched; says why."""


def check(path: Path, expected: Expected) -> None:
    """Make sure that a file is the expected one.

    Raises:
        CorpusError: if it is not.
    """
    found = checksum(path)
    if found != expected.sha256:
        raise CorpusError(
            f"{path} is not the expected file (SHA-256 {found}, not {expected.sha256}): "
            "delete it, and run the same command to download it again"
        )


def fetch(address: str, path: Path, expected: Expected) -> None:
    """Fetch a file, and carry on where an earlier call was interrupted.

    Until it is whole, the file has `.part` at the end of its name.

    Args:
        address: of the file, with http or https.
        path: of the file on this machine; its folder exists.
        expected: what it must be.

    Raises:
        FetchError: if the server cannot be reached or does not have the file, if it sends another file, or if
            it was interrupted; a second call then carries on.
    """
    part = path.with_name(f"{path.name}.part")
    for _ in range(ATTEMPTS):
        before = part.stat().st_size if part.exists() else 0
        try:
            _transfer(address, part, before, expected.size)
        except HTTPError as error:
            if error.code != NOTHING_LEFT or not before:
                raise FetchError(f"{address}: HTTP {error.code} {error.reason}") from error
        except (OSError, HTTPException) as error:
            problem = error.reason if isinstance(error, URLError) else error
            after = part.stat().st_size if part.exists() else 0
            if after <= before:
                raise FetchError(f"{address}: {problem or type(error).__name__}") from error
            continue
        found = checksum(part)
        if found == expected.sha256:
            os.replace(part, path)
            return
        part.unlink()
        if not before:  # otherwise, what an earlier call left may have been wrong
            raise FetchError(
                f"{address} sent a different file (SHA-256 {found} instead of {expected.sha256})"
            )
    raise FetchError(f"{address}: interrupted {ATTEMPTS} times; run the same command to carry on")


def _transfer(address: str, part: Path, start: int, size: int) -> None:
    """Write what is left of a file, from byte `start`, or all of it if the server cannot send a part.

    Raises:
        OSError, HTTPException: if the server cannot be reached, or if the answer is not whole.
    """
    headers = {"Range": f"bytes={start}-"} if start else {}
    with urlopen(Request(address, headers=headers), timeout=TIMEOUT) as answer:
        carries_on = answer.status == PARTIAL_CONTENT and _first_byte(answer) == start
        if answer.status == PARTIAL_CONTENT and not carries_on:
            raise HTTPException("the server sent a different part from the one requested")
        with part.open("ab" if carries_on else "wb") as file:
            # One byte more than expected shows by the checksum that this is another file.
            while file.tell() <= size and (piece := answer.read(min(PIECE, size + 1 - file.tell()))):
                file.write(piece)
            if file.tell() < size and answer.length:
                raise HTTPException(f"the connection ended {answer.length:,} bytes early")


def _first_byte(answer: HTTPResponse) -> int | None:
    """Return where a part starts by its header, as in `Content-Range: bytes 100-199/200`."""
    with suppress(ValueError):
        return int(answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0])
    return None
