"""Tokens, ids, and documents end to end."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_attention.corpus.languages import ENGLISH_WORDS
from lstm_attention.corpus.rows import CorpusError
from lstm_attention.corpus.vocabulary import (
    PADDING,
    UNKNOWN,
    EncodedDocuments,
    build_vocabulary,
    encode,
)


@pytest.fixture
def documents():
    return EncodedDocuments.from_list(
        ["a", "b", "c"], [0, 1, 0], [np.array(d, dtype=np.int32) for d in ([5], [2, 3, 4], [6, 7])]
    )


def test_the_tokens_of_a_real_post(posts):
    tokens = ENGLISH_WORDS.tokens(posts["text"].iloc[0])
    assert tokens
    assert not {"the", "and", "of", "is"} & set(tokens)
    assert min(map(len, tokens)) >= 2
    assert ENGLISH_WORDS.tokens("The LSTM isn't a Dense model, is it?") == ["lstm", "isn", "dense", "model"]


def test_common_words_come_first_and_ties_are_alphabetical():
    documents = [["b", "a", "c"], ["c", "d"], ["a", "b", "c"]]
    vocabulary = build_vocabulary(documents, min_count=2)
    assert vocabulary == {"c": 2, "a": 3, "b": 4}
    assert build_vocabulary(documents[::-1], min_count=2) == vocabulary
    assert len(build_vocabulary(documents, min_count=1)) == 4
    with pytest.raises(CorpusError, match="min_count=4: no word in the training set is that frequent"):
        build_vocabulary(documents, min_count=4)


def test_encode_gives_unknown_words_one_row_and_no_document_is_empty():
    vocabulary = {"lstm": 2, "attention": 3}
    assert encode(["attention", "gru", "lstm"], vocabulary).tolist() == [3, UNKNOWN, 2]
    assert encode([], vocabulary).tolist() == [UNKNOWN]
    assert encode(["lstm"], vocabulary).dtype == np.int32


def test_documents_are_padded_on_the_right(documents):
    assert len(documents) == 3
    assert documents.lengths.tolist() == [1, 3, 2]
    assert documents.padded(np.array([2, 0])).tolist() == [[6, 7], [5, PADDING]]
    assert documents.padded(np.array([1]), length=5).tolist() == [[2, 3, 4, 0, 0]]
    assert [text.tolist() for text in documents.texts(np.array([2, 0]))] == [[6, 7], [5]]


def test_a_token_takes_four_bytes(documents):
    assert documents.tokens.nbytes == 4 * documents.lengths.sum()


def test_what_is_saved_is_loaded(documents, tmp_path):
    documents.save(tmp_path / "d.npz")
    loaded = EncodedDocuments.load(tmp_path / "d.npz")
    for name in ("ids", "labels", "tokens", "offsets"):
        assert np.array_equal(getattr(loaded, name), getattr(documents, name))


def test_a_part_has_its_documents_and_copies_no_token(documents):
    part = documents.part(1, 3)
    assert part.padded(np.arange(2)).tolist() == documents.padded(np.array([1, 2])).tolist()
    assert part.ids.tolist() == documents.ids[1:].tolist()
    assert part.labels.tolist() == documents.labels[1:].tolist()
    assert np.shares_memory(part.tokens, documents.tokens)
    assert documents.part(2, 99).lengths.tolist() == [2]


def test_documents_are_chosen_in_any_order_and_joined(documents):
    chosen = documents.chosen(np.array([2, 0]))
    assert chosen.ids.tolist() == ["c", "a"]
    assert [text.tolist() for text in chosen.texts(np.arange(2))] == [[6, 7], [5]]
    assert (chosen.labels.tolist(), chosen.groups.tolist()) == ([0, 0], [2, 0])
    assert chosen.tokens.dtype == np.int32
    assert len(documents.chosen(np.array([], dtype=int))) == 0
    joined = chosen.joined(documents.part(1, 2))
    assert joined.ids.tolist() == ["c", "a", "b"]
    assert [text.tolist() for text in joined.texts(np.arange(3))] == [[6, 7], [5], [2, 3, 4]]
    assert (joined.labels.tolist(), joined.groups.tolist()) == ([0, 0, 1], [2, 0, 1])


def test_cut_documents_keep_their_beginnings():
    documents = EncodedDocuments.from_list(
        ["a", "b", "c"], [0, 1, 0], [np.array(ids, dtype=np.int32) for ids in ([2, 3, 4], [5], [6, 7])]
    )
    cut = documents.cut(2)
    assert cut.tokens.tolist() == [2, 3, 5, 6, 7]
    assert cut.lengths.tolist() == [2, 1, 2]
    assert (documents.cut(99).tokens == documents.tokens).all()
    assert cut.tokens.dtype == np.int32


@given(documents=st.lists(st.lists(st.integers(1, 99), min_size=1, max_size=12), min_size=1, max_size=8))
def test_padding_takes_no_token_away_and_puts_none_in(documents):
    arrays = [np.array(document, dtype=np.int32) for document in documents]
    encoded = EncodedDocuments.from_list([""] * len(arrays), [0] * len(arrays), arrays)
    padded = encoded.padded(np.arange(len(arrays)), 12)
    assert [[token for token in row if token] for row in padded.tolist()] == documents
    assert [
        row[: len(document)] for row, document in zip(padded.tolist(), documents, strict=True)
    ] == documents
