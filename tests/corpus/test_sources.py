"""Every format is read alike, and every fault is reported with its file and line."""

import bz2
import csv
import gzip
import json
import lzma
import math
import os
import re
from itertools import islice

import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from lstm_attention.corpus import sources
from lstm_attention.corpus.rows import BadLine, CorpusError, Row
from lstm_attention.corpus.sources import LONGEST_LINE, files_left_out, read_rows, source_files
from lstm_attention.settings import SettingsError, SourceParameters, validated

HOSTILE = [
    "<script>alert(1)</script>",
    "$x^2$ \\input{a}",
    "=cmd()",
    'a "quoted", one',
    "שלום 😀",
    "nul\0byte",
]
REDDIT = {"text_column": "body", "label_column": "subreddit"}
PACKED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd.compress}


def read(path, **parameters):
    return list(read_rows(path, SourceParameters(**parameters)))


@pytest.fixture
def rows(posts):
    """Real posts, and texts that are difficult for a reader."""
    texts = [*HOSTILE, *posts["text"].iloc[:20], "two\nlines"]
    return [(text, f"label {text[:12]}".replace("\n", " ").replace("\0", "")) for text in texts]


def write(path, rows):
    """Write the rows as a file in the format that the path's name indicates."""
    kind, *packing = path.name.split(".")[1:]
    if kind == "parquet":
        pd.DataFrame(rows, columns=["body", "subreddit"]).assign(score=1).to_parquet(path)
        return path
    if kind == "jsonl":
        lines = [json.dumps({"score": 1, "body": text, "subreddit": label}) for text, label in rows]
        content = "\n".join(lines).encode()
    else:
        plain = path.with_name("plain")
        with plain.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter="\t" if kind == "tsv" else ",")
            writer.writerows([("score", "body", "subreddit"), *((1, *row) for row in rows)])
        content = plain.read_bytes()
    path.write_bytes(PACKED[packing[0]](content) if packing else content)
    return path


@pytest.mark.parametrize("packing", ["", ".gz", ".bz2", ".xz", ".zst"])
@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet"])
def test_every_format_gives_the_same_rows(rows, tmp_path, kind, packing):
    if kind == "parquet" and packing:
        pytest.skip("Parquet packs its own columns")
    path = write(tmp_path / f"corpus.{kind}{packing}", rows)
    found = read(path, **REDDIT)
    assert [(row.text, row.label) for row in found] == [
        (text, " ".join(label.split())) for text, label in rows
    ]


def test_a_dump_packed_with_a_long_window(rows, tmp_path):
    """Reddit's dumps exceed zstd's default limit of 128 MB."""
    lines = "\n".join(json.dumps({"body": text, "subreddit": label}) for text, label in rows)
    options = {
        zstd.CompressionParameter.window_log: 30,
        zstd.CompressionParameter.enable_long_distance_matching: 1,
    }
    path = tmp_path / "RC_2010-01.zst"
    path.write_bytes(zstd.compress(lines.encode(), options=options))
    assert len(read(path, **REDDIT)) == len(rows)


def test_labels_of_numbers_and_none(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(
        "".join(
            json.dumps({"text": "x", "label": label}) + "\n"
            for label in (1, 2.0, 2.5, None, " ", "NaN", "01")
        )
    )
    assert [row.label for row in read(path)] == ["1", "2", "2.5", None, None, None, "01"]
    frame = pd.DataFrame({"text": ["x", "y", None], "label": [1.0, math.nan, 3.0]})
    frame.to_parquet(tmp_path / "b.parquet")
    assert [(row.text, row.label) for row in read(tmp_path / "b.parquet")] == [
        ("x", "1"),
        ("y", None),
        (None, "3"),
    ]


@pytest.mark.parametrize("time_column", [None, "time"])
def test_groups(tmp_path, time_column):
    groups = ["t3_a", 7, 7.0, None, ""]
    rows = [{"text": "x", "label": "a", "time": "5", "thread": group} for group in groups]
    jsonl = tmp_path / "a.jsonl"
    jsonl.write_text("".join(json.dumps(row) + "\n" for row in rows))
    pd.DataFrame(rows).to_csv(tmp_path / "a.csv", index=False)
    pd.DataFrame(rows).assign(thread=["t3_a", "7", "7", None, ""]).to_parquet(tmp_path / "a.parquet")
    for path in tmp_path.iterdir():
        found = read(path, group_column="thread", time_column=time_column)
        assert [row.group for row in found][:1] == ["t3_a"]
        assert [row.group for row in found][3:] == [None, None]
        assert {row.time for row in found} == {5.0 if time_column else 0.0}
    assert [row.group for row in read(jsonl, group_column="thread")] == ["t3_a", "7", "7", None, None]
    jsonl.write_text('{"text": "x", "label": "a", "thread": ["a", "b"]}')
    [bad] = read(jsonl, group_column="thread")
    assert bad.problem == "'thread' holds a list, not a group"


def test_times(tmp_path):
    path = tmp_path / "a.jsonl"
    times = [1262304000, "1262304000", "2010-01-01", "2010-01-01T01:00:00+01:00", None]
    path.write_text("".join(json.dumps({"text": "x", "label": "a", "time": each}) + "\n" for each in times))
    assert [row.time for row in read(path, time_column="time")] == [1262304000.0] * 4 + [None]
    for time in ('"yesterday"', "1" + "0" * 400):
        path.write_text(f'{{"text": "x", "label": "a", "time": {time}}}')
        [bad] = read(path, time_column="time")
        assert re.search("'time' holds ('yesterday'|10+), neither seconds", bad.problem)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", r"a\.csv is empty"),
        ("a.csv", b"text,label\n", r"a\.csv has columns but no rows"),
        ("a.jsonl", b"\n\n", r"a\.jsonl is empty"),
        ("a.csv", b"body,label\nx,y\n", r"no column 'text' \(text_column\)\. It has 'body', 'label'"),
        ("a.csv", b"text;label\nx;y\n", r"is the separator ';'\? Then add SET=\"delimiter=;\""),
        ("a.csv", b"text,label,text\nx,y,z\n", r"has 2 columns 'text': rename all but one"),
        (
            "a.jsonl",
            b'{"body": "x", "label": "y"}',
            r"no column 'text' \(text_column\)\. It has 'body', 'label'",
        ),
        ("a.parquet", b"PAR1 no parquet", r"a\.parquet is truncated or damaged"),
        ("a.csv", b"x" * (LONGEST_LINE + 2), r"line 1: longer than 64 MB; is it text\?"),
    ],
)
def test_a_file_that_is_not_what_it_should_be(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorpusError, match=says):
        read(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content", "line", "says"),
    [
        (
            "a.csv",
            "text,label\nx,y\ncaf\xe9,z\n".encode("latin-1"),
            3,
            "byte 0xe9 is not utf-8: set encoding=cp1252",
        ),
        ("a.csv", b"text,label\nx,y\nx\n", 3, "the number of fields is 1 instead of 2"),
        ("a.csv", b'text,label\nx,y\n"x"x,y\n', 3, "not valid CSV"),
        ("a.csv", b'text,label\nx,y\n"x,y\n', 3, "not valid CSV"),
        ("a.jsonl", b'{"text": "x", "label": "y"}\n{"text": "x", \n', 2, "not valid JSON"),
        ("a.jsonl", b'{"text": "x", "label": "y"}\n["x", "y"]\n', 2, "not valid JSON"),
        ("a.jsonl", b'{"text": "x", "label": "y"}\n{"text": "\xe9", "label": "y"}\n', 2, "byte 0xe9 is not"),
        ("a.jsonl", b'{"text": "x", "label": "y"}\n{"text": "\\ud83d", "label": "y"}\n', 2, ""),
        (
            "a.jsonl",
            b'{"text": "x", "label": "y"}\n{"text": 3, "label": "y"}\n',
            2,
            "'text' holds a int",
        ),
        ("a.jsonl", b'{"text": "x", "label": "y"}\n{"text": "x", "label": []}\n', 2, "'label' holds a list"),
    ],
)
def test_a_bad_line_is_reported_with_its_number_and_the_others_are_read(tmp_path, name, content, line, says):
    (tmp_path / name).write_bytes(content)
    first, *others = read(tmp_path / name)
    assert first == Row(2 if name == "a.csv" else 1, "x", "y")
    [bad] = [row for row in others if isinstance(row, BadLine)]
    assert bad.number == line
    assert says in bad.problem


@pytest.mark.parametrize("packing", PACKED)
def test_an_archive_that_is_cut_short(rows, tmp_path, packing):
    path = write(tmp_path / f"a.jsonl.{packing}", rows * 20)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(CorpusError, match=r"truncated or damaged after line [\d,]+ .*fetch it again"):
        read(path, **REDDIT)
    path.write_bytes(b"no archive at all")
    with pytest.raises(CorpusError, match=r"truncated or damaged|cannot be read"):
        read(path, **REDDIT)


def test_another_encoding_and_a_byte_order_mark(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("text,label\ncafé,naïf\n".encode("cp1252"))
    assert read(path, encoding="cp1252") == [Row(2, "café", "naïf")]
    path.write_bytes("text,label\ncafé,naïf\n".encode("utf-8-sig"))
    assert read(path) == [Row(2, "café", "naïf")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.json"])
def test_a_byte_order_mark_says_what_the_encoding_is(rows, tmp_path, name, encoding):
    """As Excel's 'Unicode text' and many a download have it."""
    path = tmp_path / name
    frame = pd.DataFrame(rows, columns=["body", "subreddit"])
    if "json" in name:
        text = frame.to_json(orient="records", lines=name == "a.jsonl", force_ascii=False)
    else:
        text = frame.to_csv(index=False, sep="\t" if name == "a.tsv" else ",", lineterminator="\r\n")
    path.write_bytes(text.encode(encoding))
    expected = [(text, " ".join(label.split())) for text, label in rows]
    for parameters in REDDIT, {**REDDIT, "encoding": "cp1252"}:
        assert [(row.text, row.label) for row in read(path, **parameters)] == expected


def test_utf_16_that_breaks_off_is_damaged(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "x", "label": "a"}\n'.encode("utf-16") + b"\x00")
    with pytest.raises(CorpusError, match="truncated or damaged"):
        read(path)


def test_an_array_in_a_json_file_is_read_like_lines(rows, tmp_path):
    frame = pd.DataFrame(rows, columns=["text", "label"])
    expected = [(text, " ".join(label.split())) for text, label in rows]
    for indent in None, 2:
        frame.to_json(tmp_path / "a.json.gz", orient="records", indent=indent)
        found = read(tmp_path / "a.json.gz")
        assert [(row.text, row.label) for row in found] == expected
        assert [row.number for row in found] == list(range(1, len(rows) + 1))
    path = tmp_path / "b.json"
    path.write_text(' [{"text": "x", "label": "a"}, {"text": 3, "label": "a"}]')
    assert read(path) == [Row(1, "x", "a"), BadLine(2, "'text' holds a int, not text")]
    path.write_text('[{"text": "x", "label": "a"}')
    with pytest.raises(CorpusError, match=r"b\.json is not valid JSON"):
        read(path)
    path.write_text("[]")
    with pytest.raises(CorpusError, match=r"b\.json is empty"):
        read(path)


def test_an_array_that_is_too_large_to_hold_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "LARGEST_ARRAY", 100)
    path = tmp_path / "a.json"
    pd.DataFrame({"text": ["word " * 50], "label": ["a"]}).to_json(path, orient="records")
    with pytest.raises(CorpusError, match=r"too large a JSON array: convert it to JSON Lines"):
        read(path)


def test_a_field_within_another(tmp_path):
    """As Reddit's own interface has it."""
    rows = [{"kind": "t1", "data": {"body": f"post {n}", "subreddit": "a", "score": n}} for n in range(3)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "a.json").write_text(json.dumps(rows))
    pd.DataFrame(rows).to_parquet(tmp_path / "a.parquet")
    pd.json_normalize(rows).to_csv(tmp_path / "a.csv", index=False)
    nested = {"text_column": "data.body", "label_column": "data.subreddit"}
    for path in tmp_path.iterdir():
        assert [(row.text, row.label) for row in read(path, **nested)] == [
            (f"post {n}", "a") for n in range(3)
        ]
        with pytest.raises(CorpusError, match=r"no column 'data.text' .*did you mean 'data"):
            read(path, **nested | {"text_column": "data.text"})


def test_a_text_of_several_columns(tmp_path):
    frame = pd.DataFrame(
        {
            "title": ["A question", "Look", None, ""],
            "selftext": ["Why so?", "", "Only this", ""],
            "subreddit": ["a"] * 4,
        }
    )
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    frame.to_parquet(tmp_path / "a.parquet")
    for path in tmp_path.iterdir():
        found = read(path, text_column="title+selftext", label_column="subreddit")
        assert [row.text for row in found] == ["A question\n\nWhy so?", "Look", "Only this", None]
        with pytest.raises(CorpusError, match=r"no column 'body' \(text_column\)"):
            read(path, text_column="title+body", label_column="subreddit")
    (tmp_path / "b.csv").write_text("C++,label\nx,a\n")
    assert read(tmp_path / "b.csv", text_column="C++") == [Row(2, "x", "a")]


def test_class_labels_of_hugging_face_are_named(tmp_path):
    """The metadata are those that `datasets` writes (Features.arrow_schema)."""
    features = {
        "text": {"dtype": "string", "_type": "Value"},
        "label": {"names": ["World", "Sports"], "_type": "ClassLabel"},
    }
    table = pyarrow.table({"text": ["x", "y", "z"], "label": pyarrow.array([1, 0, -1], pyarrow.int64())})
    path = tmp_path / "train-00000-of-00001.parquet"
    for metadata, labels in [
        ({"info": {"features": features}}, ["Sports", "World", None]),
        ({"info": {"features": {"label": {"dtype": "int64", "_type": "Value"}}}}, ["1", "0", "-1"]),
        (["no", "features"], ["1", "0", "-1"]),
    ]:
        told = table.replace_schema_metadata({"huggingface": json.dumps(metadata)})
        pyarrow.parquet.write_table(told, path)
        assert [row.label for row in read(path)] == labels


def test_what_lies_beside_a_corpus_is_left_out_and_listed(rows, tmp_path):
    for name in ("test-00000-of-00001.parquet", "train-00000-of-00001.parquet"):
        write(tmp_path / name, rows)
    for name in ("README.md", "dataset_infos.txt", ".gitattributes"):
        (tmp_path / name).write_text("# A dataset")
    found = source_files(str(tmp_path))
    assert [path.name for path in found] == ["test-00000-of-00001.parquet", "train-00000-of-00001.parquet"]
    assert [path.name for path in files_left_out(str(tmp_path))] == ["README.md", "dataset_infos.txt"]
    assert files_left_out(str(found[0])) == files_left_out("newsgroups") == []


@pytest.mark.parametrize(
    "address", ["https://example.org/a.csv", "http:/example.org/a.csv", "S3://bucket/a.csv"]
)
def test_an_address_is_to_be_downloaded_first(address):
    with pytest.raises(
        CorpusError, match=f"^{address} is an address: download the file, and give its path instead"
    ):
        source_files(address)


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json", "a.parquet", "a.csv.gz", "a.tsv.zst"])
def test_an_empty_file_is_called_empty(tmp_path, name):
    (tmp_path / name).touch()
    with pytest.raises(CorpusError, match=rf"{name} is empty"):
        read(tmp_path / name)


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a.XLS"])
def test_a_spreadsheet_is_to_be_saved_as_csv(tmp_path, name):
    (tmp_path / name).touch()
    with pytest.raises(CorpusError, match=rf"{name} is a spreadsheet: save its sheet as CSV"):
        source_files(str(tmp_path / name))


def test_a_document_of_a_million_words(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text,label\n" + "word " * 1_000_000 + ",a\n")
    [row] = read(path)
    assert len(row.text) == 5_000_000


def test_a_folder_of_files(rows, tmp_path):
    for name in ("b.jsonl", "a.csv.gz"):
        write(tmp_path / name, rows)
    (tmp_path / "plain").unlink()
    (tmp_path / ".hidden").touch()
    assert [path.name for path in source_files(str(tmp_path))] == ["a.csv.gz", "b.jsonl"]


def test_folders_and_names_that_are_refused(tmp_path):
    with pytest.raises(CorpusError, match=r"no file or folder .*nowhere"):
        source_files(str(tmp_path / "nowhere"))
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(CorpusError, match=r"folder is empty"):
        source_files(str(folder))
    (folder / "notes.doc").touch()
    with pytest.raises(CorpusError, match=r"notes\.doc is not in a format that can be read: use \.csv"):
        source_files(str(folder))
    (folder / "notes.doc").unlink()
    (tmp_path / "secret.csv").touch()
    os.symlink(tmp_path / "secret.csv", folder / "a.csv")
    with pytest.raises(CorpusError, match=r"a\.csv is a link to a file outside the corpus folder"):
        source_files(str(folder))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"encoding": "utf-16"}, "encoding='utf-16': must encode a line end as one byte"),
        ({"encoding": "nonsense"}, "encoding='nonsense': must be an encoding that Python knows"),
        ({"delimiter": "||"}, "delimiter='||'"),
        (
            {"text_column": "a", "label_column": "a"},
            "label_column='a': is also the text_column",
        ),
        ({"on_bad_lines": "warn"}, "on_bad_lines='warn': must be 'error' or 'skip'"),
    ],
)
def test_settings_that_make_no_sense(values, says):
    with pytest.raises(SettingsError) as error:
        validated(SourceParameters, values)
    assert says in str(error.value)


# Hostile input


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_an_archive_that_expands_without_end_is_refused(tmp_path, monkeypatch, packing, name):
    monkeypatch.setattr(sources, "ALWAYS_READ", 10**6)
    path = tmp_path / f"{name}.{packing}"
    path.write_bytes(PACKED[packing](b"text,label\n" + b"\n" * (3 * 10**6)))
    with pytest.raises(CorpusError, match="unpacks to more than 200 times its size; is it text"):
        list(read_rows(path, SourceParameters()))


def test_a_parquet_file_that_repeats_one_long_text_is_refused_and_never_held(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "ALWAYS_READ", 10**6)
    path = tmp_path / "a.parquet"
    repeated = pyarrow.DictionaryArray.from_arrays([0] * 5_000, ["word " * 20_000])
    pyarrow.parquet.write_table(pyarrow.table({"text": repeated, "label": ["a"] * 5_000}), path)
    rows = read_rows(path, SourceParameters())
    assert len(list(islice(rows, 9))) == 9  # a million letters, of which the file holds 20,000 words once
    with pytest.raises(CorpusError, match="line 11: unpacks to more than 200 times its size"):
        list(rows)


def test_an_archive_of_text_that_packs_well_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "ALWAYS_READ", 10**6)
    path = tmp_path / "a.jsonl.xz"
    lines = [json.dumps({"text": f"comment {n} " * 5, "label": "a"}) for n in range(50_000)]
    path.write_bytes(lzma.compress("\n".join(lines).encode()))
    assert sum(1 for _ in read_rows(path, SourceParameters())) == 50_000


@pytest.mark.parametrize("name", ["a.zip", "a.csv.zip", "a.tar", "a.tar.gz", "a.7z", "a.pkl", "a.csv.gz.gz"])
def test_archives_of_several_files_are_not_opened_at_all(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04../../evil")
    with pytest.raises(CorpusError, match=r"is not in a format that can be read|is an archive: unpack it"):
        source_files(str(tmp_path / name))
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_corpus_folder_holds_only_files(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    os.mkfifo(folder / "a.csv")  # reading it would wait forever
    with pytest.raises(CorpusError, match=r"a\.csv is not a file"):
        source_files(str(folder))
    (folder / "a.csv").unlink()
    (folder / "b.csv").mkdir()
    with pytest.raises(CorpusError, match=r"b\.csv is not a file"):
        source_files(str(folder))


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside.csv", ".."])
def test_no_link_leads_out_of_a_corpus_folder(tmp_path, target):
    (tmp_path / "outside.csv").write_text("text,label\nx,y\n")
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.csv").symlink_to(target)
    with pytest.raises(CorpusError, match="is a link to a file outside the corpus folder"):
        source_files(str(folder))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


def rows_or_refusal(path, parameters):
    try:
        return list(read_rows(path, parameters))
    except CorpusError as error:
        return [BadLine(0, str(error))]


@pytest.mark.parametrize(
    "name", ["a.csv", "a.tsv", "a.jsonl", "a.json", "a.parquet", *(f"a.csv.{kind}" for kind in PACKED)]
)
@given(content=st.binary(max_size=300), columns=st.booleans())
def test_any_bytes_are_rows_or_one_line_that_says_why_not(folder, name, content, columns):
    path = folder / name
    content = b"text,label\n" + content if columns else content
    ending = name.rpartition(".")[2]
    path.write_bytes(PACKED[ending](content) if columns and ending in PACKED else content)
    for row in rows_or_refusal(path, SourceParameters()):
        if isinstance(row, Row):
            (row.text or "").encode(), (row.label or "").encode()
            assert row.label != ""
        else:
            assert row.problem
            assert "\n" not in row.problem


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(rows=st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
def test_any_text_comes_back_as_it_was_written(folder, rows):
    """Any text, with quotes, line ends, NUL or formulas, in all three formats."""
    frame = pd.DataFrame(rows, columns=["text", "label"])
    frame.to_json(folder / "b.jsonl", orient="records", lines=True)
    frame.to_parquet(folder / "b.parquet")
    with (folder / "b.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([("text", "label"), *rows])
    expected = [(text, " ".join(label.split())) for text, label in rows]
    for kind in ("jsonl", "parquet", "csv"):
        found = list(read_rows(folder / f"b.{kind}", SourceParameters()))
        none_as_empty = [(row.text or "", row.label or "") for row in found]
        kept = [(text, "" if label in ("NaN", "nan") else label) for text, label in expected]
        assert none_as_empty == kept, kind
