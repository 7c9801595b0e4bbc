"""results.json: every figure that a report shows, collected from what its notebooks found.

python -m lstm_attention.results build/<profile> PROFILE SETTINGS RESULTS TIMINGS RECORD
"""

import json
import sys
from pathlib import Path
from typing import Any

from lstm_attention.outputs import whole

COST = "cost"
"""Name of every table that shows seconds: it stands in timings.json."""


def collect(build: Path, profile: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Join the findings, values and tables of all notebooks of a built report.

    Returns:
        `profile`, `parameters`, the notebooks' findings (`corpus`, `models`, `comparisons`
        ...), and under `values` and `tables`, by notebook and name, what the pages quote.
    """
    results: dict[str, Any] = {"profile": profile, "parameters": parameters}
    values, tables = {}, {}
    for folder in sorted(path for path in (build / "exhibits").iterdir() if path.is_dir()):
        for path in sorted(folder.glob("*.json")):
            content = json.loads(path.read_text(encoding="utf-8"))
            if path.stem == COST:
                continue
            if path.stem == "values":
                values[folder.name] = content
            elif path.stem == "findings":
                for section, part in content.items():
                    if isinstance(part, dict):
                        results.setdefault(section, {}).update(part)
                    else:
                        results[section] = part
            else:
                tables.setdefault(folder.name, {})[path.stem] = content
    return results | {"values": values, "tables": tables}


def timings(build: Path) -> dict[str, Any]:
    """Seconds of every training, by run, which differ each time; under `tables` those that show them."""
    records = {path.parent.name: path for path in sorted((build / "runs").glob("*/run.json"))}
    seconds = {run: json.loads(path.read_text(encoding="utf-8"))["seconds"] for run, path in records.items()}
    costs = {
        path.parent.name: {COST: json.loads(path.read_text(encoding="utf-8"))}
        for path in sorted((build / "exhibits").glob(f"*/{COST}.json"))
    }
    return {**seconds, "tables": costs}


def main() -> None:
    """Write results.json and timings.json into a build folder."""
    build, profile, settings, *outputs = sys.argv[1:]
    contents = collect(Path(build), profile, json.loads(settings)), timings(Path(build))
    with whole([Path(output) for output in outputs]) as drafts:
        for draft, content in zip(drafts.values(), contents, strict=True):
            draft.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
