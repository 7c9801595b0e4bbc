"""What is installed is what was locked, and all of it is used."""

import re
import subprocess
import tomllib
from pathlib import Path


def test_every_locked_package_has_a_version_and_a_hash():
    for lock in ("requirements.txt", "requirements-data.txt"):
        text = Path(lock).read_text(encoding="utf-8").replace("\\\n", " ")
        entries = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert entries
        for entry in entries:
            assert re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), entry


def test_every_direct_dependency_is_pinned_and_locked():
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = Path("requirements.txt").read_text(encoding="utf-8")
    extras = project["optional-dependencies"]
    unlocked = extras["lab"] + extras["peers"]
    for wanted in project["dependencies"] + extras["test"] + unlocked:
        pin = wanted.partition(";")[0].strip()
        assert re.fullmatch(r"[\w.-]+==[\w.]+", pin), wanted
        assert wanted in unlocked or re.search(rf"^{re.escape(pin)} ", locked, re.MULTILINE), wanted


def test_make_installs_nothing_without_a_hash_but_what_jupyterlab_brings():
    makefile = Path("Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if re.search(r"pip (sync|install)", line)]
    first, *others, lab = installs
    assert "sed -n" in first  # uv itself, in the version that is locked, which then checks its own hash
    assert all("--require-hashes" in line or "--editable ." in line for line in others)
    assert "--constraints requirements.txt" in lab
    assert lab.endswith("--extra lab")


def test_every_dependency_is_used():
    done = subprocess.run(
        [".venv/bin/deptry", "--no-ansi", "src", "book", "benchmarks"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
