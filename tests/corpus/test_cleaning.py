"""The published cleaning, step by step, on text as Reddit writes it."""

import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_attention.corpus.cleaning import (
    LINE_END,
    MARKDOWN,
    NOWHERE,
    URL,
    clean,
    cleaning_steps,
    followed,
    joined,
    lower_case,
    without_markdown,
)
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
    steps = {
        name: lambda text, step=step: joined(step(text))
        for name, step in cleaning_steps("published", "simplemma").items()
    }
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
    assert " ".join(joined(without_markdown(text)).split()) == words


def test_hostile_markdown_ends(posts):
    started = time.process_time()  # which other processes do not delay
    for text in ("[" * 5_000, "> " * 5_000 + "x", "*" * 5_000, "\0", "`" * 5_000):
        made = joined(without_markdown(text)).replace("\ufffd", "\0")  # as CommonMark reads it
        assert "".join(made.split()) in text
    assert time.process_time() - started < 10
    for text in posts["text"].iloc[:50]:  # without any Markdown
        assert joined(without_markdown(text)).split() == text.split()


def test_without_cleaning_the_text_is_unchanged():
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


def _plain(tokens):
    """What is left of Markdown, said without places."""
    quoted, blocks = 0, []
    for token in tokens:
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if not quoted and token.type == "inline":
            children = token.children or []
            blocks.append("".join(" " if each.type.endswith("break") else each.content for each in children))
        elif not quoted and token.content:
            blocks.append(token.content)
    return "\n".join(blocks)


@given(text=pieces.map("".join))
def test_each_step_that_knows_places_leaves_the_text_that_its_plain_form_does(text):
    steps = cleaning_steps("published", "simplemma")
    assert joined(steps["HTML entities"](text)) == html.unescape(text)
    assert joined(steps["URLs"](text)) == URL.sub(" ", text)
    assert joined(lower_case(text)) == text.lower()
    assert joined(without_markdown(text)).split() == _plain(MARKDOWN.parse(text)).split()
    assert len(LINE_END.sub("\n", text)) == len(text.replace("\r\n", "\n"))


def where(text, steps, *words):
    """The places of words of the cleaned text, in the text as it was."""
    cleaned, back = followed(text, steps)
    starts = [cleaned.index(word) for word in words]
    places = [back(start, start + len(word)) for start, word in zip(starts, words, strict=True)]
    return [text[slice(*place)] if place != NOWHERE else None for place in places]


def test_words_are_followed_back_to_where_they_were_written():
    steps = cleaning_steps("published", "simplemma").values()
    words = ["say", "rule", "child", "run", "compile", "return"]
    assert where(COMMENT, steps, *words) == ["said", "rules", "children", "running", "compiles", "return"]
    _, back = followed(COMMENT, steps)
    assert back(0, 3)[0] == COMMENT.rindex("said")  # and not that of the quotation before it


@pytest.mark.parametrize(
    ("text", "word", "written"),
    [
        ("AT&amp;T &eacute;lan rocks", "rocks", "rocks"),
        ("caf&eacute; tables", "café", "caf&eacute;"),
        ("İstanbul is large", "large", "large"),
        ("> rules\n\nrules", "rules", "rules"),
        ("a \\*star\\* shines", "shines", "shines"),
        ("one\r\ntwo  \n\ttabs\r\rmore", "more", "more"),
    ],
)
def test_a_word_is_followed_through_text_that_changes_its_length(text, word, written):
    letters = [*cleaning_steps("published", "simplemma").values()][:4]
    assert where(text, letters, word) == [written]


def test_a_word_is_not_sought_far_from_where_it_must_be():
    text = r"a \*star\* and &aacute;b " + "so " * 1_000 + "áb"  # Markdown reads the entity
    cleaned, back = followed(text, [without_markdown])
    first, last = cleaned.index("áb"), cleaned.rindex("áb")
    assert back(first, first + 2) == NOWHERE
    assert text[slice(*back(last, last + 2))] == "áb"


def test_a_word_that_a_step_made_up_has_no_place():
    def translated(text):
        yield "text", -1, -1
        yield text, 0, len(text)

    _, back = followed("abc", [translated, lower_case])
    assert back(0, 4) == NOWHERE
    assert back(3, 6) == NOWHERE
    assert back(5, 7) == (1, 3)


@given(text=pieces.map("".join))
def test_words_that_are_not_changed_are_found_letter_by_letter(text):
    cleaned, back = followed(text, [*cleaning_steps("published", "simplemma").values()][:4])
    found = [(word, back(start, start + len(word))) for start, word in _words_with_starts(cleaned)]
    for word, place in found:
        assert place == NOWHERE or html.unescape(text[slice(*place)]).lower() == word
    known = [place for _, place in found if place != NOWHERE]
    assert known == sorted(known)


def _words_with_starts(text):
    start = 0
    for word in text.split():
        start = text.index(word, start)
        yield start, word
        start += len(word)
