"""Near duplicates: those that a full comparison finds, and no others."""

import re

import numpy as np

from lstm_attention.corpus.duplicates import find_near_duplicates


def test_quotes_and_reposts_of_real_posts(posts):
    texts = [text for text in posts["text"] if len(text.split()) > 120][:60]
    changed = [f"{texts[n]} and thanks in advance" for n in range(0, 60, 3)]
    shuffled = [" ".join(sorted(text.split())) for text in texts[:20]]
    found = find_near_duplicates([*texts, *changed, *shuffled], 0.8)
    assert not found[:60].any()
    assert found[60:80].all()
    assert not found[80:].any()


def brute_force(texts, threshold):
    sets = []
    for text in texts:
        words = re.findall(r"\w+", text.lower())
        sets.append({tuple(words[n : n + 5]) for n in range(max(1, len(words) - 4))})
    kept, repeated = [], []
    for own in sets:
        repeated.append(any(len(own & other) / len(own | other) >= threshold for other in kept))
        if not repeated[-1]:
            kept.append(own)
    return np.array(repeated)


def test_as_many_as_a_full_comparison_finds(posts):
    texts = posts["text"].iloc[:1200].tolist()
    found, truth = find_near_duplicates(texts, 0.8), brute_force(texts, 0.8)
    assert truth.sum() > 0
    assert not (found & ~truth).any()
    assert (found & truth).sum() >= 0.9 * truth.sum()  # hashing may miss a pair near the threshold


def test_the_first_is_kept_and_case_and_marks_do_not_count():
    assert find_near_duplicates(["One, two three", "one two THREE!", "", "four"], 0.8).tolist() == [
        False,
        True,
        False,
        False,
    ]


def test_without_a_threshold_nothing_is_a_near_duplicate():
    assert not find_near_duplicates(["the same text"] * 2, None).any()
