"""What a cell of a table shows, and what it does not."""

import pytest

from lstm_attention.exhibits import cells


@pytest.mark.parametrize(
    ("shown", "exact", "right"),
    [
        ("12.3%", 0.1234, True),
        ("12.4%", 0.1234, False),
        ("1,234", 1234, True),
        ("−0.5", -0.005, True),
        ("< 0.001", 0.0002, True),
        ("< 0.001", 0.002, False),
        ("many", 3, False),
    ],
)
def test_a_shown_number_is_one_that_rounds_to_it(shown, exact, right):
    assert cells.rounds_to(shown, exact) is right


INTERVAL = {"mean": 0.217, "low": -0.062, "high": 0.305}


@pytest.mark.parametrize(
    ("cell", "value", "right"),
    [
        ("21.7% (−6.2% to 30.5%)", INTERVAL, True),
        ("0.217 (−0.062 to 0.305)", INTERVAL, True),
        ("21.7% (6.2% to 30.5%)", INTERVAL, False),
        ("21.7% (−6.2% to 30.4%)", INTERVAL, False),
        ("21.7% (−6.2%)", INTERVAL, False),
        ("21.7%", INTERVAL, True),
        ("21.8%", INTERVAL, False),
        ("", INTERVAL, False),
        ("+0.8", {"difference": 0.008, "low": -0.1, "high": 0.1, "error": 0.05, "p": 0.9}, True),
        ("+0.8 points (−0.2 to +1.8)", {"error": 0.005, "mean": 0.008, "low": -0.002, "high": 0.018}, True),
        ("+0.8 points (−0.2 to +1.8)", {"error": 0.005, "mean": 0.008, "low": -0.002, "high": 0.02}, False),
        ("+0.8, −1.2", [0.008, -0.012], True),
        ("+0.8", [0.008, -0.012], False),
        ("–", None, True),
        ("", None, True),
        ("0", None, False),
        ("better", "better", True),
        ("worse", "better", False),
        ("True", True, True),
        ("12.3%", 0.1234, True),
    ],
)
def test_a_cell_shows_its_value(cell, value, right):
    assert cells.shows(cell, value) is right
