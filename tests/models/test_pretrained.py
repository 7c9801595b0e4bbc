"""Word vectors in every real format, written by gensim or as their authors write them."""

import bz2
import gzip
import lzma
import os
import pickle
import tracemalloc

import numpy as np
import pytest
from gensim import downloader
from gensim.models import KeyedVectors, Word2Vec

from lstm_attention.models.pretrained import VectorError, load_pretrained

WORDS = ["house", "naïve", "dog", "New_York", "...", "cat"]
VECTORS = np.random.default_rng(0).normal(size=(len(WORDS), 4)).astype(np.float32)
VOCABULARY = {"dog": 2, "missing": 3, "house": 4, "naïve": 5}


@pytest.fixture
def keyed():
    keyed = KeyedVectors(4)
    keyed.add_vectors(WORDS, VECTORS)
    return keyed


def check(source, precision=0.0):
    embeddings, found = load_pretrained(str(source), VOCABULARY)
    assert embeddings.shape == (6, 4)
    assert embeddings.dtype == np.float32
    assert found == 3
    assert not embeddings[[0, 1, 3]].any()
    for word in ("dog", "house", "naïve"):
        assert np.abs(embeddings[VOCABULARY[word]] - VECTORS[WORDS.index(word)]).max() <= precision


@pytest.mark.parametrize("binary", [True, False])
@pytest.mark.parametrize("packing", ["", ".gz", ".bz2"])
def test_word2vec(keyed, tmp_path, binary, packing):
    plain = tmp_path / "vectors.bin"
    keyed.save_word2vec_format(str(plain), binary=binary)
    path = tmp_path / f"packed{packing}"
    path.write_bytes({"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress}[packing](plain.read_bytes()))
    check(path, 0 if binary else 1e-6)


def test_word2vec_as_the_original_tool_writes_it(tmp_path):
    """Google's tool ends every binary vector with a newline; gensim does not."""
    path = tmp_path / "google.bin"
    rows = [
        f"{word} ".encode() + vector.tobytes() + b"\n" for word, vector in zip(WORDS, VECTORS, strict=True)
    ]
    path.write_bytes(f"{len(WORDS)} 4\n".encode() + b"".join(rows))
    check(path)


def test_glove_with_spaces_in_a_word(tmp_path):
    path = tmp_path / "glove.txt"
    words = [*WORDS[:-1], ". . ."]
    rows = [f"{word} {' '.join(map(str, vector))}\n" for word, vector in zip(words, VECTORS, strict=True)]
    path.write_text("".join(rows), encoding="utf-8")
    check(path)


def test_fasttext(tmp_path):
    """A header as in word2vec's text, and a space before the end of every line."""
    path = tmp_path / "wiki.vec"
    rows = [f"{word} {' '.join(map(str, vector))} \n" for word, vector in zip(WORDS, VECTORS, strict=True)]
    path.write_text(f"{len(WORDS)} 4\n" + "".join(rows), encoding="utf-8")
    check(path)


def test_gensims_pickle_is_read_only_when_asked_for_by_name(keyed, tmp_path):
    path = tmp_path / "vectors.kv"
    keyed.save(str(path))
    with pytest.raises(VectorError, match=r"is a pickle, which runs code .* use gensim:.*vectors\.kv"):
        load_pretrained(str(path), VOCABULARY)
    check(f"gensim:{path}")
    with pytest.raises(VectorError, match="no file nowhere"):
        load_pretrained("gensim:nowhere", VOCABULARY)
    Word2Vec([["dog", "house"]], min_count=1, vector_size=4).save(str(tmp_path / "whole.model"))
    with pytest.raises(VectorError, match="holds a Word2Vec: save its `wv`"):
        load_pretrained(f"gensim:{tmp_path / 'whole.model'}", VOCABULARY)
    path.write_bytes(pickle.dumps([1]))
    with pytest.raises(VectorError, match="holds no KeyedVectors from gensim"):
        load_pretrained(f"gensim:{path}", VOCABULARY)


def test_gensims_downloader(keyed, tmp_path, monkeypatch):
    path = tmp_path / "word2vec-google-news-300.gz"
    keyed.save_word2vec_format(str(tmp_path / "plain"), binary=True)
    path.write_bytes(gzip.compress((tmp_path / "plain").read_bytes()))
    monkeypatch.setattr(downloader, "load", lambda name, return_path: str(path))
    check("word2vec-google-news-300")

    def unreachable(name, return_path):
        raise OSError("no route to host")

    monkeypatch.setattr(downloader, "load", unreachable)
    with pytest.raises(
        VectorError, match=r"is not a file, and gensim's downloader could not fetch it \(no route"
    ):
        load_pretrained("word2vec-google-news-300", VOCABULARY)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "neither word2vec nor fastText nor GloVe"),
        (b"once upon a time\n", "neither word2vec nor fastText nor GloVe"),
        (b"3 2\na 1 2\nb 1 2\n", "is truncated: 2 vectors instead of 3"),
        (b"2 2\na 1 2\nb 1\n", "vector 2: 1 numbers instead of 2"),
        (b"2 2\na 1 2\nb 1 x\n", "vector 2: could not convert"),
        (b"2 4\ndog " + VECTORS[0].tobytes() + b"cat \0\0", "is truncated: 1 vectors instead of 2"),
        (b"1 2\nzebra 1 2\n", "has vectors for none of the 4 words"),
        (b"2 2\ndog 1 2\nhouse nan 1\n", "nan or infinity"),
    ],
)
def test_files_that_are_none(tmp_path, content, says):
    (tmp_path / "vectors").write_bytes(content)
    with pytest.raises(VectorError, match=says):
        load_pretrained(str(tmp_path / "vectors"), VOCABULARY)


def test_a_file_that_is_missing():
    with pytest.raises(VectorError, match=r"no file some/where\.bin"):
        load_pretrained("some/where.bin", VOCABULARY)


def test_only_the_vocabularys_rows_are_held(tmp_path):
    path, size, count = tmp_path / "big.bin", 300, 20_000
    with path.open("wb") as file:
        file.write(f"{count} {size}\n".encode())
        vector = np.ones(size, dtype=np.float32).tobytes()
        for n in range(count):
            file.write(b"dog " if n == 5 else f"w{n} ".encode())
            file.write(vector)
    tracemalloc.start()
    load_pretrained(str(path), VOCABULARY)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 24_000_000
    assert peak < 5_000_000


class Payload:
    """A pickle that runs a command when it is read."""

    def __reduce__(self):
        return os.system, ("touch pwned",)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("packing", ["", ".gz", ".bz2", ".xz"])
def test_no_pickle_is_read_whatever_its_name_protocol_and_packing(tmp_path, monkeypatch, protocol, packing):
    monkeypatch.chdir(tmp_path)
    pack = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}[packing]
    path = tmp_path / f"vectors.bin{packing}"
    path.write_bytes(pack(pickle.dumps(Payload(), protocol)))
    with pytest.raises(
        VectorError, match=r"is a pickle, which runs code|neither word2vec nor fastText nor GloVe"
    ):
        load_pretrained(str(path), VOCABULARY)
    assert not (tmp_path / "pwned").exists()
