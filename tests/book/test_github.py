import subprocess

import pytest

from lstm_attention.book.github import github_repository


@pytest.fixture
def clone(tmp_path, monkeypatch):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet"], check=True)
    return tmp_path


@pytest.mark.parametrize(
    ("origin", "found"),
    [
        ("https://github.com/someone/a-project", "someone/a-project"),
        ("https://github.com/someone/a.project.git", "someone/a.project"),
        ("https://someone:pass-word@github.com/someone/project.git/", "someone/project"),
        ("git@github.com:someone/project.git", "someone/project"),
        ("ssh://git@github.com/someone/project.git", "someone/project"),
        ("ssh://git@ssh.github.com:443/someone/project.git", "someone/project"),
        ("https://gitlab.com/someone/project", None),
        ("https://github.com.example.org/someone/project", None),
        ("https://notgithub.com/someone/project", None),
        ('https://github.com/someone/pro"><script>', None),
        ("/home/someone/project", None),
    ],
)
def test_the_origin_of_a_clone_names_its_repository_on_github(clone, origin, found):
    subprocess.run(["git", "remote", "add", "origin", origin], check=True)
    assert github_repository() == found


def test_a_workflow_names_its_own_repository(clone, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/project")
    assert github_repository() == "someone/project"


def test_without_an_origin_without_git_and_within_another_clone_there_is_none(clone, monkeypatch):
    assert github_repository() is None
    subprocess.run(["git", "remote", "add", "origin", "https://github.com/another/project"], check=True)
    (clone / "unpacked").mkdir()
    monkeypatch.chdir(clone / "unpacked")
    assert github_repository() is None
    monkeypatch.chdir(clone)
    monkeypatch.setenv("PATH", "")
    assert github_repository() is None
