"""What a result was made from is recorded in a way that others can check."""

import hashlib
import json
import subprocess

import numpy as np
import pytest

from lstm_attention.store import provenance


def git(folder, *arguments):
    name = ("-c", "user.name=n", "-c", "user.email=e@example.org")
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path, monkeypatch):
    (tmp_path / "code.py").write_text("x = 1\n")
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commit_is_gits_and_only_a_change_of_known_files_makes_it_dirty(clone):
    head = (clone / ".git" / (clone / ".git/HEAD").read_text().split()[1]).read_text().strip()
    (clone / "corpus.csv").write_text("untracked")
    assert provenance.commit() == {"commit": head, "dirty": False}
    (clone / "code.py").write_text("x = 2\n")
    assert provenance.commit() == {"commit": head, "dirty": True}


def test_a_folder_inside_another_projects_clone_has_no_commit(clone, monkeypatch):
    (clone / "unpacked").mkdir()
    monkeypatch.chdir(clone / "unpacked")
    assert provenance.commit() == {"commit": None, "dirty": None}


def test_without_git_there_is_no_commit(clone, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert provenance.commit() == {"commit": None, "dirty": None}


def test_the_hash_of_a_file_is_that_of_sha256sum(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    # FIPS 180-2, appendix B.1.
    assert provenance.file_hash(tmp_path / "a") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_the_hash_of_a_folder_changes_only_with_names_and_content(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name / "inner").mkdir(parents=True)
        (tmp_path / name / "inner" / "a").write_bytes(b"abc")
    first = provenance.file_hash(tmp_path / "one")
    assert provenance.file_hash(tmp_path / "two") == first
    (tmp_path / "two" / "inner" / "a").write_bytes(b"abd")
    assert provenance.file_hash(tmp_path / "two") != first
    (tmp_path / "one" / "inner" / "a").rename(tmp_path / "one" / "a")
    assert provenance.file_hash(tmp_path / "one") != first
    assert first != hashlib.sha256(b"").hexdigest()


def test_the_machine_is_described():
    machine = provenance.machine()
    assert machine["cores"] >= 1
    assert machine["memory_gb"] > 0
    assert machine["processor"]


def test_versions_are_those_installed():
    assert provenance.versions()["numpy"] == np.__version__
    assert json.dumps(provenance.versions())
