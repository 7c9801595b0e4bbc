"""A corpus as a folder: everything that later notebooks and `make predict` read.

train.npz, validation.npz, test.npz    the three parts, as `vocabulary.EncodedDocuments`
classes.json            names of the classes, in the order of their indices
vocabulary.json         the words with a row of their own, in the order of their ids
fingerprint.json        `splits.fingerprint` of the documents
cleaning.json           arguments of `cleaning.cleaning_steps`, with those of `languages.Words` among them
test-posts.parquet      each test document as it was written, and where its tokens are in it (`posts`)
validation-overlap.json, test-overlap.json
                        of each document, what it shares with the training set (`overlap`)
training-tokens.json    the words of each training document, to train word vectors on
"""

import json
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from lstm_attention.corpus import posts
from lstm_attention.corpus.cleaning import Step, cleaning_steps
from lstm_attention.corpus.languages import Words
from lstm_attention.corpus.splits import PARTS, fingerprint
from lstm_attention.corpus.vocabulary import EncodedDocuments, encode
from lstm_attention.settings import CorpusParameters


def save_corpus(
    folder: Path,
    documents: pd.DataFrame,
    tokens: pd.Series,
    word_ids: dict[str, int],
    overlap: pd.DataFrame,
    parameters: CorpusParameters,
) -> dict[str, EncodedDocuments]:
    """Encode a corpus and write it to a folder.

    Args:
        folder: is made if it is not there.
        documents: with `id`, `label`, `text`, `group` and `split`, and `written`, the text before cleaning.
        tokens: the words of each document, cut at `max_tokens`, by the same index.
        word_ids: ids of the words that have a row of their own.
        overlap: what documents share with the training set, from `overlap.with_training`.
        parameters: the parameters that the documents were cleaned with, `languages.settled`.

    Returns:
        The encoded parts, by name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    words = Words.of(parameters)
    encoded = encode_parts(documents, tokens, word_ids)
    for part, own in encoded.items():
        own.save(folder / f"{part}.npz")
    posts.save(
        folder / "test-posts.parquet",
        documents.loc[documents["split"] == "test", "written"].tolist(),
        encoded["test"].lengths.tolist(),
        [*cleaning_steps(parameters.cleaning, parameters.lemmas, words).values()],
        words,
    )
    content = {
        "classes": sorted(documents["label"].unique()),
        "vocabulary": list(word_ids),
        "fingerprint": fingerprint(documents),
        "cleaning": parameters.model_dump(include={"cleaning", "lemmas"}) | {"words": asdict(words)},
        **{
            f"{part}-overlap": shared.drop(columns="split").to_dict(orient="list")
            for part, shared in overlap.groupby("split")
        },
        "training-tokens": list(tokens[documents["split"] == "train"]),
    }
    for name, value in content.items():
        (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    return encoded


def load_cleaning(folder: Path) -> tuple[dict[str, Step], Words]:
    """Return the steps by which a saved corpus was cleaned, and what counts as a word in it."""
    record = json.loads((folder / "cleaning.json").read_text(encoding="utf-8"))
    words = Words(**record.pop("words"))
    return cleaning_steps(**record, words=words), words


def encode_parts(
    documents: pd.DataFrame, tokens: pd.Series, word_ids: dict[str, int]
) -> dict[str, EncodedDocuments]:
    """Return the encoded documents of each set; arguments as for `save_corpus`."""
    classes = sorted(documents["label"].unique())
    numbered = documents.assign(group=documents["group"].factorize()[0])
    parts = {part: numbered[numbered["split"] == part] for part in PARTS}
    return {
        part: EncodedDocuments.from_list(
            ids=list(own["id"]),
            labels=[classes.index(label) for label in own["label"]],
            documents=[encode(document, word_ids) for document in tokens[own.index]],
            groups=list(own["group"]),
        )
        for part, own in parts.items()
    }
