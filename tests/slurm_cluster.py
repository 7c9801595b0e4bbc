"""A real Slurm cluster on the loopback interface: `python tests/slurm_cluster.py start`, and later `stop`.

It needs Debian's packages slurm-wlm and munge, and root. Two nodes share the machine's processors and memory;
there is no accounting, as on many small clusters. Its files are in a temporary folder, except for
/etc/slurm/slurm.conf, which jobs read. If that file exists and was not written by this script, the machine
belongs to a cluster, and nothing is started.
"""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel", "scontrol")
CONFIGURATION = Path("/etc/slurm/slurm.conf")
FOLDER = Path(tempfile.gettempdir()) / "slurm-of-tests"
MARK = f"# {FOLDER}: a cluster for tests\n"
NODES = ("test1", "test2")
TEMPLATE = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort=16817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
# A job over its memory is found by looking at it, as control groups are not available everywhere.
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
SlurmdTimeout=30
KillWait=5
SchedulerParameters=sched_min_interval=500000,batch_sched_delay=1
NodeName={nodes} NodeHostname={host} NodeAddr=127.0.0.1 Port=[16818-{last}] CPUs={cpus} RealMemory={memory}
PartitionName=all Nodes=ALL Default=YES State=UP
"""


def missing() -> str:
    """Return why there can be no cluster here; empty if there can."""
    absent = [program for program in PROGRAMS if not shutil.which(program, path=_path())]
    if absent:
        return f"no {', '.join(absent)} here: install the packages slurm-wlm and munge"
    return "" if os.geteuid() == 0 else "a cluster is started by root only"


@contextmanager
def running() -> Iterator[None]:
    """Have a cluster for oneself: the one that was started here, or one that ends with this."""
    with FOLDER.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = nodes("all") != set(NODES)
        if started:
            start()
        try:
            yield
        finally:
            if started:
                stop()


def start() -> None:
    """Start a cluster and wait until its nodes are idle."""
    if CONFIGURATION.exists() and not CONFIGURATION.read_text(encoding="utf-8").startswith(MARK):
        raise SystemExit(f"{CONFIGURATION} belongs to another cluster: nothing started")
    stop()
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name in ("munge", "state", *NODES):
        (FOLDER / name).mkdir(mode=0o700, parents=True)
    host = socket.gethostname().split(".")[0]
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    CONFIGURATION.parent.mkdir(exist_ok=True)
    CONFIGURATION.write_text(
        MARK
        + TEMPLATE.format(
            host=host,
            folder=FOLDER,
            nodes=",".join(NODES),
            last=16817 + len(NODES),
            cpus=os.cpu_count(),
            memory=megabytes * 3 // 4 // len(NODES),
        ),
        encoding="utf-8",
    )
    munge, key = FOLDER / "munge", FOLDER / "munge/key"
    key.write_bytes(secrets.token_bytes(128))
    key.chmod(0o400)
    files = {"key-file": key, "socket": munge / "socket", "pid-file": FOLDER / "munged.pid"}
    files |= {"log-file": munge / "log", "seed-file": munge / "seed"}
    _run("munged", "--force", *(f"--{name}={path}" for name, path in files.items()))
    start_controller()
    for node in NODES:
        _run("slurmd", "-N", node)
    for _ in range(60):
        if nodes("idle") == set(NODES):
            return
        time.sleep(0.5)
    raise SystemExit(f"the nodes did not come up within 30 s: see {FOLDER}/*.log")


def start_controller() -> None:
    """Start slurmctld, with the state that it had."""
    _run("slurmctld")


def stop_controller() -> None:
    """Stop slurmctld; jobs go on."""
    _end(FOLDER / "slurmctld.pid")


def stop() -> None:
    """Cancel all jobs and stop what `start` started."""
    if (FOLDER / "slurmctld.pid").exists():
        subprocess.run(["scancel", "--user=root"], check=False, timeout=60)
    for pid_file in FOLDER.glob("*.pid"):
        _end(pid_file)
    with suppress(FileNotFoundError):
        if CONFIGURATION.read_text(encoding="utf-8").startswith(MARK):
            CONFIGURATION.unlink()


def nodes(states: str) -> set[str]:
    """Return the names of the nodes in these states; none if Slurm does not answer."""
    asked = ["sinfo", "--noheader", "--Node", f"--states={states}", "--format=%N"]
    return set(subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split())


def _path() -> str:
    return f"{os.environ['PATH']}:/usr/sbin"


def _run(*command: str) -> None:
    subprocess.run(command, check=True, env=os.environ | {"PATH": _path()}, stdin=subprocess.DEVNULL)


def _end(pid_file: Path) -> None:
    """End a daemon, and wait until it is gone."""
    with suppress(FileNotFoundError, ProcessLookupError, ValueError):
        pid = int(pid_file.read_text())
        os.kill(pid, signal.SIGTERM)
        for _ in range(100):
            os.kill(pid, 0)
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
    pid_file.unlink(missing_ok=True)


if __name__ == "__main__":
    if why := missing():
        raise SystemExit(why)
    {"start": start, "stop": stop}[sys.argv[1]]()
