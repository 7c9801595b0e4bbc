"""What the terminal shows while Snakemake works."""

import io
import json
import logging
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console
from snakemake_interface_logger_plugins.common import LogEvent

import snakemake_logger_plugin_report as plugin
from lstm_attention.commands.report import _explained, plan
from lstm_attention.models.training import BAR_COLUMNS
from lstm_attention.settings import Settings


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "step.log"
    path.write_bytes(b"start\nepoch 1/2:  10%|#  | 1/10\repoch 1/2:  20%|## | 2/10 [00:05<00:20]\n\n")
    return str(path)


@pytest.fixture
def progress(monkeypatch, log):
    monkeypatch.setenv("REPORT_PLAN", json.dumps({"corpus": 10, "train lstm 0": 100}))
    return plugin.Progress(Console(file=io.StringIO(), width=200))


def shown(progress):
    return progress.console.file.getvalue()


def test_progress_is_the_line_that_a_step_last_overwrote(log, tmp_path):
    bar = "epoch 1/2:  20%|## | 2/10 [00:05<00:20]"
    assert plugin._last_line(log) == plugin._progress(log) == bar
    with open(log, "a") as file:
        file.write("a warning\r\nof two lines\n")
    assert plugin._last_line(log) == "of two lines"
    assert plugin._progress(log) == bar
    (tmp_path / "other.log").write_text("a line\r\nanother line\n")
    assert plugin._progress(str(tmp_path / "other.log")) == ""
    assert plugin._last_line("no such file") == plugin._progress("no such file") == ""


@pytest.fixture
def display(progress, monkeypatch):
    """The lines of the live display on a terminal of 80 columns, with one step that runs for 12 minutes."""
    clock = [0.0]
    monkeypatch.setattr(plugin.time, "monotonic", lambda: clock[0])

    def lines(step):
        clock[0] = 0.0
        progress.start(1, {"seconds": 10, "message": ""} | step)
        clock[0] = 12 * 60.0
        progress.console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system=None)
        progress.console.print(progress._display())
        return shown(progress).splitlines()

    return lines


def test_a_step_shows_the_message_of_its_rule_until_there_is_a_bar(display, log, tmp_path):
    step = {"name": "train lstm 0", "message": "starting TensorFlow"}
    (tmp_path / "empty.log").touch()
    expected = "  ▸ train lstm 0 (12 min)  starting TensorFlow"
    assert display(step | {"log": str(tmp_path / "empty.log")})[1] == expected
    assert display(step | {"log": log})[1].startswith("  ▸ train lstm 0 (12 min)  epoch 1/2:  20%|")
    assert display({"name": "corpus", "log": "no such file"})[1].rstrip() == "  ▸ corpus (12 min)"


def test_the_longest_names_leave_room_for_the_bar_of_a_training(display, tmp_path):
    log = tmp_path / "train.log"
    log.write_text("\r" + "=" * BAR_COLUMNS)
    for name in ("train lstm_attention 0", "train context_vector 12", "cut lstm_attention 100 0"):
        _, line = display({"name": name, "log": str(log)})
        assert line.endswith("=" * BAR_COLUMNS)
        assert len(line) <= 80


def test_trainings_have_a_message_as_they_start_slowly():
    Path("build/tiny").mkdir(parents=True, exist_ok=True)
    steps = plan("tiny", "max_tokens=99", "all")  # no report has these parameters, so every step must run
    messages = {step["name"].split()[0]: step["message"] for step in steps}
    assert messages["train"] == messages["cut"] == "starting TensorFlow"
    assert messages["corpus"] == ""


def test_the_time_left_is_corrected_by_what_finished_steps_took(progress, log, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(plugin.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(plugin.os, "cpu_count", lambda: 1)
    assert progress._left() == "about 2 min left"  # 110 s as planned
    progress.start(1, {"name": "corpus", "seconds": 10, "log": log})
    clock[0] = 30.0  # three times as long as planned: one short step says little about the others
    progress.finish(1)
    assert progress._left() == "about 2 min left"
    progress.start(2, {"name": "evaluate dense", "seconds": 600, "log": log})
    clock[0] = 1830.0
    progress.finish(2)
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
    assert shown(progress).splitlines()[-1] == "  Slowest steps, by kind: train 80 s, corpus 12 s"


def test_a_failure_says_what_where_and_what_to_do(progress, log):
    progress.start(1, {"name": "corpus", "seconds": 10, "log": log})
    progress.fail(1)
    text = shown(progress)
    assert "✗ corpus failed: epoch 1/2:  20%" in text
    assert f"log: {log}" in text
    assert "run the same command again" in text


def test_a_failure_is_left_for_the_page_of_a_sweep(progress, log, tmp_path, monkeypatch):
    monkeypatch.setenv("REPORT_FAILED", str(tmp_path / "failed"))
    for job in (1, 2):
        progress.start(job, {"name": "sweep_train 0", "seconds": 10, "log": log})
        progress.fail(job)
    told = [json.loads(line) for line in (tmp_path / "failed").read_text().splitlines()]
    assert told == [["step", "epoch 1/2:  20%|## | 2/10 [00:05<00:20]"]] * 2


def emit(handler, message, event, **more):
    record = logging.LogRecord("snakemake", logging.ERROR, "", 0, message, None, None)
    vars(record).update(event=event, **more)
    handler.emit(record)


@pytest.fixture
def handler(progress, tmp_path):
    """The plugin while one step is running that has not written anything yet."""
    handler = plugin.LogHandler(SimpleNamespace(dryrun=True), None)
    handler.progress = progress
    handler.console = progress.console
    (tmp_path / "empty.log").touch()
    step = {"name": "corpus", "seconds": 10, "log": str(tmp_path / "empty.log"), "command": "exec python x"}
    progress.start(1, step)
    return handler


@pytest.mark.parametrize(
    ("end", "says"),
    [
        ("died with <Signals.SIGKILL: 9>.", "ended by signal 9 (SIGKILL): out of memory, or killed by hand"),
        ("returned non-zero exit status 143.", "ended by signal 15 (SIGTERM)"),
        ("returned non-zero exit status 1.", "its log is empty; was the process killed?"),
    ],
)
def test_a_step_that_a_signal_ended_says_so_and_snakemakes_own_words_are_left_out(handler, end, says):
    said = f"RuleException:\nCalledProcessError in file Snakefile:\nCommand 'set -e;  exec python x' {end}"
    emit(handler, said, LogEvent.ERROR)
    about = {"jobid": 1, "log": ["step.log"], "rule_msg": None, "aux": {}}
    emit(handler, "Error in rule corpus, jobid: 1", LogEvent.JOB_ERROR, **about)
    emit(handler, "Exiting because a job execution failed. Look above for error messages", None)
    emit(handler, "WorkflowError:\nAt least one job did not complete successfully.", LogEvent.ERROR)
    assert shown(handler.progress).splitlines()[1] == f"  ✗ corpus failed: {says}"
    assert len(shown(handler.progress).splitlines()) == 4


def test_an_error_of_the_workflow_itself_is_shown_even_after_a_failed_step(handler):
    handler.progress.fail(1)
    emit(handler, "MissingOutputException in rule html: build/html is missing", LogEvent.ERROR)
    assert shown(handler.progress).splitlines()[-1] == (
        "error: MissingOutputException in rule html: build/html is missing"
    )


def test_the_plan_is_shown_by_rule_reason_and_time(monkeypatch):
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


def test_the_end_waits_for_no_timer_of_the_scheduler():
    timer = threading.Timer(60, lambda: None)
    timer.start()
    handler = plugin.LogHandler(SimpleNamespace(dryrun=True), None)
    handler.close()
    timer.join(5)
    assert not timer.is_alive()
