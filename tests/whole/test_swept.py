"""A real sweep: nothing is trained twice, a failed point does not lose the others, and all is on one page."""

import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import make_report, profile

from lstm_attention.store.outputs import checksum

pytestmark = pytest.mark.soak  # three minutes; tests/sweeps has the points, the sharing and the plan

PROFILE = Path("config/swept-for-a-test.yaml")
BUILD = Path("build") / PROFILE.stem
TEXT = """# For a test.
sample: 300
max_tokens: 60
vector_size: 10
vector_epochs: 1
seeds: [0]
dense: {epochs: 1, patience: null}
lstm_attention: {epochs: 1, patience: null}
resamples: 100
weight_documents: 10
"""
OVER = "dense.learning_rate=[0.001,0.01] lstm_attention.epochs=[1,2]"


def sweep(over, target="sweep", **more):
    return make_report(PROFILE.stem, target=target, OVER=over, **more)


def page():
    return BeautifulSoup((BUILD / "sweep/sweep.html").read_text(encoding="utf-8"), "html.parser")


def records():
    return sorted(path.stem for path in (BUILD / "hashes").glob("*.json"))


@pytest.fixture(scope="module")
def swept():
    with profile(PROFILE.stem, TEXT):
        done = sweep(OVER)
        assert done.returncode == 0, done.stdout + done.stderr
        yield done.stdout


def test_nothing_is_trained_twice(swept):
    assert "4 points, 4 training runs (8 if points shared nothing)" in swept
    assert len(re.findall(r"✓ (sweep_)?train ", swept)) == 4
    # One setting is the profile's own: a report finds it where it looks for it.
    assert (BUILD / "runs/lstm_attention-0/run.json").is_file()
    trained = [name for name in records() if "train" in name]
    assert len(trained) == 4
    assert len([name for name in records() if "corpus" in name or "vectors" in name]) == 2


def test_the_page_shows_every_setting_and_links_to_its_runs(swept):
    shown = page()
    best, settings, _ = shown.select("table")
    assert [row.select("td")[1].get_text() for row in best.select("tbody tr")] == ["2", "2"]
    links = [link["href"] for link in settings.select("a")]
    assert len(links) == 4
    for link in links:
        assert (BUILD / "sweep" / link / "run.json").is_file()
    assert len(shown.select("img")) == 2  # no two parameters concern one model
    content = json.loads((BUILD / "sweep/exhibits/sweep/results.json").read_text(encoding="utf-8"))
    assert (content["points"], content["unshared"], content["failed"]) == (4, 8, [])
    assert [row["largest"] is not None for row in content["settings"]] == [False, False, True, True]
    if shutil.which("chromium") or shutil.which("google-chrome"):
        assert (BUILD / "sweep/sweep.pdf").read_bytes().startswith(b"%PDF")


def test_a_sweep_carries_on_with_what_is_missing(swept):
    assert "Nothing to train: all training runs are up to date." in sweep(OVER, target="plan").stdout
    lost = next(iter(sorted((BUILD / "sweep/runs").iterdir())))
    shutil.rmtree(lost)
    planned = sweep(OVER, target="plan").stdout
    assert "1 training run to go" in planned
    assert "4 points, 4 training runs (8 if points shared nothing)" in planned


def test_a_point_that_fails_is_named_with_its_reason_and_the_others_are_shown(swept):
    done = sweep("'vectors=[null,gone.bin]'", MODELS="dense")
    assert done.returncode != 0
    assert "sweep_vectors" in done.stdout
    *_, failed = page().select("table")
    (cells,) = [[cell.get_text() for cell in row.select("td")] for row in failed.select("tbody tr")]
    assert cells[:2] == ["dense model", "vectors=gone.bin"]
    assert re.match(r"sweep-vectors-\w+: .*gone\.bin", cells[2])
    content = json.loads((BUILD / "sweep/exhibits/sweep/results.json").read_text(encoding="utf-8"))
    assert [row["values"] for row in content["settings"]] == [{"vectors": None}]
    # It is tried again, as the cause may be gone.
    assert "1 training run to go" in sweep("'vectors=[null,gone.bin]'", target="plan", MODELS="dense").stdout


def test_a_killed_sweep_repeats_no_training_and_ends_with_the_same_predictions(swept):
    def predictions():
        return {path.parent.name: checksum(path) for path in BUILD.rglob("predictions.npz")}

    shutil.rmtree(BUILD)
    assert sweep(OVER).returncode == 0
    uninterrupted = predictions()
    assert len(uninterrupted) == 4
    shutil.rmtree(BUILD)
    started = subprocess.Popen(
        ["make", "--no-print-directory", "sweep"],
        env=os.environ | {"PROFILE": PROFILE.stem, "SET": "", "OVER": OVER},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    assert any(re.search(r"✓ (sweep_)?train ", line) for line in started.stdout)
    os.killpg(started.pid, signal.SIGKILL)
    started.communicate()
    kept = len([name for name in records() if "train" in name])
    assert 0 < kept < 4
    done = sweep(OVER)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"✓ (sweep_)?train ", done.stdout)) == 4 - kept
    assert predictions() == uninterrupted
