"""What a step leaves behind: whole or not at all, with a checksum of every file.

A step writes its outputs aside, in build/<profile>/aside/. When it has ended well, they are flushed to the
disk and renamed into place. Last comes the step's record, build/<profile>/hashes/<step>.json, which holds
{path: SHA-256} for every file, with paths from the repository's root. The record is an output of the step in
Snakemake, so a step without one has not run.
"""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ASIDE, UNFINISHED, RECORDS = "aside", "unfinished", "hashes"
"""Folders in a build folder, for outputs that are being made, for runs in progress, and for records."""


@contextmanager
def whole(outputs: list[Path]) -> Iterator[dict[str, Path]]:
    """Let a step write its outputs aside, and put them in place when it has ended well.

    A second process that runs the same step waits for the first. A step ends with the process that started
    it, so that no step of a killed report keeps running.

    Args:
        outputs: files and folders of the step in the build folder; the last is its record.

    Yields:
        Where to write each output except the record, by its own path. The parent folders exist.
    """
    *places, record = outputs
    build = record.parent.parent
    own = build / ASIDE / record.stem
    own.mkdir(parents=True, exist_ok=True)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    lock = os.open(own, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left_behind in own.iterdir():
            shutil.rmtree(left_behind, ignore_errors=True)
        aside = Path(tempfile.mkdtemp(dir=own))
        drafts = {str(place): aside / place.relative_to(build) for place in places}
        try:
            for draft in drafts.values():
                draft.parent.mkdir(parents=True, exist_ok=True)
            yield drafts
            _put_in_place(drafts, record)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    finally:
        os.close(lock)


def _put_in_place(drafts: dict[str, Path], record: Path) -> None:
    checksums = {}
    for place, draft in drafts.items():
        for path in sorted([draft, *draft.rglob("*")]):
            _flush(path)
            if path.is_file():
                checksums[str(Path(place) / path.relative_to(draft))] = checksum(path)
    record.unlink(missing_ok=True)
    for place, draft in drafts.items():
        if Path(place).is_dir():
            shutil.rmtree(place)
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        os.replace(draft, place)
        _flush(Path(place).parent)
    record.parent.mkdir(parents=True, exist_ok=True)
    with replacing(record) as draft:
        draft.write_text(json.dumps(checksums, indent=1) + "\n", encoding="utf-8")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path to write a file to, which then replaces `path` as a whole."""
    draft = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        yield draft
        _flush(draft)
        os.replace(draft, path)
        _flush(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def changed(build: Path) -> dict[str, list[str]]:
    """Return the files in a build folder that differ from their step's record, or are missing, by step.

    If a record cannot be read, it is listed instead of its files.
    """
    differing: dict[str, list[str]] = {}
    with ThreadPoolExecutor() as pool:
        for record, checksums in _records(build):
            now = pool.map(_checksum_if_there, checksums)
            paths = [path for path, found in zip(checksums, now, strict=True) if checksums[path] != found]
            if paths or not checksums:
                differing[record.stem] = paths or [str(record)]
    return differing


def forget(build: Path, steps: Iterable[str]) -> None:
    """Remove the records of some steps, so that these steps run again."""
    for step in steps:
        (build / RECORDS / f"{step}.json").unlink()


def _records(build: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield all records; one that cannot be read is empty."""
    for record in sorted((build / RECORDS).glob("*.json")):
        try:
            content = json.loads(record.read_text(encoding="utf-8"))
        except ValueError:
            content = {}
        yield record, content if isinstance(content, dict) else {}


def _checksum_if_there(path: str) -> str | None:
    try:
        return checksum(Path(path))
    except OSError:
        return None


def _flush(path: Path) -> None:
    """Flush a file or a folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
