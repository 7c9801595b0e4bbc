"""The corpus: no text twice, a split, and classes that can be learned."""

import itertools
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from lstm_attention.corpus import splits
from lstm_attention.corpus.rows import CorpusError


def frame(*texts):
    return pd.DataFrame(
        {
            "id": [f"d{n}" for n in range(len(texts))],
            "split": ["train", "train", "test", "test", "test"][: len(texts)],
            "label": "a",
            "group": [f"g{n}" for n in range(len(texts))],
            "text": texts,
        }
    )


def test_a_copy_in_the_test_part_goes_and_the_training_post_stays():
    kept, dropped = splits.drop_empty_and_duplicates(frame("one", "two", "one ", " ", "three"))
    assert kept["id"].tolist() == ["d0", "d1", "d4"]
    assert dropped == {"empty": 1, "copies": 1}


@pytest.mark.parametrize("in_groups", [True, False])
def test_validation_is_a_stratified_part_of_training(posts, in_groups):
    posts = posts if in_groups else posts.assign(group=posts["id"])
    split = splits.set_validation_aside(posts, 0.1, seed=0)
    train, validation = (split[split["split"] == part] for part in ("train", "validation"))
    documents = len(train) + len(validation)
    assert len(validation) == pytest.approx(0.1 * documents, abs=0.002 * documents if in_groups else 1)
    assert not set(train["group"]) & set(validation["group"])
    shares = [part["label"].value_counts(normalize=True) for part in (train, validation)]
    assert (shares[0] - shares[1]).abs().max() < 0.002
    assert (split.loc[posts["split"] == "test", "split"] == "test").all()
    if not in_groups:
        again = splits.set_validation_aside(posts, 0.1, seed=0)
        assert again["split"].equals(split["split"])
        assert not splits.set_validation_aside(posts, 0.1, seed=1)["split"].equals(split["split"])


def test_a_sample_keeps_the_proportions(posts):
    sample = splits.draw_sample(posts, 300, seed=0)
    assert len(sample) == 300
    for column in ("split", "label"):
        shares = [part[column].value_counts(normalize=True) for part in (posts, sample)]
        assert (shares[0] - shares[1]).abs().max() < 0.01
    assert splits.draw_sample(posts, 10**6, seed=0) is posts
    assert splits.draw_sample(posts, None, seed=0) is posts


def test_the_fingerprint_tells_corpora_apart():
    original = frame("one", "two")
    assert splits.fingerprint(original) == splits.fingerprint(original.assign(key="x"))
    changed = [
        original.assign(text=["one", "two "]),
        original.assign(label=["a", "b"]),
        original.assign(split=["train", "test"]),
        original.assign(id=["d0", "dx"]),
        original.assign(group=["g0", "g0"]),
        original.assign(label=["ao", "a"], text=["ne", "two"]),  # the same letters, cut elsewhere
        original.iloc[::-1],
    ]
    assert len({splits.fingerprint(each) for each in [original, *changed]}) == 1 + len(changed)


def labelled(**counts):
    labels = [label for label, count in counts.items() for _ in range(count)]
    return pd.DataFrame(
        {
            "label": labels,
            "key": [f"{(7 * n) % 101:03}" for n in range(len(labels))],
            "time": [float((13 * n) % 97) for n in range(len(labels))],
            "group": [f"g{n}" for n in range(len(labels))],
        }
    )


def test_balance_cuts_to_the_smallest_class_by_key():
    documents = labelled(a=40, b=15, c=22)
    kept = splits.balance(documents)
    assert kept["label"].value_counts().to_dict() == {"a": 15, "b": 15, "c": 15}
    for label, group in documents.groupby("label"):
        assert set(kept.loc[kept["label"] == label, "key"]) == set(sorted(group["key"])[:15])
    shuffled = splits.balance(documents.sample(frac=1, random_state=1))
    assert set(shuffled.index) == set(kept.index)


@pytest.mark.parametrize("stratified", [True, False])
def test_a_random_test_part(stratified):
    documents = labelled(a=60, b=30)
    split = splits.set_test_aside(documents, 0.2, 3, stratified=stratified, by_time=False)
    assert (split["split"] == "test").sum() == 18
    in_a = ((split["split"] == "test") & (split["label"] == "a")).sum()
    assert in_a == 12 if stratified else 5 < in_a < 18
    again = splits.set_test_aside(documents, 0.2, 3, stratified=stratified, by_time=False)
    assert again.equals(split)


@pytest.mark.parametrize("stratified", [True, False])
@pytest.mark.parametrize("share", [0.1, 0.15, 0.3, 0.6])
def test_groups_are_set_aside_whole_in_the_share_asked_for(stratified, share):
    documents = labelled(a=600, b=300)
    documents["group"] = [f"g{n // 3}" for n in range(len(documents))]
    split = splits.set_test_aside(documents, share, 3, stratified=stratified, by_time=False)
    assert (split.groupby("group")["split"].nunique() == 1).all()
    test = split[split["split"] == "test"]
    assert len(test) == pytest.approx(share * len(documents), abs=9)
    if stratified:
        assert (test["label"] == "a").mean() == pytest.approx(2 / 3, abs=0.01)
    again = splits.set_test_aside(documents, share, 3, stratified=stratified, by_time=False)
    assert again.equals(split)
    other = splits.set_test_aside(documents, share, 4, stratified=stratified, by_time=False)
    assert not other["split"].equals(split["split"])


@pytest.mark.parametrize("stratified", [True, False])
def test_a_group_larger_than_the_share_stays_in_training(stratified):
    documents = labelled(a=300, b=300)
    documents["group"] = ["large" if n < 150 else f"g{n // 3}" for n in range(len(documents))]
    split = splits.set_test_aside(documents, 0.2, 0, stratified=stratified, by_time=False)
    assert (split.loc[split["group"] == "large", "split"] == "train").all()
    aside = split["split"] == "test"
    assert aside.mean() == pytest.approx(0.2, abs=0.05)
    if stratified:
        assert aside.groupby(split["label"]).mean().to_dict() == pytest.approx({"a": 0.2, "b": 0.2}, abs=0.1)


@pytest.mark.parametrize("stratified", [True, False])
def test_a_large_group_is_as_likely_in_the_test_part_as_a_small_one(stratified):
    sizes = [26, 24, 22, 19, 15] + [6] * 40 + [2] * 150 + [1] * 354  # 1,000 documents
    groups = np.repeat(np.arange(len(sizes)), sizes)
    documents = labelled(a=600, b=400).assign(group=[f"g{n}" for n in groups])
    documents["label"] = np.random.default_rng(1).permutation(documents["label"])
    tested = []
    for seed in range(200):
        split = splits.set_test_aside(documents, 0.2, seed, stratified=stratified, by_time=False)
        tested.append((split["split"] == "test").to_numpy())
    tested = np.array(tested)
    assert tested.mean(axis=1) == pytest.approx(0.2, abs=0.005)
    # Five groups and 200 seeds: a standard error of 1.3 points; large ones have less room at the end.
    large = tested[:, groups < 5][:, np.unique(groups[groups < 5], return_index=True)[1]]
    assert large.mean() == pytest.approx(0.19, abs=0.04)
    shared = [(one & other).sum() / one.sum() for one, other in itertools.pairwise(tested)]
    assert np.mean(shared) == pytest.approx(0.2, abs=0.01)  # as between independent draws


def test_too_few_groups_are_refused_with_their_number():
    documents = labelled(a=30, b=30)
    documents["group"] = [f"g{n % 3}" for n in range(len(documents))]
    with pytest.raises(CorpusError, match=r"0\.1 of 60 documents .* as there are only 3 groups: choose"):
        splits.set_test_aside(documents, 0.1, 0, stratified=True, by_time=False)
    split = splits.set_test_aside(documents, 0.3, 0, stratified=True, by_time=False)
    assert split.loc[split["split"] == "test", "group"].nunique() == 1


def test_documents_are_in_groups_if_two_share_one():
    assert splits.has_groups(pd.Series(["a", "b", "a"]))
    assert not splits.has_groups(pd.Series(["a", "b"]))


def test_the_newest_documents_are_the_test_part():
    documents = labelled(a=30, b=20)
    split = splits.set_test_aside(documents, 0.25, 0, stratified=True, by_time=True)
    test, train = (split.loc[split["split"] == part, "time"] for part in ("test", "train"))
    assert len(test) == 13
    assert test.min() >= train.max()


@pytest.mark.parametrize(
    ("counts", "wanted", "says"),
    [
        ({}, [], r"no documents are left: check text_column"),
        ({"a": 30}, [], r"all documents are of one class, 'a'; two are needed"),
        ({"a": 30, "b": 1}, [], r"each class needs 10 .* have fewer: 'b' with 1; add documents$"),
        ({"a": 30, "b": 30, "c": 9}, [], r"'c' with 9; leave them out by naming the others in classes, or"),
        ({"a": 30, "b": 30}, ["c"], r"no documents of the class 'c'; classes: 'a' with 30, 'b' with 30"),
    ],
)
def test_classes_that_cannot_be_learned(counts, wanted, says):
    with pytest.raises(CorpusError, match=says):
        splits.check_classes(labelled(**counts), wanted)


def test_a_class_that_is_missing_from_a_part():
    documents = labelled(a=3, b=3).assign(split=["train", "validation", "test", "train", "test", "test"])
    with pytest.raises(
        CorpusError, match=r"the class 'b' has no document in the validation set \(3 in all\)"
    ):
        splits.check_parts(documents)
    splits.check_parts(documents[documents["label"] == "a"])


@given(
    sizes=st.lists(st.integers(1, 30), min_size=1, max_size=6),
    sample=st.none() | st.integers(1, 200),
    shares=st.tuples(st.floats(0.001, 0.999), st.floats(0.001, 0.999)) | st.just((0.2, 0.1)),
    seed=st.integers(0, 2**32 - 1),
    kind=st.sampled_from(["stratified", "random", "by time"]),
    together=st.integers(1, 4),
)
def test_any_corpus_is_split_with_every_class_in_every_part_or_refused_in_one_line(
    sizes, sample, shares, seed, kind, together
):
    documents = labelled(**{f"class {number}": size for number, size in enumerate(sizes)})
    documents["group"] = [f"g{n // together}" for n in range(len(documents))]
    test_share, validation_share = shares
    refusal = ""
    stratified, by_time = kind == "stratified", kind == "by time"
    try:
        parts = splits.set_test_aside(documents, test_share, seed, stratified=stratified, by_time=by_time)
        if sample is not None:
            parts = splits.draw_sample(parts, sample, seed)
        parts = splits.set_validation_aside(parts, validation_share, seed, stratified=stratified)
        splits.check_parts(parts)
    except CorpusError as error:
        refusal = str(error)
    event("refused" if refusal else "split")
    if refusal:
        assert re.search(r"(sample|test_share|validation_share)\b", refusal)
        assert "\n" not in refusal
        return
    assert len(parts) == min(sample or len(documents), len(documents))
    counts = parts.groupby(["label", "split"]).size()
    assert len(counts) == 3 * len(sizes)


def test_what_a_refusal_asks_for_is_enough():
    documents = labelled(a=40, b=12)
    with pytest.raises(
        CorpusError, match=r"test_share=0\.01 sets 1 of 52 documents aside, .*'b' has 12 in"
    ) as no:
        splits.set_test_aside(documents, 0.01, 0, stratified=True, by_time=False)
    share = float(re.search(r"set test_share=(\S+)", str(no.value))[1])
    split = splits.set_test_aside(documents, share, 0, stratified=True, by_time=False)
    assert split.groupby(["label", "split"]).size().min() >= 1
    with pytest.raises(CorpusError, match=r"test_share=0\.99 .* or set test_share=0\.91"):
        splits.set_test_aside(documents, 0.99, 0, stratified=True, by_time=False)
    splits.set_test_aside(documents, 0.91, 0, stratified=True, by_time=False)
    documents = labelled(a=400, b=12).assign(split=["train", "test"] * 206)
    with pytest.raises(CorpusError, match=r"sample=30 of 412 documents .* from 69 to 408, or null") as no:
        splits.draw_sample(documents, 30, 0)
    assert len(splits.draw_sample(documents, 69, 0).groupby(["split", "label"]).size()) == 4
    assert "('b' has 6 in the t" in str(no.value)


@given(
    sizes=st.lists(st.integers(12, 40), min_size=2, max_size=4),
    copies=st.lists(st.integers(0, 60), max_size=10),
    seed=st.integers(0, 2**32 - 1),
    share=st.floats(0.15, 0.4),
    kind=st.sampled_from(["stratified", "random", "by time"]),
)
def test_no_document_and_no_copy_of_one_is_on_two_sides(sizes, copies, seed, share, kind):
    labels = [str(k) for k, size in enumerate(sizes) for _ in range(size)]
    rows = [*range(len(labels)), *(copy % len(labels) for copy in copies)]
    frame = pd.DataFrame(
        {
            "id": [str(n) for n in range(len(rows))],
            "label": [labels[row] for row in rows],
            "text": [f"text {row}" for row in rows],
            "time": [float(row % 7) for row in rows],
            "group": [f"g{n}" for n in range(len(rows))],
        }
    )
    kept, _ = splits.drop_empty_and_duplicates(frame)
    stratified, by_time = kind == "stratified", kind == "by time"
    parts = splits.set_test_aside(kept, share, seed, stratified=stratified, by_time=by_time)
    parts = splits.set_validation_aside(parts, share, seed, stratified=stratified and not by_time)
    assert len(parts) == len(labels)
    assert set(parts["split"]) == set(splits.PARTS)
    assert (parts.groupby("text")["split"].nunique() == 1).all()
    assert sorted(parts["id"]) == sorted(kept["id"])
    assert abs((parts["split"] == "test").sum() - share * len(labels)) <= len(sizes)
