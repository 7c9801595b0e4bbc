"""Outputs appear whole or not at all, and a changed one is found."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from lstm_attention.store.outputs import changed, forget, replacing, whole

STEP = """
import os, sys, time
from pathlib import Path
from lstm_attention.store.outputs import whole
build = Path(sys.argv[1])
with whole([build / "runs/a", build / "a.npy", build / "hashes/a.json"]) as drafts:
    drafts[str(build / "runs/a")].mkdir()
    (drafts[str(build / "runs/a")] / "half").write_text("half")
    print("working", flush=True)
    time.sleep(60)
"""


class FullError(Exception):
    """The ways in which a step may be interrupted."""


def make(build, text):
    places = [build / "runs/a", build / "a.npy"]
    with whole([*places, build / "hashes/a.json"]) as drafts:
        folder, file = (drafts[str(place)] for place in places)
        folder.mkdir()
        (folder / text).write_text(text)
        file.write_text(text)


def tree(build):
    return {str(path.relative_to(build)) for path in build.rglob("*") if path.is_file()}


def test_outputs_replace_the_old_ones_and_the_record_tells_their_checksums(tmp_path):
    make(tmp_path, "one")
    make(tmp_path, "two")
    assert tree(tmp_path) == {"runs/a/two", "a.npy", "hashes/a.json"}
    assert json.loads((tmp_path / "hashes/a.json").read_text()) == dict.fromkeys(
        [f"{tmp_path}/runs/a/two", f"{tmp_path}/a.npy"], hashlib.sha256(b"two").hexdigest()
    )
    assert changed(tmp_path) == {}


def test_a_step_that_fails_leaves_the_old_outputs(tmp_path):
    make(tmp_path, "one")
    with suppress(FullError), whole([tmp_path / "a.npy", tmp_path / "hashes/a.json"]) as drafts:
        drafts[str(tmp_path / "a.npy")].write_text("half")
        raise FullError
    assert tree(tmp_path) == {"runs/a/one", "a.npy", "hashes/a.json"}
    assert changed(tmp_path) == {}


def test_a_step_that_makes_no_output_leaves_no_record(tmp_path):
    with pytest.raises(FileNotFoundError), whole([tmp_path / "a.npy", tmp_path / "hashes/a.json"]):
        pass
    assert tree(tmp_path) == set()


def start_step(build):
    step = subprocess.Popen([sys.executable, "-c", STEP, str(build)], stdout=subprocess.PIPE, text=True)
    assert step.stdout.readline() == "working\n"
    return step


def test_a_killed_step_leaves_the_old_outputs_and_the_next_one_takes_its_traces_away(tmp_path):
    make(tmp_path, "one")
    with start_step(tmp_path) as step:
        step.kill()
    assert (tmp_path / "a.npy").read_text() == "one"
    assert [path for path in tree(tmp_path) if path.endswith("half")]
    make(tmp_path, "two")
    assert tree(tmp_path) == {"runs/a/two", "a.npy", "hashes/a.json"}


def test_of_two_processes_of_one_step_the_second_waits(tmp_path):
    with start_step(tmp_path) as step:
        other = subprocess.Popen([sys.executable, "-c", STEP, str(tmp_path)], stdout=subprocess.PIPE)
        with other:
            time.sleep(1)
            assert len([path for path in tree(tmp_path) if path.endswith("half")]) == 1
            step.kill()
            assert other.stdout.readline() == b"working\n"
            other.kill()


def test_a_step_ends_with_the_process_that_started_it(tmp_path):
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {STEP!r}, sys.argv[1]])"
    with subprocess.Popen([sys.executable, "-c", parent, str(tmp_path)], stdout=subprocess.PIPE) as started:
        assert started.stdout.readline() == b"working\n"
        os.kill(started.pid, signal.SIGKILL)
        assert started.stdout.read() == b""  # returns when the step, which has the other end, is gone


@pytest.mark.parametrize("damage", ["byte", "cut", "gone", "record"])
def test_a_file_that_is_not_what_it_was_is_named(tmp_path, damage):
    make(tmp_path, "one")
    path, record = tmp_path / "runs/a/one", tmp_path / "hashes/a.json"
    {
        "byte": lambda: path.write_text("onf"),
        "cut": lambda: path.write_text("on"),
        "gone": path.unlink,
        "record": lambda: record.write_text(record.read_text()[:-9]),
    }[damage]()
    found = changed(tmp_path)
    assert found == {"a": [str(record if damage == "record" else path)]}
    forget(tmp_path, found)
    assert not record.exists()
    assert changed(tmp_path) == {}


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("old")
    with suppress(FullError), replacing(path) as draft:
        draft.write_text("ne")
        raise FullError
    assert path.read_text() == "old"
    with replacing(path) as draft:
        draft.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert tree(tmp_path) == {"page.html"}
