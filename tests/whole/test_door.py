"""The Makefile: what it lists, what it passes on, and which .venv it accepts as its own."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

MAKEFILE = Path("Makefile").read_text(encoding="utf-8")


def make(*words, folder=".", **environment):
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=folder,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_has_a_line_for_each_target():
    listed = make("help").stdout.splitlines()
    commands = re.search(r"^COMMANDS := (.*)", MAKEFILE, re.MULTILINE)[1]
    phony = re.search(r"^\.PHONY: (.*)", MAKEFILE, re.MULTILINE)[1].replace("$(COMMANDS)", commands)
    assert sorted(line.split()[1] for line in listed) == sorted(phony.split())
    assert all(re.fullmatch(r"make [\w-]+ +\w.{9,}", line) and len(line) <= 80 for line in listed)


def test_a_misspelt_target_is_named_beside_those_that_there_are():
    done = make("reprot")
    assert done.returncode == 2
    assert done.stderr.startswith("There is no target reprot. The targets are:\nmake help ")
    assert make("help").stdout in done.stderr


@pytest.mark.parametrize("value", ["$5 $$", "$(touch x) `x`", 'it\'s "so"', "two  spaces", "Ωé報告", "a#b;c"])
def test_a_value_arrives_as_it_was_typed(value):
    for done in (make("plan", f"CORPUS={value}"), make("plan", CORPUS=value)):
        assert done.stderr.startswith(f"no file or folder {value}: ")


# A folder that was copied, moved or renamed


@pytest.fixture
def place(tmp_path):
    """Copy what make needs to check .venv to a folder whose name is difficult for a shell."""
    folder = tmp_path / "a 'quoted' \"$folder\" é"
    (folder / ".venv").mkdir(parents=True)
    for name in ("Makefile", "requirements.txt", "requirements-data.txt", "pyproject.toml"):
        shutil.copy(name, folder)
    (folder / ".venv/ready").write_text(f"{folder.resolve()}/.venv\n", encoding="utf-8")
    return folder


def is_ready(folder):
    return make("--question", ".venv/ready", folder=folder).returncode == 0


def test_a_venv_is_ready_where_it_was_made_whichever_path_leads_there(place, tmp_path):
    assert is_ready(place)
    (tmp_path / "link").symlink_to(place)
    assert is_ready(tmp_path / "link")
    (place / ".venv").rename(tmp_path / "shared")
    (tmp_path / "shared/ready").write_text(f"{tmp_path.resolve()}/shared\n", encoding="utf-8")
    (place / ".venv").symlink_to(tmp_path / "shared")
    assert is_ready(place)


def test_a_venv_is_not_ready_in_a_copied_or_renamed_folder(place, tmp_path):
    subprocess.run(["cp", "-a", place, tmp_path / "copy"], check=True)
    assert not is_ready(tmp_path / "copy")
    place.rename(tmp_path / "renamed")
    assert not is_ready(tmp_path / "renamed")


def test_a_venv_of_which_nothing_is_known_is_not_ready(place):
    (place / ".venv/ready").write_text("", encoding="utf-8")
    assert not is_ready(place)
    (place / ".venv/ready").unlink()
    assert not is_ready(place)


@pytest.mark.soak
def test_a_copied_and_then_moved_clone_runs_its_own_code_and_opens_its_own_lab(tmp_path):
    first, copy, moved = tmp_path / "first", tmp_path / "copy", tmp_path / "moved"
    subprocess.run(["git", "clone", "--quiet", ".", str(first)], check=True)
    assert make(".venv/ready", folder=first).returncode == 0
    subprocess.run(["cp", "-a", first, copy], check=True)
    for before, now in ((first, copy), (copy, moved)):
        if now == moved:
            copy.rename(moved)
        (now / "config/only-here.yaml").write_text(f"# Of {now.name} alone.\n", encoding="utf-8")
        done = make("profiles", folder=now)
        assert done.returncode == 0, done.stderr
        assert f"Setting up .venv again, as it was made for {before.resolve()}, with Python 3." in done.stdout
        assert f"Of {now.name} alone." in done.stdout
        assert "Setting up" not in make("profiles", folder=now).stdout
        module = "import lstm_attention; print(lstm_attention.__file__)"
        found = subprocess.check_output([now / ".venv/bin/python", "-c", module], text=True)
        assert found == f"{now.resolve()}/src/lstm_attention/__init__.py\n"
    assert lab_shows_notebooks(moved, tmp_path)


def lab_shows_notebooks(folder, settings):
    """Return whether `make lab` opens in book/notebooks, asked once on loopback."""
    (settings / "jupyter_server_config.json").write_text(
        '{"ServerApp": {"allow_root": true, "open_browser": false, "ip": "127.0.0.1"}}', encoding="utf-8"
    )
    log = settings / "lab.log"
    with log.open("w") as output:
        lab = subprocess.Popen(
            ["make", "lab"],
            cwd=folder,
            env=os.environ | {"JUPYTER_CONFIG_DIR": str(settings)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address, told = None, r"(http://127\.0\.0\.1:\d+)/lab\?(token=\w+)"
        while not address and lab.poll() is None:
            time.sleep(1)
            address = re.search(told, log.read_text(encoding="utf-8"))
        with urllib.request.urlopen(f"{address[1]}/api/contents?{address[2]}") as answer:
            return b"compare.ipynb" in answer.read()
    finally:
        os.killpg(lab.pid, signal.SIGTERM)
        lab.wait()
