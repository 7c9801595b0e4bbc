"""Near duplicates: reposts and quotes that would appear in both training and test."""

import zlib

import numpy as np
from datasketch import MinHash, MinHashLSH

from lstm_attention.corpus.languages import ENGLISH_WORDS, LETTERS, Words

WORDS = 5
"""Words in a shingle; two texts are near duplicates if they share most of their shingles."""
PERMUTATIONS = 128


def find_near_duplicates(
    texts: list[str], threshold: float | None, counted: Words = ENGLISH_WORDS
) -> np.ndarray:
    """Find the texts that nearly repeat an earlier text that is kept.

    MinHash with locality-sensitive hashing (Broder 1997; Leskovec et al. 2020, chapter 3)
    proposes pairs, whose similarity is then computed exactly.

    Args:
        texts: texts in order of precedence.
        threshold: smallest Jaccard similarity of two near duplicates' sets of shingles; None finds none.
        counted: what counts as a word.

    Returns:
        Mask of the texts to leave out, bool (texts,).
    """
    repeated = np.zeros(len(texts), dtype=bool)
    if threshold is None:
        return repeated
    shingles = [_shingles(text, counted) for text in texts]
    # A false proposal costs one comparison; a missed pair stays in the corpus.
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, weights=(0.02, 0.98))
    hashes = MinHash.generator(shingles, num_perm=PERMUTATIONS, seed=1, hashfunc=lambda shingle: shingle)
    for number, minhash in enumerate(hashes):
        own = shingles[number]
        if any(_jaccard(own, shingles[other]) >= threshold for other in index.query(minhash)):
            repeated[number] = True
        else:
            index.insert(number, minhash)
    return repeated


def _shingles(text: str, counted: Words) -> set[int]:
    """Return 32-bit hashes of all runs of `WORDS` words; for a shorter text, the hash of all its words."""
    words = counted.spelled(text.lower(), LETTERS)
    runs = range(max(1, len(words) - WORDS + 1))
    return {zlib.crc32(" ".join(words[start : start + WORDS]).encode()) for start in runs}


def _jaccard(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other)
