"""What a real Slurm says about jobs that fail or wait, in the words for the terminal; without a report."""

import subprocess
import time

import pytest
import slurm_cluster

from snakemake_logger_plugin_report import slurm

pytestmark = pytest.mark.skipif(bool(slurm_cluster.missing()), reason=slurm_cluster.missing())


@pytest.fixture(scope="module", autouse=True)
def cluster():
    with slurm_cluster.running():
        yield


@pytest.fixture
def job(tmp_path):
    """Submits a command; returns the job's number."""
    numbers = []

    def submit(command, *options):
        told = ["sbatch", "--parsable", f"--output={tmp_path}/%j.log", f"--job-name={tmp_path.name}"]
        told += ["--mem=100", *options, f"--wrap={command}"]
        done = subprocess.run(told, capture_output=True, text=True, check=True)
        numbers.append(done.stdout.strip())
        return numbers[-1]

    yield submit
    subprocess.run(["scancel", *numbers], check=False)


def until(number, *states):
    """Wait until a job is in one of these states, and return which."""
    for _ in range(600):
        asked = ["squeue", "--noheader", "--states=all", f"--jobs={number}", "--format=%T"]
        state = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        if state in states:
            return state
        time.sleep(0.2)
    raise AssertionError(f"job {number} is {state}, not {states}")


def why(number, tmp_path):
    until(number, "FAILED", "CANCELLED", "OUT_OF_MEMORY")
    time.sleep(1)  # for the last lines of the log
    return slurm.why_failed(number, "", [str(tmp_path / f"{number}.log")])


def test_a_job_that_runs_or_waits_is_cancelled(job, tmp_path):
    running, waiting = job("sleep 300"), job("true", "--hold")
    until(running, "RUNNING")
    subprocess.run(["scancel", running, waiting], check=True)
    assert [why(number, tmp_path) for number in (running, waiting)] == ["cancelled"] * 2


def test_a_job_of_which_one_process_takes_too_much_memory_fails_for_it(job, tmp_path):
    greedy = "python3 -c 'import time; taken = bytearray(2 * 10**8); time.sleep(300)'"
    number = job(f"srun --ntasks=1 {greedy} || exit 1")
    assert why(number, tmp_path) == "it needed more than the 100MB of memory that it had asked Slurm for"


def test_a_job_that_fails_by_itself_has_no_reason_from_slurm(job, tmp_path):
    assert why(job("exit 3"), tmp_path) == ""


def test_a_job_that_no_node_can_take_is_refused(job):
    with pytest.raises(subprocess.CalledProcessError) as error:
        job("true", "--mem=10T")
    said = f"SLURM sbatch failed. The error message was '{error.value.stderr.strip()}'.\n    sbatch call:\n"
    why = "Slurm refused it: Batch job submission failed: Requested node configuration is not available"
    assert slurm.why_failed(None, said, []) == why


def test_jobs_wait_for_drained_nodes_and_then_run(job, tmp_path):
    nodes = f"nodename={','.join(slurm_cluster.NODES)}"
    subprocess.run(["scontrol", "update", nodes, "state=drain", "reason=test"], check=True)
    number, said = job("true"), []
    try:
        for _ in range(100):  # at first, it waits for its priority
            if said := slurm.why_waiting(tmp_path.name):
                break
            time.sleep(0.2)
    finally:
        subprocess.run(["scontrol", "update", nodes, "state=resume"], check=True)
    assert said == ["the nodes that could run them are down, drained or reserved"]
    until(number, "COMPLETED")
    assert slurm.why_waiting(tmp_path.name) == []


def test_a_job_goes_on_while_slurmctld_is_down(job, tmp_path):
    number = job(f"sleep 2; touch {tmp_path}/done")
    until(number, "RUNNING")
    slurm_cluster.stop_controller()
    try:
        said = slurm.why_waiting(tmp_path.name)
    finally:
        slurm_cluster.start_controller()
    assert said == ["Slurm does not answer. Its jobs go on; this program goes on when Slurm answers again"]
    until(number, "COMPLETED")
    assert (tmp_path / "done").exists()
