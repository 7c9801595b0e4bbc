"""Another validation split of a saved corpus: what changes and what must not."""

import json
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from lstm_attention.corpus import overlap, splits, vocabulary
from lstm_attention.corpus.folder import save_corpus
from lstm_attention.corpus.languages import ENGLISH_WORDS
from lstm_attention.corpus.redraw import redraw
from lstm_attention.corpus.rows import CorpusError
from lstm_attention.corpus.vocabulary import UNKNOWN, EncodedDocuments
from lstm_attention.settings import CorpusParameters


@pytest.fixture(scope="module")
def corpus(posts, tmp_path_factory):
    """A corpus of real posts, as the notebook `corpus` makes it."""
    drawn = splits.draw_sample(posts, 400, 0)
    documents = splits.set_validation_aside(drawn, 0.2, 0)
    tokens = documents["text"].map(ENGLISH_WORDS.tokens).str[:100]
    words = vocabulary.build_vocabulary(tokens[documents["split"] == "train"], 3)
    folder = tmp_path_factory.mktemp("corpus") / "corpus"
    written = documents.assign(written=documents["text"])
    save_corpus(folder, written, tokens, words, overlap.with_training(documents), CorpusParameters())
    return folder


@pytest.fixture(scope="module")
def again(corpus):
    redraw(corpus, corpus.with_name("again"), validation_share=0.2, stratified=True, corpus_seed=7)
    return corpus.with_name("again")


@pytest.fixture(scope="module")
def divided(corpus):
    """The same corpus, with another test set too."""
    own = corpus.with_name("divided")
    redraw(corpus, own, validation_share=0.2, stratified=True, corpus_seed=7, test_share=0.25)
    return own


def parts(folder):
    return {part: EncodedDocuments.load(folder / f"{part}.npz") for part in splits.PARTS}


def documents(*found):
    """What is known of each document, by its name."""
    return {
        str(name): (int(label), int(group), text.tolist())
        for part in found
        for name, label, group, text in zip(
            part.ids, part.labels, part.groups, part.texts(np.arange(len(part))), strict=True
        )
    }


def test_only_the_division_of_training_and_validation_is_another(corpus, again):
    old, new = parts(corpus), parts(again)
    assert documents(old["test"]) == documents(new["test"])
    assert old["test"].ids.tolist() == new["test"].ids.tolist()
    assert documents(old["train"], old["validation"]) == documents(new["train"], new["validation"])
    assert not set(new["train"].ids) & set(new["validation"].ids)
    assert len(new["validation"]) == pytest.approx(len(old["validation"]), abs=4)
    # By chance, a fifth of the new validation set was validation before.
    shared = set(new["validation"].ids) & set(old["validation"].ids)
    assert len(shared) < 0.5 * len(new["validation"])
    for name in ("classes", "vocabulary", "cleaning"):
        assert (again / f"{name}.json").read_bytes() == (corpus / f"{name}.json").read_bytes()
    assert not list(again.glob("*-overlap.json"))


def test_all_parts_can_be_divided_again(corpus, divided):
    old, new = parts(corpus), parts(divided)
    assert documents(*old.values()) == documents(*new.values())
    assert sum(map(len, new.values())) == sum(map(len, old.values()))
    assert len({name for part in new.values() for name in part.ids}) == sum(map(len, new.values()))
    assert len(new["test"]) == pytest.approx(0.25 * 400, abs=8)
    assert len(new["validation"]) == pytest.approx(0.2 * 300, abs=8)
    shared = set(new["test"].ids) & set(old["test"].ids)
    assert len(shared) < 0.7 * len(new["test"])
    for part, other in combinations(splits.PARTS, 2):
        assert not set(new[part].groups) & set(new[other].groups)
    assert all(set(part.labels) == set(range(5)) for part in new.values())
    # What was known of the first test set only.
    assert not (divided / "test-posts.parquet").exists()
    assert not list(divided.glob("*-overlap.json"))


def test_test_parts_are_those_of_their_seed_whatever_the_first_was(corpus, divided, tmp_path):
    for name, first, seed in ("again", divided, 7), ("other", corpus, 8):
        redraw(
            first, tmp_path / name, validation_share=0.2, stratified=True, corpus_seed=seed, test_share=0.25
        )
    same, other = parts(tmp_path / "again"), parts(tmp_path / "other")
    assert same["test"].ids.tolist() == parts(divided)["test"].ids.tolist()
    assert set(other["test"].ids) != set(same["test"].ids)
    prints = {(folder / "fingerprint.json").read_text() for folder in (corpus, divided, tmp_path / "other")}
    assert len(prints) == 3


def test_groups_stay_whole_and_every_class_is_on_both_sides(again):
    new = parts(again)
    assert not set(new["train"].groups) & set(new["validation"].groups)
    assert all(set(part.labels) == set(range(5)) for part in new.values())


def test_words_of_training_documents_are_those_of_their_tokens(corpus, again):
    words = json.loads((corpus / "vocabulary.json").read_text(encoding="utf-8"))
    train = parts(again)["train"]
    spelled = json.loads((again / "training-tokens.json").read_text(encoding="utf-8"))
    rows = {word: row for row, word in enumerate(words, start=UNKNOWN + 1)}
    assert [vocabulary.encode(own, rows).tolist() for own in spelled] == [
        text.tolist() for text in train.texts(np.arange(len(train)))
    ]


def test_a_seed_gives_the_same_split_whatever_the_first_was_and_another_seed_another(corpus, again, tmp_path):
    redraw(again, tmp_path / "from-again", validation_share=0.2, stratified=True, corpus_seed=7)
    redraw(corpus, tmp_path / "other", validation_share=0.2, stratified=True, corpus_seed=8)
    same, other = parts(tmp_path / "from-again"), parts(tmp_path / "other")
    assert same["validation"].ids.tolist() == parts(again)["validation"].ids.tolist()
    assert other["validation"].ids.tolist() != same["validation"].ids.tolist()
    prints = {(folder / "fingerprint.json").read_text() for folder in (corpus, again, tmp_path / "other")}
    assert len(prints) == 3


def test_a_split_that_lacks_a_class_is_refused(tmp_path):
    rows = pd.DataFrame(
        {
            "id": [f"d{n}" for n in range(12)],
            "label": ["a"] * 8 + ["b"] * 4,
            "split": ["train"] * 6 + ["validation", "test"] + ["train", "train", "validation", "test"],
            "text": [f"text {n}" for n in range(12)],
            "group": ["g"] * 6 + ["h", "i", "j", "j", "j", "k"],  # b has one group only
        }
    )
    shared = overlap.with_training(rows)
    written = rows.assign(written=rows["text"])
    save_corpus(tmp_path / "one", written, rows["text"].str.split(), {"text": 2}, shared, CorpusParameters())
    with pytest.raises(CorpusError, match=r"'[ab]' has no document in the (training|validation) set"):
        redraw(tmp_path / "one", tmp_path / "two", validation_share=0.4, stratified=False, corpus_seed=0)
