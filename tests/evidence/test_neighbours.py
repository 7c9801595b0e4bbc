"""Neighbours against scikit-learn's classifier."""

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from lstm_attention.evidence import neighbours


@pytest.fixture(scope="module")
def clouds():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 90)
    return rng.normal(size=(90, 5)) + 1.2 * np.eye(5)[labels], labels


@pytest.mark.parametrize("known", [60, 5])
def test_training_documents_vote_as_a_classifier(clouds, known):
    vectors, labels = clouds
    training = vectors[:known], labels[:known]
    count = min(neighbours.NEIGHBOURS, known)
    classifier = KNeighborsClassifier(n_neighbors=count, metric="cosine").fit(*training)
    expected = (classifier.predict(vectors[60:]) == labels[60:]).astype(float)
    assert neighbours.neighbours_right(vectors[60:], labels[60:], *training) == pytest.approx(expected)


def test_a_map_keeps_what_is_apart_apart():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 40)
    vectors = rng.normal(size=(80, 6)) + 20 * np.eye(6)[labels]
    assert neighbours.silhouette(vectors, labels) > 0.8
    drawn = neighbours.map_of(vectors, seed=0)
    assert drawn.shape == (80, 2)
    centres = np.stack([drawn[labels == k].mean(axis=0) for k in (0, 1)])
    spread = max(drawn[labels == k].std() for k in (0, 1))
    assert np.linalg.norm(centres[0] - centres[1]) > 2 * spread


def test_context_vectors_are_compared_with_every_other_space():
    rng = np.random.default_rng(0)
    labels, known_labels = rng.integers(0, 2, 60), rng.integers(0, 2, 80)
    apart = {name: np.eye(2)[own] for name, own in (("new", labels), ("known", known_labels))}
    blind = {name: rng.normal(size=(len(own), 3)) for name, own in apart.items()}
    spaces = {
        name: {"mean_vectors": [blind[name]] * 2, "context_vectors": [apart[name], blind[name]]}
        for name in apart
    }
    right = neighbours.spaces_right(spaces["new"], spaces["known"], labels, known_labels)
    assert right["context_vectors"].shape == (2, 60)
    assert right["context_vectors"][0].all()
    assert (right["context_vectors"][1] == right["mean_vectors"][1]).all()
    (name, over), *others = neighbours.context_over_others(right, np.arange(60)).items()
    assert (name, others) == ("mean_vectors", [])
    assert over["mean"] == pytest.approx((1 - right["mean_vectors"][0].mean()) / 2)
