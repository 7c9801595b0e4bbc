"""Documents as they were written: each token has its place in them, and what is shown steers no page."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from lstm_attention.corpus import posts
from lstm_attention.corpus.cleaning import NOWHERE, clean, cleaning_steps
from lstm_attention.corpus.languages import ENGLISH_WORDS

COMMENT = "&gt; Dogs!\n\n**The İstanbul dogs** weren't &quot;MICE&quot;: see https://a.b/mice &amp; run."


def read(text, places):
    return [text[start:end] if (start, end) != NOWHERE else None for start, end in places]


def test_the_places_of_real_posts_are_those_of_the_words_that_become_tokens(newsgroups):
    for text in newsgroups["text"].iloc[::300]:
        assert read(text, posts.spans(text, [])) == ENGLISH_WORDS.tokens(text)


@given(text=st.text(max_size=60))
def test_the_places_of_any_text_are_those_of_the_words_that_become_tokens(text):
    found = read(text, posts.spans(text, []))
    # Of the two letters that İ becomes in lower case, a word may end after the first.
    assert [word.lower().replace("i̇", "i") for word in found] == ENGLISH_WORDS.tokens(text)


def test_lemmas_have_the_place_of_the_word_that_was_written():
    steps = [*cleaning_steps("published", "simplemma").values()]
    [cleaned], _ = clean([COMMENT], cleaning_steps("published", "simplemma"))
    assert ENGLISH_WORDS.tokens(cleaned) == ["dog", "mouse", "run"]
    assert read(COMMENT, posts.spans(COMMENT, steps)) == ["dogs", "MICE", "run"]


def test_real_posts_keep_their_places_through_the_published_cleaning(newsgroups):
    steps = cleaning_steps("published", "simplemma")
    texts = newsgroups["text"].iloc[::900].tolist()
    cleaned, _ = clean(texts, steps)
    for text, left in zip(texts, cleaned, strict=True):
        written = read(text, posts.spans(text, [*steps.values()]))
        assert len(written) == len(ENGLISH_WORDS.tokens(left))
        assert None not in written


def test_posts_are_read_as_they_were_written_from_any_part_of_the_file(newsgroups, tmp_path, monkeypatch):
    monkeypatch.setattr(posts, "ROWS", 3)
    texts = [*newsgroups["text"].iloc[:7], "the of", COMMENT]
    lengths = [5] * 7 + [1, 2]
    path = tmp_path / "test-posts.parquet"
    posts.save(path, texts, lengths, [])
    assert parquet.ParquetFile(path).num_row_groups == 3
    found = posts.load(path, [8, 0, 7])
    assert [post.text for post in found] == [COMMENT, texts[0], "the of"]
    assert read(COMMENT, found[0].spans.tolist()[:1]) == ["gt"]
    assert [post.spans.tolist() for post in found[1:]] == [
        [list(place) for place in posts.spans(texts[0], [])[:5]],
        [[-1, -1]],  # without a word: read as one unknown word
    ]
    assert [post.spans.dtype for post in found] == [np.int32] * 3


def test_what_would_steer_a_page_is_replaced_letter_by_letter():
    text = "a\x00b\x1b[31m c\u202egnp.exe\u2066 d\u2028e\tf\r\ng 漢 é שלום 👩\u200d🚀"
    shown = posts.harmless(text)
    assert shown == "a�b�[31m c�gnp.exe� d e f \ng 漢 é שלום 👩\u200d🚀"
    assert len(shown) == len(text)


@pytest.mark.parametrize(
    ("text", "letters", "shown"),
    [
        ("one  two\n three", 13, "one two three"),
        ("one two three", 12, "one two …"),
        ("one two three", 11, "one two …"),
        ("x" * 30, 10, "x" * 10 + " …"),
        ("a " + "漢" * 30, 10, "a 漢漢漢漢漢漢漢漢 …"),
    ],
)
def test_the_beginning_of_a_text_ends_between_words_if_it_can(text, letters, shown):
    assert posts.beginning(text, letters) == shown
