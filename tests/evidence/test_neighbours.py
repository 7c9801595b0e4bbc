"""Neighbours against scikit-learn's classifier, one document left out at a time."""

import numpy as np
import pytest
from sklearn.model_selection import LeaveOneOut, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier

from lstm_attention.evidence import neighbours


@pytest.fixture(scope="module")
def clouds():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 90)
    return rng.normal(size=(90, 5)) + 1.2 * np.eye(5)[labels], labels


def test_neighbours_vote_as_a_classifier_with_one_left_out(clouds):
    vectors, labels = clouds
    classifier = KNeighborsClassifier(n_neighbors=neighbours.NEIGHBOURS, metric="cosine")
    expected = cross_val_predict(classifier, vectors, labels, cv=LeaveOneOut()) == labels
    assert neighbours.neighbours_right(vectors, labels) == pytest.approx(expected.astype(float))


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
