"""What is said of generated corpora is true of them."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from lstm_attention.corpus import generated
from lstm_attention.corpus.languages import ENGLISH_WORDS


def numbers(text):
    return np.array([int(word.removeprefix("word")) for word in text.split()])


def classes(documents):
    return [generated.CLASSES.index(label) for label in documents["label"]]


@pytest.fixture(scope="module")
def unrelated():
    return generated.in_groups(600, seed=0)


@pytest.fixture(scope="module")
def decided():
    return generated.with_deciding_word(90, seed=0)


@pytest.mark.parametrize("generate", [generated.in_groups, generated.with_deciding_word])
def test_a_corpus_follows_from_its_seed(generate):
    one, again, other = (generate(20, seed) for seed in (0, 0, 1))
    assert one.equals(again)
    assert set(one["text"]).isdisjoint(other["text"])
    assert one["id"].is_unique


def test_every_word_is_a_token(unrelated, decided):
    for text in [*unrelated["text"][:50], *decided["text"][:5]]:
        assert ENGLISH_WORDS.tokens(text) == text.split()


def test_the_documents_of_a_group_have_label_and_words_in_common(unrelated):
    by_group = unrelated.groupby("group")
    assert by_group.ngroups == 600
    assert (by_group["label"].nunique() == 1).all()
    assert by_group.size().mean() == pytest.approx(4, rel=0.1)

    def in_common(one, other):
        return np.isin(numbers(one), numbers(other)).mean()

    pairs = [own["text"].tolist()[:2] for _, own in by_group if len(own) > 1]
    within = [in_common(*pair) for pair in pairs]
    between = [in_common(one[0], other[0]) for one, other in pairwise(pairs)]
    assert np.mean(within) > 0.4
    assert np.mean(between) < 0.1


def test_without_clues_labels_have_nothing_to_do_with_words(unrelated):
    groups = unrelated.groupby("group").first()
    counts = groups["label"].value_counts()
    assert stats.chisquare(counts).pvalue > 0.001
    words = [numbers(text) for text in groups["text"]]
    assert max(own.max() for own in words) < generated.WORDS
    tenth = [own[0] * 10 // generated.WORDS for own in words]
    table = np.zeros((len(generated.CLASSES), 10))
    np.add.at(table, (classes(groups), tenth), 1)
    assert stats.chi2_contingency(table).pvalue > 0.001


def test_clues_are_words_of_the_class_and_as_many_as_asked_for():
    documents = generated.in_groups(600, seed=0, clues=0.1)
    words = [numbers(text) for text in documents["text"]]
    shares = [(own >= generated.WORDS).mean() for own in words]
    assert np.mean(shares) == pytest.approx(0.1, rel=0.1)
    for own, k in zip(words, classes(documents), strict=True):
        assert set((own[own >= generated.WORDS] - generated.WORDS) // generated.CLUES) <= {k}
    # Some groups have many and some have few, so that some are easy and some are hard.
    of_groups = documents.assign(share=shares).groupby("group")["share"].mean()
    assert of_groups.max() > 0.15
    assert of_groups.min() == 0


def test_one_early_word_among_hundreds_is_that_of_the_class(decided):
    assert decided["group"].is_unique
    for text, place, k in zip(decided["text"], decided["place"], classes(decided), strict=True):
        own = numbers(text)
        assert 150 <= len(own) <= 250
        assert np.flatnonzero(own >= generated.WORDS).tolist() == [place]
        assert own[place] == generated.WORDS + k
        assert place < generated.EARLY
    assert decided["place"].nunique() > 10


def test_trainings_differ_and_the_documents_of_a_group_are_alike():
    own, right = generated.trainings(3000, np.full(40, 2.0), np.random.default_rng(0))
    assert right.shape == (40, len(own))
    assert 0.7 < right.mean() < 0.9
    alone = (right.mean() * (1 - right.mean()) / len(own)) ** 0.5
    assert right.mean(axis=1).std() > 5 * alone
    by_group = np.bincount(own, right[0]) / np.bincount(own)
    sizes = np.bincount(own)
    _, better = generated.trainings(3000, np.full(40, 4.5), np.random.default_rng(0))
    assert better.mean() > right.mean() + 0.1
    assert by_group[sizes > 5].std() > 0.2  # 0.16 or less if documents were independent
