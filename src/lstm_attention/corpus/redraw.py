"""Another split of a corpus: of the same documents and words, with the same test set or with another one.

python -m lstm_attention.corpus.redraw CORPUS '{"validation_share": 0.1, ...}' OUTPUT RECORD
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from lstm_attention.corpus import splits
from lstm_attention.corpus.rows import CorpusError
from lstm_attention.corpus.vocabulary import UNKNOWN, EncodedDocuments
from lstm_attention.store.outputs import whole


def redraw(
    corpus: Path,
    folder: Path,
    *,
    validation_share: float,
    stratified: bool,
    corpus_seed: int,
    test_share: float | None = None,
) -> None:
    """Draw the validation set of a saved corpus again, or all sets, and save the result as a corpus.

    The vocabulary stays, so that all models read a document as the same token ids; a word that the new
    training set does not have gets no vector from it (`models.vectors`). What documents share with the
    training set was found out for the first split only, and is left out, as are the posts of a test set
    that is drawn again.

    Args:
        corpus: a folder that `corpus.folder` describes.
        folder: to write to, which must not be there.
        validation_share, stratified: as for `splits.set_validation_aside`.
        corpus_seed: seed of the draws.
        test_share: as for `splits.set_test_aside`; the test set stays if it is None.

    Raises:
        CorpusError: if not every class can be in both sets.
    """
    parts = {part: EncodedDocuments.load(corpus / f"{part}.npz") for part in splits.PARTS}
    classes, words, fingerprint = (
        json.loads((corpus / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("classes", "vocabulary", "fingerprint")
    )
    pool = parts["train"].joined(parts["validation"])
    if test_share is not None:
        pool = pool.joined(parts.pop("test"))
    pool = pool.chosen(np.argsort(pool.ids))  # so that the draws do not depend on the first ones
    documents = pd.concat(
        pd.DataFrame(
            {"label": np.array(classes, dtype=object)[part.labels], "group": part.groups, "split": split}
        )
        for part, split in ((pool, "train"), (parts.get("test"), "test"))
        if part is not None
    ).reset_index(drop=True)
    if test_share is not None:
        documents = splits.set_test_aside(
            documents, test_share, corpus_seed, stratified=stratified, by_time=False
        )
    documents = splits.set_validation_aside(documents, validation_share, corpus_seed, stratified=stratified)
    splits.check_parts(documents)
    split = documents["split"].to_numpy()[: len(pool)]
    drawn = {part: pool.chosen(np.flatnonzero(split == part)) for part in splits.PARTS if part in split}

    of_first = ["*-overlap.json"] + ["test-posts.parquet"] * ("test" in drawn)
    shutil.copytree(corpus, folder, ignore=shutil.ignore_patterns(*of_first))
    for part, own in drawn.items():
        own.save(folder / f"{part}.npz")
    spelled = np.array([""] * (UNKNOWN + 1) + words, dtype=object)
    train = drawn["train"]
    own_test = drawn["test"].ids if "test" in drawn else []
    identity = "\n".join([fingerprint, *drawn["validation"].ids, *own_test])
    content = {
        "fingerprint": hashlib.sha256(identity.encode()).hexdigest(),
        "training-tokens": [list(spelled[text]) for text in train.texts(np.arange(len(train)))],
    }
    for name, value in content.items():
        (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")


def main() -> None:
    """Draw a split again; on failure say why in the last line and exit with 1."""
    corpus, values, *outputs = sys.argv[1:]
    try:
        with whole([Path(output) for output in outputs]) as drafts:
            redraw(Path(corpus), drafts[outputs[0]], **json.loads(values))
    except CorpusError as error:
        sys.exit(f"\n{error}")


if __name__ == "__main__":
    main()
