"""`make report` and `make pdf`: check the parameters, say what will run and why, let Snakemake run it.

python -m lstm_attention.commands.report html|pdf PROFILE OVERRIDES CLUSTER CORPUS TEXT LABEL
"""

import fcntl
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lstm_attention.corpus.checks import check_corpus
from lstm_attention.corpus.sources import CorpusError
from lstm_attention.settings import SettingsError, load_settings
from lstm_attention.store.outputs import ASIDE, UNFINISHED, changed, forget

REASONS = {
    "Missing output files": "not made yet",
    "Params have changed": "parameters changed",
    "Code has changed": "code changed",
    "Set of input files has changed": "other inputs than before",
    "Incomplete output files": "was interrupted",
    "Forced execution": "was interrupted",
    "Input files updated by another job": "follows from the above",
}
"""Snakemake's reasons for a step, and how they are told; the first that fits counts."""


def main() -> None:
    """Build a report; exit with 2 for a wrong parameter or corpus, with 1 for a failed step."""
    form, profile, overrides, cluster, *corpus = sys.argv[1:]
    overrides = " ".join([*corpus_overrides(*corpus), overrides]).strip()
    started = time.monotonic()
    if not re.fullmatch(r"[\w-]+", profile):
        sys.exit(f"PROFILE={profile!r}: must be the name of a file in config/, without .yaml")
    if cluster and not (Path(cluster) / "config.yaml").is_file():
        sys.exit(f"CLUSTER={cluster!r}: must be a folder with a config.yaml, such as profiles/slurm")
    if form == "pdf" and not _can_set_type():
        sys.exit(
            "make pdf needs LaTeX and its fonts: sudo apt-get install --no-install-recommends $(cat apt.txt)"
        )
    try:
        settings = load_settings(Path("config") / f"{profile}.yaml", overrides)
        check_corpus(settings)
    except (SettingsError, CorpusError) as error:
        print(f"Nothing was run:\n{error}", file=sys.stderr)
        sys.exit(2)
    build = Path("build") / profile
    build.mkdir(parents=True, exist_ok=True)
    made = build / {"html": "html/index.html", "pdf": "report.pdf"}[form]
    targets = {"html": ["all"], "pdf": ["all", "pdf"]}[form]
    with only_one(build / ".lock") as lock:
        with ThreadPoolExecutor() as pool:  # beside Snakemake, so that it costs no time if all is well
            comparing = pool.submit(changed, build)
            steps = plan(profile, overrides, *targets)
        if differing := comparing.result():
            for step, paths in differing.items():
                more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
                print(f"{paths[0]}{more} changed since {step} made it: made again.")
            forget(build, differing)
            steps = plan(profile, overrides, *targets)
        if not steps:
            print(f"Nothing to do: {made} is up to date ({time.monotonic() - started:.1f} s).")
            return
        print(f"Report '{profile}' ({_seeds(settings.seeds)}): {len(steps)} steps to run")
        for line in _explained(steps):
            print(line)
        print(flush=True)
        environment = {"REPORT_PLAN": "\n".join(json.dumps(step) for step in steps)}
        where = ["--profile", cluster] if cluster else ["--cores", "all"]
        status = _snakemake(
            profile, overrides, *targets, *where, environment=environment, pass_fds=[lock]
        ).returncode
        if status:
            sys.exit(1)
        for passing in (UNFINISHED, ASIDE):
            shutil.rmtree(build / passing, ignore_errors=True)
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    print(f"\nDone in {minutes} min {seconds} s. Open {made}")


def _can_set_type() -> bool:
    """Whether LaTeX is there, and finds the fonts that Sphinx sets a PDF in."""
    if not all(map(shutil.which, ("xelatex", "latexmk", "kpsewhich"))):
        return False
    fonts = ("FreeSerif.otf", "FreeSans.otf", "FreeMono.otf")
    return not subprocess.run(["kpsewhich", *fonts], capture_output=True, check=False).returncode


def corpus_overrides(source: str, text_column: str, label_column: str) -> list[str]:
    """CORPUS, TEXT and LABEL as overrides; what is empty stays as the profile has it."""
    named = {"source": source, "text_column": text_column, "label_column": label_column}
    return [shlex.quote(f"{name}={json.dumps(value)}") for name, value in named.items() if value]


def plan(profile: str, overrides: str, *targets: str) -> list[dict[str, Any]]:
    """Steps that would run now for rules: `name`, `reason`, `command`, expected `seconds` and `log`.

    Args:
        profile, overrides: the parameters.
        targets: the rules, and options of Snakemake.

    Exits with Snakemake's own words if it finds the workflow at fault.
    """
    done = _snakemake(profile, overrides, *targets, "--cores", "all", "--dry-run", stdout=subprocess.PIPE)
    if done.returncode:
        sys.exit(done.stdout.strip())
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@contextmanager
def only_one(path: Path) -> Iterator[int]:
    """Let one process at a time work on a build folder; a second one waits and says so.

    The lock is the system's, so it is gone when its holders die, however they die: this process,
    and those to which it passes the descriptor that it is given.
    """
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another `make report` works on {path.parent}: waiting until it is done.", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def _snakemake(
    profile: str,
    overrides: str,
    *more: str,
    environment: dict[str, str] | None = None,
    stdout: int | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.CompletedProcess[str]:
    # As a file: Snakemake reads a value on its command line as Python, or as YAML, or cuts it.
    config = Path("build") / profile / "config.json"
    config.write_text(json.dumps({"profile": profile, "set": overrides}), encoding="utf-8")
    # Greedy: the default starts a solver of linear programs each time that a step is free to run.
    command = [
        *(str(Path(sys.executable).with_name("snakemake")), "--logger", "report"),
        *("--nolock", "--rerun-incomplete", "--keep-going", "--scheduler", "greedy", *more),
        *("--configfile", str(config)),
    ]
    return subprocess.run(
        command,
        env=os.environ | (environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        pass_fds=pass_fds,
        text=True,
        check=False,
    )


def _explained(steps: list[dict[str, Any]]) -> Iterator[str]:
    """One line for each rule and reason: how many steps, which rule, why."""
    groups: dict[tuple[str, str], int] = {}
    for step in steps:
        key = step["name"].split()[0], _told(step["reason"])
        groups[key] = groups.get(key, 0) + 1
    for (rule, reason), count in groups.items():
        yield f"  {count:3d} × {rule:<12} {reason}"


def _told(reason: str) -> str:
    """Snakemake's reason in plain words; of changed files, the names of the first three."""
    files = re.search(r"Updated input files: ([^;]+)", reason)
    if files:
        names = [Path(file.strip()).name for file in files[1].split(",")]
        return f"changed: {', '.join(names[:3])}" + (" …" if len(names) > 3 else "")
    return next((told for said, told in REASONS.items() if said in reason), reason)


def _seeds(seeds: list[int]) -> str:
    return f"seed {seeds[0]}" if len(seeds) == 1 else f"{len(seeds)} seeds"


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. What was finished is kept: run the same command to carry on.")
