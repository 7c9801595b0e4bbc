"""Word vectors are reproducible, and similar for words that are used alike."""

import itertools
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from gensim.models import Word2Vec

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.models.vectors import nearest, telling_words, train_word_vectors

VOCABULARY = {
    word: row for row, word in enumerate(["puck", "goal", "stick", "chip", "board", "bus", "x"], start=2)
}
OPTIONS = {"size": 12, "window": 3, "epochs": 30, "negative": 5, "learning_rate": 0.05, "seed": 3}


def two_topics():
    rng = np.random.default_rng(0)
    topics = (["puck", "goal", "stick"], ["chip", "board", "bus"])
    return [[*list(rng.choice(topics[n % 2], 8)), "rare"] for n in range(200)] + [["x", "x"]]


@pytest.fixture(scope="module")
def embeddings():
    return train_word_vectors(two_topics(), VOCABULARY, **OPTIONS)


def test_shape_and_rows_of_zeros(embeddings):
    assert embeddings.shape == (9, 12)
    assert embeddings.dtype == np.float32
    assert not embeddings[:2].any()
    assert embeddings[2:].any(axis=1).all()


def test_a_word_that_no_document_holds_has_zeros(embeddings):
    """As of a vocabulary that was made from other documents."""
    more = train_word_vectors(two_topics(), VOCABULARY | {"unseen": 9}, **OPTIONS)
    assert np.array_equal(more[:9], embeddings)
    assert not more[9].any()


def test_words_of_one_topic_are_near(embeddings):
    assert set(nearest(embeddings, VOCABULARY["puck"], 2)) == {VOCABULARY["goal"], VOCABULARY["stick"]}
    assert set(nearest(embeddings, VOCABULARY["chip"], 2)) == {VOCABULARY["board"], VOCABULARY["bus"]}


def test_nearest_is_cosine_and_never_the_word_itself():
    vectors = np.array([[0, 0], [1, 0], [9, 1], [0, 1], [1, 1]], dtype=float)
    assert nearest(vectors, 1, 3) == [2, 4, 3]


def test_a_word_without_a_vector_is_near_no_other():
    vectors = np.array([[0, 0], [0, 0], [1, 0], [1, 1]], dtype=float)
    assert nearest(vectors, 1, 2) == []
    assert nearest(vectors, 2, 5) == [3]


def test_the_same_seed_gives_the_same_vectors_in_another_process(embeddings):
    code = (
        "import sys; sys.path.insert(0, 'tests/models')\n"
        "from test_vectors import *\n"
        "sys.stdout.buffer.write(train_word_vectors(two_topics(), VOCABULARY, **OPTIONS).tobytes())"
    )
    for hash_seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
        )
        assert done.stdout == embeddings.tobytes()


def test_another_seed_gives_other_vectors(embeddings):
    assert not np.array_equal(
        train_word_vectors(two_topics(), VOCABULARY, **OPTIONS | {"seed": 4}), embeddings
    )


def test_progress_is_reported_after_each_epoch():
    calls = []
    train_word_vectors(
        two_topics(), VOCABULARY, **OPTIONS | {"epochs": 4}, after_epoch=lambda: calls.append(1)
    )
    assert len(calls) == 4


def test_telling_words_are_pure_and_not_rare():
    tokens = [[2, 4], [2, 4], [2, 5], [3, 4], [3, 4], [3]]  # 2 only in class 0, 3 only in class 1
    documents = EncodedDocuments.from_list(
        list("abcdef"), [0, 0, 0, 1, 1, 1], [np.array(d, dtype=np.int32) for d in tokens]
    )
    assert telling_words(documents, rows=6, classes=2, least_share=0.5) == [2, 3]


def test_the_vectors_are_those_of_gensims_own_loop_over_the_epochs(embeddings):
    own = Word2Vec(
        [[word for word in document if word in VOCABULARY] for document in two_topics()],
        sg=1,
        vector_size=12,
        window=3,
        epochs=30,
        negative=5,
        alpha=0.05,
        min_count=1,
        seed=3,
        workers=1,
    )
    for word, row in VOCABULARY.items():
        assert embeddings[row] == pytest.approx(own.wv[word], abs=1e-5)


def test_an_interrupted_training_goes_on_with_the_same_numbers(embeddings, tmp_path):
    epochs = itertools.count()

    def die_in_epoch_12():
        if next(epochs) == 11:
            sys.exit("killed")

    with pytest.raises(SystemExit):
        train_word_vectors(
            two_topics(), VOCABULARY, **OPTIONS, after_epoch=die_in_epoch_12, unfinished=tmp_path / "v.npz"
        )
    with np.load(tmp_path / "v.npz") as state:
        assert json.loads(str(state["described"]))["record"]["epochs"] == 12
    resumed = train_word_vectors(two_topics(), VOCABULARY, **OPTIONS, unfinished=tmp_path / "v.npz")
    assert resumed.tobytes() == embeddings.tobytes()
