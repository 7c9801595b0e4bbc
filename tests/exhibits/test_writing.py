"""Directions of writing, compared with what Unicode's bidirectional algorithm gives."""

import pytest

from lstm_attention.exhibits.writing import (
    LEFT_TO_RIGHT,
    RIGHT_TO_LEFT,
    direction,
    directions,
    in_order,
    resolved,
)

L, R = LEFT_TO_RIGHT, RIGHT_TO_LEFT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("words", L),
        ("中文", L),
        ("کتاب", R),
        ("שלום עולם, world", R),
        ("طعام was confused with رياضة in most cases", L),
        ("3.5 (!)", None),
        ("", None),
    ],
)
def test_a_text_runs_as_most_of_its_letters_do(text, expected):
    assert direction(text) == expected


def test_a_mark_runs_as_its_letter_does_and_a_number_as_letters_from_left_to_right_before_it():
    assert directions("كَ3a\u0301") == [R, R, None, L, L]
    assert directions("a 3ك") == [L, None, L, R]


@pytest.mark.parametrize(
    ("line", "base", "shown"),
    [
        # Capitals run from right to left here, as in the examples of UAX #9.
        ("car means CAR .", L, "car means CAR ."),
        ("car MEANS CAR .", L, "car CAR MEANS ."),
        ("CAR means THE car .", R, ". car THE means CAR"),
        ("HE SAID new york city TODAY", R, "TODAY new york city SAID HE"),
        ("A 1 B c", L, "B 1 A c"),
    ],
)
def test_words_stand_as_the_bidirectional_algorithm_orders_them(line, base, shown):
    words = line.split()
    found = [R if word.isupper() else L if word.isalpha() else None for word in words]
    assert in_order(words, resolved(found, base), base) == shown.split()
