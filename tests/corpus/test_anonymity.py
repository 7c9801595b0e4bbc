"""No user name, e-mail address or URL is left in a text, and nothing else is changed."""

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_attention.corpus.anonymity import anonymous
from lstm_attention.corpus.cleaning import clean, cleaning_steps
from lstm_attention.corpus.rows import Row
from lstm_attention.corpus.selection import select
from lstm_attention.settings import SourceParameters

LEFT = re.compile(r"\w://|\bwww\.\w|\w@\w|/?\bu/\w|@[^\W\d_]", re.IGNORECASE)
"""What may be left of no text: simpler than what is replaced, so that it finds more."""

NAME = st.from_regex(r"[A-Za-z0-9_-]{3,20}", fullmatch=True)
HOST = st.from_regex(r"[a-z][a-z0-9-]{0,8}(\.[a-z]{2,6}){1,2}", fullmatch=True)
PATH = st.text("abcXYZ019/_-.~?=&%#()", max_size=20)
SECRET = st.one_of(
    NAME.map("u/{}".format),
    NAME.map("/u/{}".format),
    NAME.map("/user/{}".format),
    NAME.map("@x{}".format),
    st.tuples(NAME, HOST).map("@".join),
    st.tuples(st.sampled_from(["http://", "https://", "ftp://", "HTTP://"]), HOST, PATH).map("".join),
    st.tuples(st.just("www."), HOST, PATH).map("".join),
    st.tuples(HOST, st.just("/"), PATH).map("".join),
)
MARKS = st.text("u/@.:_-\\&;#<>()[]w e1ä漢\n", max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ask u/some_one, or /u/Another-1!", "ask [user], or [user]!"),
        (r"thanks u/some\_one\_else and /user/bob.", "thanks [user] and [user]."),
        ("@BarackObama wrote .@x_1 (@you)", "[user] wrote .[user] ([user])"),
        ("mail 60m@cbsnews.com or first.last+tag@sub.example.co.uk.", "mail [e-mail] or [e-mail]."),
        ("(mailto:me@example.com) root@localhost", "(mailto:[e-mail]) [e-mail]"),
        ("[this](http://www.example.com/a_(b)?c=d#e), see", "[this]([URL]), see"),
        ("see <https://example.com/u/bob> now", "see <[URL]> now"),
        ('"www.example.com" and imgur.com/a/rAnZs too', '"[URL]" and [URL] too'),
        ("http://a.example/someone@b.example/u/bob", "[URL]"),
        ("bob&#64;example.com &lt;tag&gt; http:&#x2F;&#x2F;a.example", "[e-mail] <tag> [URL]"),
        ("bob&amp;#64;example.com", "[e-mail]"),
    ],
)
def test_names_and_addresses_are_replaced(text, expected):
    assert anonymous(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "r/gaming, /r/science and and/or 24/7 w/out 1/2",
        "50 @10 each, @ 5pm, a @ b, C++ and 3.5GB/s",
        "ASP.NET, example.com and the end.So we",
        "menu/food u / v http: // awww.cute",
        "AT&amp;T &lt;b&gt; &amp;#64; a &nbsp; b",
        "[user] wrote [e-mail] about [URL]",
    ],
)
def test_other_text_stays_letter_for_letter(text):
    assert anonymous(text) == text


@given(st.text().filter(lambda text: not re.search(r"[@/&]|www\.", text, re.IGNORECASE)))
def test_a_text_without_their_marks_stays_letter_for_letter(text):
    assert anonymous(text) == text


@given(st.lists(st.one_of(SECRET, MARKS)).map("".join))
def test_nothing_is_left_and_doing_it_again_changes_nothing(text):
    once = anonymous(text)
    assert not LEFT.search(once)
    assert not LEFT.search(html.unescape(once))
    assert anonymous(once) == once


@given(st.lists(SECRET, min_size=1), st.sampled_from(["none", "published"]))
def test_no_name_reaches_the_corpus_in_any_way_of_cleaning(secrets, cleaning):
    rows = [Row(number, f"a word {secret} and words", "a") for number, secret in enumerate(secrets)]
    documents, _ = select(rows, "file", SourceParameters(anonymize=True))
    texts = [document.text for document in documents]
    cleaned, _ = clean(texts, cleaning_steps(cleaning, "simplemma"))
    assert not any(LEFT.search(text) for text in [*texts, *cleaned])


def test_a_corpus_keeps_its_texts_unless_it_is_to_be_anonymous():
    rows = [Row(1, "u/bob", "a"), Row(2, None, "a")]
    for anonymize, text in ((False, "u/bob"), (True, "[user]")):
        [document], counts = select(rows, "file", SourceParameters(anonymize=anonymize))
        assert document.text == text
        assert counts["no_text"] == 1


def test_groups_stay_groups_but_lose_their_names():
    rows = [Row(number, f"text {number}", "a", group="ab"[number % 2]) for number in range(4)]
    for anonymize in (False, True):
        documents, _ = select(rows, "file", SourceParameters(anonymize=anonymize))
        groups = {document.row: document.group for document in documents}
        assert groups[0] == groups[2] != groups[1] == groups[3]
        assert (groups[0] == "a") is not anonymize


@pytest.mark.parametrize(
    "piece", ["a", "a.", "@", "u/", "http://", "&amp;", "a@", "@1", r"\_", ")", "a.b/", "-"]
)
def test_a_long_text_of_marks_is_read_in_one_go(piece):
    """A search that starts again at each letter would take hours for these."""
    started = time.process_time()  # which other processes do not delay
    anonymous(piece * 200_000)
    assert time.process_time() - started < 10
