"""The corpus: documents with a label, each in the training, validation or test part."""

import hashlib
import math

import pandas as pd
from sklearn.model_selection import train_test_split

from lstm_attention.corpus.proportions import check_sample, check_share
from lstm_attention.corpus.sources import CorpusError

PARTS = ["train", "validation", "test"]
FEWEST = 10
"""Documents of the smallest class that can be split in three."""


def drop_empty_and_duplicates(documents: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Drop documents without text and documents whose text stood before, in either split.

    The first of several equal documents is kept. Training documents stand first, so no test document
    has a copy in the training part.

    Returns:
        The remaining documents, and how many were dropped as `empty` and as `copies`.
    """
    text = documents["text"].str.strip()
    empty = text == ""
    duplicate = ~empty & text.duplicated()
    return documents[~empty & ~duplicate], {"empty": int(empty.sum()), "copies": int(duplicate.sum())}


def draw_sample(documents: pd.DataFrame, size: int | None, seed: int) -> pd.DataFrame:
    """Draw `size` documents at random, in the proportions of splits and labels.

    All are drawn if `size` is None or if there are no more.

    Raises:
        CorpusError: if the sample is too small for all classes, or nearly as large as the corpus.
    """
    if size is None or size >= len(documents):
        return documents
    check_sample(documents.groupby(["split", "label"]).size().to_dict(), size)
    strata = documents["split"] + " " + documents["label"]
    drawn, _ = train_test_split(documents.index, train_size=size, stratify=strata, random_state=seed)
    return documents.loc[drawn.sort_values()]


def balance(documents: pd.DataFrame) -> pd.DataFrame:
    """Cut every class to the size of the smallest: of each, those with the smallest `key`."""
    least = documents["label"].value_counts().min()
    kept = documents.sort_values("key").groupby("label").head(least).index
    return documents.loc[kept.sort_values()]


def set_test_aside(
    documents: pd.DataFrame, share: float, seed: int, *, stratified: bool, by_time: bool
) -> pd.DataFrame:
    """Put a `share` of the documents in the split "test", the others in "train".

    Args:
        documents: with `label`, and `time` if the newest are to be the test part.
        share: of all documents.
        seed: of a random split.
        stratified: whether a random split keeps the proportions of the classes.
        by_time: whether the newest documents are the test part.

    Raises:
        CorpusError: if not every class can be in both parts of a random split.
    """
    if by_time:
        newest_first = documents["time"].sort_values(ascending=False, kind="stable").index
        test = newest_first[: math.ceil(share * len(documents))]
    else:
        check_share(documents["label"].value_counts().to_dict(), share, "test_share", stratified=stratified)
        test = _drawn(documents, share, seed, stratified=stratified)
    return documents.assign(split=documents.index.isin(test)).replace(
        {"split": {True: "test", False: "train"}}
    )


def set_validation_aside(
    documents: pd.DataFrame, share: float, seed: int, *, stratified: bool = True
) -> pd.DataFrame:
    """Move a random `share` of the training documents to the split "validation".

    Raises:
        CorpusError: if not every class can be in both parts.
    """
    training = documents[documents["split"] == "train"]
    counts = training["label"].value_counts().reindex(documents["label"].unique(), fill_value=0)
    check_share(counts.to_dict(), share, "validation_share", stratified=stratified)
    validation = _drawn(training, share, seed, stratified=stratified)
    return documents.assign(split=documents["split"].mask(documents.index.isin(validation), "validation"))


def _drawn(documents: pd.DataFrame, share: float, seed: int, *, stratified: bool) -> pd.Index:
    labels = documents["label"] if stratified else None
    return train_test_split(documents.index, test_size=share, stratify=labels, random_state=seed)[1]


def check_classes(documents: pd.DataFrame, wanted: list[str]) -> None:
    """Stop where no classifier could be trained.

    Raises:
        CorpusError: if no documents are left, if there are fewer than two classes, if one of
            the `wanted` has no documents, or if a class has fewer than `FEWEST`.
    """
    counts = documents["label"].value_counts()
    remedy = "check text_column, label_column, classes, min_characters and cleaning"
    if documents.empty:
        raise CorpusError(f"no documents are left: {remedy}")
    for label in wanted:
        if label not in counts:
            raise CorpusError(f"no documents of the class {label!r}; there are: {_listed(counts)}")
    if len(counts) < 2:
        raise CorpusError(f"all documents are of one class, {counts.index[0]!r}; two are needed: {remedy}")
    if counts.min() < FEWEST:
        raise CorpusError(
            f"each class needs {FEWEST} documents or more; there are: {_listed(counts)}. Leave small "
            "classes out by naming the others, as in classes=[this,that]"
        )


def check_parts(documents: pd.DataFrame) -> None:
    """Stop where a class is missing from a part.

    Raises:
        CorpusError: naming the class and the part.
    """
    table = pd.crosstab(documents["label"], documents["split"]).reindex(columns=PARTS, fill_value=0)
    for label, row in table.iterrows():
        for part, count in row.items():
            if count == 0:
                raise CorpusError(
                    f"the class {label!r} has no document in the {part} part ({row.sum()} in all): keep "
                    "more documents (sample, documents_per_class), change test_share or validation_share, or "
                    "leave it out by naming the others in classes"
                )


def _listed(counts: pd.Series) -> str:
    return ", ".join(f"{label!r} with {count:,}" for label, count in counts.items())


def fingerprint(documents: pd.DataFrame) -> str:
    """SHA-256 over ids, splits, labels and texts: equal for equal corpora only."""
    digest = hashlib.sha256()
    for row in documents[["id", "split", "label", "text"]].itertuples(index=False):
        for field in row:
            encoded = field.encode()
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()
