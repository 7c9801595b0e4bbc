"""Batches: every document once an epoch, with little padding."""

import keras
import numpy as np
import pytest

from lstm_attention.batches import (
    OrderedBatches,
    TrainingBatches,
    batches_by_length,
    batches_of_tokens,
    random_batches,
)
from lstm_attention.vocabulary import EncodedDocuments


@pytest.fixture(scope="module")
def documents(posts):
    lengths = posts["text"].str.split().str.len().clip(1, 400).to_numpy()[:1500]
    return EncodedDocuments.from_list(
        [str(n) for n in range(len(lengths))],
        list(range(len(lengths))),
        [np.full(length, 7, dtype=np.int32) for length in lengths],
    )


@pytest.mark.parametrize(("documents_", "size"), [(10, 3), (9, 3), (1, 5), (7, 1)])
def test_every_document_once(documents_, size):
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 50, documents_)
    for batches in (batches_by_length(lengths, size, rng), random_batches(documents_, size, rng)):
        assert sorted(np.concatenate(batches)) == list(range(documents_))
        assert all(0 < len(batch) <= size for batch in batches)
        assert sum(len(batch) < size for batch in batches) <= 1


def test_batches_of_tokens_take_many_short_documents_or_few_long_ones():
    lengths = np.array([5, 1, 3, 9, 1, 2, 4, 1])
    batches = batches_of_tokens(lengths, 6)
    assert [lengths[batch].tolist() for batch in batches] == [[1, 1, 1], [2, 3], [4], [5], [9]]
    assert sorted(np.concatenate(batches)) == list(range(8))
    assert [len(batch) for batch in batches_of_tokens(np.full(7, 100), 300)] == [3, 3, 1]


def positions(batches):
    return sum(batches[n][0].size for n in range(len(batches)))


def test_little_padding_on_real_lengths(documents):
    tokens = documents.lengths.sum()
    assert positions(TrainingBatches(documents, 64, seed=0)) < 1.1 * tokens
    at_random = random_batches(len(documents), 64, np.random.default_rng(0))
    assert sum(len(b) * documents.lengths[b].max() for b in at_random) > 2.5 * tokens


def test_an_epoch_has_every_label_once_and_epochs_differ(documents):
    batches = TrainingBatches(documents, 64, seed=0)
    orders = []
    for _ in range(2):
        order = np.concatenate([batches[n][1] for n in range(len(batches))])
        assert np.array_equal(np.sort(order), documents.labels)
        orders.append(order)
        batches.on_epoch_end()
    assert not np.array_equal(*orders)


def test_the_seed_decides(documents):
    first, same, other = (TrainingBatches(documents, 64, seed) for seed in (1, 1, 2))
    assert np.array_equal(np.concatenate(first.batches), np.concatenate(same.batches))
    assert not np.array_equal(np.concatenate(first.batches), np.concatenate(other.batches))


def test_a_batch_is_as_long_as_its_longest_document(documents):
    batches = OrderedBatches(documents, 4096)
    for n in range(len(batches)):
        tokens, labels = batches[n]
        assert tokens.size <= 4096
        assert tokens.shape == (len(labels), documents.lengths[labels].max())
        assert np.array_equal((tokens != 0).sum(axis=1), documents.lengths[labels])


def test_the_published_recipe_pads_all_to_one_length(documents):
    at_random, ordered = (
        TrainingBatches(documents, 32, seed=0, length=500),
        OrderedBatches(documents, 16_000, 500),
    )
    for batches in (at_random, ordered):
        assert {batches[n][0].shape for n in range(len(batches) - 1)} == {(32, 500)}


@pytest.mark.parametrize("kind", [OrderedBatches, TrainingBatches])
def test_keras_takes_documents_of_which_most_are_equally_long(kind):
    """As after cutting at `max_tokens`: nearly every batch has one length, a few have another."""
    lengths = [3] * 2 + [50] * 30
    for seed in range(3):
        encoded = EncodedDocuments.from_list(
            [str(n) for n in range(32)], [0] * 32, [np.full(n, 7, dtype=np.int32) for n in lengths]
        )
        batches = kind(encoded, *((2, seed) if kind is TrainingBatches else (6,)))
        model = keras.Sequential(
            [keras.Input((None,)), keras.layers.Embedding(8, 1), keras.layers.GlobalMaxPool1D()]
        )
        model.compile(loss="mse")
        model.fit(batches, epochs=2, verbose=0, shuffle=False)
        assert sorted(np.concatenate(batches.batches)) == list(range(32))


def test_documents_of_one_length_are_left_in_order(documents):
    encoded = EncodedDocuments.from_list(["a"] * 6, [0] * 6, [np.full(5, 7, dtype=np.int32)] * 6)
    assert np.concatenate(OrderedBatches(encoded, 10).batches).tolist() == list(range(6))


def test_a_batch_is_filled_up_for_the_devices_that_share_it(documents):
    for batches in (TrainingBatches(documents, 64, 0, devices=4), OrderedBatches(documents, 4096, devices=4)):
        assert all(len(batch) % 4 == 0 for batch in batches.batches)
        assert set(np.concatenate(batches.batches)) == set(range(len(documents)))
        assert len(np.concatenate(batches.batches)) < len(documents) + 4 * len(batches)
