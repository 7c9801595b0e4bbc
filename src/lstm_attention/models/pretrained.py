"""Pretrained word vectors: only the rows of the vocabulary, from a file of any size."""

import bz2
import gzip
import io
import lzma
from collections.abc import Iterator
from pathlib import Path
from pickle import UnpicklingError
from typing import BinaryIO

import numpy as np

from lstm_attention.corpus.vocabulary import UNKNOWN
from lstm_attention.store.repository import GENSIM

OPENERS = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
PICKLE = b"\x80"
"""The first byte of a pickle of protocol 2 (2003) or later, and of no text in UTF-8."""
LONGEST_WORD = 4_096
"""Bytes in the longest word; a file with longer ones is not a word2vec file."""


class VectorError(Exception):
    """A file of word vectors cannot be read."""


def load_pretrained(source: str, vocabulary: dict[str, int]) -> tuple[np.ndarray, int]:
    """Read the vectors of the vocabulary's words.

    Args:
        source: a word2vec file, binary or text, a fastText .vec or a GloVe file, each uncompressed or as .gz,
            .bz2 or .xz; or "gensim:PATH" for KeyedVectors that gensim saved; or a name that gensim's
            downloader knows, such as word2vec-google-news-300.
        vocabulary: ids of the words, starting at 2.

    Returns:
        The embedding matrix, float32 (2 + words, size), with zeros for padding, the unknown
        word and every word that has no vector; and how many words have one.

    Raises:
        VectorError: if there is no such file, or if it is truncated or in another format.
    """
    if source.startswith(GENSIM):
        rows = _gensim_rows(Path(source.removeprefix(GENSIM)).expanduser(), vocabulary)
    else:
        path = Path(source).expanduser()
        rows = _file_rows(path if path.is_file() else _downloaded(source))
    embeddings: np.ndarray | None = None
    found = set()
    for word, vector in rows:
        if embeddings is None:
            embeddings = np.zeros((UNKNOWN + 1 + len(vocabulary), len(vector)), dtype=np.float32)
        if word in vocabulary and word not in found:
            embeddings[vocabulary[word]] = vector
            found.add(word)
    if embeddings is None:
        raise VectorError(f"{source} holds no word vectors")
    if not np.isfinite(embeddings).all():
        raise VectorError(f"{source} holds vectors with nan or infinity")
    if not found:
        raise VectorError(f"{source} has vectors for none of the {len(vocabulary):,} words of the corpus")
    return embeddings, len(found)


Rows = Iterator[tuple[str, np.ndarray]]


def _file_rows(path: Path) -> Rows:
    with path.open("rb") as file:
        pickled = file.read(1) == PICKLE
    if pickled:
        raise VectorError(
            f"{path} is a pickle, which runs code when it is read: if you trust it, use {GENSIM}{path}"
        )
    try:
        with io.BufferedReader(OPENERS.get(path.suffix, open)(path, "rb"), 2**20) as stream:
            yield from _rows(path, stream)
    except (EOFError, OSError) as error:
        raise VectorError(f"{path} cannot be read ({error}): fetch it again") from error


def _rows(path: Path, stream: BinaryIO) -> Rows:
    start = stream.peek(2**16)
    first, _, rest = start.partition(b"\n")
    header = first.split()
    if len(header) == 2 and all(field.isdigit() for field in header):
        stream.readline()
        count, size = map(int, header)
        is_text = _is_text_row(rest.split(b"\n")[0], size)
        yield from (_text_rows if is_text else _binary_rows)(path, stream, size, count)
    elif len(header) > 2 and _is_text_row(first, len(header) - 1):
        yield from _text_rows(path, stream, len(header) - 1, None)
    else:
        raise VectorError(
            f"{path} is neither word2vec nor fastText nor GloVe: save the vectors in one of these formats"
        )


def _is_text_row(line: bytes, size: int) -> bool:
    fields = line.rstrip().rsplit(b" ", size)
    try:
        return len(fields) == size + 1 and all(np.isfinite(float(field)) for field in fields[1:])
    except ValueError:
        return False


def _text_rows(path: Path, stream: BinaryIO, size: int, count: int | None) -> Rows:
    number = 0
    for number, line in enumerate(stream, start=1):
        # GloVe has words with spaces in them, so the vector is the last part.
        word, *numbers = line.rstrip().rsplit(b" ", size)
        if len(numbers) != size:
            raise VectorError(f"{path}, vector {number:,}: {len(numbers)} numbers instead of {size}")
        try:
            yield word.decode("utf-8", "replace"), np.array(numbers, dtype=np.float32)
        except ValueError as error:
            raise VectorError(f"{path}, vector {number:,}: {error}") from error
    if count is not None and number != count:
        raise VectorError(f"{path} is truncated: {number:,} vectors instead of {count:,}")


def _binary_rows(path: Path, stream: BinaryIO, size: int, count: int) -> Rows:
    for number in range(1, count + 1):
        word = bytearray()
        while (letter := stream.read(1)) != b" ":
            if not letter:
                raise VectorError(f"{path} is truncated: {number - 1:,} vectors instead of {count:,}")
            if len(word) > LONGEST_WORD:
                raise VectorError(f"{path}, vector {number:,}: not a word2vec file")
            word += letter
        vector = stream.read(4 * size)
        if len(vector) < 4 * size:
            raise VectorError(f"{path} is truncated: {number - 1:,} vectors instead of {count:,}")
        yield bytes(word).lstrip(b"\n").decode("utf-8", "replace"), np.frombuffer(vector, dtype="<f4")


def _gensim_rows(path: Path, vocabulary: dict[str, int]) -> Rows:
    from gensim.models import KeyedVectors

    if not path.is_file():
        raise VectorError(f"no file {path}: vectors must be gensim:FILE with a file that exists")
    try:
        vectors = KeyedVectors.load(str(path), mmap="r")
    except (AttributeError, EOFError, UnpicklingError) as error:
        raise VectorError(f"{path} holds no KeyedVectors from gensim ({error})") from error
    if not isinstance(vectors, KeyedVectors):
        raise VectorError(f"{path} holds a {type(vectors).__name__}: save its `wv`, and use that file")
    for word in vocabulary:
        if word in vectors:
            yield word, vectors[word]


def _downloaded(name: str) -> Path:
    from gensim import downloader

    if "/" in name or "." in name:
        raise VectorError(
            f"no file {name}: vectors must be a file, gensim:FILE or a name of gensim's downloader"
        )
    try:
        return Path(downloader.load(name, return_path=True))
    except (OSError, ValueError) as error:
        raise VectorError(
            f"{name} is not a file, and gensim's downloader could not fetch it ({error})"
        ) from error
