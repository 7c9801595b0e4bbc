"""Several built reports on one page: where they differ, what came out, how they learned."""

from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from lstm_attention.book.execution import execute
from lstm_attention.book.single import as_html
from lstm_attention.exhibits.wording import NAMES
from lstm_attention.settings import MODELS
from lstm_attention.store.outputs import replacing

TEMPLATE = Path("book/notebooks/side_by_side.ipynb")


class ComparisonError(Exception):
    """Reports that cannot be compared."""


def differing_parameters(results: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """Parameters that are not the same in all reports.

    Args:
        results: content of results.json, by profile.

    Returns:
        One row a parameter, a model's with the model's name in front, and `corpus`, the
        fingerprint; one column a profile, None where a profile has no such parameter.
    """
    flat = {
        profile: _flat(content["parameters"]) | {"corpus": content["corpus"]["fingerprint"][:12]}
        for profile, content in results.items()
    }
    names = dict.fromkeys(name for parameters in flat.values() for name in parameters)
    rows = {name: [parameters.get(name) for parameters in flat.values()] for name in names}
    differing = {name: row for name, row in rows.items() if any(value != row[0] for value in row)}
    # As objects: pandas would make NaN of None, and a float of a whole number beside it.
    return pd.DataFrame(list(differing.values()), index=list(differing), columns=list(flat), dtype=object)


def _flat(parameters: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in parameters.items():
        inner = _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
        flat |= inner
    return flat


def headlines(results: dict[str, dict[str, Any]], metric: str = "accuracy") -> pd.DataFrame:
    """A metric of each model with its 95% interval, in all reports.

    Returns:
        Columns `model`, `source` (the profile), `runs`, the metric's name, `low`, `high`; the
        rows of a model stand together.
    """
    return pd.DataFrame(
        {
            "model": NAMES[model],
            "source": profile,
            "runs": content["compare"]["intervals"][model]["runs"],
            metric: interval["mean"],
            "low": interval["low"],
            "high": interval["high"],
        }
        for model in MODELS
        for profile, content in results.items()
        for interval in [content["compare"]["intervals"][model][metric]]
    )


def histories(results: dict[str, dict[str, Any]]) -> dict[str, dict[str, list[pd.DataFrame]]]:
    """Histories of all trainings, one row an epoch, by model and profile."""
    found: dict[str, dict[str, list[pd.DataFrame]]] = {}
    for profile, content in results.items():
        for model, described in content["evaluate"].items():
            runs = [pd.DataFrame(run["history"]) for run in described["runs"]]
            found.setdefault(NAMES[model], {})[profile] = runs
    return found


def write_page(build: Path, profiles: list[str]) -> Path:
    """Write one HTML file that sets the reports of `profiles` side by side.

    Raises:
        ComparisonError: if there are no two of them, or one has no report; names those that have one.
        NotebookError: if the page's notebook fails.
    """
    profiles = list(dict.fromkeys(profiles))
    if len(profiles) < 2:
        raise ComparisonError("name two or more profiles that differ, such as `make compare A=quick B=full`")
    built = sorted(path.parent.name for path in build.glob("*/results.json"))
    for profile in profiles:
        if profile not in built:
            raise ComparisonError(
                f"no report of profile {profile!r} in {build}/; there are {', '.join(built) or 'none'}: "
                f"build one with `make report PROFILE=...`"
            )
    name = "-beside-".join(profiles)
    notebook = build / f"{name}.ipynb"
    results = {profile: str(build / profile / "results.json") for profile in profiles}
    execute(TEMPLATE, notebook, {"reports": results})
    page = as_html(nbformat.read(notebook, as_version=4), " beside ".join(profiles), code=False)
    notebook.unlink()
    made = build / f"{name}.html"
    with replacing(made) as draft:
        draft.write_text(page, encoding="utf-8")
    return made
