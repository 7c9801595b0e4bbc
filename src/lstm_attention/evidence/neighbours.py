"""Vectors that represent documents: how well neighbours predict the class, and a map of them."""

import numpy as np
from sklearn.manifold import TSNE
from sklearn.metrics import silhouette_score
from sklearn.neighbors import NearestNeighbors

NEIGHBOURS = 10

KNOWN_FOR_EACH = 4
"""Number of training documents that are searched for neighbours, per test document."""


def neighbours_right(
    vectors: np.ndarray, labels: np.ndarray, known: np.ndarray, known_labels: np.ndarray
) -> np.ndarray:
    """Return whether the majority of each document's nearest training documents, by cosine, has its class.

    Args:
        vectors: vectors of test documents, float (documents, units).
        labels: classes of test documents, int (documents,).
        known, known_labels: vectors and classes of training documents.

    Returns:
        1 where the majority has the class and 0 elsewhere, float (documents,); the lowest class wins a tie.
    """
    count = min(NEIGHBOURS, len(known_labels))
    indices = NearestNeighbors(n_neighbors=count, metric="cosine").fit(known).kneighbors(vectors)[1]
    classes = max(labels.max(), known_labels.max()) + 1
    votes = np.stack([(known_labels[indices] == k).sum(axis=1) for k in range(classes)], axis=1)
    return (votes.argmax(axis=1) == labels).astype(float)


def silhouette(vectors: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean silhouette of the classes by cosine (Rousseeuw 1987), from -1 to 1."""
    return float(silhouette_score(vectors, labels, metric="cosine"))


def map_of(vectors: np.ndarray, seed: int) -> np.ndarray:
    """Return a t-SNE map (van der Maaten and Hinton 2008) by cosine, float (documents, 2)."""
    perplexity = min(30.0, (len(vectors) - 1) / 3)
    return TSNE(metric="cosine", init="random", perplexity=perplexity, random_state=seed).fit_transform(
        vectors
    )
