"""A worked softmax: its table, its text and its sentence, on a real post."""

import numpy as np
import pytest

from lstm_attention.corpus.posts import Post, spans
from lstm_attention.exhibits import worked

TEXT = "Autodesk BBS -- does Autodesk\nhave a BBS?"
WORDS = ["autodesk", None, "does", "autodesk", None]
"""As a corpus of newsgroups has them, where `bbs` may be unknown."""


def values(scores):
    exponentials = np.exp(np.array(scores))
    return {
        "before": np.arctanh(scores),
        "scores": np.array(scores),
        "exponentials": exponentials,
        "weights": exponentials / exponentials.sum(),
    }


@pytest.fixture
def rows():
    post = Post(TEXT, np.array(spans(TEXT, [])))
    return worked.table(post, WORDS, values([0.1, 0.0, -0.1, 0.2, 0.0]))


def test_the_table_has_the_words_as_they_were_written_and_their_sum(rows):
    assert rows["word"].tolist() == [
        "Autodesk", "BBS (unknown)", "does", "Autodesk", "BBS (unknown)", "Sum",
    ]  # fmt: skip
    assert rows["exponential"].iloc[-1] == pytest.approx(rows["exponential"][:5].sum())
    assert rows.iloc[-1][["weight", "equal"]].tolist() == pytest.approx([1, 1])
    assert np.isnan(rows.iloc[-1][["before", "score"]].astype(float)).all()


def test_the_sentence_says_what_the_table_shows(rows):
    assert worked.sentence(rows, cut=False) == (
        "the exponentials of the scores of its 5 tokens add up to 5.23, and each divided by this sum is "
        "a weight. The largest weight, 23.3%, is that of “Autodesk” (token 4), and the smallest, 17.3%, that "
        "of “does”; equal weights would be 20.0%"
    )
    assert worked.sentence(rows, cut=True).startswith("the exponentials of the scores of its first 5 tokens")


def test_equal_weights_and_one_token_are_said_plainly():
    post = Post("good night", np.array([[0, 4], [5, 10]]))
    even = worked.table(post, ["good", "night"], values([0.3, 0.3]))
    assert worked.sentence(even, cut=False).endswith(", and each divided by this sum is a weight of 50.0%")
    alone = worked.table(Post("go", np.array([[-1, -1]])), [None], values([0.3]))
    assert alone["word"].tolist() == ["(unknown)", "Sum"]
    assert (
        worked.sentence(alone, cut=False) == "the model reads one token of it, which gets all of the weight"
    )


def test_the_text_of_a_document_that_is_cut_ends_with_its_last_token():
    post = Post(TEXT, np.array(spans(TEXT, [])))
    assert worked.text(post, None) == "Autodesk BBS -- does Autodesk have a BBS?"
    assert worked.text(post, 3) == "Autodesk BBS -- does …"
    long = "the " * 200 + "goalie"
    assert worked.text(Post(long, np.array(spans(long, []))), 1) == "the " * 75 + "…"
