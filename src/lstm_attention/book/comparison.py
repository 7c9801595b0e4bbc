"""Several built reports on one page: how they differ, what they found, how they learned."""

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
    """The reports cannot be compared."""


def differing_parameters(results: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """Return the parameters that differ between reports.

    Args:
        results: content of results.json, by profile.

    Returns:
        One row per parameter, with a model's name in front of its parameters, and one for `corpus`, the
        fingerprint; one column per profile, None if a profile has no such parameter.
    """
    flat = {
        profile: _flat(content["parameters"]) | {"corpus": content["corpus"]["fingerprint"][:12]}
        for profile, content in results.items()
    }
    names = dict.fromkeys(name for parameters in flat.values() for name in parameters)
    rows = {name: [parameters.get(name) for parameters in flat.values()] for name in names}
    differing = {name: row for name, row in rows.items() if any(value != row[0] for value in row)}
    # As objects, because pandas would turn None into NaN, and whole numbers beside it into floats.
    return pd.DataFrame(list(differing.values()), index=list(differing), columns=list(flat), dtype=object)


def _flat(parameters: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in parameters.items():
        inner = _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
        flat |= inner
    return flat


def headlines(results: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """Return the accuracy of each model with its 95% interval, for all reports.

    Returns:
        Columns `model`, `source` (the profile), `runs`, `accuracy`, `low`, `high`; the rows
        of a model are adjacent.
    """
    return pd.DataFrame(
        {
            "model": NAMES[model],
            "source": profile,
            "runs": content["compare"]["intervals"][model]["runs"],
            "accuracy": interval["mean"],
            "low": interval["low"],
            "high": interval["high"],
        }
        for model in MODELS
        for profile, content in results.items()
        for interval in [content["compare"]["intervals"][model]["accuracy"]]
    )


def histories(results: dict[str, dict[str, Any]]) -> dict[str, dict[str, list[pd.DataFrame]]]:
    """Return the histories of all training runs, by model and profile, with one row per epoch."""
    found: dict[str, dict[str, list[pd.DataFrame]]] = {}
    for profile, content in results.items():
        for model, described in content["evaluate"].items():
            runs = [pd.DataFrame(run["history"]) for run in described["runs"]]
            found.setdefault(NAMES[model], {})[profile] = runs
    return found


def write_page(build: Path, profiles: list[str]) -> Path:
    """Write one HTML file that shows the reports of `profiles` side by side.

    Raises:
        ComparisonError: if fewer than two differ, or if one has no report; names those that have one.
        NotebookError: if the page's notebook fails.
    """
    profiles = list(dict.fromkeys(profiles))
    if len(profiles) < 2:
        raise ComparisonError("name two or more different profiles, as in `make compare A=quick B=full`")
    built = sorted(path.parent.name for path in build.glob("*/results.json"))
    for profile in profiles:
        if profile not in built:
            raise ComparisonError(
                f"no report of profile {profile!r} in {build}/ (reports there: "
                f"{', '.join(built) or 'none'}): build one with `make report PROFILE=...`"
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
