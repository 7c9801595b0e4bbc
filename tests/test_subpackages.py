"""The subpackages: each imports only those before it, and no module is too long to read."""

import re

import pytest

import lstm_attention
from lstm_attention.store.dependencies import PACKAGE, imports

SUBPACKAGES = re.findall(r"^    (\w+)  ", lstm_attention.__doc__, re.MULTILINE)
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


def subpackage(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path):
    """Return the modules of the package that a module imports."""
    names = imports(path.read_text(encoding="utf-8"))
    paths = (PACKAGE.parent.joinpath(*name.split(".")).with_suffix(".py") for name in names)
    return {found for found in paths if found.is_file()}


def test_the_packages_docstring_lists_the_subpackages_that_there_are():
    assert sorted(SUBPACKAGES) == sorted({subpackage(path) for path in MODULES} - {"__main__"})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_own_subpackage_and_those_before_it(path):
    own = subpackage(path)
    if own == "__main__":
        return
    before = {"settings", "mistakes"} if own == "store" else set(SUBPACKAGES[: SUBPACKAGES.index(own)])
    assert {subpackage(found) for found in imported(path)} <= before | {own}


def test_no_modules_import_each_other_in_a_circle():
    waiting = {path: imported(path) for path in MODULES}
    while free := {path for path, needed in waiting.items() if not needed & waiting.keys()}:
        waiting = {path: needed for path, needed in waiting.items() if path not in free}
    assert not waiting


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_fits_in_the_head(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_a_subpackage_says_what_goes_in_and_what_comes_out_and_runs_nothing():
    for path in PACKAGE.rglob("__init__.py"):
        source = path.read_text(encoding="utf-8")
        assert source.startswith('"""'), path
        assert source.count('"""') == 2, path
        assert source.endswith('"""\n'), path


def test_the_tests_mirror_the_subpackages():
    tests = PACKAGE.parents[1] / "tests"
    for path in tests.glob("*/test_*.py"):
        assert path.parent.name in {*SUBPACKAGES, "whole"}, path
