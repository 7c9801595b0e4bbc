"""Execution of one notebook with its parameters, checked before and cleaned afterwards.

python -m lstm_attention.book.execution TEMPLATE '{"parameter": value, ...}' OUTPUT [OUTPUT ...] RECORD
"""

import json
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError

from lstm_attention.store import provenance
from lstm_attention.store.dependencies import PACKAGE, imported_modules, notebook_inputs
from lstm_attention.store.outputs import replacing, whole
from lstm_attention.store.repository import pretrained, strings


class NotebookError(Exception):
    """A notebook cannot be run as asked, or it failed."""


def execute(
    template: Path, output: Path, parameters: dict[str, Any], drafts: dict[str, Path] | None = None
) -> None:
    """Execute `template` with papermill and write the result to `output`.

    The result shows no injected cell; its metadata say with which parameters, when, on which machine, with
    which packages and from which code and inputs it was executed. The book shows some of that at the foot of
    a page, and `make verify` compares it with the present state. Standard error passes through. A notebook
    that fails is left beside the output, as `<name>.failed.ipynb`, with everything up to the failure.

    Args:
        template: the notebook without outputs.
        output: path of the executed notebook.
        parameters: values for its parameters.
        drafts: where to write `output` and the outputs named in `parameters` for now; the result mentions
            only the outputs, not the drafts.

    Raises:
        NotebookError: if the template has no such parameter, or if a cell fails.
    """
    known = papermill.inspect_notebook(str(template))
    for name in parameters:
        if name not in known:
            raise NotebookError(f"{template} has no parameter {name!r}; it has {', '.join(sorted(known))}")
    drafts = drafts or {}
    sources = made_from(template, parameters)  # before execution, when the notebook reads its inputs
    working_copy = output.with_suffix(".failed.ipynb")
    named = {name: value for name, value in parameters.items() if isinstance(value, str)}
    aside = {name: str(drafts[value]) for name, value in named.items() if value in drafts}
    try:
        papermill.execute_notebook(
            str(template),
            str(working_copy),
            parameters | aside,
            kernel_name="python3",
            progress_bar=False,
            stderr_file=sys.stderr,
            stdout_file=sys.stdout,
        )
    except PapermillExecutionError as error:
        raise NotebookError(
            f"{template.name} failed at In [{error.exec_count}]: {error.ename}: {error.evalue} "
            f"(see {working_copy})"
        ) from None
    except DeadKernelError:
        raise NotebookError(f"{template.name}: the kernel ran out of memory or was killed") from None
    except OSError as error:
        raise NotebookError(f"{template.name} could not be executed: {error}") from None
    notebook = nbformat.read(working_copy, as_version=4)
    _clean(notebook, parameters, drafts, sources)
    with replacing(drafts.get(str(output), output)) as whole_copy:
        nbformat.write(notebook, whole_copy)
    working_copy.unlink()


def made_from(template: Path, parameters: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return hashes of everything that a notebook's results depend on besides its parameters.

    Returns:
        `code`: hashes of the template, by its name, and of the modules that it imports, by their paths in the
        package. `inputs`: hashes of the files and folders that its parameters name, by path.
    """
    code = {template.name: template}
    code |= {str(path.relative_to(PACKAGE)): path for path in imported_modules(template)}
    inputs = sorted(notebook_inputs(template) & parameters.keys())
    named = [path for name in inputs for path in strings(parameters[name])]
    files = {path: [path] if Path(path).exists() else pretrained(path) for path in named}
    return {
        "code": {name: provenance.file_hash(path) for name, path in code.items()},
        "inputs": {path: provenance.file_hash(Path(file)) for path in named for file in files[path]},
    }


def _clean(
    notebook: nbformat.NotebookNode,
    parameters: dict[str, Any],
    drafts: dict[str, Path],
    sources: dict[str, dict[str, str]],
) -> None:
    executed = notebook.metadata.pop("papermill")
    notebook.metadata["executed"] = {
        "parameters": parameters,
        "at": executed["end_time"],
        "seconds": executed["duration"],
        **provenance.origin(),
        **sources,
    }
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.metadata["tags"].append("remove-cell")
            for place, draft in drafts.items():
                cell.source = cell.source.replace(str(draft), place)


def main() -> None:
    """Execute a notebook; on failure, say why in the last line and exit with status 1."""
    template, parameters, *outputs = sys.argv[1:]
    try:
        with whole([Path(output) for output in outputs]) as drafts:
            execute(Path(template), Path(outputs[0]), json.loads(parameters), drafts)
    except NotebookError as error:
        sys.exit(f"\n{error}")


if __name__ == "__main__":
    main()
