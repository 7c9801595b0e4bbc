"""What the terminal shows while Snakemake works."""

import io
import json
import threading
from types import SimpleNamespace

import pytest
from rich.console import Console

import snakemake_logger_plugin_report as plugin
from lstm_attention.commands.report import _explained, together
from lstm_attention.settings import Settings


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "step.log"
    path.write_bytes(b"start\nepoch 1/2:  10%|#  | 1/10\repoch 1/2:  20%|## | 2/10 [00:05<00:20]\n\n")
    return str(path)


@pytest.fixture
def progress(monkeypatch, log):
    plan = [{"name": "corpus", "seconds": 10}, {"name": "train lstm 0", "seconds": 100}]
    monkeypatch.setenv("REPORT_PLAN", "\n".join(json.dumps(step) for step in plan))
    return plugin.Progress(Console(file=io.StringIO(), width=200))


def shown(progress):
    return progress.console.file.getvalue()


def test_the_last_line_is_what_a_progress_bar_shows_now(log):
    assert plugin._last_line(log) == "epoch 1/2:  20%|## | 2/10 [00:05<00:20]"
    assert plugin._last_line("no such file") == ""


def test_the_time_left_is_corrected_by_what_finished_steps_took(progress, log, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(plugin.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(plugin.os, "cpu_count", lambda: 1)
    assert progress._left() == "about 2 min left"  # 110 s as planned
    progress.start(1, {"name": "corpus", "seconds": 10, "log": log})
    clock[0] = 30.0  # three times as long as planned
    progress.finish(1)
    assert progress._left() == "about 5 min left"
    assert "✓ corpus" in shown(progress)


def test_the_end_tells_which_rules_took_most_of_the_time(progress, log, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(plugin.time, "monotonic", lambda: clock[0])
    for job, (name, seconds) in enumerate([("corpus", 12), ("train lstm 0", 60), ("train dense 0", 20)]):
        progress.start(job, {"name": name, "seconds": 10, "log": log})
        clock[0] += seconds
        progress.finish(job)
    progress.stop()
    assert shown(progress).splitlines()[-1] == "  Most time of all steps: train 80 s, corpus 12 s"


def test_a_failure_says_what_where_and_what_to_do(progress, log):
    progress.start(1, {"name": "corpus", "seconds": 10, "log": log})
    progress.fail(1)
    text = shown(progress)
    assert "✗ corpus failed: epoch 1/2:  20%" in text
    assert f"log: {log}" in text
    assert "run the same command again" in text


def test_the_plan_is_told_by_rule_reason_and_time(monkeypatch):
    steps = [
        {"name": "corpus", "seconds": 10, "reason": "Updated input files: src/a.py, book/b.md"},
        {"name": "train lstm 0", "seconds": 200, "reason": "Input files updated by another job: x"},
        {"name": "train lstm 1", "seconds": 200, "reason": "Input files updated by another job: y"},
        {"name": "train dense 0", "seconds": 30, "reason": "Params have changed since last execution: z"},
    ]
    monkeypatch.setattr(plugin.os, "cpu_count", lambda: 2)
    assert [" ".join(line.split()) for line in _explained("p", Settings(seeds=[0, 1]), steps)] == [
        "Report 'p' (2 seeds): 4 steps to run, about 4 min on 2 cores",  # 440 s of work, shared by two
        "1 × corpus 10 s changed: a.py, b.md",
        "2 × train 7 min follows from the above",
        "1 × train 30 s parameters changed",
    ]


def test_many_processors_do_not_shorten_the_longest_step(monkeypatch):
    monkeypatch.setattr(plugin.os, "cpu_count", lambda: 64)
    assert together([600, 10, 10]) == 600


def test_the_end_waits_for_no_timer_of_the_scheduler():
    timer = threading.Timer(60, lambda: None)
    timer.start()
    handler = plugin.LogHandler(SimpleNamespace(dryrun=True), None)
    handler.close()
    timer.join(5)
    assert not timer.is_alive()
