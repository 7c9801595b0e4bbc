"""The repository around a notebook, from wherever its kernel starts, and whether a report in it is there."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lstm_attention.store.dependencies import PACKAGE


class MissingInputError(FileNotFoundError):
    """A file or folder that a report consists of, and that is not there."""


def enter_repository(*inputs: Any) -> None:
    """Make the repository's root the working folder, which every relative path starts from.

    Args:
        inputs: paths that must be there, also in lists and dictionaries.

    Raises:
        MissingInputError: naming the first that is not there, and the command that makes it.
    """
    here = Path.cwd()
    around = (folder for folder in (here, *here.parents) if (folder / "Snakefile").is_file())
    os.chdir(next(around, PACKAGE.parents[1]))
    for path in map(Path, strings(inputs)):
        if not path.exists():
            raise MissingInputError(missing(path))


def missing(path: Path) -> str:
    """Says that there is no such file or folder of a report, and how to make it."""
    folder, *profile = path.parts[:2]
    of_profile = folder == "build" and Path("config", *profile).with_suffix(".yaml").is_file()
    command = f"make report PROFILE={profile[0]}" if of_profile else "make report"
    return f"{path.absolute()} is missing: make it with `{command}` in {Path.cwd()}"


def strings(value: Any) -> Iterator[str]:
    """All strings in nested lists and dictionaries, in their order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)
