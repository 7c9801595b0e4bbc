"""Baselines on real posts, against scikit-learn's own path from text to features."""

import json

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from lstm_attention.corpus import splits, vocabulary
from lstm_attention.corpus.folder import encode_parts
from lstm_attention.corpus.languages import ENGLISH_WORDS
from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.models import baselines


@pytest.fixture(scope="module")
def parts(posts):
    sample = splits.set_validation_aside(splits.draw_sample(posts, 400, seed=0), 0.2, seed=0)
    tokens = sample["text"].map(ENGLISH_WORDS.tokens)
    words = vocabulary.build_vocabulary(tokens[sample["split"] == "train"], 2)
    return sample, words, encode_parts(sample, tokens, words)


def test_counts_give_the_tf_idf_of_scikit_learn(parts):
    sample, words, encoded = parts
    text = sample.loc[sample["split"] == "train", "text"]
    expected = TfidfVectorizer(stop_words="english", vocabulary=list(words)).fit_transform(text)
    before = encoded["train"].tokens.copy()
    counts = baselines.word_counts(encoded["train"], len(words) + 2)[:, 2:]
    assert abs(TfidfTransformer().fit_transform(counts) - expected).max() < 1e-12
    assert (encoded["train"].tokens == before).all()  # SciPy sorts its input in place


def test_mean_vectors_are_those_of_the_dense_model(parts):
    _, words, encoded = parts
    embeddings = np.random.default_rng(0).normal(size=(len(words) + 2, 5)).astype(np.float32)
    means = baselines.mean_vectors(encoded["test"], embeddings)
    start, end = encoded["test"].offsets[3:5]
    assert means[3] == pytest.approx(embeddings[encoded["test"].tokens[start:end]].mean(axis=0), abs=1e-6)


@pytest.mark.parametrize("name", baselines.NAMES)
def test_every_baseline_gives_probabilities_and_beats_the_majority(parts, name):
    _, words, encoded = parts
    embeddings = np.random.default_rng(0).normal(size=(len(words) + 2, 400)).astype(np.float32)
    done = baselines.train_baseline(
        name, encoded["train"], encoded["validation"], encoded["test"], embeddings
    )
    assert done.probabilities.sum(axis=1) == pytest.approx(1)
    accuracy = (done.probabilities.argmax(axis=1) == encoded["test"].labels).mean()
    if name == "majority":
        shares = np.bincount(encoded["train"].labels) / len(encoded["train"])
        assert done.probabilities[0] == pytest.approx(shares)
        assert accuracy == (encoded["test"].labels == shares.argmax()).mean()
    else:
        assert accuracy > 0.3
    assert done.tried in (1, 5, 10)


def test_a_setting_is_at_no_edge_if_others_inside_do_equally_well(parts):
    _, words, encoded = parts
    embeddings = np.zeros((len(words) + 2, 3), dtype=np.float32)
    one = encoded["train"].chosen(np.array([0]))  # every setting classifies it correctly
    done = baselines.train_baseline("tfidf_svm", encoded["train"], one, encoded["test"], embeddings)
    assert (done.validation_accuracy, done.settings["C"], done.at_edge) == (1, 0.03, [])


def test_a_setting_that_does_not_converge_is_left_out(parts, monkeypatch, capsys):
    _, words, encoded = parts
    embeddings = np.random.default_rng(0).normal(size=(len(words) + 2, 50)).astype(np.float32)
    steps = {0.001: 1000, 0.003: 1, 0.01: 1, 0.03: 1, 0.1: 1}
    monkeypatch.setattr(
        baselines,
        "_estimator",
        lambda name, settings: LogisticRegression(C=settings["C"], max_iter=steps[settings["C"]]),
    )
    data = [encoded[part] for part in ("train", "validation", "test")]
    done = baselines.train_baseline("mean_vectors", *data, embeddings)
    assert (done.settings, done.tried) == ({"C": 0.001}, 1)
    assert "The baseline mean_vectors with {'C': 0.1} did not converge" in capsys.readouterr().out
    steps[0.001] = 1
    with pytest.raises(baselines.BaselineError, match="mean_vectors converges with none of its settings"):
        baselines.train_baseline("mean_vectors", *data, embeddings)


def test_the_strongest_baseline_is_chosen_without_the_test_part(tmp_path):
    accuracies = {"majority": 0.3, "tfidf_svm": 0.9, "mean_vectors": 0.8}
    records = {name: {"validation_accuracy": accuracy} for name, accuracy in accuracies.items()}
    (tmp_path / "baselines.json").write_text(json.dumps(records))
    predicted = {name: np.full((2, 2), accuracy) for name, accuracy in accuracies.items()}
    np.savez(tmp_path / "predictions.npz", **predicted)
    loaded = baselines.load_baselines(tmp_path)
    assert list(loaded) == list(accuracies)
    assert loaded["majority"]["probabilities"].tolist() == [[0.3, 0.3], [0.3, 0.3]]
    assert baselines.strongest(loaded) == "tfidf_svm"


def test_the_test_part_has_no_say_in_the_settings(parts):
    _, words, encoded = parts
    embeddings = np.zeros((len(words) + 2, 2), dtype=np.float32)
    wrong = EncodedDocuments(
        encoded["test"].ids,
        np.roll(encoded["test"].labels, 1),
        encoded["test"].tokens,
        encoded["test"].offsets,
        encoded["test"].groups,
    )
    one, other = (
        baselines.train_baseline("tfidf_svm", encoded["train"], encoded["validation"], test, embeddings)
        for test in (encoded["test"], wrong)
    )
    assert one.settings == other.settings
    assert (one.probabilities == other.probabilities).all()


def test_what_is_saved_can_be_read_by_the_baselines_names(tmp_path):
    done = baselines.Baseline({"C": 1}, 0.5, 3, [], 0.1, np.array([[0.25, 0.75]]))
    baselines.save({"tfidf_svm": done}, tmp_path / "new")
    with np.load(tmp_path / "new" / "predictions.npz", allow_pickle=False) as arrays:
        assert arrays["tfidf_svm"].tolist() == [[0.25, 0.75]]
    assert json.loads((tmp_path / "new" / "baselines.json").read_text(encoding="utf-8")) == {
        "tfidf_svm": {
            "settings": {"C": 1},
            "validation_accuracy": 0.5,
            "seconds": {"training": 0.1},
        }
    }
