"""`make verify` finds faults that were planted in a copy of a tiny report, and names them."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from conftest import BUILD, make_report

from lstm_attention.book import execution
from lstm_attention.commands import verify
from lstm_attention.commands.report import plan
from lstm_attention.exhibits import wording
from lstm_attention.profiles import load_settings
from lstm_attention.store import dependencies

pytestmark = pytest.mark.filterwarnings("ignore:The y_prob values do not sum to one")


@pytest.fixture(scope="module")
def steps(report):
    return plan("tiny", "", "all", "--forceall")


@pytest.fixture
def copy(report, tmp_path, monkeypatch):
    """A copy of the project with its tiny report, as the working folder."""
    for name in ("book", "config", "src"):
        shutil.copytree(name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (
        "_config.yml",
        "_toc.yml",
        "CITATION.cff",
        "benchmarks/measured.json",
        "benchmarks/controls.json",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(name, tmp_path / name)
    # Without the PDF and its record: other tests rebuild the pages, but not the PDF.
    left_out = shutil.ignore_patterns("book", "logs", "report.pdf", "pdf.json")
    shutil.copytree(BUILD, tmp_path / BUILD, ignore=left_out)
    monkeypatch.chdir(tmp_path)
    for module in (dependencies, execution):
        monkeypatch.setattr(module, "PACKAGE", tmp_path / "src" / "lstm_attention")
    return tmp_path


def results():
    return json.loads((BUILD / "results.json").read_text(encoding="utf-8"))


def book_and_pages():
    return [*verify.check_book(BUILD), *verify.check_pages(BUILD, results())]


def edit(path, old, new):
    text = Path(path).read_text(encoding="utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new, 1), encoding="utf-8")


def edit_json(path, change):
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    change(content)
    Path(path).write_text(json.dumps(content), encoding="utf-8")


def test_a_report_as_it_was_made_agrees_wherever_it_lies(copy, steps):
    assert list(verify.verify(BUILD, load_settings(Path("config/tiny.yaml")), steps)) == []


def test_a_number_edited_in_a_page_is_named(copy, steps, report):
    said = format(report["compare"]["original"]["tfidf_logistic"]["low"], ".1%")
    edit(BUILD / "html/introduction.html", f">{said}<", ">99<")
    assert book_and_pages() == [
        "build/tiny/html/introduction.html shows '99' for compare.original.tfidf_logistic.low:.1%, "
        f"but results.json says '{said}'"
    ]


def test_a_cell_edited_in_a_table_is_named(copy, steps, report):
    trainable = report["evaluate"]["dense"]["architecture"]["trainable"]["parameters"]
    edit(BUILD / "html/appendix.html", "<p>corpus_seed</p>", "<p>7</p>")
    edit(BUILD / "html/appendix.html", f"<p>{trainable:,d}</p>", "<p>8</p>")
    names = [row["parameter"] for row in wording.settings_rows(report["parameters"])]
    first = names.index("corpus_seed") + 1
    row = list(report["evaluate"]["dense"]["architecture"]).index("trainable") + 1
    assert book_and_pages() == [
        f"build/tiny/html/appendix.html, tab-parameters, row {first}: shows '7' instead of 'corpus_seed'",
        f"build/tiny/html/appendix.html, tab-dense-architecture, row {row}: shows '8' instead of {trainable}",
    ]


def test_a_sentence_typed_into_a_page_is_found_by_the_record_of_the_step(copy, steps):
    page = BUILD / "html" / "comparison.html"
    edit(page, "</article>", "<p>The accuracy is 99%.</p></article>")
    assert list(verify.check_records(BUILD)) == [f"{page} has changed since the step html made it"]


def test_a_figure_from_an_older_run_is_named(copy, steps):
    edit(BUILD / "html/_images/accuracy-by-cost.svg", "</svg>", "<!-- older --></svg>")
    assert book_and_pages() == [
        "build/tiny/html/comparison.html, fig-cost: the figure is not the one in "
        "build/tiny/exhibits/compare/accuracy-by-cost.svg"
    ]


def test_a_figure_drawn_after_the_book_was_made_is_named(copy, steps):
    edit(BUILD / "exhibits/compare/accuracy-by-cost.svg", "</svg>", "<!-- newer --></svg>")
    assert book_and_pages() == [
        "the book was made from a different version of build/tiny/exhibits/compare/accuracy-by-cost.svg",
        "build/tiny/html/comparison.html, fig-cost: the figure is not the one in "
        "build/tiny/exhibits/compare/accuracy-by-cost.svg",
    ]


def test_a_notebook_executed_with_other_parameters_is_named(copy, steps):
    def change(notebook):
        notebook["metadata"]["executed"]["parameters"]["epochs"] = 50

    edit_json(BUILD / "notebooks/train-lstm-1.ipynb", change)
    assert list(verify.check_notebooks(steps)) == [
        "build/tiny/notebooks/train-lstm-1.ipynb was executed with epochs = 50; the profile says 1"
    ]


def test_other_parameters_than_the_profiles_are_named(copy, steps):
    settings = load_settings(Path("config/tiny.yaml"), "dense.epochs=9")
    assert list(verify.check_parameters(results(), settings)) == [
        "results.json: dense.epochs was 3; the profile with this SET has 9"
    ]


def test_code_newer_than_what_was_made_from_it_is_named_whatever_its_time(copy, steps):
    module = copy / "src/lstm_attention/evidence/significance.py"
    times = module.stat()
    module.write_text(module.read_text() + "\n")
    os.utime(module, ns=(times.st_atime_ns, times.st_mtime_ns))
    found = list(verify.check_notebooks(steps))
    changed = "evidence/significance.py"
    assert f"build/tiny/notebooks/compare.ipynb was executed with a different version of {changed}" in found
    assert not any("train" in line for line in found)


def test_code_with_a_newer_time_but_the_same_text_is_no_problem(copy, steps):
    (copy / "src/lstm_attention/evidence/significance.py").touch()
    assert list(verify.check_notebooks(steps)) == []


def test_a_notebook_newer_than_its_execution_is_named(copy, steps):
    edit(copy / "book/notebooks/length.ipynb", '"# ', '"# A new title of ')
    assert list(verify.check_notebooks(steps)) == [
        "build/tiny/notebooks/length.ipynb was executed with a different version of length.ipynb"
    ]


def test_a_corpus_newer_than_what_was_made_from_it_is_named(copy, steps):
    edit(BUILD / "corpus/classes.json", '"', '"x')
    found = list(verify.check_notebooks(steps))
    assert (
        "build/tiny/notebooks/train-dense-0.ipynb was executed with a different version of build/tiny/corpus"
        in found
    )
    assert (
        "build/tiny/notebooks/vectors.ipynb was executed with a different version of build/tiny/corpus"
        in found
    )


def test_a_corpus_file_newer_than_the_report_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "a 'b' $c.csv"
    source.write_text("text,label\nsome words,a\n")
    outputs = ["build/own/selected/0", "build/own/hashes/select-0.json"]
    arguments = [str(source), json.dumps({"min_characters": 1}), *outputs]
    command = [sys.executable, "-m", "lstm_attention.corpus.selection", *arguments]
    subprocess.run(command, check=True, capture_output=True)
    steps = [{"command": shlex.join(command) + " > log 2>&1"}]
    assert list(verify.check_sources(steps)) == []
    source.write_text("text,label\nother words,a\n")
    assert list(verify.check_sources(steps)) == [f"the corpus was drawn from a different version of {source}"]


def test_vectors_newer_than_the_trainings_are_named(copy, steps):
    vectors = np.load(BUILD / "vectors.npy")
    np.save(BUILD / "vectors.npy", vectors + 1)
    assert "runs/dense-0 was trained with vectors other than build/tiny/vectors.npy" in list(
        verify.check_runs(BUILD, results())
    )


def test_predictions_that_do_not_give_the_metrics_are_named(copy, steps):
    path = BUILD / "runs/lstm-0/predictions.npz"
    with np.load(path) as arrays:
        changed = dict(arrays)
    changed["probabilities"] = changed["probabilities"][:, ::-1]
    np.savez_compressed(path, **changed)
    found = [*verify.check_runs(BUILD, results()), *verify.check_comparisons(BUILD, results())]
    for place in (
        "evaluate.lstm, seed 0, test.loss",
        "evaluate.lstm.test, loss",
        "compare.intervals.lstm, macro_auc.mean",
        "compare.other-metrics.lstm_minus_dense_macro_auc, each_seed[0]",
    ):
        assert any(line.startswith(f"results.json: {place} is ") for line in found), place


@pytest.mark.parametrize(
    ("run", "places"),
    [
        ("runs/max-0", ["variants.models.max, test.mean", "variants.models.max, against.difference"]),
        ("baselines", ["baselines.models.majority, mean", "compare.intervals.majority, accuracy.mean"]),
    ],
)
def test_predictions_of_variants_and_baselines_that_do_not_give_the_metrics_are_named(
    copy, steps, run, places
):
    path = BUILD / run / "predictions.npz"
    with np.load(path) as arrays:
        changed = dict(arrays)
    for name in changed.keys() & {"probabilities", "majority"}:
        changed[name] = np.roll(changed[name], 1, axis=1)
    np.savez_compressed(path, **changed)
    found = list(verify.check_comparisons(BUILD, results()))
    for place in places:
        assert any(line.startswith(f"results.json: {place} is ") for line in found), place


@pytest.mark.parametrize(
    ("place", "says"),
    [
        (("evaluate", "dense", "test", "loss"), "evaluate.dense.test.loss is 7, but "),
        (("compare", "tests", "secondary"), "compare.tests.secondary is 7, but "),
        (("variants", "models", "max", "test", "mean"), "variants.models.max.test.mean is 7, but "),
        (("length", "sweep"), "length.sweep is 7, but "),
        (("provenance", "commit"), "provenance.commit is 7, but "),
    ],
)
def test_a_number_edited_in_results_json_is_named(copy, steps, place, says):
    def change(content):
        *path, last = place
        for name in path:
            content = content[name]
        content[last] = 7

    edit_json(BUILD / "results.json", change)
    assert any(line.startswith(f"results.json: {says}") for line in verify.check_results(BUILD, results()))


def test_what_is_missing_or_damaged_is_named_and_the_rest_is_looked_at(copy, steps):
    (BUILD / "notebooks/train-max-0.ipynb").unlink()
    (BUILD / "baselines/predictions.npz").write_bytes(b"PK")
    edit(BUILD / "html/_images/accuracy-by-cost.svg", "</svg>", "<!-- older --></svg>")
    found = list(verify.verify(BUILD, load_settings(Path("config/tiny.yaml")), steps))
    assert "build/tiny/notebooks/train-max-0.ipynb is missing" in found
    assert any(line.startswith("comparisons: damaged, or made by an older version") for line in found)
    assert any("fig-cost: the figure is not the one" in line for line in found)


def test_prose_newer_than_the_book_is_named(copy, steps):
    edit(copy / "book/rerun.md", "\n\n", "\n\nMore.\n\n")
    assert book_and_pages() == ["the book was made from a different version of book/rerun.md"]


@pytest.mark.skipif(not shutil.which("xelatex"), reason="needs LaTeX: see apt.txt")
def test_a_pdf_of_another_book_is_named(copy, steps, monkeypatch):
    monkeypatch.chdir(Path(dependencies.__file__).parents[3])
    assert make_report("tiny", target="pdf").returncode == 0
    shutil.copy(BUILD / "report.pdf", copy / BUILD)
    monkeypatch.chdir(copy)
    assert [*verify.check_book(BUILD), *verify.check_pdf(BUILD)] == []
    edit(BUILD / "html/rerun.html", "</article>", "<p>The accuracy of no model is 12.3%.</p></article>")
    edit_json(BUILD / "html/provenance.json", lambda record: record["from"].update({"_toc.yml": "0"}))
    assert [*verify.check_book(BUILD), *verify.check_pdf(BUILD)] == [
        "the book was made from a different version of _toc.yml",
        "build/tiny/report.pdf and the pages in build/tiny/html were made from different prose, exhibits or "
        "notebooks",
        "build/tiny/report.pdf does not say what build/tiny/html/rerun.html says: "
        "'The accuracy of no model is 12.3%.'",
    ]


def test_make_verify_says_so_and_exits_with_the_outcome(report):
    done = make_report("tiny", target="verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("build/tiny: every number agrees")
    done = make_report("tiny", "lstm.epochs=2", target="verify")
    assert done.returncode != 0
    assert "train-lstm-0.ipynb was executed with epochs = 1; the profile says 2" in done.stdout
    assert "things do not agree" in done.stderr
    done = make_report("none", target="verify")
    assert "no profile config/none.yaml" in done.stderr


def test_the_cells_of_a_table_are_its_rows():
    table = BeautifulSoup("<tbody><tr><td>a</td><td>12.3% (10.0% to 15.0%)</td></tr></tbody>", "html.parser")
    row = {"name": "a", "accuracy": {"mean": 0.123, "low": 0.1, "high": 0.15}, "hidden": 7}
    assert list(verify._cells("t", table, [row])) == []
    assert list(verify._cells("t", table, [row, row])) == [
        "t: the rows or columns of the table differ from those of its exhibit"
    ]
    assert list(verify._cells("t", table, [row | {"name": "b"}])) == ["t, row 1: shows 'a' instead of 'b'"]
