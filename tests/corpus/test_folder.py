"""A saved corpus: encoded parts in the order of the documents, and all that later notebooks read."""

import json

import pandas as pd
import pytest

from lstm_attention.corpus import posts
from lstm_attention.corpus.folder import load_cleaning, save_corpus
from lstm_attention.corpus.languages import ENGLISH_WORDS
from lstm_attention.corpus.overlap import with_training
from lstm_attention.corpus.splits import fingerprint
from lstm_attention.corpus.vocabulary import UNKNOWN, EncodedDocuments
from lstm_attention.settings import CorpusParameters


@pytest.fixture
def documents():
    return pd.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "label": ["sport", "news", "sport", "news"],
            "split": ["train", "test", "validation", "train"],
            "text": ["the goal", "a vote poll", "a goal", "the vote"],
            "written": ["The goal", "A vote, a poll!", "A goal", "The vote"],
            "group": ["one", "two", "three", "two"],
        },
        index=[3, 5, 8, 9],
    )


def test_a_saved_corpus_is_read_as_it_was_encoded(documents, tmp_path):
    tokens = pd.Series([["goal"], ["vote", "poll"], ["goal"], ["vote"]], index=documents.index)
    folder = tmp_path / "new"
    shared = with_training(documents)
    english = CorpusParameters(language="en")
    encoded = save_corpus(folder, documents, tokens, {"goal": 2, "vote": 3}, shared, english)
    assert list(encoded) == ["train", "validation", "test"]
    assert encoded["train"].ids.tolist() == ["a", "d"]
    assert encoded["train"].labels.tolist() == [1, 0]
    assert encoded["test"].tokens.tolist() == [3, UNKNOWN]
    assert [part.groups.tolist() for part in encoded.values()] == [[0, 1], [2], [1]]
    assert EncodedDocuments.load(folder / "train.npz").tokens.tolist() == [2, 3]
    [post] = posts.load(folder / "test-posts.parquet", [0])
    assert (post.text, post.spans.tolist()) == ("A vote, a poll!", [[2, 6], [10, 14]])
    content = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    assert content.pop("cleaning")["words"]["language"] == "en"
    assert load_cleaning(folder) == ({}, ENGLISH_WORDS)
    assert content == {
        "classes": ["news", "sport"],
        "vocabulary": ["goal", "vote"],
        "fingerprint": fingerprint(documents),
        "validation-overlap": {"same_group": [False], "shared_run": [False], "long_enough": [False]},
        "test-overlap": {"same_group": [True], "shared_run": [False], "long_enough": [False]},
        "training-tokens": [["goal"], ["vote"]],
    }
