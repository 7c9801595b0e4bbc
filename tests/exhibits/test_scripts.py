"""Bytes as scripts: whole again whatever they are, in little more room, and refused where a file is not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_attention.exhibits import scripts


@given(st.binary(max_size=100))
def test_letters_give_back_the_bytes_and_break_no_string_of_javascript(data):
    text = scripts.letters(data)
    assert scripts.from_letters(text, len(data)) == data
    assert all(0x4000 <= ord(letter) < 0xC000 for letter in text)


def test_letters_hold_15_bits_the_first_bit_first():
    assert [ord(letter) - 0x4000 for letter in scripts.letters(b"\x80\x01\xff")] == [0x4000, 0x7FC0]


def test_files_are_a_fifteenth_larger_than_their_data_and_equal_each_time(tmp_path):
    data = np.random.default_rng(0).bytes(2 * scripts.PIECE + 7)  # which nothing compresses
    paths = scripts.write(tmp_path, data)
    assert [path.name for path in paths] == ["copy-00.js", "copy-01.js", "copy-02.js"]
    size = sum(path.stat().st_size for path in paths)
    assert len(data) * 16 / 15 < size < len(data) * 1.07
    assert abs(scripts.size(data) - size) < 300
    assert scripts.read(tmp_path) == data
    before = [path.read_bytes() for path in paths]
    scripts.write(tmp_path, data)
    assert [path.read_bytes() for path in paths] == before


def test_a_copy_that_is_not_whole_is_refused(tmp_path):
    with pytest.raises(ValueError, match="has 0 files of a copy"):
        scripts.read(tmp_path)
    first, last = scripts.write(tmp_path, np.random.default_rng(0).bytes(scripts.PIECE + 1))
    last.unlink()
    with pytest.raises(ValueError, match="has 1 files of a copy, but not all"):
        scripts.read(tmp_path)
    first.rename(last)
    with pytest.raises(ValueError, match=r"copy-01\.js is not a file of a copy"):
        scripts.read(tmp_path)
