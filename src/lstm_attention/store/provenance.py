"""What a result was made from: code, inputs, commit, packages and machine.

Facts are stored as follows, so that results.json is the same, byte for byte, in two runs of the same commit:

    results.json              provenance: commit, packages, machine, corpus, vectors, seeds
    timings.json              seconds of every training run and in tables, and when each notebook was executed
    runs/*/run.json           all of it for one training run, with its times
    notebooks/*.ipynb         metadata.executed: all of it for one notebook, with a hash of its
                              template, of every module that it imports, and of every input
    html/provenance.json      the same for the book: the hash of every file that it was made from
"""

import hashlib
import os
import platform
import subprocess
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lstm_attention.store.outputs import checksum

VERSIONED = ("keras", "tensorflow", "numba", "numpy", "gensim", "scikit-learn")


def commit() -> dict[str, Any]:
    """Return the commit of the working folder, and whether a tracked file differs from it.

    Returns:
        `commit` and `dirty`, both None if the folder is not a clone of this project, or without git.
    """
    try:
        top, _, revision = _git("rev-parse", "--show-toplevel", "HEAD").partition("\n")
        if Path(top) == Path.cwd().resolve():
            return {
                "commit": revision,
                "dirty": bool(_git("status", "--porcelain", "--untracked-files=no")),
            }
    except (OSError, subprocess.CalledProcessError):
        pass
    return {"commit": None, "dirty": None}


def _git(*arguments: str) -> str:
    # Steps that run side by side must not wait for each other's lock on git's index.
    command = ["git", "--no-optional-locks", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that a result depends on."""
    return {"python": platform.python_version(), **{package: version(package) for package in VERSIONED}}


@cache
def machine() -> dict[str, Any]:
    """Return the machine, as far as results depend on it: `system`, `processor`, `cores`, `memory_gb`."""
    processor = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.is_file():
        lines = described.read_text(encoding="utf-8").splitlines()
        processor = next((line.split(": ")[1] for line in lines if line.startswith("model name")), processor)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": platform.platform(),
        "processor": processor,
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30, 1),
    }


def origin() -> dict[str, Any]:
    """Return `commit`, `dirty`, `versions` and `machine`, which a commit's results on a machine share."""
    return {**commit(), "versions": versions(), "machine": machine()}


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, or of the names and hashes of all files in a folder."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
        lines = "".join(f"{file.relative_to(path)}\0{file_hash(file)}\n" for file in files)
        return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()
    return checksum(path)


def file_hashes(paths: Iterable[Path]) -> dict[str, str]:
    """Return `file_hash` by path."""
    return {str(path): file_hash(path) for path in paths}
