"""Making a report and its PDF: check the parameters, say what will run and why, let Snakemake run it."""

import fcntl
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lstm_attention.commands.estimates import duration, together
from lstm_attention.corpus.checks import check_corpus
from lstm_attention.corpus.reddit import FOLDER, fetch_posts
from lstm_attention.corpus.rows import CorpusError, shortened
from lstm_attention.corpus.sources import files_left_out
from lstm_attention.exhibits.quoting import RESULTS
from lstm_attention.profiles import load_settings
from lstm_attention.settings import REDDIT, Settings, SettingsError
from lstm_attention.store.outputs import ASIDE, RECORDS, UNFINISHED, changed, forget

REPORT_ASKED, SWEEP_ASKED = "config.json", "sweep.json"
"""Files of a build folder with what the last report and the last sweep were asked for."""

REASONS = {
    "Missing output files": "not made yet",
    "Params have changed": "parameters changed",
    "Code has changed": "code changed",
    "Set of input files has changed": "inputs changed",
    "Incomplete output files": "was interrupted",
    "Forced execution": "was interrupted",
    "Input files updated by another job": "follows from the above",
}
"""Snakemake's reasons for a step in plain words; the first that fits is used."""

LOCK = ".lock"
"""A file of a build folder that is locked while a report is made in it."""


class ReportError(Exception):
    """A report cannot be made as requested."""


REFUSALS = (ReportError, SettingsError, CorpusError)
"""Errors that are raised before any work, for the reader to fix."""


def make_report(profile: str, overrides: str, *, pdf: bool = False, cluster: str = "") -> bool:
    """Make the parts of a report that are not up to date, after saying which.

    Args:
        profile: name of a file in config/, without .yaml.
        overrides: parameters that differ from the profile, as `load_settings` takes them.
        pdf: whether to make the PDF too.
        cluster: folder with a profile of Snakemake; empty for this machine.

    Returns:
        Whether all steps ended well.

    Raises:
        ReportError, SettingsError, CorpusError: before any work.
    """
    started = time.monotonic()
    settings = checked_settings(profile, overrides)
    check_cluster(cluster)
    if pdf and not _can_set_type():
        raise ReportError(
            "a PDF needs LaTeX and its fonts: sudo apt-get install --no-install-recommends $(cat apt.txt)"
        )
    build = Path("build") / profile
    made, targets = (build / "report.pdf", ["all", "pdf"]) if pdf else (build / "html/index.html", ["all"])
    with only_one(build) as lock:
        asked = asked_of(profile, overrides)
        steps, differing = steps_to_run(build, asked, targets)
        forget(build, differing)
        if not steps:
            print(f"Nothing to do: {made} is up to date ({time.monotonic() - started:.1f} s).")
            return True
        print("\n".join(_explained(profile, settings, steps)), end="\n\n", flush=True)
        if run_steps(build / REPORT_ASKED, asked, steps, targets, cluster, lock):
            return False
        for passing in (UNFINISHED, ASIDE):
            shutil.rmtree(build / passing, ignore_errors=True)
    print(f"\nDone in {spent(started)}. Open {made}")
    without_font = json.loads((build / RESULTS).read_text(encoding="utf-8"))["corpus"]["without_font"]
    if without_font:
        from lstm_attention.exhibits import corpus_statements, fonts

        print(f"{corpus_statements.lacking(without_font)}.")
        if fonts.lacking():
            print(f"Install the packages of apt.txt, delete {build} and make the report again.")
    return True


def check_cluster(cluster: str) -> None:
    """Check the folder that has a cluster's profile of Snakemake; empty for this machine.

    Raises:
        ReportError: if it holds no config.yaml.
    """
    if cluster and not (Path(cluster) / "config.yaml").is_file():
        raise ReportError(f"cluster {cluster!r}: must be a folder with a config.yaml, such as profiles/slurm")


def spent(started: float) -> str:
    """Return the time since a reading of the monotonic clock: `3 min 20 s`."""
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    return f"{minutes} min {seconds} s"


def run_steps(
    config: Path,
    asked: dict[str, Any],
    steps: list[dict[str, Any]],
    targets: list[str],
    cluster: str,
    lock: int,
    **environment: str,
) -> int:
    """Let Snakemake run steps, and go on with the others if one fails.

    Args:
        config: file to which `asked` is written; `clean` reads it.
        asked: what is asked for, from `asked_of`.
        steps: from `steps_to_run`, for the time left.
        targets: rules to run.
        cluster: folder with a profile of Snakemake; empty for this machine.
        lock: the descriptor from `only_one`.
        environment: more variables for Snakemake.

    Returns:
        Its exit status.
    """
    config.write_text(json.dumps(asked), encoding="utf-8")
    seconds = json.dumps({step["name"]: step["seconds"] for step in steps})
    return _snakemake(
        config,
        *targets,
        *(["--profile", cluster] if cluster else ["--cores", "all"]),
        env=os.environ | {"REPORT_PLAN": seconds} | environment,
        pass_fds=[lock],
    ).returncode


def show_plan(profile: str, overrides: str) -> None:
    """Say what `make_report` would run now, why and for how long, and run nothing.

    Raises:
        ReportError, SettingsError, CorpusError: as `make_report` does.
    """
    settings = checked_settings(profile, overrides)
    with only_one(Path("build") / profile):
        steps, _ = steps_to_run(Path("build") / profile, asked_of(profile, overrides), ["all"])
    print("\n".join(_explained(profile, settings, steps)) if steps else "Nothing to do: all is up to date.")


def checked_settings(profile: str, overrides: str) -> Settings:
    """Return the parameters of a report after checking that its corpus exists and can be read.

    A corpus that has a public source is fetched if it is not there.

    Raises:
        ReportError, SettingsError, CorpusError: if the corpus is missing or cannot be read, or if a parameter
            is wrong.
    """
    if not re.fullmatch(r"[\w-]+", profile):
        raise ReportError(f"profile {profile!r}: must be the name of a file in config/, without .yaml")
    settings = load_settings(Path("config") / f"{profile}.yaml", overrides)
    if settings.source == REDDIT:
        with only_one(FOLDER):
            fetch_posts()
    check_corpus(settings)
    return settings


def _can_set_type() -> bool:
    """Return whether LaTeX is installed and finds the fonts that Sphinx uses in a PDF."""
    if not all(map(shutil.which, ("xelatex", "latexmk", "kpsewhich"))):
        return False
    fonts = ("FreeSerif.otf", "FreeSans.otf", "FreeMono.otf")
    return not subprocess.run(["kpsewhich", *fonts], capture_output=True, check=False).returncode


def corpus_overrides(source: str, text_column: str, label_column: str) -> str:
    """Return a corpus and its columns as overrides; an empty one keeps the profile's value."""
    named = {"source": source, "text_column": text_column, "label_column": label_column}
    return " ".join(shlex.quote(f"{name}={json.dumps(value)}") for name, value in named.items() if value)


def plan(profile: str, overrides: str, *targets: str) -> list[dict[str, Any]]:
    """Return the steps that would run now: `name`, `reason`, `command`, expected `seconds` and `log`.

    Args:
        profile, overrides: the parameters.
        targets: rules to run, and options of Snakemake.

    Raises:
        ReportError: in Snakemake's own words, if it finds a fault in the workflow.
    """
    return planned_steps(asked_of(profile, overrides), *targets)


def planned_steps(asked: dict[str, Any], *targets: str) -> list[dict[str, Any]]:
    """Return the steps that would run now, as `plan` does, for anything that can be asked of Snakemake."""
    # Not in config.json, which belongs to the last report that was made.
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as config:
        json.dump(asked, config)
        config.flush()
        more = ["--cores", "all", "--dry-run"]
        done = _snakemake(Path(config.name), *targets, *more, stdout=subprocess.PIPE)
    if done.returncode:
        raise ReportError(done.stdout.strip())
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def steps_to_run(
    build: Path, asked: dict[str, Any], targets: list[str]
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """Return the steps to run, and by step all files that changed since; print those that matter."""
    with ThreadPoolExecutor() as pool:  # beside Snakemake, so that it costs no time if all is well
        comparing = pool.submit(changed, build)
        steps = planned_steps(asked, *targets)
    differing = comparing.result()
    every = planned_steps(asked, *targets, "--forceall") if differing else []
    again = {name: differing[name] for name in map(_record, every) if name in differing}
    for name, paths in again.items():
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        print(f"{paths[0]}{more} changed since the step {name}, which now runs again.")
    if again:
        records = [str(build / RECORDS / f"{name}.json") for name in again]
        steps = planned_steps(asked, *targets, "--forcerun", *records)
    reason = {"reason": "changed since it was made"}
    return [step | reason if _record(step) in again else step for step in steps], differing


def _record(step: dict[str, Any]) -> str:
    """Return the name of a step's record, which its log shares."""
    return Path(step["log"]).stem


@contextmanager
def only_one(build: Path) -> Iterator[int]:
    """Let one process at a time work on a build folder; a second one says that it is waiting.

    The operating system holds the lock, so it is released when its holders end, however they end: this
    process, and the processes to which it passes the descriptor.
    """
    build.mkdir(parents=True, exist_ok=True)
    with (build / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another command is working on {build}: waiting until it is done.", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def asked_of(profile: str, overrides: str) -> dict[str, Any]:
    """Return what Snakemake reads from a file; on its command line, it parses values as Python or YAML."""
    return {"profile": profile, "set": overrides}


def _snakemake(config: Path, *more: str, **how: Any) -> subprocess.CompletedProcess[str]:
    # Greedy, because the default starts a solver of linear programs whenever a step is ready to run.
    command = [
        *(str(Path(sys.executable).with_name("snakemake")), "--logger", "report"),
        *("--nolock", "--rerun-incomplete", "--keep-going", "--scheduler", "greedy", *more),
        *("--configfile", str(config)),
    ]
    return subprocess.run(command, stdin=subprocess.DEVNULL, text=True, check=False, **how)


def _explained(profile: str, settings: Settings, steps: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what will run: one line for the whole, and one for each rule and reason."""
    needed = duration(together([step["seconds"] for step in steps]))
    seeds = f"seed {settings.seeds[0]}" if len(settings.seeds) == 1 else f"{len(settings.seeds)} seeds"
    yield f"Report '{profile}' ({seeds}): {len(steps)} steps to run, about {needed} on {os.cpu_count()} cores"
    ignored = [shortened(file.name) for file in files_left_out(settings.source)]
    if ignored:
        more = f" and {len(ignored) - 5} more" if len(ignored) > 5 else ""
        yield f"Ignored in {settings.source}, as their formats cannot be read: {', '.join(ignored[:5])}{more}"
    yield from by_rule(steps)


def by_rule(steps: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each rule and reason: how many steps, how long, and why."""
    groups: dict[tuple[str, str], list[float]] = {}
    for step in steps:
        groups.setdefault((step["name"].split()[0], _told(step["reason"])), []).append(step["seconds"])
    for (rule, reason), seconds in groups.items():
        yield f"  {len(seconds):3d} × {rule:<15} {duration(sum(seconds)):>7}   {reason}"


def _told(reason: str) -> str:
    """Return Snakemake's reason in plain words, with the names of the first three changed files."""
    files = re.search(r"Updated input files: ([^;]+)", reason)
    if files:
        names = [Path(file.strip()).name for file in files[1].split(",")]
        return f"changed: {', '.join(names[:3])}" + (" …" if len(names) > 3 else "")
    return next((ours for theirs, ours in REASONS.items() if theirs in reason), reason)
