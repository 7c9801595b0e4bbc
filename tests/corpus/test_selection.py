"""The sample does not depend on the order, memory is bounded, and every row is accounted for."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_attention.corpus import selection
from lstm_attention.corpus.rows import BadLine, CorpusError, Row
from lstm_attention.settings import SourceParameters

ROWS = [
    *(Row(n, f"text number {n}", "ab"[n % 2], float(n)) for n in range(400)),
    *(Row(1000 + n, f"text number {n}", "ab"[n % 2], float(1000 + n)) for n in range(0, 400, 10)),
    Row(2000, None, "a"),
    Row(2001, "  ", "a"),
    Row(2002, "[deleted]", "a"),
    Row(2003, "[removed]", "b"),
    Row(2004, "a text without a label", None),
    Row(2005, "short", "a"),
    Row(2006, "of another class", "c"),
    Row(2007, "without a time", "a", None),
    BadLine(2008, "not valid JSON"),
]
PARAMETERS = {"classes": ["a", "b"], "min_characters": 6, "on_bad_lines": "skip"}


def select(rows, **more):
    return selection.select(rows, "file", SourceParameters(**PARAMETERS, **more))


def test_every_row_is_counted_once():
    sample, counts = selection.join([select(ROWS)], None)
    assert counts == {
        "read": len(ROWS),
        "bad_lines": 1,
        "no_label": 1,
        "other_class": 1,
        "no_text": 2,
        "removed": 2,
        "short": 1,
        "no_time": 1,
        "not_drawn": 0,
        "copies": 40,
    }
    assert len(sample) == 400
    assert sample["id"].tolist()[:2] == ["file-0", "file-1"]
    table = selection.table(counts, 400)
    assert table["documents"].tolist() == [len(ROWS), 1, 1, 1, 2, 2, 1, 1, 40, 400]
    assert table["documents"][["read", "copies", "kept"]].tolist() == [len(ROWS), 40, 400]
    with pytest.raises(ValueError, match="401 documents are left"):
        selection.table(counts, 401)


def test_the_sample_does_not_depend_on_order_or_files():
    whole, counts = selection.join([select(ROWS, documents_per_class=30)], 30)
    assert whole["label"].value_counts().to_dict() == {"a": 30, "b": 30}
    assert counts["not_drawn"] + counts["copies"] == 440 - 60
    shuffled = random.Random(1).sample(ROWS, len(ROWS))
    parts = [
        select(part, documents_per_class=30) for part in (shuffled[:100], shuffled[100:101], shuffled[101:])
    ]
    joined, joined_counts = selection.join(parts, 30)
    assert joined.equals(whole)
    assert joined_counts == counts


def test_the_seed_decides_and_every_document_has_the_same_chance():
    drawn = Counter()
    for seed in range(60):
        sample, _ = select(ROWS[:400], corpus_seed=seed, documents_per_class=50)
        drawn.update(document.row for document in sample)
    assert len(drawn) == 400
    # Each is drawn with probability 1/4; 60 draws of 400 stay within 5 standard deviations.
    assert all(abs(drawn[n] - 15) < 5 * (60 * 0.25 * 0.75) ** 0.5 for n in range(400))


def test_a_document_without_a_group_is_one_by_itself():
    groups = ["thread", None, "thread", "[deleted]", "[deleted]"]
    rows = [Row(n, f"text {n}", "a", group=group) for n, group in enumerate(groups)]
    joined, _ = selection.join([select(rows)], None)
    assert joined["group"].tolist() == ["thread", "file-1", "thread", "file-3", "file-4"]


def test_of_copies_the_oldest_is_kept():
    sample, _ = select(
        [Row(1, "the same", "a", 5.0), Row(2, "the same", "a", 3.0), Row(3, "the same", "b", 1.0)]
    )
    assert [(each.label, each.row, each.copies) for each in sample] == [("a", 2, 2), ("b", 3, 1)]


def test_a_bad_line_stops_unless_it_is_to_be_skipped():
    rows = [Row(1, "text enough", "a"), BadLine(2, "not valid JSON: why")]
    with pytest.raises(CorpusError, match=r"dump, line 2: not valid JSON: why \(on_bad_lines=skip"):
        selection.select(rows, "dump", SourceParameters())


def test_a_column_that_holds_no_labels_is_refused():
    rows = [Row(n, f"text {n}", f"label {n}") for n in range(51)]
    with pytest.raises(CorpusError, match=r"more than 50 classes \('label 0', .*: is the label column"):
        selection.select(rows, "file", SourceParameters())
    selection.select(rows[:50], "file", SourceParameters())


def test_a_sample_survives_its_files(tmp_path, posts):
    texts = ["nul\0 line\u2028end\r\n שלום 😀 \x85", *posts["text"].iloc[:50]]
    rows = [Row(n, text, "ab"[n % 2], n + 0.1234567) for n, text in enumerate(texts)]
    sample, counts = select(rows)
    selection.save(sample, counts, tmp_path / "new" / "0")
    assert selection.load(tmp_path / "new" / "0") == (sample, counts)
    selection.save(*select([]), tmp_path / "empty")
    assert selection.load(tmp_path / "empty")[0] == []


def test_samples_that_were_drawn_before_are_read_and_the_others_drawn_from_every_file(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(f"text,label\ntext of {name},{name}\n", encoding="utf-8")
    parameters = SourceParameters(source=str(tmp_path))
    drawn = selection.draw_samples(parameters)
    assert [[document.file for document in documents] for documents, _ in drawn] == [["a.csv"], ["b.csv"]]
    folders = [str(tmp_path / "selected" / str(number)) for number in range(2)]
    for folder, sample in zip(folders, drawn, strict=True):
        selection.save(*sample, Path(folder))
    (tmp_path / "a.csv").unlink()
    assert selection.draw_samples(parameters, folders) == drawn


def test_the_step_says_how_many_rows_it_has_read_in_a_line_that_fits_the_terminal(tmp_path):
    path = tmp_path / f"{'a long name of a file ' * 4}.csv"
    path.write_text("text,label\n" + "one,a\n" * 1_234)
    outputs = [tmp_path / "build" / name for name in ("selected/0", "hashes/select-0.json")]
    command = [sys.executable, "-m", "lstm_attention.corpus.selection", path, "{}", *outputs]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert outputs[1].is_file()
    shown = done.stderr.splitlines()[-1]
    assert shown == "a long name of a file a long n: 1,234 rows"


rows = st.lists(
    st.builds(
        Row,
        number=st.integers(1, 10**6),
        text=st.none()
        | st.sampled_from(["[deleted]", "  ", "same text"])
        | st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        label=st.none() | st.sampled_from(["a", "b", "c", "../../etc/passwd", "$(touch pwned)"]),
        time=st.none() | st.floats(0, 2e9),
    ),
    max_size=80,
)


@given(rows=rows, most=st.none() | st.integers(10, 12), order=st.randoms())
def test_of_any_rows_the_sample_is_the_same_in_any_order_and_all_are_counted(rows, most, order):
    parameters = SourceParameters(min_characters=3, documents_per_class=most)
    documents, counts = selection.select(rows, "file", parameters)
    shuffled = list(rows)
    order.shuffle(shuffled)
    again, counted = selection.select(shuffled, "file", parameters)
    assert {(document.label, document.text) for document in again} == {(d.label, d.text) for d in documents}
    assert counted == counts
    assert counts["read"] == len(rows)
    assert all(len(document.text) >= 3 for document in documents)
    assert len({(document.label, document.key) for document in documents}) == len(documents)
    by_class = Counter(document.label for document in documents)
    assert most is None or max(by_class.values(), default=0) <= most
