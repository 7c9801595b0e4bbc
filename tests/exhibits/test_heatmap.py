"""The interactive heatmap: the post as it was written, escaped, on one scale, and usable without a mouse."""

import math

import numpy as np
import pytest
from bs4 import BeautifulSoup

from lstm_attention.corpus.posts import Post, spans
from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.exhibits import heatmap
from lstm_attention.exhibits.heatmap import AttendedDocument, Part, attended, html, limit, shade

HOSTILE = ['<script>alert("x")</script>', "a&b", '" onmouseover="x', "plain"]


@pytest.fixture
def page():
    weights = [0.4, 0.3, 0.2, 0.1]
    words = ["x", None, '" onmouseover="x', "plain"]
    read = [Part(*each) for each in zip(HOSTILE, weights, words, strict=True)]
    document = AttendedDocument("<d>", "<b>class</b>", "other", [Part("<i>the</i> "), *read])
    return BeautifulSoup(html([document, document], "en"), "html.parser")


def test_text_is_shown_as_it_is_and_never_becomes_markup(page):
    assert [option.get_text() for option in page.select("[role=option]")] == HOSTILE * 2
    assert page.select_one("[role=listbox]").get_text() == "<i>the</i> " + "".join(HOSTILE)
    assert not page.select("script, b, i")
    allowed = {"role", "tabindex", "class", "style", "data-weight"}
    assert all(set(option.attrs) == allowed for option in page.select("[role=option]"))
    assert "<d>: <b>class</b>, classified as other" in page.select_one(".attended-title").get_text()


def test_every_word_says_its_weight_and_how_it_is_read(page):
    options = page.select("[role=option]")
    assert [option["data-weight"] for option in options[:4]] == [
        "40.00% of the attention, 1.6 times the average word, read as x",
        "30.00% of the attention, 1.2 times the average word, read as the unknown word",
        "20.00% of the attention, 0.8 times the average word",
        "10.00% of the attention, 0.4 times the average word",
    ]
    assert [option["class"] for option in options[:4]] == [["more"], ["more", "unknown"], ["less"], ["less"]]
    assert options[0]["style"] == f"--shade: {math.log(1.6) / math.log(2):.3f}"
    assert options[3]["style"] == "--shade: 1.000"  # 0.4 is less than the half


def test_what_is_not_read_is_marked_and_has_no_weight(page):
    [unread] = page.select("section:first-of-type [role=listbox] .unread")
    assert unread.get_text() == "<i>the</i> "
    assert not unread.has_attr("data-weight")


def test_tab_reaches_each_text_once_and_each_list_has_a_name(page):
    lists = page.select("[role=listbox]")
    assert len(lists) == 2
    for words in lists:
        assert [word["tabindex"] for word in words.select("[role=option]")] == ["0", "-1", "-1", "-1"]
        assert page.find(id=words["aria-labelledby"])
    identities = [tag["id"] for tag in page.find_all(id=True)]
    assert len(identities) == len(set(identities))


def written(weights):
    return AttendedDocument("d", "a", "a", [Part("x", weight, "x") for weight in weights])


def test_even_weights_look_even_and_one_scale_is_for_all_documents():
    even = written([0.101, 0.1, 0.099] + [0.1] * 7)
    assert limit([even]) == 2
    assert max(abs(shade(times, 2)) for times in even.times) < 0.02
    heavy = written([0.35] + [0.1] * 6 + [0.05])
    assert limit([even, heavy]) == 3  # 0.35 of 8 words: 2.8 times
    assert "1/3 " in html([even, heavy], "en")
    assert [shade(times, 3) for times in (3, 1, 1 / 3, 0)] == pytest.approx([1, 0, -1, -1])
    assert shade(2, 4) == pytest.approx(0.5) == -shade(1 / 2, 4)


def test_documents_are_joined_with_their_posts_answers_and_weights():
    documents = EncodedDocuments.from_list(
        list("pqr"), [0, 1, 0], [np.array(text, np.int32) for text in ([2], [3, 1, 2], [3, 3])]
    )
    answers = np.array([0, 0, 0])
    weights = [np.array([1.0, 1, 2]), np.array([0.5, 0.5])]
    texts = ["The Yes, a zzz\n\n \n (XX).", "yes yes"]
    read = [Post(text, np.array(spans(text, []))) for text in texts]
    first, second = attended(documents, read, np.array([1, 2]), weights, answers, ["xx", "yes"], ["A", "B"])
    assert (first.name, first.true, first.predicted) == ("q", "B", "A")
    assert first.parts == [
        Part("The "),
        Part("Yes", 0.25, "yes"),
        Part(", a "),
        Part("zzz", 0.25, None),
        Part("\n("),
        Part("XX", 0.5, "xx"),
        Part(")."),
    ]
    assert first.times == [None, 0.75, None, 0.75, None, 1.5, None]
    assert second.title() == "r: A, classified correctly"
    assert "".join(part.text for part in second.parts) == "yes yes"


def test_a_token_without_a_place_of_its_own_is_shown_as_it_is_read():
    post = Post("It won't go", np.array([[3, 8], [3, 8], [-1, -1], [9, 11]]))
    found = list(heatmap.parts(post, ["will", "not", None, "go"], np.full(4, 0.25)))
    assert [part.text for part in found] == [
        "It ",
        "won't",
        " ",
        "not",
        " ",
        " ",
        "(unknown)",
        " ",
        " ",
        "go",
        "",
    ]
    assert [part.word for part in found if part.weight] == ["will", "not", None, "go"]


def test_a_long_stretch_that_is_not_read_is_shortened():
    text = "goal " + "of " * 500 + "stop" + " the" * 200
    post = Post(text, np.array(spans(text, [])))
    shown = "".join(part.text for part in heatmap.parts(post, ["goal", "stop"], np.array([0.5, 0.5])))
    assert shown.startswith("goal of of")
    assert "of of stop the the" in shown
    assert shown.count(" … ") == 2
    assert len(shown) < 2 * heatmap.LONGEST_STRETCH + 20
