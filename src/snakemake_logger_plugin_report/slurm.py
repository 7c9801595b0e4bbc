"""What Slurm says about its jobs: why one failed, and why others wait.

It is asked with `scontrol` and `squeue`, which answer on every cluster, with accounting or without.
"""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

RUN = re.compile(r"SLURM run ID: (\S+)")
"""What Snakemake's executor says at first: the name of all its jobs."""

FAILED = {
    "CANCELLED": "cancelled",
    "TIMEOUT": "it needed more than the {TimeLimit} that it had asked Slurm for",
    "OUT_OF_MEMORY": "it needed more than the {MinMemoryNode}B of memory that it had asked Slurm for",
    "NODE_FAIL": "its node {NodeList} failed",
    "PREEMPTED": "cancelled for a job of higher priority",
}
"""States of a job that say why it failed, in plain words with the fields of `scontrol show job`."""

OUT_OF_MEMORY = re.compile(r"oom.kill|exceeded .*memory limit", re.IGNORECASE)
"""In the log of a job: Slurm ended one process for its memory, and the others then failed by themselves."""

UNANSWERED = "Unable to contact slurm controller"
"""In the log of a job: it had begun, but its step could not, as slurmctld was down at that moment."""

PASSING = {"None", "Priority", "Resources", "BeginTime", "Dependency", ""}
"""Reasons to wait that pass by themselves."""

UNAVAILABLE = ("ReqNodeNotAvail", "Nodes required for job are DOWN, DRAINED")
"""Beginnings of two reasons that Slurm gives in turns."""

REFUSED = re.compile(r"sbatch: error: ([^\n]*?)'?\.?$", re.MULTILINE)
"""In what Snakemake's executor says about a job that Slurm did not take; the last line says why."""


def why_failed(job: str | None, said: str, logs: Sequence[str]) -> str:
    """Return why a job failed, if Slurm knows; empty if the job failed by itself.

    Args:
        job: its number; None if Slurm did not take it.
        said: what Snakemake's executor said about it.
        logs: paths of Slurm's own logs of the job.
    """
    if job is None:
        refused = REFUSED.findall(said)
        return f"Slurm refused it: {refused[-1]}" if refused else "Slurm refused it"
    shown = _asked("scontrol", "--oneliner", "show", "job", job) or ""
    fields = dict(field.split("=", 1) for field in shown.split() if "=" in field)
    state = fields.get("JobState", "")
    text = "\n".join(map(_text, logs)) if state == "FAILED" else ""
    if OUT_OF_MEMORY.search(text):
        state = "OUT_OF_MEMORY"
    elif UNANSWERED in text:
        return "slurmctld did not answer when its job began"
    if state not in FAILED:
        return ""
    return FAILED[state].format_map({"TimeLimit": "?", "MinMemoryNode": "?", "NodeList": "?"} | fields)


def why_waiting(run: str) -> list[str]:
    """Return why jobs of a run wait, if waiting will not help by itself; or that Slurm does not answer."""
    listed = _asked("squeue", "--noheader", "--name", run, "--states=PENDING", "--format=%r")
    if listed is None:
        return ["Slurm does not answer. Its jobs go on; this program goes on when Slurm answers again"]
    reasons = {line.strip(" ()") for line in listed.splitlines()} - PASSING
    down = "the nodes that could run them are down, drained or reserved"
    return sorted({down if reason.startswith(UNAVAILABLE) else reason for reason in reasons})


def remember_job_age() -> None:
    """Let Snakemake's executor remember for how long Slurm lists a job that has ended.

    It asks before each check of its jobs. Without an answer, as while slurmctld is down, it would ask `sacct`
    for the jobs and not `squeue`, and without accounting it would never hear of them again.
    """
    executor = sys.modules["snakemake_executor_plugin_slurm"]
    ask = executor.get_min_job_age
    last = ask()

    def last_known() -> int | None:
        nonlocal last
        last = last if (now := ask()) is None else now
        return last

    executor.get_min_job_age = last_known


def _asked(*command: str) -> str | None:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return None


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
