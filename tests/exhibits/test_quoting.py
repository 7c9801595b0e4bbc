"""Prose quotes a result by its name and a format, or an error says what is wrong."""

import pytest

from lstm_attention.exhibits.quoting import QUOTE, QuoteError, names, of_notebook, quote, tags
from lstm_attention.settings import Settings

RESULTS = {
    "parameters": {"seeds": [0, 1], "lstm": {"epochs": 3}},
    "focus": {
        "times": {"mean": 1.0625, "low": -0.5},
        "documents": 1200,
        "largest": None,
        "prose": {"covers": "the seeds & <b>$x$</b>"},
    },
    "evaluate": {"lstm": {"test": {"loss": 0.25}}},
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("focus.times.mean:.2f", "1.06"),
        ("focus.times.low:+.0%", "-50%"),
        ("focus.documents", "1200"),
        ("focus.documents:,d", "1,200"),
        ("focus.prose.covers", "the seeds & <b>$x$</b>"),
        ("parameters.lstm.epochs", "3"),
        ("evaluate.lstm.test.loss:.1%", "25.0%"),
    ],
)
def test_a_result_is_shown_in_its_format(text, shown):
    assert quote(RESULTS, text) == shown


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("focus.tmes.mean:.2f", "no result 'focus.tmes.mean'; did you mean 'focus.times.mean'?"),
        ("focus.times.mean.more", "no result 'focus.times.mean.more'"),
        ("zzz", "no result 'zzz'"),
        ("focus.times:.2f", "focus.times is not one value: it has 2 parts"),
        ("parameters.seeds", "parameters.seeds is not one value: it has 2 parts"),
        ("focus.times.mean", "focus.times.mean is 1.0625: give a format"),
        ("focus.times.mean:d", "the format 'd' does not fit focus.times.mean, which is 1.0625"),
        ("focus.prose.covers:.2f", "the format '.2f' does not fit focus.prose.covers"),
        ("focus.largest:.2f", "focus.largest is None: it cannot be quoted"),
    ],
)
def test_what_cannot_be_quoted_is_said(text, says):
    with pytest.raises(QuoteError) as error:
        quote(RESULTS, text)
    assert str(error.value).startswith(says)


def test_quotations_are_found_in_the_source_of_a_page():
    source = "of {value}`a.b:.2f`, {value}`c-d.e`\n(`{value}`, {numref}`tab-a`)"
    assert QUOTE.findall(source) == ["a.b:.2f", "c-d.e"]


def test_every_single_value_has_a_name():
    assert [*names(RESULTS)] == [
        "parameters.lstm.epochs",
        *("focus.times.mean", "focus.times.low", "focus.documents", "focus.largest", "focus.prose.covers"),
        "evaluate.lstm.test.loss",
    ]


def test_the_results_of_an_executed_notebook_are_found_by_its_name():
    assert of_notebook(RESULTS, "focus") is RESULTS["focus"]
    assert of_notebook(RESULTS, "evaluate-lstm") is RESULTS["evaluate"]["lstm"]


def test_a_report_has_the_passages_of_its_corpus_and_of_what_sets_its_variants_apart() -> None:
    settings = Settings(
        source="posts.csv",
        variants={"mean": {"pooling": "mean"}, "tuned": {"trainable_embeddings": True, "word_dropout": 0.3}},
    )
    results = {
        "corpus": {"kind": "own"},
        "vectors": {"kind": "trained"},
        "parameters": settings.model_dump(mode="json"),
    }
    assert tags(results) == {"own", "trained", "mean", "published", "fine_tuned", "word_dropout"}
    results["parameters"]["variants"] = {}
    assert tags(results) == {"own", "trained"}
