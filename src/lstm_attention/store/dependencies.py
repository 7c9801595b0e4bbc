"""Which code a notebook depends on, found by reading it.

The Snakefile calls this at every start, so only the standard library is imported here.
"""

import ast
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def imported_modules(template: Path) -> list[Path]:
    """Return the modules of this package that a notebook imports, directly or through each other.

    A notebook's results depend on these besides its inputs. They are found by reading the code, not running
    it.
    """
    cells = json.loads(template.read_text(encoding="utf-8"))["cells"]
    return _imported_by(["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"])


def modules_behind(names: Iterable[str]) -> list[Path]:
    """Return some modules of this package and those that they import, directly or through each other.

    Args:
        names: names within the package, such as `models.training`; a folder stands for all modules in it.
    """
    paths = [PACKAGE.joinpath(*name.split(".")) for name in names]
    modules = [each for path in paths for each in (path.glob("*.py") if path.is_dir() else [path])]
    named = [".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in modules]
    return _imported_by(["\n".join(f"import {name}" for name in named)])


def _imported_by(waiting: list[str]) -> list[Path]:
    found: set[Path] = set()
    while waiting:
        for name in imports(waiting.pop()):
            path = PACKAGE.parent.joinpath(*name.split(".")).with_suffix(".py")
            if path.is_file() and path not in found:
                found.add(path)
                waiting.append(path.read_text(encoding="utf-8"))
    return sorted(found)


def notebook_parameters(template: Path) -> set[str]:
    """Return the names that a notebook's parameters cell assigns."""
    cells = json.loads(template.read_text(encoding="utf-8"))["cells"]
    source = "\n".join(
        "".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])
    )
    return {
        target.id
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def notebook_inputs(template: Path) -> set[str]:
    """Return the parameters that name a notebook's inputs: those that it gives to `enter_repository`."""
    cells = json.loads(template.read_text(encoding="utf-8"))["cells"]
    trees = (ast.parse("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code")
    given = [
        node.id
        for tree in trees
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "enter_repository"
        for argument in call.args
        for node in ast.walk(argument)
        if isinstance(node, ast.Name)
    ]
    return notebook_parameters(template).intersection(given)


@cache  # most notebooks import the same modules
def imports(source: str) -> frozenset[str]:
    """Return what a source may import from this package: `a.b` and `a.b.c` for `from a.b import c`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
    return frozenset(name for name in names if name.split(".")[0] == PACKAGE.name)
