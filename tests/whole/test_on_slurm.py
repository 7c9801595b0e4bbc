"""Reports and sweeps as jobs of a real Slurm on this machine, with faults.

Each fault ends in the same bytes, or in one line that says what happened and the same bytes after
another run.
"""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
import slurm_cluster
import yaml
from conftest import BUILD, make_report

from lstm_attention.store.outputs import checksum

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(bool(slurm_cluster.missing()), reason=slurm_cluster.missing()),
]
PROFILE = Path("profiles/slurm")
STEP = "compare"  # short, alone in its job, and only the last steps depend on it


@pytest.fixture(scope="module")
def numbers(report):
    """Returns the checksums of results.json and all predictions, as this machine made them without Slurm."""

    def now():
        paths = [BUILD / "results.json", *sorted((BUILD / "runs").glob("*/predictions.npz"))]
        return {str(path): checksum(path) for path in paths}

    made_here = now()
    return lambda: now() == made_here


@pytest.fixture(scope="module")
def cluster(numbers):
    with slurm_cluster.running():
        yield


@pytest.fixture
def profile(tmp_path):
    """Makes a copy of the profile with other values."""

    def write(**values):
        settings = yaml.safe_load((PROFILE / "config.yaml").read_text(encoding="utf-8"))
        (tmp_path / "config.yaml").write_text(json.dumps(settings | values), encoding="utf-8")
        return str(tmp_path)

    return write


class Started:
    """A report on Slurm that makes one step again, and what depends on it."""

    def __init__(self, folder=PROFILE):
        (BUILD / f"hashes/{STEP}.json").unlink()
        self.process = subprocess.Popen(
            ["make", "--no-print-directory", "report"],
            env=os.environ | {"PROFILE": "tiny", "SET": "", "CLUSTER": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def job(self, state):
        """Wait until there is a job in this state, and return its number."""
        for _ in range(240):
            asked = ["squeue", "--noheader", f"--states={state}", "--format=%i"]
            if found := subprocess.check_output(asked, text=True).split():
                return found[0]
            assert self.process.poll() is None, self.process.stdout.read()
            time.sleep(0.5)
        raise AssertionError(f"no job is {state} after two minutes")

    def step(self):
        """Wait until the step itself runs, and not only its job."""
        for _ in range(240):
            steps = subprocess.check_output(["squeue", "--noheader", "--steps", "--format=%i"], text=True)
            if re.search(r"\.\d+$", steps, re.MULTILINE):  # not the batch script, which starts it
                return
            time.sleep(0.5)
        raise AssertionError("no step runs after two minutes")

    def end(self):
        """Wait until it has ended; return whether it ended well, and what it printed."""
        said, _ = self.process.communicate(timeout=900)
        return self.process.returncode == 0, said


def failed_and_runs_again(report, numbers, reason):
    """Check that a report failed for this reason, said once and with a log, and ends well when run again."""
    well, said = report.end()
    assert not well, said
    assert f"✗ {STEP} failed: {reason}" in said
    assert said.count("✗") == 1, said
    assert f"log: {BUILD}/logs/{STEP}.log" in said or ".snakemake/slurm_logs/" in said
    again = make_report("tiny", cluster=str(PROFILE))
    assert again.returncode == 0, again.stdout + again.stderr
    assert numbers()


def test_a_report_on_slurm_has_the_same_bytes_in_fewer_jobs_than_steps(cluster, numbers):
    shutil.rmtree(BUILD)
    done = make_report("tiny", cluster=str(PROFILE))
    assert done.returncode == 0, done.stdout + done.stderr
    assert numbers()
    steps = done.stdout.count("✓")
    assert last_job() <= steps - 9
    assert "Nothing to do" in make_report("tiny").stdout


def last_job():
    """Return how many jobs Slurm has had."""
    done = subprocess.check_output(["sbatch", "--parsable", "--hold", "--wrap=true"], text=True)
    subprocess.run(["scancel", done.strip()], check=True)
    return int(done) - 1


def test_a_cancelled_job_is_called_cancelled(cluster, numbers):
    report = Started()
    subprocess.run(["scancel", report.job("RUNNING")], check=True)
    failed_and_runs_again(report, numbers, "cancelled\n")


def test_a_job_over_its_memory_is_called_out_of_memory(cluster, numbers, profile):
    report = Started(profile(**{"set-resources": {STEP: {"mem_mb": 200}}}))
    failed_and_runs_again(
        report, numbers, "it needed more than the 200MB of memory that it had asked Slurm for\n"
    )


def test_a_job_that_slurm_refuses_says_why(cluster, numbers, profile):
    report = Started(profile(**{"set-resources": {STEP: {"mem_mb": 10**7}}}))
    failed_and_runs_again(
        report,
        numbers,
        "Slurm refused it: Batch job submission failed: Requested node configuration is not available\n",
    )


def test_a_report_waits_for_drained_nodes_and_says_so(cluster, numbers):
    nodes = f"nodename={','.join(slurm_cluster.NODES)}"
    subprocess.run(["scontrol", "update", nodes, "state=drain", "reason=test"], check=True)
    report = Started()
    report.job("PENDING")
    time.sleep(70)
    subprocess.run(["scontrol", "update", nodes, "state=resume"], check=True)
    well, said = report.end()
    assert well, said
    assert (
        said.count("jobs are waiting: the nodes that could run them are down, drained or reserved\n") == 1
    ), said
    assert numbers()


def while_slurmctld_is_down():
    slurm_cluster.stop_controller()
    time.sleep(90)
    slurm_cluster.start_controller()


def test_a_report_goes_on_after_slurmctld_was_down(cluster, numbers):
    report = Started()
    report.step()
    while_slurmctld_is_down()
    well, said = report.end()
    assert well, said
    assert said.count("jobs are waiting: Slurm does not answer") == 1, said
    assert numbers()


def test_a_job_that_begins_while_slurmctld_is_down_says_so(cluster, numbers):
    report = Started()
    report.job("RUNNING")  # it starts its step a few seconds later
    while_slurmctld_is_down()
    failed_and_runs_again(report, numbers, "slurmctld did not answer when its job began\n")


def test_a_sweep_runs_on_slurm(cluster, numbers):
    done = make_report("tiny", cluster=str(PROFILE), target="sweep", OVER="dense.epochs=[1,2]")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓ sweep_train") == 4
    assert numbers()
