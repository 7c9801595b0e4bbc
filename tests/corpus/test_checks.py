"""Faults that would stop a corpus are found from file beginnings and counts, within a second."""

import json
import os
import subprocess
import time
from pathlib import Path

import pandas as pd
import pytest

from lstm_attention.corpus import checks, splits
from lstm_attention.corpus.checks import check_corpus, check_newsgroups
from lstm_attention.corpus.duplicates import find_near_duplicates
from lstm_attention.corpus.newsgroups import DOCUMENTS
from lstm_attention.corpus.rows import CorpusError
from lstm_attention.corpus.selection import select
from lstm_attention.corpus.sources import read_rows
from lstm_attention.profiles import load_settings
from lstm_attention.settings import CorpusParameters

OWN = {"text_column": "body", "label_column": "subreddit"}
ROWS = b"author,body,subreddit\nx,one,a\ny,two,b\n"
JSON = b'{"author": "x", "body": "one", "subreddit": "a"}\n'


def problem(path, **parameters):
    """Return what stops a report from this source; empty if nothing does."""
    try:
        check_corpus(CorpusParameters(source=str(path), **OWN | parameters))
    except CorpusError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("name", "content", "parameters", "says"),
    [
        (
            "a.csv",
            ROWS,
            {"text_column": "boddy"},
            "a.csv has no column 'boddy' (text_column); did you mean 'body'? "
            "It has 'author', 'body', 'subreddit'",
        ),
        (
            "a.csv",
            ROWS,
            {"label_column": "Subreddit"},
            "a.csv has no column 'Subreddit' (label_column); did you mean 'subreddit'? It has",
        ),
        (
            "a.csv",
            ROWS,
            {"time_column": "when"},
            "a.csv has no column 'when' (time_column). It has 'author', 'body'",
        ),
        ("a.csv", ROWS.replace(b"body", b" body"), {}, "did you mean ' body'? It has 'author', ' body'"),
        (
            "a.jsonl",
            JSON * 100,
            {"text_column": "boddy"},
            "a.jsonl has no column 'boddy' (text_column) in its first 100 rows; did you mean 'body'? It has",
        ),
        (
            "a.jsonl",
            JSON,
            {"time_column": "created"},
            "a.jsonl has no column 'created' (time_column). It has 'author',",
        ),
        ("a.csv", b"", {}, "a.csv is empty"),
        ("a.csv", b"\n\n", {}, "a.csv is empty"),
        ("a.jsonl", b"\n\n", {}, "a.jsonl is empty"),
        ("a.csv", b"author,body,subreddit\n", {}, "a.csv has columns but no rows"),
        (
            "a.csv",
            b"body,subreddit\nx,y\ncaf\xe9,z\n",
            {},
            "a.csv, line 3: byte 0xe9 is not utf-8: set encoding=cp1252, or convert the file",
        ),
        (
            "a.csv",
            "body,subreddit\nx,y\ncafé,z\n".encode(),
            {"encoding": "ascii"},
            "line 3: byte 0xc3 is not ascii: set encoding=utf-8, or convert the file",
        ),
        ("a.csv", b"body,subreddit\n\x81,y\n", {}, "byte 0x81 is not utf-8: set encoding=latin-1"),
        (
            "a.csv",
            b"body,cat\xe9gorie\nx,y\n",
            {"label_column": "catégorie"},
            "a.csv, line 1: has no column 'catégorie' (label_column), but byte 0xe9 is not utf-8",
        ),
        (
            "a.jsonl",
            JSON + b'{"body": "caf\xe9", "subreddit": "a"}\n',
            {},
            "a.jsonl, line 2: byte 0xe9 is not utf-8: set encoding=cp1252",
        ),
        ("a.csv", b"x,y\n" * 3, {}, "a.csv has no column 'body' (text_column). It has 'x', 'y'"),
        (
            "a.csv",
            b"body,subreddit\nx\n",
            {},
            "a.csv, line 2: the number of fields is 1 instead of 2",
        ),
    ],
)
def test_a_fault_at_the_beginning_is_one_line_that_says_what_to_do(tmp_path, name, content, parameters, says):
    (tmp_path / name).write_bytes(content)
    said = problem(tmp_path / name, **parameters)
    assert said.startswith(str(tmp_path))
    assert says in said
    assert "\n" not in said


@pytest.mark.parametrize("mark", [";", "\t", "|", ","])
def test_another_separator_is_named_with_the_words_that_set_it(tmp_path, mark):
    """Pass the words through a shell and make, as a person would."""
    path = tmp_path / ("a.tsv" if mark == "," else "a.csv")
    path.write_bytes(ROWS.replace(b",", mark.encode()))
    said = problem(path)
    assert f"has one column, {f'author{mark}body{mark}subreddit'!r}: is the separator {mark!r}?" in said
    words = said.rpartition("Then add ")[2]
    (tmp_path / "Makefile").write_text('export SET\nset:\n\t@printf %s "$$SET"\n')
    done = subprocess.run(
        f"make --silent -C {tmp_path} set {words}", shell=True, capture_output=True, text=True, check=True
    )
    settings = load_settings(Path("config/own.yaml"), done.stdout)
    assert settings.delimiter == mark
    assert problem(path, delimiter=settings.delimiter) == ""


def test_a_list_of_many_or_long_columns_stays_short(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"column {n}" for n in range(400)) + "\n" + "," * 399 + "\n")
    assert problem(path).endswith("'column 10', 'column 11' and 388 more")
    path.write_text("a comment where the columns should be, " + "word " * 10_000 + "\nx,y\n")
    assert len(problem(path)) < len(str(path)) + 300


@pytest.mark.parametrize(
    ("name", "content", "parameters"),
    [
        ("a.csv", b'author,body,subreddit\nx,"two\n""lines"", one comma",a\n', {}),
        ("a.csv", b"\xef\xbb\xbf" + ROWS, {}),
        ("a.csv", b'\xef\xbb\xbf"body","subreddit"\nx,y\n', {}),
        ("a.jsonl", b"\xef\xbb\xbf" + JSON, {}),
        ("a.csv", b"\r\n\r\n" + ROWS.replace(b"\n", b"\r\n"), {}),
        (
            "a.csv",
            b"the body , sub reddit\nx,y\n",
            {"text_column": "the body ", "label_column": " sub reddit"},
        ),
        ("a.csv", b"body,other,subreddit\nx,caf\xe9,y\n", {}),  # only columns that are read need be valid
        ("a.csv", b"body,subreddit\ncaf\xe9,y\nx\nx,y\n", {"on_bad_lines": "skip"}),
        ("a.csv", "body,subreddit\ncafé,y\n".encode("cp1252"), {"encoding": "cp1252"}),
        ("a.csv", ROWS * 100 + b"caf\xe9\n", {"on_bad_lines": "skip"}),
        ("a.jsonl", b'{"author": "x"}\n' * 98 + b"[]\n" + JSON, {"on_bad_lines": "skip"}),
    ],
)
def test_a_file_that_can_be_read_passes(tmp_path, name, content, parameters):
    (tmp_path / name).write_bytes(content)
    assert problem(tmp_path / name, **parameters) == ""


def test_what_is_wrong_far_from_the_beginning_is_found_by_the_reader_in_the_same_words(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"body,subreddit\n" + b"one,a\n" * 1_000 + b"caf\xe9,a\n")
    assert problem(path) == ""
    parameters = CorpusParameters(source=str(path), **OWN)
    with pytest.raises(CorpusError, match=r"a\.csv, line 1,002: byte 0xe9 is not utf-8: set encoding=cp1252"):
        select(read_rows(path, parameters), path.name, parameters)
    lines = [json.dumps({"body": "one"})] * 99 + [json.dumps({"body": "one", "subreddit": "a"})]
    json_lines = tmp_path / "a.jsonl"
    json_lines.write_text("\n".join(lines))
    assert [row.label for row in read_rows(json_lines, parameters)] == [None] * 99 + ["a"]


def test_parquet_is_checked_by_its_columns_and_first_rows(tmp_path):
    path = tmp_path / "a.parquet"
    frame = pd.DataFrame({"body": ["one"] * 5_000, "subreddit": "a"})
    frame.to_parquet(path)
    assert problem(path) == ""
    said = problem(path, text_column="boddy")
    assert (
        "a.parquet has no column 'boddy' (text_column); did you mean 'body'? It has 'body', 'subred" in said
    )
    frame.iloc[:0].to_parquet(path)
    assert "a.parquet has columns but no rows" in problem(path)
    frame.assign(body=[["one"]] * 5_000).to_parquet(path)
    assert "line 1: 'body' holds a list, not text" in problem(path)


def test_the_first_wrong_file_of_a_folder_is_named(tmp_path):
    for number in range(60):
        (tmp_path / f"{number:02}.csv").write_bytes(ROWS if number < 50 else b"text,label\nx,y\n")
    assert problem(tmp_path).startswith(f"{tmp_path}/50.csv has no column 'body' (text_column)")


@pytest.mark.parametrize(
    "line",
    [b"x" * 10**6 + b",a\n", b'"' + b"x\n" * 10**6, b"x,a\n"],
    ids=["long rows", "an open quote", "short rows"],
)
def test_a_large_file_takes_less_than_a_second(tmp_path, line):
    """A gigabyte of which only the beginning is on the disk."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"body,subreddit\n" + line * 100)
    os.truncate(path, 10**9)
    started = time.process_time()  # which other processes do not delay
    problem(path)
    assert time.process_time() - started < 1


def test_of_very_many_files_as_many_are_read_as_there_is_time_for(tmp_path, monkeypatch):
    for number in range(100):
        (tmp_path / f"{number:02}.csv").write_bytes(ROWS)
    begun = []

    def slow(path, parameters):
        begun.append(path)
        time.sleep(0.2)
        yield from read_rows(path, parameters)

    monkeypatch.setattr(checks, "read_rows", slow)
    started = time.monotonic()
    assert problem(tmp_path) == ""
    assert time.monotonic() - started < 3
    assert 0 < len(begun) < 100


# The default corpus


def test_the_default_corpus_has_the_documents_that_were_counted(posts):
    repeated = find_near_duplicates(posts["text"].tolist(), CorpusParameters().near_duplicates)
    assert posts[~repeated].groupby(["split", "label"]).size().to_dict() == DOCUMENTS


def default_corpus():
    groups = [group for group, count in DOCUMENTS.items() for _ in range(count)]
    documents = pd.DataFrame(groups, columns=["split", "label"])
    return documents.assign(group=[str(number) for number in documents.index])  # as far as counts can say


@pytest.mark.parametrize(("validation_share", "seed", "refused_until"), [(0.1, 7, 84), (0.3, 2, 30)])
def test_what_is_refused_beforehand_is_what_cannot_be_split(validation_share, seed, refused_until):
    documents = default_corpus()
    samples = [*range(30, refused_until + 20), 13_295, 13_296, 13_304, 13_305, 20_000]
    refused = {"before": [], "by the split": []}
    for sample in samples:
        try:
            drawn = splits.draw_sample(documents, sample, seed)
            splits.check_parts(splits.set_validation_aside(drawn, validation_share, seed))
        except CorpusError:
            refused["by the split"].append(sample)
        try:
            check_newsgroups(CorpusParameters(sample=sample, validation_share=validation_share))
        except CorpusError:
            refused["before"].append(sample)
    assert refused["before"] == refused["by the split"]
    assert refused["before"][-2:] == [13_296, 13_304]


def test_a_sample_that_is_too_small_is_refused_with_one_that_is_enough():
    with pytest.raises(CorpusError) as error:
        check_corpus(CorpusParameters(sample=60))
    assert str(error.value) == (
        "validation_share=0.1 sets 4 of 36 training documents aside, and not all 5 classes can be on both "
        "sides ('gaming' has 5 in all): keep 10 or more of each class (by sample, documents_per_class or "
        "classes) or set validation_share=0.2; sample=68 is enough"
    )
    check_corpus(CorpusParameters(sample=68))
    check_corpus(CorpusParameters(sample=60, validation_share=0.2))


def test_the_default_corpus_is_refused_only_where_its_counts_are_known():
    for chosen in ({"cleaning": "published"}, {"classes": ["gaming", "science"]}, {"min_characters": 9}):
        check_corpus(CorpusParameters(sample=31, **chosen))
    check_corpus(CorpusParameters())
    with pytest.raises(
        CorpusError, match=r"validation_share=0\.0001 sets 1 of 7,980 training documents aside"
    ):
        check_corpus(CorpusParameters(validation_share=0.0001))
