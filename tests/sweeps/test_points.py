"""The points of a sweep: grids, draws from ranges, and one line for what cannot be varied."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import qmc

from lstm_attention.settings import SettingsError
from lstm_attention.sweeps.points import Range, Sampling, concerning, sweep_points, trained_models

PROFILE = Path("config/quick.yaml")


def points(over, overrides="", sampling=None):
    return sweep_points(PROFILE, overrides, over, sampling or Sampling())


def test_lists_make_a_grid_and_each_point_is_whole_settings():
    found = points("lstm.learning_rate=[0.001,0.004] max_tokens=[50,200]", "epochs=3")
    assert [tuple(point.values.values()) for point in found] == [
        (0.001, 50),
        (0.001, 200),
        (0.004, 50),
        (0.004, 200),
    ]
    last = found[-1].settings
    assert (last.lstm.learning_rate, last.dense.learning_rate, last.max_tokens) == (0.004, 0.002, 200)
    assert (last.lstm.epochs, last.seeds) == (3, [0, 1, 2])


def test_a_parameter_without_a_model_is_set_for_all_that_have_it():
    settings = points("learning_rate=[0.001]")[0].settings
    assert {settings.training(name)["learning_rate"] for name in settings.seeds_by_name()} == {0.001}


def test_values_of_any_kind_arrive_as_they_were_typed():
    first, second = points("lstm_attention.head=[[8],[4,2]] 'vectors=[\"a b.txt\"]'")
    assert first.settings.lstm_attention.head == [8]
    assert second.settings.lstm_attention.head == [4, 2]
    assert second.settings.vectors == "a b.txt"


def test_all_points_share_one_split_and_a_sweep_is_no_search_of_searches():
    point = points("max_tokens=[50]", "redraw=true search={learning_rate:[0.001]}")[0]
    assert (point.settings.redraw, point.settings.search) == (False, {})


def test_a_sweep_may_vary_what_a_page_that_runs_models_cannot_read():
    [point] = points("'token_pattern=[\"[a-z]+\"]'")
    assert (point.settings.token_pattern, point.settings.live) == ("[a-z]+", False)


def test_ranges_are_drawn_by_sobols_sequence_which_its_seed_determines():
    over = "max_tokens=uniform(50,150) learning_rate=log(1e-4,1e-2)"
    found = points(over, sampling=Sampling(8, "sobol", 3))
    shares = qmc.Sobol(2, rng=3).random(8)
    assert [point.values["max_tokens"] for point in found] == np.round(50 + 100 * shares[:, 0]).tolist()
    rates = [point.values["learning_rate"] for point in found]
    assert rates == pytest.approx(10 ** (-4 + 2 * shares[:, 1]), rel=1e-3)
    # Sobol's sequence has one point in each eighth of a range; at random that is rare.
    assert sorted(np.floor(4 * (np.log10(rates) + 4)).astype(int)) == list(range(8))
    assert found == points(over, sampling=Sampling(8, "sobol", 3))
    assert found != points(over, sampling=Sampling(8, "sobol", 4))
    assert found != points(over, sampling=Sampling(8, "random", 3))


def test_a_list_beside_a_range_is_drawn_from_and_equal_points_count_once():
    found = points("lstm.mask=[true,false] dense.patience=uniform(1,2)", sampling=Sampling(64, "random"))
    assert {(point.values["lstm.mask"], point.values["dense.patience"]) for point in found} == {
        (mask, patience) for mask in (True, False) for patience in (1, 2)
    }
    assert len(found) == 4


@given(
    some.floats(0, 1), some.floats(1e-6, 1e3), some.floats(1.1, 1e3), some.sampled_from(["log", "uniform"])
)
def test_a_number_from_a_range_lies_in_it(share, low, times, scale):
    value = Range(scale, low, low * times).at(share)
    assert low * (1 - 1e-3) <= value <= low * times * (1 + 1e-3)


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ("", 'name parameters and their values, as in OVER="max_tokens=[50,200]"'),
        ("max_tokens=[]", "max_tokens=[]: the list is empty; it must have one value or more"),
        ("max_tokens=50", "max_tokens=50: must be a list of values, such as [50,200], or a range, such as"),
        ("max_tokens", "max_tokens: must be a list of values"),
        ("max_tokens=[50,50]", "max_tokens=[50,50]: each value may be listed only once"),
        ("max_tokens=[50] max_tokens=[9]", "max_tokens=[9]: max_tokens is varied twice"),
        ("max_tokens=[50,0]", "max_tokens=0: must be greater than or equal to 1"),
        ("max_token=[50]", "max_token=50: unknown parameter; did you mean 'max_tokens'?"),
        ("lstm.learning_rate=[2]", "lstm.learning_rate=2: must be less than or equal to 1"),
        ("gru.epochs=[2]", "gru.epochs=2: only dense, lstm, lstm_attention, "),
        (
            "lstm.batch_size=[6] lstm.devices=[4]",
            "lstm.devices=4: must divide the documents of a batch, 6",
        ),
        (
            "seeds=[[0],[1]]",
            "seeds=[[0],[1]]: seeds cannot be varied; a sweep varies parameters of the corpus",
        ),
        ("source=[a.csv]", "source=[a.csv]: source cannot be varied"),
        (
            "learning_rate=log(0,1)",
            "log(0,1): the ends of a range must be numbers above 0, the smaller one first",
        ),
        ("learning_rate=uniform(1,0)", "the ends of a range must be numbers, the smaller one first"),
        ("learning_rate=log(a,1)", "learning_rate=log(a,1): the ends of a range must be numbers"),
        ("learning_rate=log(0.1,9)", "must be less than or equal to 1"),
        ("'", 'cannot read OVER="\'": No closing quotation'),
    ],
)
def test_what_cannot_be_varied_is_said_in_one_line(over, says):
    with pytest.raises(SettingsError) as caught:
        points(over)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("sampling", "says"),
    [
        (Sampling(10), "points=10: must be a power of 2 for a Sobol sequence"),
        (Sampling(0, "random"), "points=0: must be 1 or more"),
    ],
)
def test_a_number_of_points_that_cannot_be_drawn(sampling, says):
    with pytest.raises(SettingsError, match=says):
        points("max_tokens=log(50,100)", sampling=sampling)


@pytest.mark.parametrize(
    ("over", "models"),
    [
        ("lstm.learning_rate=[0.001,0.002]", ["lstm"]),
        ("max_tokens=[50,200]", ["dense", "lstm", "lstm_attention"]),
        ("learning_rate=[0.001] mean.epochs=[2]", ["dense", "lstm", "lstm_attention", "mean"]),
        ("layer=[keras]", ["lstm", "lstm_attention"]),
    ],
)
def test_the_models_are_those_that_the_parameters_concern(over, models):
    assert trained_models(points(over), []) == models


def test_listed_models_are_trained_instead_if_there_are_such():
    assert trained_models(points("max_tokens=[50]"), ["mean", "lstm"]) == ["mean", "lstm"]
    with pytest.raises(SettingsError, match="models=gru: no such model or variant; choose from dense, l"):
        trained_models(points("max_tokens=[50]"), ["gru"])


def test_a_parameter_concerns_a_model_if_it_changes_something_for_it():
    found = points("lstm_attention.mask=[true,false] max_tokens=[50,200] word_dropout=[0.1]")
    assert concerning(found, "dense") == ["max_tokens"]
    assert concerning(found, "lstm_attention") == ["lstm_attention.mask", "max_tokens"]
    assert concerning(found, "mean") == ["lstm_attention.mask", "max_tokens"]
    assert concerning(found, "unmasked") == ["max_tokens"]  # has a mask of its own: none
