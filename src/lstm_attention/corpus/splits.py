"""The corpus as labelled documents, each in the training, validation or test set."""

import hashlib
import math

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from lstm_attention.corpus.proportions import SETS, check_sample, check_share
from lstm_attention.corpus.rows import CorpusError

PARTS = [*SETS]
FEWEST = 10
"""Documents in the smallest class that can be split in three."""
TRIES = 20
"""How many orders of the groups are tried until every class is on both sides of a split."""


def drop_empty_and_duplicates(documents: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Drop documents without text and documents whose text occurred before.

    The first of several equal documents is kept. This is done before the sets are drawn, and a corpus that
    comes already split lists its training documents first, so no test document has a copy in the training
    set.

    Returns:
        The remaining documents, and how many were dropped as `empty` and as `copies`.
    """
    text = documents["text"].str.strip()
    empty = text == ""
    duplicate = ~empty & text.duplicated()
    return documents[~empty & ~duplicate], {"empty": int(empty.sum()), "copies": int(duplicate.sum())}


def draw_sample(documents: pd.DataFrame, size: int | None, seed: int) -> pd.DataFrame:
    """Draw `size` documents at random, keeping the proportions of splits and labels.

    All are drawn if `size` is None or if there are no more than that.

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
    """Cut every class to the size of the smallest, keeping the documents with the smallest `key`."""
    least = documents["label"].value_counts().min()
    kept = documents.sort_values("key").groupby("label").head(least).index
    return documents.loc[kept.sort_values()]


def set_test_aside(
    documents: pd.DataFrame, share: float, seed: int, *, stratified: bool, by_time: bool
) -> pd.DataFrame:
    """Put a `share` of the documents in the split "test" and the others in "train".

    A random split keeps groups whole.

    Args:
        documents: columns `label`, `group`, and `time` if the newest are to be the test set.
        share: share of all documents.
        seed: seed of a random split.
        stratified: whether a random split keeps the proportions of the classes.
        by_time: whether the newest documents are the test set.

    Raises:
        CorpusError: if not every class can be in both sets of a random split.
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
    """Move a random `share` of the training documents to the split "validation", in whole groups.

    Raises:
        CorpusError: if not every class can be in both parts.
    """
    training = documents[documents["split"] == "train"]
    counts = training["label"].value_counts().reindex(documents["label"].unique(), fill_value=0)
    check_share(counts.to_dict(), share, "validation_share", stratified=stratified)
    validation = _drawn(training, share, seed, stratified=stratified)
    return documents.assign(split=documents["split"].mask(documents.index.isin(validation), "validation"))


def _drawn(documents: pd.DataFrame, share: float, seed: int, *, stratified: bool) -> pd.Index:
    """Draw a random share of the documents; groups are drawn whole, so shares are approximate."""
    if has_groups(documents["group"]):
        return _drawn_groups(documents, share, seed, stratified=stratified)
    labels = documents["label"] if stratified else None
    return train_test_split(documents.index, test_size=share, stratify=labels, random_state=seed)[1]


def has_groups(groups: pd.Series | np.ndarray) -> bool:
    """Return whether any two documents belong to the same group."""
    return len(np.unique(groups)) < len(groups)


def _drawn_groups(documents: pd.DataFrame, share: float, seed: int, *, stratified: bool) -> pd.Index:
    """Draw whole groups in random order, each that still fits into the share of every class.

    scikit-learn's StratifiedGroupKFold is not used, as it puts the largest groups into the same folds,
    whatever the seed.

    Raises:
        CorpusError: if the groups are too large for the share.
    """
    groups, labels = documents["group"].factorize()[0], documents["label"]
    strata = labels.factorize()[0] if stratified else np.zeros(len(labels), dtype=int)
    sizes = pd.crosstab(groups, strata).to_numpy()
    wanted = share * sizes.sum(axis=0)
    rng = np.random.default_rng(seed)
    for _ in range(TRIES):
        aside = _that_fit(sizes, wanted, rng.permutation(len(sizes)))[groups]
        if labels[aside].nunique() == labels[~aside].nunique() == labels.nunique():
            break
    if not aside.any() or aside.all():
        raise CorpusError(
            f"{share:.3g} of {len(documents):,} documents cannot be set aside in whole groups, as there are "
            f"only {len(sizes):,} groups: choose a group_column with more groups, or change test_share or "
            "validation_share"
        )
    return documents.index[aside]


def _that_fit(sizes: np.ndarray, wanted: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return which groups fit, taken in this order, and which then bring the sum nearer to what is wanted.

    Args:
        sizes: number of documents of each group in each stratum, int (groups, strata).
        wanted: number of documents wanted of each stratum, float (strata,).
        order: the groups, in the order in which they are tried.

    Returns:
        bool (groups,).
    """
    taken, left = np.zeros(len(sizes), dtype=bool), wanted
    for exactly in (True, False):
        for group in order[~taken[order]]:
            after = left - sizes[group]
            if (after >= 0).all() if exactly else np.abs(after).sum() < np.abs(left).sum():
                taken[group] = True
                left = after
    return taken


def check_classes(documents: pd.DataFrame, wanted: list[str]) -> None:
    """Stop if no classifier could be trained.

    Raises:
        CorpusError: if no documents are left, if there are fewer than two classes, if one of the
            `wanted` classes has no documents, or if a class has fewer than `FEWEST`.
    """
    counts = documents["label"].value_counts()
    remedy = "check text_column, label_column, classes, min_characters and cleaning"
    if documents.empty:
        raise CorpusError(f"no documents are left: {remedy}")
    for label in wanted:
        if label not in counts:
            raise CorpusError(f"no documents of the class {label!r}; classes: {_listed(counts)}")
    if len(counts) < 2:
        raise CorpusError(f"all documents are of one class, {counts.index[0]!r}; two are needed: {remedy}")
    small = counts[counts < FEWEST]
    if len(small):
        enough = len(counts) - len(small) >= 2
        others = "leave them out by naming the others in classes, or " if enough else ""
        raise CorpusError(
            f"each class needs {FEWEST} documents or more, and these have fewer: {_listed(small)}; "
            f"{others}add documents"
        )


def check_parts(documents: pd.DataFrame) -> None:
    """Stop if a class is missing from a set.

    Raises:
        CorpusError: if one is; names the class and the set.
    """
    table = pd.crosstab(documents["label"], documents["split"]).reindex(columns=PARTS, fill_value=0)
    for label, row in table.iterrows():
        for part, count in row.items():
            if count == 0:
                raise CorpusError(
                    f"the class {label!r} has no document in the {SETS[part]} ({row.sum()} in all): keep "
                    "more documents (sample, documents_per_class), change test_share, validation_share or "
                    "group_column, or leave the class out by naming the others in classes"
                )


def _listed(counts: pd.Series) -> str:
    return ", ".join(f"{label!r} with {count:,}" for label, count in counts.items())


def fingerprint(documents: pd.DataFrame) -> str:
    """Return a SHA-256 over ids, splits, labels, groups and texts, which is equal for equal corpora only."""
    digest = hashlib.sha256()
    for row in documents[["id", "split", "label", "group", "text"]].itertuples(index=False):
        for field in row:
            encoded = field.encode()
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()
