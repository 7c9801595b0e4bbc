"""Finding the repository around a notebook, wherever its kernel starts, and checking its inputs."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lstm_attention.store.dependencies import PACKAGE

GENSIM = "gensim:"
"""Before the path of a file of KeyedVectors that gensim saved, as the parameter `vectors`."""


class MissingInputError(FileNotFoundError):
    """A file or folder of a report is missing."""


def enter_repository(*inputs: Any) -> None:
    """Make the repository's root the working folder, from which every relative path starts.

    Args:
        inputs: paths that must exist, also in lists and dictionaries.

    Raises:
        MissingInputError: if one does not exist; names the first, and the command that makes it.
    """
    here = Path.cwd()
    around = (folder for folder in (here, *here.parents) if (folder / "Snakefile").is_file())
    os.chdir(next(around, PACKAGE.parents[1]))
    for path in map(Path, strings(inputs)):
        if not path.exists():
            raise MissingInputError(missing(path))


def missing(path: Path) -> str:
    """Return a message that a file or folder of a report is missing, and how to make it."""
    folder, *profile = path.parts[:2]
    of_profile = folder == "build" and Path("config", *profile).with_suffix(".yaml").is_file()
    command = f"make report PROFILE={profile[0]}" if of_profile else "make report"
    return f"{path.absolute()} is missing: make it with `{command}` in {Path.cwd()}"


def strings(value: Any) -> Iterator[str]:
    """Yield all strings in nested lists and dictionaries, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def pretrained(vectors: str | None) -> list[str]:
    """The file of pretrained word vectors, if the parameter `vectors` names one."""
    path = Path((vectors or "").removeprefix(GENSIM)).expanduser()
    return [str(path)] if path.is_file() else []
