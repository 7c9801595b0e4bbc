"""Vectors that represent documents: how well neighbours predict the class, and a map of them."""

from typing import Any

import keras
import numpy as np
from sklearn.manifold import TSNE
from sklearn.metrics import silhouette_score
from sklearn.neighbors import NearestNeighbors

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.evidence import focus, intervals
from lstm_attention.models.baselines import mean_vectors

NEIGHBOURS = 10

KNOWN_FOR_EACH = 4
"""Number of training documents that are searched for neighbours, per test document."""


def spaces(
    networks: dict[str, list[keras.Model]],
    embeddings: list[np.ndarray],
    documents: EncodedDocuments,
    chosen: np.ndarray,
) -> dict[str, list[np.ndarray]]:
    """Return vectors that represent some documents, in every space that is compared.

    Args:
        networks: trained networks of each seed, by model.
        embeddings: word vectors of each seed, float32 (rows, vector).
        documents: one of the sets of the corpus.
        chosen: indices of the documents to represent.

    Returns:
        For each space, the vectors of each seed, float (documents, units); `context_vectors` come last.
    """
    readings = [focus.read(network, documents, chosen) for network in networks["lstm_attention"]]

    def before(model: str, layer: str) -> list[np.ndarray]:
        return [focus.vectors_before(network, layer, documents, chosen) for network in networks[model]]

    return {
        "mean_vectors": [mean_vectors(documents, own)[chosen] for own in embeddings],
        "dense_layer": before("dense", "probabilities"),
        "last_states": before("lstm", "dense_1"),
        "mean_states": [reading.mean_states for reading in readings],
        "context_vectors": [reading.contexts for reading in readings],
    }


def spaces_right(
    new: dict[str, list[np.ndarray]],
    known: dict[str, list[np.ndarray]],
    labels: np.ndarray,
    known_labels: np.ndarray,
) -> dict[str, np.ndarray]:
    """`neighbours_right` in every space of `spaces`, float (seeds, documents)."""
    return {
        name: np.stack(
            [
                neighbours_right(one, labels, other, known_labels)
                for one, other in zip(own, known[name], strict=True)
            ]
        )
        for name, own in new.items()
    }


def context_over_others(right: dict[str, np.ndarray], groups: np.ndarray) -> dict[str, dict[str, Any]]:
    """How much more often neighbours are right among context vectors than among others, corrected for these.

    Args:
        right: as returned by `spaces_right`.
        groups: of the documents.
    """
    others = [name for name in right if name != "context_vectors"]
    return {
        name: intervals.mean_interval(right["context_vectors"] - right[name], groups, tests=len(others))
        for name in others
    }


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
