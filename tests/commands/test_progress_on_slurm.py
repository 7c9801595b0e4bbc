"""What the terminal shows while Slurm runs the steps; `test_slurm.py` does the same with a real one."""

import io
import logging
import os
import time
from types import SimpleNamespace

import pytest
import snakemake_executor_plugin_slurm as executor
from rich.console import Console
from snakemake_interface_logger_plugins.common import LogEvent

import snakemake_logger_plugin_report as plugin

# As Slurm 22.05 printed it, shortened.
JOB = "JobId=5 JobState={} ExitCode=0:15 TimeLimit=00:13:00 NodeList=test2 MinMemoryNode=300M"


@pytest.fixture
def build(tmp_path):
    for folder in ("logs", "hashes"):
        (tmp_path / folder).mkdir()
    return tmp_path


@pytest.fixture
def handler(build, monkeypatch):
    """The plugin while Slurm runs the steps `verdicts`, `results` and `html`, with jobs 1, 2 and 3."""
    said = {}
    monkeypatch.setattr(plugin, "WATCHED", 0.01)
    monkeypatch.setattr(plugin.slurm, "_asked", lambda *command: said.get(command[0]))
    handler = plugin.LogHandler(SimpleNamespace(dryrun=True), None)
    handler.console = Console(file=io.StringIO(), width=200)
    handler.progress = plugin.Progress(handler.console)
    handler.slurm = said  # what its commands print
    emit(handler, None, level=logging.INFO, message="SLURM run ID: 5d6f")
    for job, name in enumerate(("verdicts", "results", "html"), start=1):
        log = str(build / f"logs/{name}.log")
        handler.progress.start(job, {"name": name, "seconds": 5, "log": log, "command": ""})
    yield handler
    handler.progress.stop()


def emit(handler, event, level=logging.ERROR, message="", **more):
    record = logging.LogRecord("snakemake", level, "", 0, message, None, None)
    vars(record).update(event=event, **more)
    handler.emit(record)


def fail(handler, *jobs, number=None, logs=(), said=None):
    """Let a job fail, or several that were one job of Slurm, as Snakemake tells it."""
    if len(jobs) > 1:
        members = [{"jobid": job} for job in jobs]
        emit(
            handler,
            LogEvent.GROUP_ERROR,
            job_error_info=members,
            aux_logs=list(logs),
            external_jobid=number,
        )
    for job in jobs:
        alone = len(jobs) == 1
        aux = {"external_jobid": number} if alone and number else {}
        log = ["its own log", *(logs if alone else [])]
        emit(handler, LogEvent.JOB_ERROR, jobid=job, aux=aux, log=log, rule_msg=said)


def shown(handler):
    return handler.console.file.getvalue()


@pytest.mark.parametrize(
    ("state", "log", "says"),
    [
        ("CANCELLED", "", "cancelled"),
        ("TIMEOUT", "", "it needed more than the 00:13:00 that it had asked Slurm for"),
        ("OUT_OF_MEMORY", "", "it needed more than the 300MB of memory that it had asked Slurm for"),
        ("NODE_FAIL", "", "its node test2 failed"),
        (
            "FAILED",
            "StepId=2.0 exceeded memory limit (7 > 3)",
            "it needed more than the 300MB of memory that it had asked Slurm for",
        ),
        (
            "FAILED",
            "Detected 1 oom_kill event in StepId=2.0",
            "it needed more than the 300MB of memory that it had asked Slurm for",
        ),
        (
            "FAILED",
            "srun: error: Unable to confirm allocation for job 5: Unable to contact slurm controller "
            "(connect failure)\nsrun: Check SLURM_JOB_ID environment variable. Expired or invalid job 5",
            "slurmctld did not answer when its job began",
        ),
        ("FAILED", "srun: error: no step", "srun: error: no step"),
    ],
)
def test_a_job_that_slurm_ended_says_why(handler, build, state, log, says):
    handler.slurm["scontrol"] = JOB.format(state)
    old, slurms = build / "logs/results.log", build / "5.log"
    old.write_text("an error of an earlier run")
    os.utime(old, (0, 0))
    slurms.write_text(log)
    fail(handler, 2, number="5", logs=[str(slurms)], said="SLURM-job '5' failed")
    assert f"✗ results failed: {says}\n    log: {slurms}\n" in shown(handler)


def test_a_step_that_failed_by_itself_says_so_on_slurm_too(handler, build):
    handler.slurm["scontrol"] = JOB.format("FAILED")
    (build / "logs/results.log").write_text("ValueError: no such label\n")
    fail(handler, 2, number="5", logs=[str(build / "5.log")])
    assert f"✗ results failed: ValueError: no such label\n    log: {build}/logs/results.log\n" in shown(
        handler
    )


def test_a_job_that_slurm_refuses_says_why(handler):
    said = (
        "SLURM sbatch failed. The error message was 'sbatch: error: Memory can not be satisfied\n"
        "sbatch: error: Batch job submission failed: Requested node configuration is not available'.\n"
        "    sbatch call:\n        sbatch --parsable\n"
    )
    fail(handler, 2, said=said)
    why = "Slurm refused it: Batch job submission failed: Requested node configuration is not available\n"
    assert f"✗ results failed: {why}" in shown(handler)


def test_of_steps_that_were_one_job_those_are_named_that_were_running(handler, build):
    handler.slurm["scontrol"] = JOB.format("CANCELLED")
    (build / "hashes/verdicts.json").touch()
    (build / "logs/results.log").write_text("failed call to cuInit\n")
    fail(handler, 1, 2, 3, number="5")
    assert "✓ verdicts" in shown(handler)
    assert shown(handler).count("✗") == 1
    assert f"✗ results failed: cancelled\n    log: {build}/logs/results.log\n" in shown(handler)


def test_a_job_that_was_cancelled_after_its_last_step_loses_none(handler, build):
    handler.slurm["scontrol"] = JOB.format("CANCELLED")
    for name in ("verdicts", "results", "html"):
        (build / f"hashes/{name}.json").touch()
    fail(handler, 1, 2, 3, number="5")
    assert "✗" not in shown(handler)


def test_steps_of_a_job_that_never_ran_are_named_together(handler):
    handler.slurm["scontrol"] = JOB.format("CANCELLED")
    fail(handler, 1, 2, 3, number="5")
    assert shown(handler).count("✗") == 1
    assert "✗ verdicts and 2 more failed: cancelled\n" in shown(handler)


def test_why_jobs_wait_is_said_once_if_waiting_does_not_help(handler):
    def said(text):
        for _ in range(1000):
            if text in shown(handler):
                return True
            time.sleep(0.01)
        return False

    assert said("jobs are waiting: Slurm does not answer")
    handler.slurm["squeue"] = "Priority\n(Resources)\nPartitionDown\nPartitionDown\n"
    assert said("jobs are waiting: PartitionDown\n")
    # Slurm gives these two in turns.
    drained = "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions"
    handler.slurm["squeue"] = f"({drained})\nReqNodeNotAvail, UnavailableNodes:test[1-2]\n"
    assert said("jobs are waiting: the nodes that could run them are down, drained or reserved\n")
    handler.slurm["squeue"] = "PartitionDown\nAssocGrpCpuLimit\n"
    assert said("jobs are waiting: AssocGrpCpuLimit\n")
    assert shown(handler).count("jobs are waiting: the nodes") == 1


def test_the_executor_remembers_how_long_slurm_lists_jobs_while_slurm_does_not_answer(monkeypatch):
    """Without an answer, it would ask sacct, which fails where there is no accounting."""
    answers = [300, 300, None, None, 60]
    monkeypatch.setattr(executor, "get_min_job_age", lambda: answers.pop(0))
    plugin.slurm.remember_job_age()
    assert [executor.get_min_job_age() for _ in range(4)] == [300, 300, 300, 60]
