"""A report made under unusual conditions: folder name, locale, home, fonts, permissions."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'
SMALL = "seeds=[0] epochs=1 sweep_models=[] variants={}"


def files_of(tree):
    """Return the files of a source tree, without generated ones."""
    made = {"build", ".venv"}
    return {path for path in tree.rglob("*") if not made & set(path.relative_to(tree).parts)}


@pytest.fixture
def place(tmp_path):
    """A copy of the source tree in a folder with spaces, quotes and non-ASCII letters."""
    tree = tmp_path / "Bericht 'für' 報告"
    ignored = shutil.ignore_patterns("build", ".venv", ".git", "__pycache__", ".*_cache", "*.egg-info")
    shutil.copytree(".", tree, symlinks=True, ignore=ignored)
    (tree / ".venv").symlink_to(Path(".venv").resolve())
    (tree / "build").mkdir()
    return tree


def read_only(tree, command):
    """Return a command that runs in a tree in which only build/ is writable."""
    if os.geteuid():
        for path in [tree, *files_of(tree)]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222)
        return command
    # Rights do not bind root; a mount that is seen by this command alone does.
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this root may not mount, so it cannot be kept from writing")
    here, build = shlex.quote(str(tree)), shlex.quote(str(tree / "build"))
    binds = f"mount --bind {here} {here} && mount --bind {build} {build}"
    mounts = f"{binds} && mount -o remount,bind,ro {here}"
    return ["unshare", "--mount", "bash", "-c", f"{mounts} && cd {here} && exec {shlex.join(command)}"]


def test_a_report_is_made_in_a_read_only_folder_without_home_fonts_or_locale(place, tmp_path):
    latex = shutil.which("xelatex") or os.environ.get("CI")
    (tmp_path / "fonts.conf").write_text(NO_FONTS)
    before = files_of(place)
    environment = {name: value for name, value in os.environ.items() if name not in ("LANG", "LANGUAGE")}
    script = f"touch new 2>/dev/null && exit 99; make --no-print-directory {'pdf' if latex else 'report'}"
    done = subprocess.run(
        read_only(place, ["sh", "-c", script]),
        cwd=place,
        env=environment
        | {"LC_ALL": "C", "PYTHONUTF8": "0", "PROFILE": "tiny", "SET": SMALL}
        | {"HOME": str(place / "book"), "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
        | {"PYTHONPATH": str(place / "src")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (place / "build/tiny/html/introduction.html").is_file()
    assert (place / "build/tiny/report.pdf").is_file() == bool(latex)
    assert files_of(place) == before
    assert (place / "build/.home").is_dir()  # what programs would have put into the reader's home
