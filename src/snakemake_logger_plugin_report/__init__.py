"""A Snakemake logger plugin that shows the progress of a report.

    snakemake --logger report ...

A dry run prints one JSON object per step: its name, why it must run, and its expected seconds. A real run
shows the running steps, their progress and the time left: as a live display on a terminal, or as one line per
step elsewhere. The progress of a step is the line in its log that it last overwrote, or at first the
`message` of its rule. The environment variable REPORT_PLAN holds the expected seconds of all steps by name,
to estimate the time left. A file named by REPORT_FAILED gets a line for each step that fails, with the name
of its record and what it said last.
"""

import json
import logging
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text
from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

from lstm_attention.commands.estimates import duration, together
from lstm_attention.store.outputs import RECORDS
from snakemake_logger_plugin_report import slurm

ENDINGS = re.compile("job execution failed|job did not complete")
"""What Snakemake says at the end if a step failed, which has been reported by then."""

TRUSTED = 60
"""The plan counts as much as this many seconds of finished steps: a short step says little about others."""

WATCHED = 60
"""Seconds between two looks at the jobs that wait in a cluster's queue."""


class LogHandler(LogHandlerBase):
    """Turns Snakemake's events into a plan or into progress."""

    writes_to_stream = True
    writes_to_file = False
    has_filter = True
    has_formatter = True
    needs_rulegraph = False

    def __post_init__(self) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        # The reader has seen enough, as with `head`. Steps end with Snakemake; finished ones are kept.
        self.console.on_broken_pipe = lambda: os._exit(1)
        self.progress = None if self.common_settings.dryrun else Progress(self.console)

    def emit(self, record: logging.LogRecord) -> None:
        """Show one event of Snakemake."""
        event = getattr(record, "event", None)
        if getattr(record, "rule_name", "") in ("all", "tried"):
            return  # these are targets, not steps
        if self.progress is None:
            if event == LogEvent.JOB_INFO:
                print(json.dumps(_step(record)), flush=True)
            elif record.levelno >= logging.ERROR:
                self.console.print(f"error: {record.getMessage()}", markup=False)
        elif event == LogEvent.JOB_INFO:
            self.progress.start(record.jobid, _step(record))
        elif event == LogEvent.JOB_FINISHED:
            self.progress.finish(record.job_id)
        elif event == LogEvent.GROUP_ERROR:
            jobs = [info["jobid"] for info in record.job_error_info]
            self.progress.fail_together(jobs, record.aux_logs, getattr(record, "external_jobid", None))
        elif event == LogEvent.JOB_ERROR:
            job = record.aux.get("external_jobid")
            self.progress.fail(record.jobid, record.log[1:], job, record.rule_msg or "")
        elif run := slurm.RUN.match(record.getMessage()):
            self.progress.watch(run[1])
        elif event in (None, LogEvent.ERROR) and record.levelno >= logging.ERROR:
            message = record.getMessage()
            if not self.progress.ended(message) and not ENDINGS.search(message):
                self.console.print(f"error: {message}", markup=False)

    def close(self) -> None:
        """Remove the live display, and let Snakemake exit at once."""
        if self.progress is not None:
            self.progress.stop()
        # The scheduler's last timer would keep the process alive for a second, with nothing left to schedule.
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):
                thread.cancel()
        super().close()


class Progress:
    """The running steps and the time left, according to a plan made beforehand.

    The time left starts from the plan's expected seconds and is corrected by how long finished steps took.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.waiting: dict[str, float] = json.loads(os.environ.get("REPORT_PLAN", "{}"))
        self.total = len(self.waiting)
        self.running: dict[int, dict[str, Any]] = {}
        self.expected_done = self.seconds_done = 0.0
        self.done = 0
        self.seconds_by_rule: dict[str, float] = {}
        self.lock = threading.Lock()
        self.run = ""
        self.stopped = threading.Event()
        self.live = Live(console=console, get_renderable=self._display, refresh_per_second=2, transient=True)
        if console.is_terminal:
            self.live.start()

    def watch(self, run: str) -> None:
        """Note that Slurm runs the steps; say once a minute why jobs wait, if waiting alone will not help."""
        self.run = run
        slurm.remember_job_age()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        known: list[str] = []
        while not self.stopped.wait(WATCHED):
            reasons = slurm.why_waiting(self.run)
            for reason in reasons:
                if reason not in known:
                    self.console.print(f"  … jobs are waiting: {reason}", markup=False)
            known = reasons

    def start(self, job: int, step: dict[str, Any]) -> None:
        """Note that a step has begun."""
        with self.lock:
            self.waiting.pop(step["name"], None)
            # A second less, as file systems round times.
            self.running[job] = step | {"started": time.monotonic(), "at": time.time() - 1}
        if not self.console.is_terminal:
            self.console.print(f"  … {step['name']}", markup=False)

    def finish(self, job: int) -> None:
        """Note that a step has ended well, and print a line that stays."""
        with self.lock:
            step = self.running.pop(job, None)
            if step is None:
                return
            seconds = time.monotonic() - step["started"]
            self.done += 1
            self.expected_done += step["seconds"]
            self.seconds_done += seconds
            rule = step["name"].split()[0]
            self.seconds_by_rule[rule] = self.seconds_by_rule.get(rule, 0.0) + seconds
        left = f"   {self._left()}" if self.running or self.waiting else ""
        self.console.print(f"  ✓ {step['name']:<28} {seconds:5.0f} s{left}", markup=False)

    def ended(self, message: str) -> bool:
        """Return whether a message from Snakemake is about the end of a running step; keep it for `fail`."""
        with self.lock:
            about = [step for step in self.running.values() if step["command"] and step["command"] in message]
            for step in about:
                step["end"] = message
        return bool(about)

    def fail(self, job: int, logs: Sequence[str] = (), number: str | None = None, said: str = "") -> None:
        """Say what failed, where its log is and what to do.

        Args:
            job: as in `start`.
            logs, number, said: where a cluster ran it, its own logs of the job, the job's number there, and
                what Snakemake's executor said.
        """
        with self.lock:
            step = self.running.pop(job, None)
        if step is not None:
            self._tell([step], slurm.why_failed(number, said, logs) if self.run else "", logs)

    def fail_together(self, jobs: list[int], logs: Sequence[str], number: str | None) -> None:
        """Of the steps that a cluster ran as one job, say which failed: those that had begun, or else all."""
        for job in [job for job in jobs if job in self.running and _is_done(self.running[job])]:
            self.finish(job)
        with self.lock:
            steps = [self.running.pop(job) for job in jobs if job in self.running]
        why = slurm.why_failed(number, "", logs) if self.run else ""
        begun = [[step] for step in steps if _since(step["log"], step)]
        for those in begun or ([steps] if steps else []):
            self._tell(those, why, logs)

    def _tell(self, steps: list[dict[str, Any]], why: str, logs: Sequence[str]) -> None:
        first = steps[0]
        # What an earlier run of the step left there is no reason.
        log = next((path for path in [first["log"], *logs] if _since(path, first)), "")
        reason = why or _signal(first.get("end", "")) or _last_line(log)
        reason = reason or "its log is empty; was the process killed?"
        if failed := os.environ.get("REPORT_FAILED"):
            with Path(failed).open("a", encoding="utf-8") as file:
                file.writelines(json.dumps([Path(step["log"]).stem, reason]) + "\n" for step in steps)
        free = shutil.disk_usage(Path.cwd() / Path(first["log"]).parent).free
        if free < 10**8:
            reason += f"\n    The disk is (nearly) full: {free / 10**6:.1f} MB are free."
        more = f" and {len(steps) - 1} more" if len(steps) > 1 else ""
        self.console.print(
            f"  ✗ {first['name']}{more} failed: {reason}\n"
            f"    log: {log or first['log']}\n"
            "    What was finished is kept: fix the cause and run the same command again.",
            markup=False,
        )

    def stop(self) -> None:
        """Remove the live display, and say which rules took most of the time."""
        self.stopped.set()
        self.live.stop()
        most = sorted(self.seconds_by_rule.items(), key=lambda spent: -spent[1])[:5]
        self.seconds_by_rule = {}  # Snakemake closes a logger twice
        if most:
            slowest = ", ".join(f"{rule} {seconds:.0f} s" for rule, seconds in most)
            self.console.print(f"  Slowest steps, by kind: {slowest}", markup=False)

    def _left(self) -> str:
        speed = (TRUSTED + self.seconds_done) / (TRUSTED + self.expected_done)
        now = time.monotonic()
        lanes = [max(1.0, s["seconds"] * speed - (now - s["started"])) for s in self.running.values()]
        waiting = [seconds * speed for seconds in self.waiting.values()]
        return f"about {duration(together([*lanes, *waiting]))} left"

    def _display(self) -> Group:
        with self.lock:
            running = list(self.running.values())
        lines = [Text(f"  {self.done} of {self.total} steps done, {self._left()}", style="bold")]
        for step in running:
            elapsed = duration(time.monotonic() - step["started"])
            progress = _progress(step["log"]) or step["message"]
            line = f"  ▸ {step['name']} ({elapsed})  {progress}"
            lines.append(Text(line, overflow="ellipsis", no_wrap=True))
        return Group(*lines)


def _step(record: logging.LogRecord) -> dict[str, Any]:
    name = " ".join([record.rule_name, *map(str, record.wildcards.values())])
    log = str(record.log[0]) if record.log else ""
    return {
        "name": name,
        "reason": record.reason,
        "message": record.rule_msg or "",
        "command": record.shellcmd or "",
        "seconds": float(record.resources.get("seconds", 5)),
        "log": log.split(" (")[0],
    }


def _since(path: str, step: dict[str, Any]) -> bool:
    """Return whether a file was written since a step began."""
    try:
        return Path(path).stat().st_mtime >= step["at"]
    except OSError:
        return False


def _is_done(step: dict[str, Any]) -> bool:
    """Return whether a step has left its record, although the job failed that ran it."""
    log = Path(step["log"])
    return _since(str(log.parent.parent / RECORDS / f"{log.stem}.json"), step)


def _last_line(log: str) -> str:
    """Return the last line that a step wrote."""
    lines = [line.strip() for line in _end(log).replace("\r", "\n").splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _progress(log: str) -> str:
    """Return the line that a step last overwrote, as a progress bar does with carriage returns."""
    lines = re.findall(r"\r([^\r\n]*\S)", _end(log))
    return lines[-1] if lines else ""


def _end(log: str) -> str:
    try:
        with Path(log).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
            return file.read().decode(errors="replace")
    except OSError:
        return ""


def _signal(message: str) -> str:
    """Return how a signal ended a step, if Snakemake says so, or the shell by a status above 128."""
    found = re.search(r"died with <Signals\.\w+: (\d+)>|exit status (\d+)", message)
    number = int(found[1] or int(found[2]) - 128) if found else 0
    if number not in list(signal.Signals):
        return ""
    why = ": out of memory, or killed by hand" if number == signal.SIGKILL else ""
    return f"ended by signal {number} ({signal.Signals(number).name}){why}"
