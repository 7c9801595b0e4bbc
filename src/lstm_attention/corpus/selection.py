"""Selection of the documents of a source that become the corpus, in one pass with only the sample in memory.

python -m lstm_attention.corpus.selection FILE PARAMETERS OUTPUT RECORD
"""

import hashlib
import heapq
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec
import pandas as pd
from tqdm import tqdm

from lstm_attention.corpus.anonymity import anonymous
from lstm_attention.corpus.newsgroups import newsgroup_files, read_newsgroups
from lstm_attention.corpus.rows import BadLine, CorpusError, Row
from lstm_attention.corpus.sources import read_rows, source_files
from lstm_attention.settings import NEWSGROUPS, SourceParameters
from lstm_attention.store.outputs import whole
from lstm_attention.store.provenance import file_hash

REMOVED = {"[deleted]", "[removed]"}
"""What Reddit leaves in place of a removed comment, or of its author's name."""

STEPS = {
    "read": "read",
    "bad_lines": "lines that could not be read",
    "no_label": "without a label",
    "other_class": "of another class",
    "no_text": "without text",
    "removed": "[deleted] or [removed]",
    "short": "too short",
    "no_time": "without a time",
}
"""What is counted in the pass, in this order, and how the book names it."""

LATER_STEPS = {
    "not_drawn": "not drawn (see documents_per_class)",
    "copies": "exact duplicates of another document",
    "empty": "without a word after cleaning",
    "near_copies": "near duplicates",
    "unbalanced": "beyond the size of the smallest class",
    "not_sampled": "not in the sample",
}
"""What is counted after the pass, in this order, and how the book names it."""

MOST_CLASSES = 50


class Document(NamedTuple):
    """A text in the sample.

    Attributes:
        label: its class.
        key: a random number that depends on the text and the seed, as 32 hexadecimal digits.
        time: seconds since 1970.
        file, row: where the text was found.
        text: the text as found there; without names and addresses if the corpus is made anonymous.
        group: name of the group that the document belongs to, or a digest of it if the corpus is made
            anonymous; None if it belongs to none.
        copies: how many rows have this label and this text.
    """

    label: str
    key: str
    time: float
    file: str
    row: int
    text: str
    group: str | None
    copies: int


Drawn = tuple[list[Document], dict[str, int]]
"""A sample of one file, and the counts of `STEPS`."""


class Sample:
    """The documents with the smallest keys in each class, each text once.

    As the keys are random, this is a random sample. As they depend on the text alone, it does not
    depend on the order of the documents, and samples of several files can be joined.

    Args:
        documents_per_class: maximum number of documents in a class; None for all.
    """

    def __init__(self, documents_per_class: int | None) -> None:
        self.documents_per_class = documents_per_class
        self._classes: dict[str, dict[str, Document]] = {}
        self._largest_first: dict[str, list[tuple[int, str]]] = {}

    def add(self, document: Document) -> None:
        """Add a document if its key is small enough, and drop the one with the largest key.

        Raises:
            CorpusError: if there are more than `MOST_CLASSES` classes.
        """
        own = self._classes.setdefault(document.label, {})
        heap = self._largest_first.setdefault(document.label, [])
        if len(self._classes) > MOST_CLASSES:
            some = ", ".join(map(repr, list(self._classes)[:5]))
            raise CorpusError(
                f"more than {MOST_CLASSES} classes ({some} …): is the label column the right one? "
                "Name the classes to keep, as in classes=[this,that]"
            )
        if document.key in own:
            first = min(own[document.key], document, key=lambda each: (each.time, each.file, each.row))
            copies = own[document.key].copies + document.copies
            own[document.key] = first._replace(copies=copies)
            return
        entry = (-int(document.key, 16), document.key)
        if len(own) == self.documents_per_class:
            _, largest = heapq.heappushpop(heap, entry)
            if largest == document.key:
                return
            del own[largest]
        else:
            heapq.heappush(heap, entry)
        own[document.key] = document

    def documents(self) -> list[Document]:
        """Return the sample, sorted by label and key."""
        return [own[key] for _, own in sorted(self._classes.items()) for key in sorted(own)]


def draw_samples(parameters: SourceParameters, selected: Iterable[str] = ()) -> list[Drawn]:
    """Return a sample of each file of the source.

    Args:
        parameters: parameters of the source.
        selected: folders of samples that were drawn and saved before, to be read instead.
    """
    if selected:
        return [load(Path(folder)) for folder in selected]
    rows: dict[str, Iterable[Row | BadLine]]
    if parameters.source == NEWSGROUPS:
        rows = {part: read_newsgroups(path, part) for part, path in newsgroup_files().items()}
    else:
        rows = {path.name: read_rows(path, parameters) for path in source_files(parameters.source)}
    return [select(own, file, parameters) for file, own in rows.items()]


def select(rows: Iterable[Row | BadLine], file: str, parameters: SourceParameters) -> Drawn:
    """Draw a sample of those rows of one file that qualify as documents.

    Args:
        rows: rows of the file.
        file: name of the file.
        parameters: which rows qualify, and how many are drawn for each class.

    Returns:
        The sample, and the counts of `STEPS`.

    Raises:
        CorpusError: for a line that cannot be read, unless `on_bad_lines` is "skip", and for
            more than `MOST_CLASSES` classes.
    """
    counts = dict.fromkeys(STEPS, 0)
    seed = parameters.corpus_seed.to_bytes(8, "big")
    sample = Sample(parameters.documents_per_class)
    for row in rows:
        counts["read"] += 1
        if isinstance(row, BadLine):
            if parameters.on_bad_lines == "error":
                raise row.error(file)
            counts["bad_lines"] += 1
            continue
        if parameters.anonymize and row.text:
            row = row._replace(text=anonymous(row.text))
        reason = unfit(row, parameters)
        if reason:
            counts[reason] += 1
            continue
        key = _digest(row.text, seed)
        group = None if row.group in REMOVED else row.group
        if parameters.anonymize and group:  # it may be the name of an author
            group = _digest(group, seed)
        sample.add(Document(row.label, key, row.time, file, row.number, row.text, group, copies=1))
    return sample.documents(), counts


def _digest(text: str, seed: bytes) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16, key=seed).hexdigest()


def unfit(row: Row, parameters: SourceParameters) -> str:
    """Return why a row is not a document of the corpus, as a name in `STEPS`; empty if it is one."""
    if row.label is None:
        return "no_label"
    if parameters.classes and row.label not in parameters.classes:
        return "other_class"
    text = (row.text or "").strip()
    if not text:
        return "no_text"
    if text in REMOVED:
        return "removed"
    if len(text) < parameters.min_characters:
        return "short"
    return "no_time" if row.time is None else ""


def join(samples: list[Drawn], documents_per_class: int | None) -> tuple[pd.DataFrame, Counter[str]]:
    """Join the samples of several files into one, as if they had been one file.

    Returns:
        The sample, oldest document first, with an `id` and a column for each field of `Document`; a document
        without a group becomes a group of its own. And the summed counts, with how many documents were
        `not_drawn` and how many were `copies` of one in the sample.
    """
    sample = Sample(documents_per_class)
    counts: Counter[str] = Counter()
    for documents, own in samples:
        counts.update(own)
        for document in documents:
            sample.add(document)
    joined = pd.DataFrame(sample.documents(), columns=list(Document._fields))
    joined = joined.sort_values(["time", "file", "row"], ignore_index=True)
    joined.insert(0, "id", joined["file"] + "-" + joined["row"].astype(str))
    joined["group"] = joined["group"].where(joined["group"].notna(), joined["id"])
    fit = counts["read"] - sum(counts[name] for name in STEPS if name != "read")
    drawn = int(joined["copies"].sum())
    counts.update(not_drawn=fit - drawn, copies=drawn - len(joined))
    return joined, counts


def table(counts: dict[str, int], documents: int) -> pd.DataFrame:
    """Return what became of the documents: columns `step` and `documents`, for steps that removed some.

    Args:
        counts: number of documents, by name of the step.
        documents: number of documents that are left.

    Returns:
        One row for each step, named after it; the first row is `read`, the last is `kept`.

    Raises:
        ValueError: if the counts do not add up.
    """
    steps = {name: count for name, count in counts.items() if name != "read" and count}
    if counts["read"] - sum(steps.values()) != documents:
        raise ValueError(f"{documents} documents are left, but the counts are {counts}")
    names = STEPS | LATER_STEPS
    rows = {"read": ("read", counts["read"])}
    rows |= {name: (f"left out: {names[name]}", steps[name]) for name in names if name in steps}
    rows["kept"] = ("in the corpus", documents)
    columns = ["step", "documents"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("name")


def save(documents: list[Document], counts: dict[str, int], folder: Path) -> None:
    """Write a sample and its counts to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "sample.jsonl").open("wb") as file:
        file.writelines(msgspec.json.encode(document) + b"\n" for document in documents)
    (folder / "counts.json").write_text(json.dumps(counts), encoding="utf-8")


def load(folder: Path) -> Drawn:
    """Read what `save` wrote."""
    with (folder / "sample.jsonl").open("rb") as file:
        documents = [msgspec.json.decode(line, type=Document) for line in file]
    return documents, json.loads((folder / "counts.json").read_text(encoding="utf-8"))


def main() -> None:
    """Select from one file; on failure, say why in the last line and exit with status 1."""
    path, values, outputs = Path(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3:]
    parameters = SourceParameters(**values)
    try:
        # Short enough for a terminal of 80 columns, in which the step's name and time come first.
        shown = {"desc": path.name[:30], "bar_format": "{desc}: {n:,} rows", "mininterval": 1}
        rows = tqdm(read_rows(path, parameters), **shown)
        with whole([Path(output) for output in outputs]) as drafts:
            save(*select(rows, path.name, parameters), drafts[outputs[0]])
            hashed = json.dumps({"sha256": file_hash(path)})
            (drafts[outputs[0]] / "source.json").write_text(hashed, encoding="utf-8")
    except CorpusError as error:
        sys.exit(f"\n{error}")


if __name__ == "__main__":
    main()
