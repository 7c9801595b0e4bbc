"""The published cleaning, step by step, on text as Reddit writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_attention.corpus.cleaning import clean, cleaning_steps, without_markdown
from lstm_attention.corpus.rows import CorpusError

COMMENT = """&gt; You said **this**

I *never* said that; see [the rules](http://example.com/rules_2?x=1) &amp; https://example.org/a_b.

* the children were running
* `printf` compiles

    return 0;
"""


def test_the_steps_on_a_comment():
    steps = cleaning_steps("published", "simplemma")
    [cleaned], table = clean([COMMENT], steps)
    assert cleaned.split() == ["say", "rule", "child", "run", "compile", "return"]
    assert table["step"].tolist() == ["text as it is", *steps]
    assert table["tokens"].is_monotonic_decreasing
    assert table["words"].iloc[-1] == 6


def test_each_step_alone():
    steps = cleaning_steps("published", "simplemma")
    assert steps["HTML entities"]("a &lt;b&gt; &amp;amp;") == "a <b> &amp;"
    assert steps["URLs"]("see https://a.b/c_d?e=f and www.g.h now").split() == ["see", "and", "now"]
    assert steps["stop words"]("the cat and a dog") == "cat dog"
    assert steps["lemmas"]("mice were better") == "mouse be good"
    assert steps["words without an entry"]("house qwertyzxcv dog") == "house dog"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("> quoted\n> still\n\nown", "own"),
        ("a **bold** _word_ and `code`", "a bold word and code"),
        ("[a link](http://x.y)", "a link"),
        ("# Title\n\ntext", "Title text"),
        ("<b>kept</b>", "<b>kept</b>"),
        ("line\nbreak", "line break"),
    ],
)
def test_markdown_goes_and_its_words_stay(text, words):
    assert " ".join(without_markdown(text).split()) == words


def test_hostile_markdown_ends(posts):
    for text in ("[" * 5_000, "> " * 5_000 + "x", "*" * 5_000, "\0", "`" * 5_000):
        without_markdown(text)
    for text in posts["text"].iloc[:50]:  # without any Markdown
        assert without_markdown(text).split() == text.split()


def test_no_cleaning_is_none():
    texts, table = clean(["As it is &amp; stays"], cleaning_steps("none", "simplemma"))
    assert texts == ["As it is &amp; stays"]
    assert table.to_numpy().tolist() == [["text as it is", 5, 5]]


def test_wordnet_that_is_not_installed(monkeypatch):
    monkeypatch.setenv("NLTK_DATA", "/nonexistent")
    nltk = pytest.importorskip("nltk")
    monkeypatch.setattr(nltk.data, "path", [])
    with pytest.raises(CorpusError, match=r"nltk.downloader wordnet.*lemmas=simplemma"):
        cleaning_steps("published", "wordnet")


def test_lemmas_of_names_stay_in_lower_case_and_in_the_dictionary():
    texts, _ = clean(["Kevin moved to Texas"], cleaning_steps("published", "simplemma"))
    assert texts == ["kevin move texas"]


pieces = st.lists(
    st.sampled_from(
        ["> ", "`", "**", "[a](", "<b>", "&amp;", "https://x.y/z", "\n\n", "    ", "running", "'s"]
    )
    | st.text(max_size=8),
    max_size=30,
)


@given(text=pieces.map("".join))
def test_any_text_is_cleaned_to_words_of_the_dictionary(text):
    steps = cleaning_steps("published", "simplemma")
    (cleaned,), table = clean([text], steps)
    assert cleaned == cleaned.lower()
    assert "http" not in cleaned
    assert table["tokens"].tolist()[-3:] == sorted(table["tokens"].tolist()[-3:], reverse=True)
    assert clean([text], steps)[0] == [cleaned]
