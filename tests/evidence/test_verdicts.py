"""The truth table of every rule: holds, is contradicted, or is undecided."""

import pytest

from lstm_attention.evidence import verdicts

ABOVE, BELOW, AROUND = (
    {"low": 0.01, "high": 0.03},
    {"low": -0.03, "high": -0.01},
    {"low": -0.01, "high": 0.02},
)


@pytest.mark.parametrize(("difference", "verdict"), [(ABOVE, True), (BELOW, False), (AROUND, None)])
def test_ahead(difference, verdict):
    assert verdicts.ahead(difference) is verdict


@pytest.mark.parametrize(
    ("gap", "difference", "verdict"),
    [
        (0.1, ABOVE, True),
        (0.1, BELOW, False),
        (-0.1, ABOVE, False),
        (-0.1, BELOW, True),
        (0.1, AROUND, None),
        (-0.1, AROUND, None),
    ],
)
def test_in_direction(gap, difference, verdict):
    assert verdicts.in_direction({"mean": gap}, difference) is verdict


@pytest.mark.parametrize(
    ("gap", "gains", "change", "verdict"),
    [
        (-0.1, [ABOVE, AROUND], ABOVE, True),
        (0.1, [AROUND, ABOVE], BELOW, True),
        (-0.1, [AROUND, BELOW], ABOVE, None),  # the model ahead loses
        (-0.1, [ABOVE, AROUND], AROUND, None),
        (-0.1, [BELOW, AROUND], AROUND, False),
        (-0.1, [ABOVE, ABOVE], BELOW, False),  # the gap widens
        (0.1, [AROUND, ABOVE], ABOVE, False),
    ],
)
def test_from_thresholds(gap, gains, change, verdict):
    assert verdicts.from_thresholds({"mean": gap}, gains, change) is verdict


@pytest.mark.parametrize(
    ("differences", "verdict"),
    [
        ([ABOVE, ABOVE], True),
        ([ABOVE, AROUND], None),
        ([AROUND, AROUND], None),
        ([ABOVE, BELOW], False),
        ([AROUND, BELOW], False),
    ],
)
def test_all_ahead(differences, verdict):
    assert verdicts.all_ahead(differences) is verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-0.009, 0.009, True),
        (-0.009, 0.011, None),
        (-0.02, 0.02, None),
        (0.009, 0.02, None),
        (0.011, 0.02, False),
        (-0.02, -0.011, False),
    ],
)
def test_negligible(low, high, verdict):
    assert verdicts.negligible({"low_90": low, "high_90": high}, 0.01) is verdict


@pytest.mark.parametrize(("low", "high"), [(-0.02, 0.001), (-0.01, 0.01), (0.5, 0.53)])
def test_an_interval_as_wide_as_both_margins_could_show_nothing_to_be_negligible(low, high):
    assert verdicts.too_wide({"low_90": low, "high_90": high}, 0.01)
    assert not verdicts.too_wide({"low_90": low, "high_90": low + 0.019}, 0.01)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(-0.009, 0.5, True), (-0.011, 0.5, None), (-0.011, -0.009, None), (-0.5, -0.011, False)],
)
def test_no_less(low, high, verdict):
    assert verdicts.no_less({"low_90": low, "high_90": high}, 0.01) is verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.001, 0.02, True),
        (0.001, 0.009, False),  # surely above 0, and surely too small to matter
        (-0.009, 0.009, False),
        (-0.009, 0.02, None),
        (-0.03, -0.011, False),
    ],
)
def test_matters(low, high, verdict):
    assert verdicts.matters({"low": low, "high": high}, 0.01) is verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.1, 0.2, True), (0.1, 0.21, None), (0.3, 0.4, None), (0.41, 0.5, False)],
)
def test_at_most(low, high, verdict):
    assert verdicts.at_most({"low": low, "high": high}, 0.2, 0.4) is verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.9, 0.95, True), (0.87, 0.89, False), (0.88, 0.91, None)]
)
def test_reaches(low, high, verdict):
    assert verdicts.reaches({"low": low, "high": high}, 0.9) is verdict


SMALL, LARGE = {"low_90": -0.001, "high_90": 0.001}, {"low_90": 0.02, "high_90": 0.03}


@pytest.mark.parametrize(
    ("flipped", "loss", "verdict"),
    [
        ((0.0, 0.02), SMALL, True),
        ((0.0, 0.06), SMALL, None),
        ((0.06, 0.08), SMALL, False),  # as accurate, but with other predictions
        ((0.0, 0.02), LARGE, False),
        ((0.0, 0.02), {"low_90": -0.001, "high_90": 0.02}, None),
    ],
)
def test_alike(flipped, loss, verdict):
    low, high = flipped
    assert verdicts.alike({"low": low, "high": high}, loss, 0.01) is verdict


@pytest.mark.parametrize(
    ("found", "verdict"),
    [([True, True], True), ([True, None], None), ([None, False], False), ([True, False], False)],
)
def test_several_hold_if_all_do(found, verdict):
    assert verdicts.all_hold(found) is verdict
