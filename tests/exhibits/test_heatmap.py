"""The interactive heatmap: escaped, complete, and usable without a mouse."""

import numpy as np
import pytest
from bs4 import BeautifulSoup

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.exhibits.heatmap import AttendedDocument, attended, html

HOSTILE = ['<script>alert("x")</script>', "a&b", '" onmouseover="x', "plain"]


@pytest.fixture
def page():
    document = AttendedDocument("<d>", "<b>class</b>", "other", HOSTILE, np.array([0.4, 0.3, 0.2, 0.1]))
    return BeautifulSoup(html([document, document]), "html.parser")


def test_text_is_shown_as_it_is_and_never_becomes_markup(page):
    assert [option.get_text() for option in page.select("[role=option]")] == HOSTILE * 2
    assert not page.select("script, b")
    allowed = {"role", "tabindex", "style", "data-weight"}
    assert all(set(option.attrs) == allowed for option in page.select("[role=option]"))
    assert "<d>: <b>class</b>, classified as other" in page.select_one(".attended-title").get_text()


def test_every_word_says_its_weight(page):
    told = [option["data-weight"] for option in page.select("[role=option]")]
    assert told[0] == "40.00% of the attention, 1.6 times the average word"
    assert [option["style"] for option in page.select("[role=option]")][:2] == [
        "--shade: 1.000",
        "--shade: 0.750",
    ]


def test_tab_reaches_each_text_once_and_each_list_has_a_name(page):
    lists = page.select("[role=listbox]")
    assert len(lists) == 2
    for words in lists:
        assert [word["tabindex"] for word in words.select("[role=option]")] == ["0", "-1", "-1", "-1"]
        assert page.find(id=words["aria-labelledby"])
    identities = [tag["id"] for tag in page.find_all(id=True)]
    assert len(identities) == len(set(identities))


def test_documents_are_joined_with_their_words_answers_and_weights():
    documents = EncodedDocuments.from_list(
        list("pqr"), [0, 1, 0], [np.array(text, np.int32) for text in ([2], [3, 1, 2], [3, 3])]
    )
    answers = np.array([0, 0, 0])
    weights = [np.array([1.0, 1, 2]), np.array([0.5, 0.5])]
    first, second = attended(documents, np.array([1, 2]), weights, answers, ["x", "y"], ["A", "B"])
    assert (first.name, first.true, first.predicted) == ("q", "B", "A")
    assert first.words == ["y", "(unknown)", "x"]
    assert first.weights.tolist() == [0.25, 0.25, 0.5]
    assert (second.title, second.words) == ("r: A, classified correctly", ["y", "y"])
