"""results.json: every number that a report shows, collected from what its notebooks handed over.

python -m lstm_attention.exhibits.results build/<profile> PROFILE SETTINGS RESULTS TIMINGS SCHEMA RECORD
"""

import json
import sys
from pathlib import Path
from typing import Any

from lstm_attention.exhibits.quoting import COST, RESULTS
from lstm_attention.exhibits.schema import LIVE, results_schema
from lstm_attention.settings import Settings
from lstm_attention.store.outputs import whole

SCHEMA = "results.schema.json"
"""Name of the file beside results.json that describes it."""

TEMPLATES = Path("book/notebooks")
"""The folder of the notebooks."""


def handed_over_folders(build: Path, live: bool) -> list[Path]:
    """The folders of this report's notebooks that handed something over.

    Args:
        build: the folder of a report.
        live: whether the report has the page that runs the models; an earlier one in this folder may have had
            it, or notebooks that are gone.
    """
    names = {template.stem for template in TEMPLATES.glob("*.ipynb")} - (set() if live else {LIVE})
    return sorted(path for path in (build / "exhibits").iterdir() if path.name.partition("-")[0] in names)


def collect(build: Path, profile: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Join what all notebooks of a built report handed over.

    Returns:
        `profile`, `parameters`, `provenance`, and each notebook's results under its name. Those of a table
        are under the table's name, and those of `evaluate` are by model.

    Raises:
        ValueError: if a notebook gives one name to two results.
    """
    settings = Settings(**parameters)
    folders = handed_over_folders(build, settings.live)
    results: dict[str, Any] = {
        "profile": profile,
        "parameters": parameters,
        "provenance": origin(build, settings.seeds_by_name(), [folder.name for folder in folders]),
    }
    for folder in folders:
        notebook, _, model = folder.name.partition("-")
        own = results.setdefault(notebook, {})
        if model:
            own = own.setdefault(model, {})
        own |= handed_over(folder)
    return results


def handed_over(folder: Path) -> dict[str, Any]:
    """Return the results of one notebook, those of a table under the table's name.

    Raises:
        ValueError: if the notebook gives one name to two results.
    """
    own: dict[str, Any] = {}
    for path in sorted(folder.glob("*.json")):
        content = _read(path)
        part = content if path.name == RESULTS else {} if path.stem == COST else {path.stem: content}
        if twice := own.keys() & part.keys():
            raise ValueError(f"{folder}: two results are called {sorted(twice)[0]!r}")
        own |= part
    return own


def origin(build: Path, seeds: dict[str, list[int]], notebooks: list[str]) -> dict[str, Any]:
    """Return what the results were made from: the same for all reports of one commit on one machine.

    Args:
        build: the folder of a report.
        seeds: the seeds of every model and variant, by name.
        notebooks: the names of those that handed something over.

    Returns:
        `commit`, `dirty`, `versions` and `machine` of the notebooks, `corpus` and `vectors` (SHA-256)
        of the runs: one value if all agree, otherwise one for each notebook or run, by name; and
        `seeds`, by model and variant.
    """
    runs = [f"{name}-{seed}" for name, own in seeds.items() for seed in own]
    names = [f"train-{run}" for run in runs] + notebooks
    executed = {name: _read(build / "notebooks" / f"{name}.ipynb")["metadata"]["executed"] for name in names}
    records = {run: _read(build / "runs" / run / "run.json") for run in runs}
    return {
        **{fact: _common(executed, fact) for fact in ("commit", "dirty", "versions", "machine")},
        **{fact: _common(records, fact) for fact in ("corpus", "vectors")},
        "seeds": seeds,
    }


def _common(records: dict[str, dict[str, Any]], fact: str) -> Any:
    by_name = {name: record[fact] for name, record in records.items()}
    first = next(iter(by_name.values()))
    return first if all(value == first for value in by_name.values()) else by_name


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def timings(build: Path, settings: Settings) -> dict[str, Any]:
    """Return what differs each time: the seconds of training runs, tables that show seconds, and dates.

    Training runs with the seeds of an earlier report in this folder are left out.

    Returns:
        The seconds of each run, under its name; `tables`, by notebook; `executed`, by notebook, with `at`
        and `seconds`.
    """
    runs = [f"{name}-{seed}" for name, own in settings.seeds_by_name().items() for seed in own]
    seconds = {run: _read(build / "runs" / run / "run.json")["seconds"] for run in runs}
    folders = handed_over_folders(build, settings.live)
    costs = {
        folder.name: {COST: _read(folder / f"{COST}.json")}
        for folder in folders
        if (folder / f"{COST}.json").is_file()
    }
    executed = {}
    for path in sorted((build / "notebooks").glob("*.ipynb")):
        step, _, run = path.stem.partition("-")
        if path.stem.endswith(".failed") or (step == "train" and run not in runs):
            continue
        metadata = _read(path)["metadata"]["executed"]
        executed[path.stem] = {fact: metadata[fact] for fact in ("at", "seconds")}
    return {**seconds, "tables": costs, "executed": executed}


def main() -> None:
    """Write results.json, timings.json and the schema of the first into a build folder."""
    build, profile, settings, *outputs = sys.argv[1:]
    contents = [
        collect(Path(build), profile, json.loads(settings)),
        timings(Path(build), Settings(**json.loads(settings))),
        results_schema(TEMPLATES),
    ]
    with whole([Path(output) for output in outputs]) as drafts:
        for draft, content in zip(drafts.values(), contents, strict=True):
            draft.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
