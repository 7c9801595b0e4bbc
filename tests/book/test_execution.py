"""The notebooks of book/: thin, without outputs, and run with checked parameters."""

import ast
import json
import platform
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from lstm_attention.book import execution
from lstm_attention.settings import (
    CorpusParameters,
    EvidenceParameters,
    Settings,
    TrainingParameters,
    VectorParameters,
)
from lstm_attention.store.dependencies import imported_modules, notebook_inputs, notebook_parameters

TEMPLATES = sorted(Path("book/notebooks").glob("*.ipynb"))
NAMES = [template.stem for template in TEMPLATES]


def write_notebook(path, *cells):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    notebook.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(notebook, path)
    return path


@pytest.mark.parametrize("template", TEMPLATES, ids=NAMES)
def test_a_template_has_no_outputs_and_folds_its_code(template):
    notebook = nbformat.read(template, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert all({"hide-input", "remove-cell"} & set(cell.metadata.get("tags", [])) for cell in code)
    assert notebook.cells[0].source.startswith("# ")
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("template", TEMPLATES, ids=NAMES)
def test_a_cell_is_short_enough_to_be_read(template):
    code = [cell for cell in nbformat.read(template, as_version=4).cells if cell.cell_type == "code"]
    # The parameters are a list that no reader sees.
    code = [cell for cell in code if "parameters" not in cell.metadata.tags]
    lines = {cell.id: len(cell.source.splitlines()) for cell in code}
    assert {name: count for name, count in lines.items() if count > 25} == {}


def run_from(folder, program, name, parameters, output):
    """Run a notebook as a reader would, with a folder as the working folder."""
    template = Path(f"book/notebooks/{name}.ipynb").absolute()
    if program == "papermill":
        command, given = [template, output, "--parameters_yaml", json.dumps(parameters)], None
    else:
        command = ["--to", "notebook", "--execute", "--stdin", "--stdout"]  # takes no parameters
        given = nbformat.writes(parameterize_notebook(load_notebook_node(str(template)), parameters))
    return subprocess.run(
        [sys.executable, "-m", program, *command],
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("folder", "program"), [("book/notebooks", "nbconvert"), (".", "papermill"), ("{elsewhere}", "papermill")]
)
def test_a_notebook_runs_from_any_folder(report, folder, program, tmp_path):
    parameters = {
        "corpus": "build/tiny/corpus",
        "vectors": "build/tiny/vectors.npy",
        "output": str(tmp_path / "baselines"),
        "exhibits_folder": str(tmp_path / "exhibits"),
    }
    place = folder.format(elsewhere=tmp_path)
    done = run_from(place, program, "baselines", parameters, tmp_path / "out.ipynb")
    assert done.returncode == 0, done.stderr
    models = json.loads((tmp_path / "exhibits" / "models.json").read_text(encoding="utf-8"))
    assert models == report["baselines"]["models"]


@pytest.mark.parametrize(
    ("folder", "program", "name", "parameter", "missing"),
    [
        ("book/notebooks", "nbconvert", "baselines", "corpus", "build/tiny/gone"),
        ("{elsewhere}", "papermill", "evaluate", "runs", "build/tiny/runs/gru-0"),
    ],
)
def test_a_notebook_names_the_input_that_is_missing(folder, program, name, parameter, missing, tmp_path):
    place = folder.format(elsewhere=tmp_path)
    done = run_from(place, program, name, {parameter: missing}, tmp_path / "out.ipynb")
    assert done.returncode != 0
    assert f"{Path(missing).absolute()} is missing: make it with `make report PROFILE=tiny`" in done.stderr


def test_a_templates_defaults_are_those_of_the_settings():
    seen = set()
    for template in TEMPLATES:
        # A path takes the place of these two settings in other notebooks than those that make them.
        settings = Settings().model_dump(exclude={"seeds", "vectors"})
        settings |= TrainingParameters().model_dump() if template.stem == "train" else {}
        settings |= {"vectors": None} if template.stem == "vectors" else {}
        for name, known in papermill.inspect_notebook(str(template)).items():
            if name in settings:
                assert ast.literal_eval(known["default"]) == settings[name], (template, name)
                seen.add(name)
    groups = (CorpusParameters, VectorParameters, TrainingParameters, EvidenceParameters)
    assert seen >= set().union(*(group.model_fields for group in groups)) - {
        "live",
        "sweep_models",
        "sweep_tokens",
    }


def test_dependencies_are_followed_through_modules():
    names = {path.stem for path in imported_modules(Path("book/notebooks/train.ipynb"))}
    assert {"training", "batches", "networks", "attention", "vocabulary", "settings", "runs"} <= names
    assert not {"figures", "metrics", "statements", "handover"} & names


def test_parameters_are_found_without_running_anything():
    assert notebook_parameters(Path("book/notebooks/speed.ipynb")) == {"measured", "exhibits_folder"}
    for template in TEMPLATES:
        assert notebook_parameters(template) == papermill.inspect_notebook(str(template)).keys()


def test_reading_runs_needs_no_keras():
    """But `evaluate` does, as it draws the network that it builds."""
    for name in ("compare", "baselines", "length", "confidence", "verdicts"):
        modules = imported_modules(Path(f"book/notebooks/{name}.ipynb"))
        sources = {module.name: module.read_text(encoding="utf-8") for module in modules}
        loads = re.compile(r"^(import|from) (keras|tensorflow)", re.MULTILINE)
        loading = [each for each, text in sources.items() if loads.search(text)]
        assert len(sources) > 5
        assert not loading, name


def test_execution_passes_parameters_and_hides_the_cell_that_has_them(tmp_path):
    template = write_notebook(tmp_path / "n.ipynb", "x = 1", "print(x + 1)")
    execution.execute(template, tmp_path / "out.ipynb", {"x": 41})
    done = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert done.cells[-1].outputs[0].text == "42\n"
    injected = [cell for cell in done.cells if "injected-parameters" in cell.metadata.get("tags", [])]
    assert injected
    assert all("remove-cell" in cell.metadata.tags for cell in injected)
    assert "papermill" not in json.dumps(done.metadata)
    assert done.metadata.executed.parameters == {"x": 41}
    assert done.metadata.executed.versions.python == platform.python_version()
    assert datetime.fromisoformat(done.metadata.executed.at).tzinfo
    assert not list(tmp_path.glob("*.failed.ipynb"))


def test_an_unknown_parameter_stops_before_any_work(tmp_path):
    template = write_notebook(tmp_path / "n.ipynb", "x = 1", "open('ran', 'w')")
    with pytest.raises(execution.NotebookError, match="no parameter 'y'; it has x"):
        execution.execute(template, tmp_path / "out.ipynb", {"y": 2})
    assert not (tmp_path / "out.ipynb").exists()


def test_a_failing_notebook_says_where_and_leaves_no_output(tmp_path):
    template = write_notebook(tmp_path / "n.ipynb", "x = 1", "raise OSError('No space left on device')")
    with pytest.raises(execution.NotebookError) as error:
        execution.execute(template, tmp_path / "out.ipynb", {})
    assert "n.ipynb failed at In [2]: OSError: No space left on device" in str(error.value)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "out.ipynb").exists()
    assert (tmp_path / "out.failed.ipynb").exists()


def test_a_notebook_whose_kernel_is_killed_says_so(tmp_path):
    template = write_notebook(tmp_path / "n.ipynb", "x = 1", "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(execution.NotebookError) as error:
        execution.execute(template, tmp_path / "out.ipynb", {})
    assert str(error.value) == "n.ipynb: the kernel ran out of memory or was killed"


def test_the_inputs_of_a_notebook_are_what_it_gives_to_enter_repository():
    inputs = {template.stem: notebook_inputs(template) for template in TEMPLATES}
    assert inputs["compare"] == {"runs", "split_runs", "baselines", "corpus", "choices"}
    assert inputs["vectors"] == {"corpus", "vectors"}
    assert inputs["sweep"] == set()


def test_a_file_of_pretrained_vectors_is_an_input_however_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    path = tmp_path / "vectors.bin"
    path.write_bytes(b"1")
    named = [str(path), f"gensim:{path}", "~/vectors.bin"]

    def hashes():
        found = [execution.made_from(TEMPLATES[NAMES.index("vectors")], {"vectors": name}) for name in named]
        return [own["inputs"][name] for own, name in zip(found, named, strict=True)]

    before = hashes()
    path.write_bytes(b"2")
    assert len({*before, *hashes()}) == 2
    downloaded = execution.made_from(TEMPLATES[NAMES.index("vectors")], {"vectors": "glove-wiki-gigaword-50"})
    assert downloaded["inputs"] == {}
