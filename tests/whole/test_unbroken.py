"""Reports lose nothing and keep no faults if they are killed, damaged, run side by side or run often.

`make test` runs the short ones, `make soak` those that take an hour.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from conftest import BUILD, make_report

from lstm_attention.store.outputs import changed, checksum

WORKING = r"bin/lstm-attention|-m lstm_attention\.|bin/snakemake|bin/jupyter-book|ipykernel_launcher"
FLEETING = ("aside/**/*", "notebooks/*.failed.ipynb", "logs/*", "unfinished/.*", "hashes/.*")
"""Files that are not flushed to the disk, or not yet in place: a power cut may truncate them."""


def start(stdout=subprocess.DEVNULL):
    return subprocess.Popen(
        ["make", "--no-print-directory", "report"],
        env=os.environ | {"PROFILE": "tiny", "SET": ""},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT,
        text=True,
    )


def working():
    """Return the commands of all processes that work on reports in this folder, orphans included, by id.

    Those of tests that run beside these are left out.
    """
    here, worker, found = str(Path.cwd()), os.environ.get("PYTEST_XDIST_WORKER"), {}
    beside = re.compile(rf"\0PYTEST_XDIST_WORKER=(?!{worker}\0)")
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is not ours
            args = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if beside.search("\0" + (process / "environ").read_text(errors="replace")):
                continue
            if os.readlink(process / "cwd") == here and re.search(WORKING, args):
                found[int(process.name)] = args
    return found


def kill(rng):
    """Kill -9 all processes of reports, or one; return which, and what was being done."""
    running = working()
    kinds = {
        "report": "bin/lstm-attention",
        "Snakemake": "bin/snakemake",
        "step": r"-m lstm_attention\.|ipykernel|jupyter-book",
    }
    victims = {
        kind: [rng.choice(found)]
        for kind, pattern in kinds.items()
        if (found := sorted(pid for pid, args in running.items() if re.search(pattern, args)))
    } | {"everything": list(running)}
    whom = rng.choice(list(victims))
    for pid in victims[whom]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    records = [re.search(r"hashes/([\w-]+)\.json", args) for args in running.values()]
    return whom, sorted({record[1] for record in records if record})


def cut_short(rng):
    """Truncate files as a power cut would while they are written."""
    for pattern in FLEETING:
        for path in BUILD.glob(pattern):
            if path.is_file() and rng.random() < 0.5:
                os.truncate(path, rng.randrange(path.stat().st_size + 1))


def epochs_done():
    """Return the seconds of each finished epoch, by training; no two epochs take equally long."""
    done = {}
    for path in (BUILD / "unfinished").glob("[a-z]*.npz"):
        with suppress(FileNotFoundError), np.load(path, allow_pickle=False) as state:
            done[path.stem] = json.loads(str(state["described"]))["record"].get("seconds", [])
    for record in BUILD.glob("hashes/train-*.json"):
        path = BUILD / "runs" / record.stem.removeprefix("train-") / "run.json"
        with suppress(FileNotFoundError):
            done[path.parent.name] = json.loads(path.read_text(encoding="utf-8"))["seconds"]["epochs"]
    return done


def progress():
    """Return how many steps and epochs are done."""
    return len(list(BUILD.glob("hashes/*.json"))) + sum(map(len, epochs_done().values()))


def numbers():
    """results.json and all predictions."""
    paths = [BUILD / "results.json", *sorted((BUILD / "runs").glob("*/predictions.npz"))]
    return {str(path): checksum(path) for path in paths}


def run_and_kill(times, longest, seed):
    """Kill a report repeatedly, then let it end; no finished epoch may be repeated."""
    rng = random.Random(seed)
    told, done, reports = [f"seed {seed}"], {}, []
    for number in range(1, times + 2):
        now = epochs_done()
        for name, seconds in done.items():
            assert now.get(name, seconds)[: len(seconds)] == seconds, f"{name} was trained again: {told}"
        done |= now
        if number > times:
            break
        report = start()
        reports.append(report)
        # Mostly after some work was done, or a slow machine would never get beyond the first step.
        if rng.random() < 0.7:
            before = progress()
            while report.poll() is None and progress() <= before:
                time.sleep(0.2)
        with suppress(subprocess.TimeoutExpired):
            report.wait(rng.uniform(0.5, longest))
        whom, steps = kill(rng)
        told.append(f"kill {number}: {whom} during {', '.join(steps) or 'planning'}")
        if whom == "everything":
            cut_short(rng)
    last = make_report("tiny")
    assert last.returncode == 0, last.stdout + last.stderr
    for report in reports:
        report.wait()
    now = epochs_done()
    for name, seconds in done.items():
        if name in now:
            assert now[name][: len(seconds)] == seconds, f"{name} was trained again: {told}"
    print("\n".join(told))


def nothing_left_behind():
    """Check that no process is working on a report, so that no file is open either."""
    time.sleep(3)  # a kernel looks for its parent once a second
    assert working() == {}


def test_killed_three_times_a_report_ends_with_the_same_numbers(report):
    before = numbers()
    (BUILD / "hashes/train-lstm_attention-1.json").unlink()  # so that it is trained again, with what follows
    run_and_kill(3, longest=15, seed=time.time_ns())
    assert numbers() == before
    nothing_left_behind()
    assert "Nothing to do" in make_report("tiny").stdout


def test_a_changed_file_is_named_and_made_again(report):
    before = numbers()
    values, page = BUILD / "exhibits/verdicts/results.json", BUILD / "html/corpus.html"
    values.write_text(values.read_text(encoding="utf-8").replace("e", "3"), encoding="utf-8")
    page.unlink()
    done = make_report("tiny")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{values} changed since the step verdicts, which now runs again." in done.stdout
    assert f"{page} changed since the step html, which now runs again." in done.stdout
    assert page.is_file()
    assert numbers() == before


def test_every_file_of_a_step_has_its_checksum_and_a_damaged_record_is_forgotten(report):
    record = BUILD / "hashes/train-lstm-0.json"
    told = json.loads(record.read_text(encoding="utf-8"))
    made = {str(path) for path in (BUILD / "runs/lstm-0").iterdir() if not path.name.startswith(".")}
    assert made | {f"{BUILD}/notebooks/train-lstm-0.ipynb"} == set(told)
    for path, recorded in told.items():
        digest = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True)
        assert digest.stdout.split()[0] == recorded
    assert changed(BUILD) == {}
    content = record.read_text(encoding="utf-8")
    try:
        record.write_text(content[:-30], encoding="utf-8")
        assert changed(BUILD) == {"train-lstm-0": [str(record)]}
    finally:
        record.write_text(content, encoding="utf-8")


def test_a_second_report_waits_and_then_has_nothing_to_do(report):
    (BUILD / "hashes/results.json").unlink()
    both = [start(subprocess.PIPE), start(subprocess.PIPE)]
    told = [each.communicate()[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], told
    assert sorted("waiting until it is done" in text for text in told) == [False, True]
    assert sorted("Nothing to do" in text for text in told) == [False, True]


def test_clean_old_takes_away_what_no_report_is_made_of(report):
    before = {str(path) for path in BUILD.rglob("*")}
    for path in ("runs/lstm-7/run.json", "logs/train-lstm-7.log", "notebooks/train-lstm-7.failed.ipynb"):
        (BUILD / path).parent.mkdir(exist_ok=True)
        (BUILD / path).write_text("x" * 1000, encoding="utf-8")
    shutil.copytree(BUILD / "runs", "build/gone/runs")
    shutil.copy(BUILD / "config.json", "build/gone")
    done = subprocess.run(["make", "clean-old"], capture_output=True, text=True, check=True)
    assert f"removed {BUILD}/runs/lstm-7/ (0.0 MB)" in done.stdout
    assert "removed build/gone/ (" in done.stdout
    left = {str(path) for path in BUILD.rglob("*")}
    assert left <= before
    assert any(Path(".snakemake/metadata").iterdir())
    assert changed(BUILD) == {}
    assert not Path("build/gone").exists()
    assert "Nothing to do" in make_report("tiny").stdout
    again = subprocess.run(["make", "clean-old"], capture_output=True, text=True, check=True)
    assert f"removed {BUILD}" not in again.stdout
    assert re.search(
        r"^Removed from build/: \d leftovers and \d records of Snakemake, 0.0 MB in all$",
        again.stdout,
        re.MULTILINE,
    )


# Long ones


@pytest.mark.soak
def test_killed_twenty_times_a_report_ends_with_the_same_numbers(report):
    before = numbers()
    shutil.rmtree(BUILD)
    run_and_kill(20, longest=15, seed=time.time_ns())
    assert numbers() == before
    nothing_left_behind()


@pytest.mark.soak
@pytest.mark.parametrize("limit", ["-f 100", "-v 3000000"])  # as on a full disk; as without memory
def test_a_report_that_hits_a_limit_goes_on_without_it(report, limit):
    before = numbers()
    (BUILD / "hashes/train-lstm-1.json").unlink()
    command = f"ulimit {limit}; exec make report PROFILE=tiny"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "What was finished is kept" in done.stdout + done.stderr
    done = make_report("tiny")
    assert done.returncode == 0, done.stdout + done.stderr
    assert numbers() == before


@pytest.mark.soak
def test_other_doors_work_beside_a_report_or_say_that_it_is_at_work(report):
    before = numbers()
    (BUILD / "hashes/baselines.json").unlink()
    (BUILD / "hashes/train-lstm_attention-1.json").unlink()
    Path("build/copy").mkdir(exist_ok=True)
    shutil.copy(BUILD / "results.json", "build/copy")
    building = start()
    pdf = subprocess.Popen(["make", "pdf"], env=os.environ | {"PROFILE": "tiny"}, stdout=subprocess.DEVNULL)
    doors = (["predict", "TEXT=Most people know a good game."], ["compare", "A=tiny", "B=copy"])
    try:
        while building.poll() is None:
            for door in doors:
                done = subprocess.run(
                    ["make", "PROFILE=tiny", *door], capture_output=True, text=True, check=False
                )
                assert "Traceback" not in done.stderr
                assert done.returncode == 0 or re.search("make report|being made again", done.stderr), (
                    done.stderr
                )
    finally:
        shutil.rmtree("build/copy")
    assert building.wait() == 0
    assert pdf.wait() == 0
    assert numbers() == before


@pytest.mark.soak
def test_two_clones_and_any_number_of_jobs_give_the_same_bytes(report, tmp_path):
    before = {Path(path).relative_to(BUILD): digest for path, digest in numbers().items()}
    for jobs, name in ((1, "one job"), (2, "two jobs")):
        clone = tmp_path / name
        subprocess.run(["git", "clone", "--quiet", ".", str(clone)], check=True)
        subprocess.run(["make", ".venv/ready"], cwd=clone, check=True, capture_output=True)
        command = [".venv/bin/snakemake", "--cores", str(jobs), "--config", "profile=tiny"]
        subprocess.run(command, cwd=clone, check=True, capture_output=True)
        assert {path: checksum(clone / BUILD / path) for path in before} == before


@pytest.mark.soak
def test_two_profiles_in_a_bare_clone_get_in_nobodys_way(tmp_path):
    subprocess.run(["git", "clone", "--quiet", ".", str(tmp_path / "bare")], check=True)
    shutil.copy("config/tiny.yaml", tmp_path / "bare/config/other.yaml")
    both = [
        subprocess.Popen(
            ["make", "report"],
            cwd=tmp_path / "bare",
            env=os.environ | {"PROFILE": profile},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for profile in ("tiny", "other")
    ]
    told = [each.communicate()[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], told
    assert sum("Setting up .venv" in text for text in told) == 1
    built = [tmp_path / "bare/build" / profile for profile in ("tiny", "other")]
    for run in (built[0] / "runs").iterdir():
        assert checksum(run / "predictions.npz") == checksum(built[1] / "runs" / run.name / "predictions.npz")


@pytest.mark.soak
def test_a_set_up_that_was_killed_starts_over(tmp_path):
    bare = tmp_path / "bare"
    subprocess.run(["git", "clone", "--quiet", ".", str(bare)], check=True)
    for seconds in (1, 5, 10, 15):
        setting_up = subprocess.Popen(["make", ".venv/ready"], cwd=bare, start_new_session=True)
        time.sleep(seconds)
        os.killpg(setting_up.pid, signal.SIGKILL)
        assert setting_up.wait() == -signal.SIGKILL, "it was done already"
    subprocess.run(["make", ".venv/ready"], cwd=bare, check=True, capture_output=True)
    freeze = [".venv/bin/uv", "pip", "freeze", "--exclude-editable", "--python"]
    packages = [
        subprocess.check_output([*freeze, folder / ".venv/bin/python"]) for folder in (Path.cwd(), bare)
    ]
    assert packages[0] == packages[1]
    subprocess.run([".venv/bin/python", "-c", "import lstm_attention.models.training"], cwd=bare, check=True)


@pytest.mark.soak
def test_fifty_reports_leave_nothing_behind_that_clean_old_does_not_take(report):
    def size():
        return sum(path.stat().st_size for path in Path("build").rglob("*") if path.is_file())

    subprocess.run(["make", "clean-old"], check=True, capture_output=True)
    before, first = numbers(), size()
    for number in range(50):
        overrides = f"max.seeds=[0,{number + 1}]" if number % 5 == 0 else f"margin=0.0{number + 10}"
        done = make_report("tiny", overrides)
        assert done.returncode == 0, done.stdout + done.stderr
    nothing_left_behind()
    assert make_report("tiny").returncode == 0
    subprocess.run(["make", "clean-old"], check=True, capture_output=True)
    assert numbers() == before
    assert size() < 1.01 * first
