"""A sweep: say how large it is, let Snakemake train what is missing, and make one page of all points.

A point that fails does not keep the others from being made. The page then says which, and why; the next sweep
tries it again.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from lstm_attention.book.single import PrintError, as_html, as_pdf
from lstm_attention.commands.estimates import duration, together
from lstm_attention.commands.report import (
    REPORT_ASKED,
    SWEEP_ASKED,
    asked_of,
    by_rule,
    check_cluster,
    checked_settings,
    only_one,
    run_steps,
    spent,
    steps_to_run,
)
from lstm_attention.corpus.checks import check_corpus
from lstm_attention.corpus.languages import check_language
from lstm_attention.profiles import load_settings
from lstm_attention.settings import SettingsError, SourceParameters
from lstm_attention.store.outputs import UNFINISHED, forget, replacing
from lstm_attention.sweeps.points import Sampling, sweep_points, trained_models
from lstm_attention.sweeps.sharing import Sweep, planned


@dataclass(frozen=True)
class Request:
    """What a sweep is asked for.

    Attributes:
        profile: name of a file in config/, without .yaml.
        overrides: parameters of all points that differ from the profile, as `load_settings` takes them.
        over: parameters that vary and their values, as `sweep_points` takes them.
        models: models and variants to train; empty for those that the parameters concern.
        sampling: how points are drawn from ranges.
    """

    profile: str
    overrides: str
    over: str
    models: list[str] = field(default_factory=list)
    sampling: Sampling = field(default_factory=Sampling)

    @classmethod
    def read(
        cls, profile: str, overrides: str, over: str, models: str, points: int, draw: str, seed: int
    ) -> "Request":
        """Return a request from the words of a command line."""
        listed = [name.strip() for name in models.split(",") if name.strip()]
        return cls(profile, overrides, over, listed, Sampling(points, draw, seed))

    @property
    def build(self) -> Path:
        """Folder of the profile."""
        return Path("build") / self.profile


def make_sweep(request: Request, cluster: str = "") -> bool:
    """Make a sweep and its page, after saying how large it is.

    Returns:
        Whether all points have results and there is a page.

    Raises:
        ReportError, SettingsError, CorpusError: before any work.
    """
    started = time.monotonic()
    check_cluster(cluster)
    sweep, asked = _planned(request)
    build, page = request.build, request.build / "sweep" / "sweep.html"
    with only_one(build) as lock:
        steps, differing = steps_to_run(build, asked, ["tried"])
        forget(build, differing)
        print("\n".join(_explained(request, sweep, steps)), end="\n\n", flush=True)
        failed: dict[str, str] = {}
        if steps:
            with tempfile.NamedTemporaryFile("r", encoding="utf-8") as said:
                status = run_steps(
                    build / SWEEP_ASKED, asked, steps, ["tried"], cluster, lock, REPORT_FAILED=said.name
                )
                reasons = dict(json.loads(line) for line in said)
            if status < 0:  # Snakemake was killed
                return False
            failed = why_missing(sweep, reasons)
        asked["sweep"]["failed"] = failed
        steps, differing = steps_to_run(build, asked, ["sweep"])
        forget(build, differing)
        if steps and run_steps(build / SWEEP_ASKED, asked, steps, ["sweep"], "", lock):
            return False
        if not failed:
            shutil.rmtree(build / "sweep" / UNFINISHED, ignore_errors=True)
        made = _write_page(request, page)
    print(f"\nDone in {spent(started)}. Open {made}")
    return not failed


def show_plan(request: Request) -> None:
    """Say how many points and training runs a sweep has, what would run now, and for how long; run nothing.

    Raises:
        ReportError, SettingsError, CorpusError: as `make_sweep` does.
    """
    sweep, asked = _planned(request)
    with only_one(request.build):
        steps, _ = steps_to_run(request.build, asked, ["tried"])
    print("\n".join(_explained(request, sweep, steps)))


def why_missing(sweep: Sweep, reasons: dict[str, str]) -> dict[str, str]:
    """Return the runs and weights that were not made, by path, and why.

    Args:
        sweep: the sweep.
        reasons: what failed steps said last, by the names of their records.
    """
    found = {}
    for path in [*sweep.paths("runs"), *sweep.paths("weights")]:
        if not Path(path).exists():
            first = _first_missing(sweep, path)
            found[path] = f"{sweep.steps[first]}: {reasons.get(sweep.steps[first], 'was not made')}"
    return found


def _first_missing(sweep: Sweep, path: str) -> str:
    """Return what is missing before this, and before that, and so on: the cause."""
    before = next((needed for needed in sweep.needs[path] if not Path(needed).exists()), None)
    return _first_missing(sweep, before) if before else path


def _planned(request: Request) -> tuple[Sweep, dict[str, Any]]:
    """Return the sweep, and what Snakemake is asked for: it, beside the last report, with which it shares."""
    checked_settings(request.profile, request.overrides)
    profile = Path("config") / f"{request.profile}.yaml"
    points = sweep_points(profile, request.overrides, request.over, request.sampling)
    # Points with the same documents are checked once.
    for settings in {str(each.settings.group(SourceParameters)): each.settings for each in points}.values():
        check_corpus(settings)
    for each in points:
        check_language(each.settings)
    asked = asked_of(request.profile, _last_overrides(request, profile)) | {
        "sweep": {
            "set": request.overrides,
            "over": request.over,
            "models": request.models,
            "sampling": asdict(request.sampling),
            "failed": {},
        }
    }
    report = load_settings(profile, asked["set"])
    return planned(str(request.build), report, points, trained_models(points, request.models)), asked


def _last_overrides(request: Request, profile: Path) -> str:
    """Return the overrides of the last report, in which a sweep changes nothing; its own if there is none."""
    try:
        last = json.loads((request.build / REPORT_ASKED).read_text(encoding="utf-8"))["set"]
        load_settings(profile, last)
    except (OSError, ValueError, SettingsError):
        return request.overrides
    return last


def _explained(request: Request, sweep: Sweep, steps: list[dict[str, Any]]) -> Iterator[str]:
    """Yield how large a sweep is, and which steps will run."""
    trainings = len(sweep.paths("runs"))
    points = f"{_count(len(sweep.points), 'point')}, {_count(trainings, 'training run')}"
    saved = f" ({sweep.unshared} if points shared nothing)" if sweep.unshared > trainings else ""
    yield f"Sweep of '{request.profile}': {points}{saved}"
    if not steps:
        yield "Nothing to train: all training runs are up to date."
        return
    missing = sum(step["name"].split()[0] in ("train", "sweep_train") for step in steps)
    needed = duration(together([step["seconds"] for step in steps]))
    yield f"{_count(missing, 'training run')} to go, about {needed} on {os.cpu_count()} cores"
    yield from by_rule(steps)


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _write_page(request: Request, page: Path) -> str:
    """Write the page as HTML and, where there is Chromium, as a PDF; return their paths for the reader."""
    notebook = nbformat.read(request.build / "notebooks" / "sweep.ipynb", as_version=4)
    html = as_html(notebook, f"Sweep of {request.profile}", code=False)
    for path in (page, page.with_name("print.html")):
        with replacing(path) as draft:
            draft.write_text(html, encoding="utf-8")
    try:
        made = as_pdf(page.with_name("print.html")).rename(page.with_suffix(".pdf"))
    except PrintError as error:
        for stale in (page.with_name("print.html"), page.with_suffix(".pdf")):
            stale.unlink(missing_ok=True)
        return f"{page}; there is no PDF of it: {error}"
    return f"{page} or {made}"
