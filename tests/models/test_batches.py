"""Batches: every document once an epoch, with little padding."""

from itertools import pairwise

import keras
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.models.batches import (
    OrderedBatches,
    TrainingBatches,
    batches_by_length,
    batches_of_tokens,
    random_batches,
)


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


@pytest.mark.parametrize("devices", [1, 2, 3])
def test_only_batches_for_one_device_are_made_by_several_workers(documents, devices):
    # One worker is slow, see benchmarks/README.md; with two workers, several devices get different batches.
    assert (OrderedBatches(documents, 4096, devices=devices).workers > 1) == (devices == 1)


def encoded_of(lengths):
    documents = [np.full(length, 7, dtype=np.int32) for length in lengths]
    names = [str(n) for n in range(len(lengths))]
    return EncodedDocuments.from_list(names, list(range(len(lengths))), documents)


@given(
    lengths=st.lists(st.integers(1, 30), min_size=1, max_size=60),
    size=st.integers(1, 20),
    seed=st.integers(0, 2**32 - 1),
    length=st.sampled_from([None, 30]),
)
def test_any_documents_are_each_in_one_batch_of_every_epoch(lengths, size, seed, length):
    batches = TrainingBatches(encoded_of(lengths), size, seed, length)
    for _ in range(3):
        drawn = [batches[n] for n in range(len(batches))]
        assert sorted(np.concatenate([labels for _, labels in drawn])) == list(range(len(lengths)))
        assert all(0 < len(labels) <= size for _, labels in drawn)
        for tokens, labels in drawn:
            own = np.array(lengths)[labels]
            # Tokens are on the left and padding on the right, up to the longest or the requested length.
            assert np.array_equal(tokens != 0, np.arange(tokens.shape[1]) < own[:, None])
            assert tokens.shape[1] == (length or own.max())
            assert tokens.dtype == labels.dtype == np.int32
        batches.on_epoch_end()


@example(lengths=[1, 1, 1, 1, 2, 2], tokens=2)  # the third batch is the first of another length
@example(lengths=[1, 3, 3, 3, 3, 4], tokens=6)  # batches of one length, of different size
@given(lengths=st.lists(st.integers(1, 30), min_size=1, max_size=60), tokens=st.integers(1, 200))
def test_ordered_batches_cost_no_more_than_asked_and_are_in_order_of_length(lengths, tokens):
    batches = OrderedBatches(encoded_of(lengths), tokens)
    assert sorted(np.concatenate(batches.batches)) == list(range(len(lengths)))
    longest = [max(lengths[n] for n in batch) for batch in batches.batches]
    for batch, length in zip(batches.batches, longest, strict=True):
        assert len(batch) == 1 or len(batch) * length <= tokens
    assert longest[0] == min(longest)
    # Keras infers the shape from the first two: they differ, if any two do.
    assert len(set(longest)) == 1 or longest[0] != longest[1]
    # There are as few batches as possible: none could take in the first document of the next.
    # Of batches that have only one length, only the last may be smaller than the others.
    of_batches = ([lengths[n] for n in batch] for batch in batches.batches)
    in_order = sorted(of_batches, key=lambda own: (max(own), min(own), -len(own)))
    for own, following in pairwise(in_order):
        assert (len(own) + 1) * min(following) > tokens


@given(
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=30),
    size=st.integers(1, 9),
    devices=st.integers(1, 5),
    length=st.sampled_from([None, 9]),
)
def test_batches_shared_by_any_devices_repeat_only_their_own_documents(lengths, size, devices, length):
    encoded = encoded_of(lengths)
    for shared, alone in (
        (TrainingBatches(encoded, size, 0, length, devices), TrainingBatches(encoded, size, 0, length)),
        (OrderedBatches(encoded, 40, length, devices), OrderedBatches(encoded, 40, length)),
    ):
        for batch, own in zip(shared.batches, alone.batches, strict=True):
            assert len(batch) % devices == 0
            assert len(own) <= len(batch) < len(own) + devices
            assert batch.tolist() == [own[n % len(own)] for n in range(len(batch))]


def test_lengths_are_jittered_by_up_to_a_twentieth():
    """Documents change places only with those that are slightly longer."""
    lengths = np.array([100, 104, 120, 124])
    orders = [
        tuple(np.concatenate(batches_by_length(lengths, 4, np.random.default_rng(n)))) for n in range(99)
    ]
    assert {order[:2] for order in orders} == {(0, 1), (1, 0)}
    assert {order[2:] for order in orders} == {(2, 3), (3, 2)}


def test_the_jitter_is_drawn_evenly_around_the_length():
    lengths = np.arange(100, 400)
    drawn = batches_by_length(lengths, 7, np.random.default_rng(5))
    order = np.argsort(lengths * np.random.default_rng(5).uniform(0.95, 1.05, 300))
    assert {tuple(batch) for batch in drawn} == {
        tuple(order[start : start + 7]) for start in range(0, 300, 7)
    }
