"""The table of the parts of a variance, and what is said of it."""

import numpy as np
import pytest
from scipy import stats

from lstm_attention.evidence import variance
from lstm_attention.exhibits import variation
from lstm_attention.settings import NEWSGROUPS

PARTS = {"documents": 0.0003, "training": 0.0001, "both": 0.0, "low": 0.0, "high": 0.0016, "total": 0.0004}
PAIR = ("lstm_attention", "lstm")


def row(**more):
    return variation.table({}, {"trainings": 3, **PARTS} | more, PAIR, {})["difference"]


def test_parts_become_shares_and_variances_standard_deviations():
    rows = variation.table({"dense": {"trainings": 3, **PARTS}}, {"trainings": 2, **PARTS}, PAIR, {})
    assert [each["of"] for each in rows.values()] == ["dense model: accuracy", "LSTM with attention − LSTM"]
    dense = rows["dense"]
    assert [dense[name] for name in ("documents", "training", "both")] == pytest.approx([0.75, 0.25, 0])
    assert dense["deviation"] == pytest.approx(0.02)
    assert dense["spread"] == pytest.approx({"mean": 0.01, "low": 0, "high": 0.04})
    assert (dense["trainings"], rows["difference"]["trainings"]) == (3, 2)


def test_the_clause_gives_every_part_and_says_if_there_are_few_seeds():
    # A spread of 0 to 4 points has a variance of 0 to 16, beside 3 of the documents.
    assert variation.sources(row()) == (
        "an estimated 75% of the variance comes from the choice of the test documents, 25% from the seeds, "
        "and 0% from the interaction of the two, as each trained model gets different documents right. From "
        "only 3 seeds, the standard deviation between seeds is estimated as 1.0 point (95% interval 0.0 to "
        "4.0 points), so the share of the seeds may be anything from 0% to 84%"
    )
    assert "only" not in variation.sources(row(trainings=variation.ENOUGH))


def test_single_seeds_are_given_with_the_one_on_which_most_hangs():
    assert variation.by_seed([0.0002, -0.0011, -0.013], [0, 1, 4]) == (
        "Seed by seed, the difference is 0.0, −0.1 and −1.3 points. Without seed 4, which moves the mean "
        "most, it would be 0.0 points instead of −0.5"
    )
    assert variation.by_seed([0.02, 0.001, 0.0], [3, 5, 7]).endswith(
        "Without seed 3, which moves the mean most, it would be +0.1 points instead of +0.7"
    )
    assert variation.by_seed([0.01, 0.0], [0, 1]) == "Seed by seed, the difference is +1.0 and 0.0 points"
    assert variation.by_seed([0.0, 0.0001, -0.0001], [0, 1, 2]) == (
        "With every seed, the difference is 0.0 points"
    )
    assert variation.by_seed([0.01], [0]) == "With the only seed, the difference is +1.0 points"


def test_enough_is_where_the_interval_ends_at_less_than_twice_the_estimate():
    ratios = {k: ((k - 1) / stats.chi2.ppf(0.025, k - 1)) ** 0.5 for k in range(2, 30)}
    assert min(k for k, ratio in ratios.items() if ratio < 2) == variation.ENOUGH


def test_results_with_other_test_parts_have_rows_that_divide_nothing():
    over = variance.over_splits(np.array([0.0, 0.02, 0.04]), [20, 20, 20], 100)
    rows = variation.table({}, PARTS | {"trainings": 3}, PAIR, {"lstm": over, "difference": over})
    assert list(rows) == ["difference", "lstm_split", "difference_split"]
    assert [rows[name]["of"] for name in list(rows)[1:]] == [
        "LSTM: accuracy, other test sets",
        "LSTM with attention − LSTM, other test sets",
    ]
    row = rows["difference_split"]
    assert row["deviation"] == pytest.approx(0.02 * 1.25**0.5)
    assert row["spread"]["mean"] == pytest.approx(0.02)
    assert {row[name] for name in ("documents", "training", "both")} == {None}


def test_the_clause_on_other_test_parts_says_what_the_interval_covers_or_why_there_is_none():
    over = variance.over_splits(np.array([0.0, 0.02, 0.04]), [20, 20, 20], 100)
    said = variation.other_test_parts(over, OWN)
    assert "Over 3 divisions, that of this report among them" in said
    # 2 +- 4.303 times the root of (1/3 + 20/80) times 2 squared.
    assert "is +2.0 points (95% interval −4.6 to +8.6, corrected for the overlap of the training" in said
    assert said.endswith("whose training and validation sets hold documents of the other test sets")
    assert variation.other_test_parts(None, OWN) == (
        "No other test set of this corpus was drawn in this report"
    )
    assert variation.other_test_parts(None, SHARED) == (
        "No other test set of this corpus was tried, as the test set comes with the corpus"
    )
    assert variation.other_test_parts(None, OWN | {"time_column": "created"}) == (
        "No other test set of this corpus was tried, as the newest documents are the test set"
    )


def test_one_training_and_results_that_never_vary_have_clauses_of_their_own():
    figures = np.random.default_rng(0).normal(size=(1, 30))
    one = variation.table({}, variance.parts(figures, np.arange(30)), PAIR, {})["difference"]
    assert (one["documents"], one["spread"]) == (None, None)
    assert variation.sources(one) == (
        "each model was trained once, so nothing is known of how training runs vary"
    )
    never = variation.table({}, variance.parts(np.ones((2, 30)), np.arange(30)), PAIR, {})["difference"]
    assert never["deviation"] == 0
    assert "no variance to divide" in variation.sources(never)


SHARED = {"redraw": False, "vectors": None, "validation_share": 0.1, "variants": {"max": {"seeds": [0]}}}
SHARED |= {"source": NEWSGROUPS, "time_column": None}
OWN = SHARED | {"redraw": True, "source": "posts.csv"}


def test_what_is_said_of_splits_is_true_of_the_settings():
    said = variation.drawn([0, 1], SHARED, None)
    assert said["parts"] == "All training runs share these sets"
    assert "one split of the corpus and one set of word vectors" in said["limits"]
    own = variation.drawn([3, 1], SHARED | {"redraw": True}, None)
    assert own["parts"] == (
        "These are the sets of seed 3. Every other seed keeps the test set, draws a validation set of its "
        "own from the other documents, trains its own word vectors on the rest, and keeps the vocabulary"
    )
    assert own["limits"] == (
        "all these training runs share one test set, and any two of their training sets have about 90% of "
        "the documents in common, so the interval covers neither other corpora nor other test sets, new "
        "training documents or other settings"
    )
    assert (said["repeated"], own["repeated"]) == (
        "on the same split",
        "with the same test documents and settings",
    )
    assert said["baseline_choice"] != own["baseline_choice"]
    assert said["baseline_dots"] != own["baseline_dots"]
    assert "one split" not in own["limits"]
    assert "set of word vectors" not in own["limits"]
    assert own["seed"].endswith(
        "the division into training and validation documents and with it the word vectors"
    )
    pretrained = variation.drawn([3, 1], SHARED | {"redraw": True, "vectors": "glove.txt"}, None)
    assert "one test set and one set of word vectors" in pretrained["limits"]
    assert not any("with it the word vectors" in text or "trains" in text for text in pretrained.values())
    # With one seed there is nothing that could be drawn again, unless a variant has more.
    assert variation.drawn([0], SHARED | {"redraw": True}, None) == variation.drawn([0], SHARED, None)
    more = SHARED | {"redraw": True, "variants": {"max": {"seeds": [0, 1]}}}
    assert variation.drawn([0], more, None)["parts"].startswith("These are the sets of seed 0.")
    over = {"splits": 2, "mean": 0.009, "low": -0.002, "high": 0.019}
    divided = variation.drawn([3, 1], OWN, over)
    assert divided["parts"].endswith(
        ". For two more training runs, one of each LSTM, every other seed divides all documents again"
    )
    assert divided["limits"].endswith("; over 2 test sets, the difference is +0.9 points (−0.2 to +1.9)")
    assert "other test sets, new" not in divided["limits"]
    # A fixed test set is never drawn again.
    assert variation.drawn([3, 1], OWN | {"time_column": "created"}, None) == own
