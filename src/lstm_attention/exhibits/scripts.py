"""Bytes as scripts, which a page can load from a server as well as from disk.

A page on disk can load scripts, but no other data. A script is text, and in UTF-16, which browsers recognize
by its first two bytes, a letter can hold 15 bits. The files are thus a fifteenth larger than their contents;
base64 would add a third. `book/live/network.js` reads them.
"""

import gzip
import re
from pathlib import Path

import numpy as np

PIECE = 960_000
"""Bytes in one file; a multiple of 15, so that they fill whole letters."""

FIRST = 0x4000
"""The letter for 0. Of the 32,768 letters from here on, none is a quotation mark, line end or surrogate."""

CALL = re.compile(r'^copied\((\d+), (\d+), (\d+), "(.*)"\);\n$', re.DOTALL)


def write(folder: Path, data: bytes) -> list[Path]:
    """Write `data`, compressed, as files `copy-00.js`, `copy-01.js` and so on.

    Each calls a function `copied` with its number, the number of files, its length in bytes, and its letters.
    """
    packed = gzip.compress(data, mtime=0)  # no date, so that equal data make equal files
    pieces = [packed[start : start + PIECE] for start in range(0, len(packed), PIECE)]
    paths = [folder / f"copy-{number:02d}.js" for number in range(len(pieces))]
    for number, (path, piece) in enumerate(zip(paths, pieces, strict=True)):
        call = f'copied({number}, {len(pieces)}, {len(piece)}, "{letters(piece)}");\n'
        path.write_bytes(call.encode("utf-16"))
    return paths


def read(folder: Path) -> bytes:
    """Return what `write` wrote.

    Raises:
        ValueError: if `write` did not make one of the files, or if one is missing.
    """
    pieces = []
    for path in sorted(folder.glob("copy-*.js")):
        call = CALL.match(path.read_bytes().decode("utf-16"))
        if not call or path.name != f"copy-{int(call[1]):02d}.js":
            raise ValueError(f"{path} is not a file of a copy, or has another number")
        pieces.append(from_letters(call[4], int(call[3])))
    if not pieces or len(pieces) != int(call[2]):
        raise ValueError(f"{folder} has {len(pieces)} files of a copy, but not all of them")
    return gzip.decompress(b"".join(pieces))


def size(data: bytes) -> int:
    """Return the size of the files that `write` would make, apart from some dozens of bytes in each."""
    return len(gzip.compress(data, mtime=0)) * 16 // 15


def letters(data: bytes) -> str:
    """Write bytes as text, with 15 bits in each letter."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8))
    bits = np.pad(bits, (0, -len(bits) % 15)).reshape(-1, 15)
    numbers = np.packbits(np.pad(bits, ((0, 0), (1, 0))), axis=1).view(">u2").ravel()
    return (numbers + FIRST).astype("<u2").tobytes().decode("utf-16-le")


def from_letters(text: str, length: int) -> bytes:
    """Return the first `length` bytes of what `letters` turned into text."""
    numbers = np.frombuffer(text.encode("utf-16-le"), "<u2") - FIRST
    bits = np.unpackbits(numbers.astype(">u2").view(np.uint8).reshape(-1, 2), axis=1)[:, 1:]
    return np.packbits(bits.ravel()).tobytes()[:length]
