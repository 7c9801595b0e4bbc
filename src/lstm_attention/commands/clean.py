"""Removal of files that no current report uses.

A profile keeps the files of its last report; the folder of a profile that is no longer in config/ is removed,
as are Snakemake's notes on files that no longer exist.
"""

import shutil
import subprocess
import sys
from base64 import urlsafe_b64decode
from contextlib import ExitStack
from pathlib import Path

from lstm_attention.commands.report import LOCK, REPORT_ASKED, SWEEP_ASKED, only_one

BUILD, SNAKEMAKE = Path("build"), Path(".snakemake")
REQUESTS = {REPORT_ASKED: ["all", "pdf"], SWEEP_ASKED: ["tried", "sweep"]}
"""What was last asked for of a profile: a report and a sweep, with the targets of each."""
KEPT = {*REQUESTS, LOCK, "sweep/sweep.html", "sweep/sweep.pdf"}
"""Files of a profile that no step makes."""


class LeftoversError(Exception):
    """It is not known which files a report needs."""


def made_by(request: Path) -> set[Path]:
    """Return the outputs and logs of all steps of a profile's last report and its PDF, or of its last sweep.

    Args:
        request: what was asked for, one of `REQUESTS`.

    Raises:
        LeftoversError: if the settings of this report or sweep are no longer valid.
    """
    done = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("snakemake")), "--nolock", "--cores", "all"),
            *("--configfile", str(request), "--summary", "--", *REQUESTS[request.name]),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LeftoversError(
            f"nothing was removed, as Snakemake could not say which files in {request.parent} are needed: "
            f"{done.stderr.strip()[-500:]}\nMake its report or sweep again, or delete the folder."
        )
    rows = [line.split("\t") for line in done.stdout.splitlines()[1:]]
    return {Path(path) for row in rows for path in (row[0], *row[3].split(","))}


def leftovers(folder: Path, kept: set[Path]) -> list[Path]:
    """Return what is in a folder but neither in `kept` nor in a folder of it; whole folders if possible."""
    parents = {parent for path in kept for parent in path.parents}
    found = []
    for path in sorted(folder.iterdir()):
        if path in parents and path.is_dir():
            found += leftovers(path, kept)
        elif path not in kept:
            found.append(path)
    return found


def stale_notes() -> list[Path]:
    """Return Snakemake's logs, and its notes on files that do not exist."""
    notes = [path for path in (SNAKEMAKE / "log").glob("*") if path.is_file()]
    for kind in ("metadata", "incomplete"):
        for path in (SNAKEMAKE / kind).rglob("*"):
            # The path in base64; if it is long, all parts but the last are folders, marked with @.
            encoded = "".join(part.removeprefix("@") for part in path.relative_to(SNAKEMAKE / kind).parts)
            if path.is_file() and not Path(urlsafe_b64decode(encoded).decode()).exists():
                notes.append(path)
    return notes


def size(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    files = [path, *path.rglob("*")] if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if not file.is_dir())


def remove(paths: list[Path]) -> int:
    """Remove files and folders; return how many bytes they took."""
    total = 0
    for path in paths:
        total += size(path)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return total


def remove_leftovers() -> None:
    """Remove leftovers, and print which and how much.

    Raises:
        LeftoversError: if the files of a profile's last report cannot be determined; nothing is removed.
    """
    (BUILD / ".snakemake").mkdir(parents=True, exist_ok=True)  # the target of the link .snakemake
    # Not the folders of the benchmarks, which are no reports.
    asked = {path: [path / name for name in REQUESTS if (path / name).is_file()] for path in BUILD.iterdir()}
    reports = [path for path in sorted(asked) if asked[path]]
    current = [path for path in reports if Path(f"config/{path.name}.yaml").is_file()]
    with ExitStack() as locks:
        for path in current:
            locks.enter_context(only_one(path))
        kept = {
            path: set().union(*map(made_by, asked[path]), {path / name for name in KEPT}) for path in current
        }
        old = [path for path in reports if path not in current]
        old += [left for path in kept for left in leftovers(path, kept[path])]
        for path in old:
            print(f"removed {path}{'/' if path.is_dir() else ''} ({size(path) / 1e6:.1f} MB)")
        bytes_removed = remove(old)
        notes = stale_notes()
        bytes_removed += remove(notes)
    print(
        f"Removed from {BUILD}/: {len(old)} leftovers and {len(notes)} records of Snakemake, "
        f"{bytes_removed / 1e6:.1f} MB in all"
    )
