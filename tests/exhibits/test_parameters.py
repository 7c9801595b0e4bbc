"""The table of parameters says the same about each as settings.py."""

from pathlib import Path

import pytest

from lstm_attention.exhibits.parameters import parameter_rows, written
from lstm_attention.profiles import load_settings

ROWS = {row["name"]: row for row in parameter_rows()}


def test_a_row_tells_type_limits_default_and_meaning():
    row = {name: told for name, told in ROWS["near_duplicates"].items() if name not in ("group", "meaning")}
    assert row == {
        "name": "near_duplicates",
        "takes": "number or null: more than 0, at most 1",
        "default": "0.8",
    }
    assert ROWS["near_duplicates"]["meaning"].startswith("Of two documents that share at least this part of")


def test_limits_of_lists_of_choices_and_of_what_only_some_models_have():
    assert ROWS["seeds"]["takes"] == "list of whole numbers: not empty, at least 0, less than 4,294,967,296"
    assert ROWS["seeds"]["default"] == "[0]"
    assert ROWS["sweep_models"]["takes"] == "list of texts: dense, lstm or lstm_attention"
    assert ROWS["lstm_attention.pooling"]["default"] == "published"
    assert ROWS["variants"]["takes"] == "sections by name"
    assert ROWS["search"]["takes"] == "lists by name"
    assert ROWS["time_column"]["takes"] == "text or null"


def test_every_row_is_whole_and_in_the_order_of_settings_py():
    assert all(row[part] for row in ROWS.values() for part in ("group", "takes", "default", "meaning"))
    assert list(ROWS)[:3] == ["corpus_seed", "source", "text_column"]
    assert list(ROWS)[-2:] == ["redraw", "search"]


def test_every_default_can_be_set_as_it_is_written():
    profile = Path("config/quick.yaml")
    settable = [row for row in ROWS.values() if not row["name"].startswith("<")]
    for row in settable:
        load_settings(profile, f"{row['name']}={row['default']}")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *[(None, "null"), (True, "true"), (0.001, "0.001"), (50, "50"), (1_234_567, "1234567")],
        *[([128, 64], "[128,64]"), ("adam", "adam")],
    ],
)
def test_values_are_written_as_they_are_typed(value, text):
    assert written(value) == text
