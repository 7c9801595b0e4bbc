"""Every control can fail: the truth table of its rule."""

import pytest
from scipy import stats

from lstm_attention.exhibits import control_rows

AROUND = {"mean": 0.01, "low": -0.02, "high": 0.04}
ABOVE = {"mean": 0.05, "low": 0.01, "high": 0.09}
BELOW = {"mean": -0.05, "low": -0.09, "high": -0.01}


@pytest.mark.parametrize(("other", "holds"), [(AROUND, True), (ABOVE, False), (BELOW, False)])
def test_a_model_is_at_chance_if_its_interval_holds_it(other, holds):
    row = control_rows.at_chance({"LSTM": AROUND, "dense model": other})
    assert row["holds"] is holds
    assert row["said"].startswith(f"{2 if holds else 1} of 2 intervals contain chance")
    assert ("dense model" if not holds else "LSTM") in row["said"]
    assert row["said"].endswith(f"the widest interval reaches {3 if holds else 4}.0 points to either side")


@pytest.mark.parametrize(("other", "holds"), [("undecided", True), ("contradicted", True), ("shown", False)])
def test_nothing_may_be_shown(other, holds):
    row = control_rows.nothing_shown({"selective focus": "undecided", "scalability": other})
    assert row["holds"] is holds
    assert f"{other}: " in row["said"]


@pytest.mark.parametrize(("rejected", "holds"), [(3, False), (4, True), (10, True), (16, True), (17, False)])
def test_a_test_rejects_in_five_percent_give_or_take_its_binomial_error(rejected, holds):
    chances = stats.binom(200, 0.05)
    assert holds == (min(chances.cdf(rejected), chances.sf(rejected - 1)) > 0.025)
    row = control_rows.level_of_test("the test", rejected, 200)
    assert row["holds"] is holds
    assert row["share"] == rejected / 200
    assert f"{rejected} of 200: " in row["said"]


@pytest.mark.parametrize(("rejected", "holds"), [(0, True), (16, True), (17, False)])
def test_an_exact_test_may_reject_less_often(rejected, holds):
    assert control_rows.level_of_exact_test("the test", rejected, 200)["holds"] is holds


@pytest.mark.parametrize(("rejected", "holds"), [(0, True), (35, True), (36, False)])
def test_a_test_of_several_trainings_may_reject_less_often(rejected, holds):
    row = control_rows.level_of_trainings(3, rejected, 500)
    assert row["holds"] is holds
    assert row["truth"].startswith("Two ways to train are equally good: with 3 training runs of each, whose")


@pytest.mark.parametrize(("ahead", "holds"), [(500, True), (400, True), (399, False), (0, False)])
def test_a_test_of_several_trainings_must_find_a_large_difference(ahead, holds):
    row = control_rows.power_of_trainings(3, 0.162, ahead, 500)
    assert row["holds"] is holds
    assert row["truth"] == (
        "One way to train is better by 16.2 points on average: with 3 training runs of each, the primary "
        "test finds that in at least 80% of the corpora"
    )


def test_the_counts_of_several_trainings_are_explained():
    assert control_rows.trainings({"trainings": 3, "simulations": 500}) == (
        "Both use one training run of each model. Third, nothing is trained: for each of 500 corpora, it is "
        "drawn at random which documents 3 training runs of each of two equally good models would classify "
        "correctly. Fourth, the same is done with two models of which one is better, and the test has to "
        "find this"
    )


@pytest.mark.parametrize(
    ("low", "focus", "relevance", "holds"),
    [
        (0.95, "shown", "shown", True),
        (0.85, "shown", "shown", False),
        (0.95, "undecided", "shown", False),
        (0.95, "shown", "contradicted", False),
    ],
)
def test_the_word_is_found_if_it_is_the_heaviest_and_the_report_says_so(low, focus, relevance, holds):
    heaviest = {"mean": 0.97, "low": low, "high": 0.99}
    found = {"selective focus": focus, "learned relevance": relevance}
    row = control_rows.word_found({"mean": 0.98, "low": 0.96, "high": 0.99}, heaviest, found)
    assert row["holds"] is holds
    assert focus in row["said"]
    assert relevance in row["said"]


@pytest.mark.parametrize(("focus", "holds"), [("shown", False), ("undecided", True), ("contradicted", True)])
def test_the_bounded_layer_may_not_be_said_to_focus(focus, holds):
    assert control_rows.bounded_layer({"mean": 0.4, "low": 0.3, "high": 0.5}, focus)["holds"] is holds


EQUAL = {"difference": 0.0, "p": 1.0, "low_90": -0.009, "high_90": 0.009}
SAME = {"only_a": 0, "only_b": 0, "p": 1.0}


@pytest.mark.parametrize(
    ("accuracy", "auc", "discordance", "holds"),
    [
        ({}, {}, {}, True),
        ({"difference": 0.001}, {}, {}, False),
        ({"p": 0.9}, {}, {}, False),
        ({"low_90": -0.02}, {}, {}, False),  # no difference, but equality is not shown
        ({}, {"difference": 0.001}, {}, False),
        ({}, {}, {"only_a": 1, "only_b": 1}, False),
        ({}, {}, {"p": 0.9}, False),
    ],
)
def test_copies_are_equal_in_everything(accuracy, auc, discordance, holds):
    pairs = {"accuracy": EQUAL | accuracy, "macro_auc": EQUAL | auc}
    assert control_rows.copies_equal(pairs, SAME | discordance, margin=0.01)["holds"] is holds


@pytest.mark.parametrize(("held", "holds"), [(464, False), (465, True), (485, True), (486, False)])
def test_intervals_contain_the_truth_in_93_to_97_percent(held, holds):
    assert control_rows.covers("accuracy", held, 500)["holds"] is holds


@pytest.mark.parametrize(("held", "holds"), [(400, True), (450, True), (460, False), (475, False)])
def test_intervals_without_groups_contain_it_visibly_less_often(held, holds):
    assert control_rows.covers_less("accuracy", held, 500)["holds"] is holds


def test_the_outcome_names_what_failed():
    rows = {"a": {"truth": "One", "holds": True}, "b": {"truth": "Two", "holds": True}}
    assert control_rows.outcome(rows) == "all 2 controls hold"
    rows["b"]["holds"] = False
    assert control_rows.outcome(rows) == "of 2 controls, 1 failed (Two)"
