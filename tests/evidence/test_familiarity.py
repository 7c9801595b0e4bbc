"""Subsets of the test documents by what they share with the training part, by hand."""

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
    assert [row["difference"]["tests"] for row in found.values()] == [1, 4, 4, 4, 4]
    assert found["all"]["a"] == intervals.accuracy_interval(LABELS, [RIGHT], GROUPS)


def test_a_subset_without_documents_is_left_out_and_not_corrected_for():
    nothing = {"same_group": [False] * 8, "shared_run": OVERLAP["shared_run"]}
    found = familiarity.by_overlap(LABELS, GROUPS, nothing, {"a": [RIGHT], "b": [HALF]}, ("a", "b"))
    assert list(found) == ["all", "shared_run", "either", "neither"]
    assert found["neither"]["difference"]["tests"] == 3
