"""The examples of docs/extending.md, applied to a copy of the project as a reader would, and run."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

PAGE = Path("docs/extending.md")
CELL = re.compile(r"^# %%(.*)\n", re.MULTILINE)
LINES, FILES = 40, 3
"""How much each example may change."""


def examples():
    """The text of each section, by a word of its title."""
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    names = ["pooling", "notebook", "reader"]
    return dict(zip(names, sections, strict=True))


def blocks(section, language):
    return re.findall(rf"^```{language}\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)


def notebook(cells):
    """A notebook from the cells of the page; the words after `# %%` are the tags of a cell."""
    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    _, *parts = CELL.split(cells)
    for tags, source in zip(parts[::2], parts[1::2], strict=True):
        if "[markdown]" in tags:
            made.cells.append(nbformat.v4.new_markdown_cell(re.sub("^# ?", "", source, flags=re.MULTILINE)))
        else:
            made.cells.append(nbformat.v4.new_code_cell(source.strip(), metadata={"tags": tags.split()}))
    return made


@pytest.fixture
def project(tmp_path):
    """A copy of the project, with the packages of this one."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, tmp_path / name, follow_symlinks=False)
    # Steps depend on the path of Python within the project; a script names its own in the first line.
    ours, copied = Path(".venv").resolve(), tmp_path / ".venv"
    (copied / "bin").mkdir(parents=True)
    (copied / "lib").symlink_to(ours / "lib")
    shutil.copy(ours / "pyvenv.cfg", copied)
    for python in (ours / "bin").glob("python*"):
        shutil.copy(python, copied / "bin", follow_symlinks=False)
    for name in ("snakemake", "jupyter-book"):
        _, _, rest = (ours / "bin" / name).read_text(encoding="utf-8").partition("\n")
        script = copied / "bin" / name
        script.write_text(f"#!{copied}/bin/python\n{rest}", encoding="utf-8")
        script.chmod(0o755)
    return tmp_path


def apply(project, section):
    for number, change in enumerate(blocks(section, "diff")):
        file = project / f"{number}.diff"
        file.write_text(change, encoding="utf-8")
        subprocess.run(["git", "apply", file.name], cwd=project, check=True)


def run(project, *command):
    done = subprocess.run(
        [".venv/bin/python", "-m", *command],
        env=os.environ | {"PYTHONPATH": str(project / "src")},
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize("name", ["pooling", "notebook", "reader"])
def test_an_example_is_short(name):
    section = examples()[name]
    changes, cells = "".join(blocks(section, "diff")), "".join(blocks(section, "python"))
    lines = re.findall(r"^[+-](?![+-]).*", changes, flags=re.MULTILINE) + cells.splitlines()
    files = len(re.findall(r"^\+\+\+ ", changes, flags=re.MULTILINE)) + bool(cells)
    assert 0 < len(lines) < LINES
    assert 0 < files <= FILES


def test_a_new_pooling_layer_passes_the_tests_of_the_networks(project):
    section = examples()["pooling"]
    apply(project, section)
    (row,) = blocks(section, "yaml")
    profile = project / "config" / "mine.yaml"
    profile.write_text(f"seeds: [0, 1, 2]\nvariants:\n{row}", encoding="utf-8")
    assert "12 × train" in run(project, "lstm_attention", "plan", "--profile", "mine")
    tests = ["models/test_networks", "exhibits/test_statements", "exhibits/test_live"]
    chosen = ["-k", "pooling or padding or variant or known"]
    told = run(project, "pytest", "-q", "-rA", *(f"tests/{name}.py" for name in tests), *chosen)
    assert "survives_saving[mean_max]" in told


def test_a_new_notebook_runs_alone_and_becomes_a_chapter(report, project):
    for made in ("tiny", ".snakemake"):
        shutil.copytree(Path("build") / made, project / "build" / made, symlinks=True, dirs_exist_ok=True)
    section = examples()["notebook"]
    apply(project, section)
    (cells,) = blocks(section, "python")
    nbformat.write(notebook(cells), project / "book" / "notebooks" / "unknown.ipynb")
    told = run(project, "lstm_attention", "report", "--profile", "tiny")
    steps = re.findall(r"✓ (\S+)", told)
    assert "unknown" in steps
    assert not {"train", "corpus", "vectors"} & set(steps)
    made = json.loads((project / "build" / "tiny" / "results.json").read_text(encoding="utf-8"))["unknown"]
    assert 0 < made["share"] < 1
    assert (
        made["accuracy"]["few"]["low"] <= made["accuracy"]["few"]["mean"] <= made["accuracy"]["few"]["high"]
    )
    page = project / "build" / "tiny" / "html" / "notebooks" / "unknown.html"
    assert "Unknown words" in page.read_text(encoding="utf-8")


def test_a_new_reader_reads_what_the_old_ones_read(project, newsgroups, tmp_path_factory):
    apply(project, examples()["reader"])
    given = newsgroups.head(50).assign(text=newsgroups["text"].head(50).str.split().str.join(" "))
    folder = tmp_path_factory.mktemp("corpora")
    given[["text", "label"]].to_csv(folder / "posts.csv", index=False)
    lines = [f"__label__{row.label} {row.text}\n" for row in given.itertuples()]
    (folder / "posts.fasttext").write_text("".join(lines), encoding="utf-8")
    (folder / "bad.fasttext").write_text("no label\n", encoding="utf-8")
    code = f"""
from pathlib import Path
from lstm_attention.corpus.sources import read_rows
from lstm_attention.settings import SourceParameters
folder, parameters = Path({str(folder)!r}), SourceParameters(text_column="text", label_column="label")
rows = [
    [(row.text, row.label) for row in read_rows(folder / name, parameters)]
    for name in ("posts.csv", "posts.fasttext")
]
assert len(rows[0]) == {len(given)} and rows[0] == rows[1]
(bad,) = read_rows(folder / "bad.fasttext", parameters)
print(bad.problem)
"""
    (project / "read.py").write_text(code, encoding="utf-8")
    assert run(project, "read").strip() == "does not start with __label__"
