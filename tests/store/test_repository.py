"""A notebook works from the repository's root, wherever its kernel starts."""

from pathlib import Path

import pytest

from lstm_attention.store.dependencies import PACKAGE
from lstm_attention.store.repository import MissingInputError, enter_repository, strings

ROOT = PACKAGE.parents[1]


@pytest.mark.parametrize("start", [ROOT, ROOT / "book/notebooks"])
def test_inside_a_repository_its_root_is_entered(start, monkeypatch):
    monkeypatch.chdir(start)
    enter_repository("book", ["_toc.yml", {"a": ["Makefile"]}])
    assert Path.cwd() == ROOT


def test_elsewhere_the_root_is_where_the_package_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    enter_repository()
    assert Path.cwd() == ROOT


def test_the_repository_around_counts_for_more_than_the_packages(tmp_path, monkeypatch):
    (tmp_path / "book").mkdir()
    (tmp_path / "Snakefile").touch()
    monkeypatch.chdir(tmp_path / "book")
    enter_repository()
    assert Path.cwd() == tmp_path


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("build/full/runs/none-0", "make report PROFILE=full"),
        ("build/none/x", "make report"),
        ("x", "make report"),
    ],
)
def test_a_missing_input_is_named_with_the_command_that_makes_it(path, command, monkeypatch):
    monkeypatch.chdir(ROOT)
    with pytest.raises(MissingInputError) as error:
        enter_repository("book", [path])
    assert str(error.value) == f"{ROOT / path} is missing: make it with `{command}` in {ROOT}"


def test_strings_are_found_in_their_order():
    assert list(strings({"a": ["x", {"b": "y"}], "c": 3, "d": ("z",)})) == ["x", "y", "z"]
