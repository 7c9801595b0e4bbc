"""Word vectors: skip-gram word2vec, trained on the training set of the corpus."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from gensim.models import Word2Vec

from lstm_attention.corpus.vocabulary import UNKNOWN, EncodedDocuments
from lstm_attention.models.checkpoints import Checkpoint, State, fingerprint

WORDS = 2_500_000
FEWEST_PASSES, MOST_PASSES = 5, 40


def passes(words: int) -> int:
    """Return the passes over a training set of this many words, if the settings leave it open."""
    return min(max(round(WORDS / max(words, 1)), FEWEST_PASSES), MOST_PASSES)


def train_word_vectors(
    documents: list[list[str]],
    vocabulary: dict[str, int],
    size: int,
    window: int,
    epochs: int,
    negative: int,
    learning_rate: float,
    seed: int,
    after_epoch: Callable[[], object] = lambda: None,
    unfinished: Path | None = None,
) -> np.ndarray:
    """Train skip-gram word2vec (Mikolov et al. 2013) with gensim.

    There is only one worker thread: with several, gensim's result depends on their timing.

    Args:
        documents: tokens of the training documents; words outside `vocabulary` are skipped.
        vocabulary: ids of the words that get a vector, starting at 2.
        size: length of a vector.
        window: distance of the farthest context word on either side.
        epochs: passes over the documents.
        negative: noise words drawn for each pair of words.
        learning_rate: learning rate at the start; it falls linearly to nearly 0.
        seed: seed of the initial vectors and of the sampling.
        after_epoch: function called at the end of each epoch, to show progress.
        unfinished: file in which the state is saved after each epoch, from which an interrupted training run
            resumes; the caller removes it.

    Returns:
        The embedding matrix, float32 (2 + words, size); padding, the unknown word and words that no document
        holds have zeros.
    """
    known = [[word for word in document if word in vocabulary] for document in documents]
    parameters = {"vector_size": size, "window": window, "negative": negative, "seed": seed}
    model = Word2Vec(sg=1, alpha=learning_rate, min_count=1, workers=1, **parameters)
    model.build_vocab(known)
    last_rate = model.min_alpha
    checkpoint, done = None, 0
    if unfinished is not None:
        words = np.frombuffer("\n".join(map(" ".join, known)).encode(), dtype=np.uint8)
        bound = fingerprint(
            ["models.vectors"], [parameters, learning_rate, epochs], [words, model.wv.vectors]
        )
        checkpoint = Checkpoint(unfinished, bound)
        done = _take_up(model, checkpoint.load())
    for epoch in range(epochs):
        if epoch >= done:
            # One epoch per call, as all of the state is in the model only between calls.
            start, end = (
                learning_rate + (last_rate - learning_rate) * part / epochs for part in (epoch, epoch + 1)
            )
            model.train(known, total_examples=model.corpus_count, epochs=1, start_alpha=start, end_alpha=end)
            if checkpoint:
                checkpoint.save(*_state(model, epoch + 1))
        after_epoch()
    embeddings = np.zeros((UNKNOWN + 1 + len(vocabulary), size), dtype=np.float32)
    for word in model.wv.index_to_key:
        embeddings[vocabulary[word]] = model.wv[word]
    return embeddings


def _state(model: Word2Vec, done: int) -> State:
    _, keys, position, *_ = model.random.get_state()
    return {"epochs": done, "position": position}, {
        "vectors": model.wv.vectors,
        "outputs": model.syn1neg,
        "random": keys,
    }


def _take_up(model: Word2Vec, state: State | None) -> int:
    """Put a state into a new model; return how many epochs it has completed."""
    if state is None:
        return 0
    record, arrays = state
    model.wv.vectors[:] = arrays["vectors"]
    model.syn1neg[:] = arrays["outputs"]
    model.random.set_state(("MT19937", arrays["random"], record["position"]))
    return record["epochs"]


def nearest(embeddings: np.ndarray, row: int, count: int) -> list[int]:
    """Return the rows of the `count` words whose vectors are most similar to that of `row`, by cosine.

    Args:
        embeddings: word vectors, float (rows, size); a row of zeros is near no other.
    """
    norms = np.linalg.norm(embeddings, axis=1)
    if not norms[row]:
        return []
    similarity = embeddings @ embeddings[row] / np.where(norms > 0, norms * norms[row], np.inf)
    similarity[[row, *np.flatnonzero(norms == 0)]] = -np.inf
    best = np.argsort(-similarity, kind="stable")[:count]
    return [int(word) for word in best if np.isfinite(similarity[word])]


def telling_words(
    documents: EncodedDocuments, rows: int, classes: int, least_share: float = 0.02
) -> list[int]:
    """Return, for each class, the row of the word whose documents belong to it most often.

    Args:
        documents: the training set.
        rows: number of rows in the embedding.
        classes: number of classes.
        least_share: smallest share of the class's documents in which a word must occur.
    """
    frequency = np.zeros((classes, rows))  # documents of a class that contain a word
    for document, label in enumerate(documents.labels):
        start, end = documents.offsets[document : document + 2]
        frequency[label, np.unique(documents.tokens[start:end])] += 1
    frequency[:, : UNKNOWN + 1] = 0
    support = np.bincount(documents.labels, minlength=classes)
    purity = frequency / np.maximum(frequency.sum(axis=0), 1)
    purity[frequency < least_share * support[:, None]] = 0
    # Of equally pure words, the more common one.
    return [int(np.lexsort((frequency[k], purity[k]))[-1]) for k in range(classes)]
