"""Confusions and confident errors by hand, and on the published matrix."""

import numpy as np
import pytest

from lstm_attention.evidence import mistakes
from lstm_attention.evidence.published import published


def test_the_commonest_confusion_of_the_published_attention_model():
    original = published()
    table = mistakes.confusions(
        original["models"]["lstm_attention"]["confusion_matrix"], original["corpus"]["classes"], count=2
    )
    first = table.iloc[0]
    assert (first["true"], first["predicted"], first["documents"]) == ("technology", "politics", 301)
    assert first["share"] == pytest.approx(301 / 1856)
    assert table.iloc[1]["documents"] == 206  # programming as technology


def test_a_perfect_model_confuses_nothing():
    pairs = mistakes.confusions(np.eye(3), ["a", "b", "c"], count=5)
    assert len(pairs) == 0
    labels = np.arange(3)
    answers = {"own": labels[None], "other": labels[None]}
    nothing = mistakes.shared_errors(pairs, labels, answers, "own", labels == 0, ["a", "b", "c"])
    assert (len(nothing), list(nothing)[-4:]) == (0, ["also_other", "overlap", "overlap_right", "document"])
    assert mistakes.errors_in_all(labels, answers, "own", labels == 0, labels) == {
        "errors": 0,
        "also": None,
        "overlap": None,
    }


def test_confident_errors_are_the_surest_wrong_answers_of_the_mean():
    labels = np.array([0, 1, 1, 0])
    one = np.array([[0.1, 0.9], [0.8, 0.2], [0.1, 0.9], [0.45, 0.55]])
    other = np.array([[0.3, 0.7], [0.8, 0.2], [0.2, 0.8], [0.65, 0.35]])
    table = mistakes.confident_errors(labels, [one, other], ["A", "B"])
    assert table["document"].tolist() == [0, 1]  # the fourth is right on average
    assert table["probability"].tolist() == pytest.approx([0.8, 0.8])
    assert table["of_true"].tolist() == pytest.approx([0.2, 0.2])
    assert table.iloc[1][["true", "predicted"]].tolist() == ["B", "A"]


def test_groups_apart_by_hand():
    labels, groups = np.zeros(7, dtype=int), np.array([5, 5, 5, 2, 2, 9, 8])
    a, b = np.eye(2)[[0, 0, 0, 1, 0, 0, 0]], np.eye(2)[[1, 1, 0, 0, 0, 0, 1]]
    table = mistakes.groups_apart(labels, [a], [b], groups, count=2)
    assert table[["document", "documents", "right_a", "right_b", "net"]].to_numpy().tolist() == [
        [0, 3, 3, 1, 2],
        [3, 2, 1, 2, -1],  # the lowest number of those that are equally far apart
    ]
    everything = mistakes.groups_apart(labels, [a, b], [b, b], groups, count=9)
    assert everything["net"].tolist() == [1, -0.5, 0.5]


LABELS = np.array([0, 0, 0, 0, 1, 1])
ANSWERS = {
    "own": np.array([[1, 1, 0, 0, 1, 0], [1, 0, 0, 1, 1, 1]]),
    "other": np.array([[1, 0, 1, 0, 1, 0]]),
}
OVERLAPPING = np.array([True, False, True, False, True, True])


def test_who_else_makes_an_error_by_hand():
    classes = ["A", "B"]
    pairs = mistakes.confusions(np.array([[2, 2], [0.5, 1.5]]), classes, count=5)
    table = mistakes.shared_errors(pairs, LABELS, ANSWERS, "own", OVERLAPPING, classes)
    first, second = table.to_dict(orient="records")
    # A taken for B: the first document by both training runs, the second and the fourth by one each.
    assert (first["true"], first["predicted"], first["document"]) == ("A", "B", 0)
    assert first["also_other"] == 2 / 4
    assert first["overlap"] == 2 / 4
    # A taken for A: the third by both, the second and the fourth by one each.
    assert first["overlap_right"] == 2 / 4
    assert (second["also_other"], second["overlap"], second["overlap_right"]) == (1, 1, 1)
    assert second["document"] == 5


def test_a_class_that_is_never_right_has_nothing_to_compare_its_errors_with():
    pairs = mistakes.confusions(np.array([[0, 2], [0, 1]]), ["A", "B"], count=1)
    labels, answers = np.array([0, 0, 1]), {"own": np.array([[1, 1, 1]])}
    table = mistakes.shared_errors(pairs, labels, answers, "own", labels == 0, ["A", "B"])
    assert np.isnan(table["overlap_right"][0])
    assert (
        mistakes.errors_in_all(labels, {"own": 1 - labels[None]}, "own", labels == 0, labels)["overlap"]
        is None
    )


def test_all_errors_by_hand():
    found = mistakes.errors_in_all(LABELS, ANSWERS, "own", OVERLAPPING, np.arange(6))
    assert found["errors"] == 2.5
    assert found["also"] == {"other": 3 / 5}  # the first document twice, the last once
    overlap = found["overlap"]
    assert overlap["documents"] == OVERLAPPING.sum()
    assert overlap["errors"] == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert overlap["right"] == pytest.approx((2 / 3 + 3 / 4) / 2)
    assert overlap["difference"]["mean"] == pytest.approx(overlap["errors"] - overlap["right"])


def test_the_interval_of_the_difference_is_that_of_two_independent_shares():
    from statsmodels.stats.proportion import confint_proportions_2indep

    rng = np.random.default_rng(0)
    labels = np.zeros(4_000, dtype=int)
    answers = {"own": (rng.random((1, 4_000)) < 0.3).astype(int)}
    overlapping = rng.random(4_000) < np.where(answers["own"][0] == 1, 0.4, 0.55)
    found = mistakes.errors_in_all(labels, answers, "own", overlapping, np.arange(4_000))["overlap"]
    wrong = answers["own"][0] == 1
    counts = [
        int(overlapping[wrong].sum()),
        int(wrong.sum()),
        int(overlapping[~wrong].sum()),
        int((~wrong).sum()),
    ]
    low, high = confint_proportions_2indep(*counts, method="wald")
    assert found["difference"]["mean"] == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3])
    assert [found["difference"]["low"], found["difference"]["high"]] == pytest.approx([low, high], abs=1e-4)
    # In groups of ten copies of a document, it is as wide as that of a tenth of the documents.
    tenfold = mistakes.errors_in_all(
        np.repeat(labels, 10),
        {"own": np.repeat(answers["own"], 10, axis=1)},
        "own",
        np.repeat(overlapping, 10),
        np.repeat(np.arange(4_000), 10),
    )["overlap"]["difference"]
    assert tenfold["error"] == pytest.approx(found["difference"]["error"])
