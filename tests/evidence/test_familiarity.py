"""Subsets of the test documents by what they share with the training set, by hand."""

import numpy as np
import pytest

from lstm_attention.evidence import familiarity, intervals

LABELS = np.zeros(8, dtype=int)
GROUPS = np.array([0, 0, 1, 1, 2, 3, 4, 5])
OVERLAP = {
    "same_group": [True, True, False, False, False, False, False, False],
    "shared_run": [True, False, True, False, False, False, False, False],
}
RIGHT, HALF = np.eye(2)[[0] * 8], np.eye(2)[[0, 1] * 4]


def test_accuracy_and_difference_of_every_subset():
    found = familiarity.by_overlap(LABELS, GROUPS, OVERLAP, {"a": [RIGHT], "b": [HALF]}, ("a", "b"))
    assert {name: row["documents"] for name, row in found.items()} == {
        **{"all": 8, "same_group": 2, "shared_run": 2, "either": 3, "neither": 5}
    }
    assert found["neither"]["b"]["mean"] == pytest.approx(2 / 5)
    assert found["shared_run"]["difference"]["difference"] == 0
    assert found["either"]["difference"]["difference"] == pytest.approx(1 / 3)
    assert [row["difference"]["tests"] for row in found.values()] == [1, 3, 3, 3, 3]  # one is a single group
    assert found["all"]["a"] == intervals.accuracy_interval(LABELS, [RIGHT], GROUPS)


def test_a_subset_without_documents_is_left_out_and_not_corrected_for():
    nothing = {"same_group": [False] * 8, "shared_run": OVERLAP["shared_run"]}
    found = familiarity.by_overlap(LABELS, GROUPS, nothing, {"a": [RIGHT], "b": [HALF]}, ("a", "b"))
    assert list(found) == ["all", "shared_run", "either", "neither"]
    assert found["neither"]["difference"]["tests"] == 2  # the same documents as share a run share either
    alone = dict.fromkeys(OVERLAP, [False] * 8)
    found = familiarity.by_overlap(LABELS, GROUPS, alone, {"a": [RIGHT], "b": [HALF]}, ("a", "b"))
    assert [row["difference"]["tests"] for row in found.values()] == [1, 1]


def test_accuracy_on_known_and_new_documents_by_hand():
    found = familiarity.known_and_new(LABELS, [RIGHT, HALF], GROUPS, OVERLAP)
    right = intervals.right(LABELS, [RIGHT, HALF])
    assert found.pop("estimate") == intervals.mean_interval(right, GROUPS)
    # Documents 0, 1 and 2 share something; of these the second run is right on two, and of the rest on two.
    assert found == pytest.approx(
        {"documents": 8, "accuracy": (8 + 4) / 16, "share": 3 / 8, "known": (3 + 2) / 6, "new": (5 + 2) / 10}
    )
    nothing = familiarity.known_and_new(LABELS, [HALF], GROUPS, dict.fromkeys(OVERLAP, [False] * 8))
    assert (nothing["share"], nothing["known"], nothing["new"]) == (0, None, 0.5)
    everything = familiarity.known_and_new(LABELS, [HALF], GROUPS, dict.fromkeys(OVERLAP, [True] * 8))
    assert (everything["share"], everything["known"], everything["new"]) == (1, 0.5, None)


def test_a_gap_from_shares_is_what_reweighting_the_test_part_changes():
    test = {"accuracy": 0.5 * 0.9 + 0.5 * 0.7, "share": 0.5, "known": 0.9, "new": 0.7}
    more = {"accuracy": 0.9, "share": 0.75, "known": 0.95, "new": 0.75}
    reweighted = 0.75 * 0.9 + 0.25 * 0.7
    assert familiarity.from_shares(more, test) == pytest.approx(reweighted - test["accuracy"])
    assert familiarity.from_shares(more | {"share": 0.25}, test) == pytest.approx(-0.05)
    assert familiarity.from_shares(more | {"share": 0.5}, test) == 0
    only_new = {"accuracy": 0.7, "share": 0.0, "known": None, "new": 0.7}
    assert familiarity.from_shares(more, only_new) == pytest.approx(0.75 * (0.95 - 0.75))  # from validation
    only_known = {"accuracy": 0.9, "share": 1.0, "known": 0.9, "new": None}
    assert familiarity.from_shares(only_known, only_new) is None
    assert familiarity.from_shares(only_new, only_new) == 0
