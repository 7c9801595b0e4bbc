"""The table of deviations is empty for the published recipe, and complete for any other."""

from pathlib import Path

import pytest

from lstm_attention.evidence.published import published
from lstm_attention.exhibits import deviations
from lstm_attention.profiles import load_settings

PUBLISHED = published()["settings"]


def found(profile, overrides=""):
    settings = load_settings(Path(f"config/{profile}.yaml"), overrides).model_dump()
    rows = deviations.deviations(settings, PUBLISHED, tested=0.4002)
    return {(row["of"], row["parameter"]): (row["published"], row["here"]) for row in rows}


def test_the_published_recipe_deviates_only_in_its_corpus():
    """Cleaned comments and Google's vectors are given with the corpus (see the profile's first lines)."""
    assert found("paper", "source=/home/me/comments.csv vectors=word2vec-google-news-300") == {
        ("corpus", "source"): ("Reddit comments", "comments.csv"),
        ("corpus", "min_characters"): ("1,001", "0"),
        ("corpus", "cleaning"): ("published", "none"),
    }


def test_a_change_is_listed_for_the_model_that_it_is_made_for():
    rows = found("paper", "source=a.csv lstm_attention.mask=true lstm.epochs=3 group_column=link_id")
    assert rows["LSTM with attention", "mask"] == ("no", "yes")
    assert rows["LSTM", "epochs"] == ("20", "3")
    assert ("dense model", "epochs") not in rows
    assert rows["corpus", "group_column"] == ("none", "link_id")
    assert rows["corpus", "vectors"] == ("word2vec-google-news-300", "none")


def test_what_was_searched_is_here_because_it_was_the_best():
    overrides = "source=a.csv lstm.learning_rate=0.004 search={learning_rate:[0.001,0.004],mask:[true]}"
    settings = load_settings(Path("config/paper.yaml"), overrides).model_dump()
    rows = deviations.deviations(settings, PUBLISHED, tested=0.2)
    why = {(row["of"], row["parameter"]): row["why"] for row in rows}
    assert why["LSTM", "learning_rate"] == deviations.SEARCHED
    assert why["corpus", "min_characters"] == deviations.OFF["min_characters"]


@pytest.mark.parametrize(
    ("overrides", "here", "why"),
    [
        ("lstm.epochs=3", "3", deviations.REASONS["epochs"]),
        ("lstm.epochs=3 lstm.patience=auto", "3", deviations.LIMIT),
        ("lstm.epochs=null lstm.patience=2", "by the size of the corpus", deviations.LIMIT),
    ],
)
def test_epochs_are_a_limit_only_where_a_training_has_patience(overrides, here, why):
    settings = load_settings(Path("config/paper.yaml"), f"source=a.csv {overrides}").model_dump()
    rows = deviations.deviations(settings, PUBLISHED, tested=0.2)
    found = {(row["of"], row["parameter"]): (row["here"], row["why"]) for row in rows}
    assert found["LSTM", "epochs"] == (here, why)


def test_the_default_corpus_has_threads_and_a_newer_test_part():
    rows = found("quick")
    assert rows["corpus", "group_column"] == ("none", "thread")
    assert rows["corpus", "test_share"] == ("0.2", "0.4, the newest")
    by_time = found("paper", "source=a.csv time_column=created")
    assert by_time["corpus", "test_share"] == ("0.2", "0.4, the newest")
    assert ("corpus", "test_share") not in found("paper", "source=a.csv")
    assert rows["LSTM with attention", "learning_rate"][0] == "5e-05"


@pytest.mark.parametrize("overrides", ["", "source=a.csv time_column=created"])
def test_a_share_that_the_corpus_decides_has_that_reason(overrides):
    settings = load_settings(Path("config/quick.yaml"), overrides).model_dump()
    rows = deviations.deviations(settings, PUBLISHED, tested=0.4)
    why = {row["parameter"]: row["why"] for row in rows}
    assert why["test_share"] == (deviations.REASONS["test_share"] if overrides else deviations.OWN_TEST_PART)


def test_posts_of_reddit_are_neither_comments_nor_with_names():
    rows = found("reddit")
    assert rows["corpus", "source"] == ("Reddit comments", "Reddit posts")
    assert rows["corpus", "anonymize"] == ("no", "yes")
    assert rows["corpus", "group_column"] == ("none", "day")


@pytest.mark.parametrize("name", [*PUBLISHED, *PUBLISHED["lstm_attention"]])
def test_every_published_parameter_has_a_reason(name):
    assert isinstance(PUBLISHED.get(name), dict) or deviations.REASONS[name]
