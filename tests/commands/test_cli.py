"""The command line explains itself, and says what is wrong in one line with status 2."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from lstm_attention.commands import report
from lstm_attention.commands.cli import app
from lstm_attention.commands.report import only_one
from lstm_attention.corpus.rows import CorpusError
from lstm_attention.settings import MODELS, LSTMParameters, Settings

COMMANDS = typer.main.get_command(app).commands
PROGRAM = [sys.executable, "-m", "lstm_attention"]


def run(*words, **environment):
    return CliRunner(env=environment).invoke(app, words, prog_name="lstm-attention")


def test_without_a_word_and_with_help_the_commands_are_listed_in_whole_lines():
    listed = run()
    assert listed.exit_code == 0
    assert listed.output == run("--help").output
    for name in COMMANDS:
        assert re.search(rf"^  {name} +[A-Z].*\.$", listed.output, re.MULTILINE), name
    assert "..." not in listed.output.partition("Commands:")[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_says_what_it_is_and_its_default(name):
    told = run(name, "--help")
    assert told.exit_code == 0
    for parameter in COMMANDS[name].params:
        assert parameter.help, parameter.name
        if parameter.default in ("quick", "hidden", "html"):
            assert f"default: {parameter.default}" in " ".join(told.output.split())
    assert max(map(len, told.output.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("reprot", "No such command 'reprot'. Did you mean 'report'? See `lstm-attention --help`."),
        ("report --profil x", "No such option: --profil (Possible options: --profile). See `lstm-attention"),
        ("report --profile", "Option '--profile' requires an argument."),
        ("report quick", "Got unexpected extra argument(s) (quick). See `lstm-attention report --help`."),
        ("report --profile none", "no profile config/none.yaml; profiles there: full, own, paper, quick, "),
        ("report --profile ../tiny", "profile '../tiny': must be the name of a file in config/"),
        ("report --cluster none", "cluster 'none': must be a folder with a config.yaml"),
        (
            "plan --set epochs=0",
            "must be greater than or equal to 1 (also lstm, lstm_attention, variants.mean, "
            "variants.unmasked, variants.equal_head, variants.trained)",
        ),
        ("plan --set seeds=[0] --set epoch=1", "epoch=1: unknown parameter; did you mean 'epochs'?"),
        ("sweep", "name parameters and their values, as in OVER="),
        ("plan --over max_tokens=[]", "max_tokens=[]: the list is empty; it must have one value or more"),
        (
            "sweep --over max_tokens=[50] --models gru",
            "models=gru: no such model or variant; choose from d",
        ),
        (
            "sweep --over max_tokens=log(9,99) --points 3",
            "points=3: must be a power of 2 for a Sobol sequence",
        ),
        ("sweep --over max_tokens=[50] --draw grid", "'grid' is not one of 'sobol', 'random'. See `lstm-"),
        ("verify --profile quick --set epochs", "'epochs' in SET must have the form name=value"),
        (
            "pdf --corpus none.csv",
            "no file or folder none.csv: CORPUS must be one, or 'newsgroups' or 'reddit'",
        ),
        ("predict", "no text given"),
        (
            "predict x --profile none",
            "build/none holds no finished report: build one with `make report PROFILE=none`",
        ),
        ("compare tiny", "name two or more different profiles"),
        (
            "notebook compare --code yes",
            "'yes' is not one of 'hidden', 'shown'. See `lstm-",
        ),
        ("notebook x --profile none", "no notebook 'x' in build/none; notebooks there: none"),
        (
            "serve --profile none",
            "build/none/html holds no report: build one with `make report PROFILE=none`",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(words, says):
    done = run(*words.split())
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_variables_of_make_arrive_unchanged_and_empty_ones_are_ignored():
    done = run("plan", SET='"source=two  spaces.csv"', CORPUS="")
    assert done.stderr.startswith("no file or folder two  spaces.csv:")
    assert run("plan", SET="epochs=1", CORPUS="a 'b' $c é.csv").stderr.startswith(
        "no file or folder a 'b' $c é.csv:"
    )
    assert run("predict", TEXT="  ").stderr.startswith("no text given")
    assert run("plan", "--set", "seeds=[0]", "--set", "lstm.epochs=0 mask=1", SET="x").stderr.startswith(
        "lstm.epochs=0: must be"
    )
    assert run("compare", A="none", B="tiny", C="").stderr.startswith("no report of profile 'none'")


def test_another_folder_than_the_projects_is_refused(tmp_path, monkeypatch):
    project = Path.cwd()
    monkeypatch.chdir(tmp_path)
    done = run("plan")
    assert done.exit_code == 2
    assert done.stderr == f"this program belongs to {project}: run it there, not in {tmp_path}\n"


def test_parameters_are_all_there_and_can_be_read_at_80_columns():
    told = run("parameters").output
    named = set(re.findall(r"^  ([\w.<>]+)=", told, re.MULTILINE))
    assert named == (Settings.model_fields.keys() - MODELS) | LSTMParameters.model_fields.keys() | {
        "lstm_attention.pooling",
        "lstm_attention.head",
        "<variant>.seeds",
    }
    assert max(map(len, told.splitlines())) <= 80


def test_every_profile_is_listed_with_what_it_is_for():
    told = run("profiles").output
    for path in Path("config").glob("*.yaml"):
        assert re.search(rf"^{path.stem} +[A-Z]", told, re.MULTILINE)
    assert "The default: the whole corpus" in told


def test_a_plan_of_a_sweep_counts_its_points_and_trainings():
    told = run("plan", "--profile", "tiny", "--over", "dense.epochs=[4,5]", "--models", "dense")
    assert told.exit_code == 0, told.output
    assert "2 points, 4 training runs" in told.output


def test_a_reader_who_has_seen_enough_causes_no_traceback():
    piped = f"{sys.executable} -m lstm_attention parameters | head -1"
    done = subprocess.run(["bash", "-c", piped], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_a_file_that_cannot_be_written_is_named_without_a_traceback():
    profile, build = Path("config/unwritable-for-a-test.yaml"), Path("build/unwritable-for-a-test")
    (build / ".lock").mkdir(parents=True, exist_ok=True)
    try:
        profile.write_text("# For a test.\n", encoding="utf-8")
        done = run("plan", "--profile", profile.stem)
    finally:
        profile.unlink()
        (build / ".lock").rmdir()
        build.rmdir()
    assert done.exit_code == 1
    assert done.stderr == f"[Errno 21] Is a directory: '{build}/.lock'\n"


@pytest.mark.parametrize(
    ("modules", "not_loaded"),
    [
        ("commands.cli", {"numpy", "pydantic"}),
        ("commands.report, snakemake_logger_plugin_report", set()),
        (
            "book.building, lstm_attention.book.extensions.layouts, lstm_attention.book.extensions.latex",
            set(),
        ),
    ],
)
def test_help_and_starting_a_report_and_its_pages_wait_for_nothing_slow_to_import(modules, not_loaded):
    slow = {"keras", "tensorflow", "pandas", "matplotlib", "sklearn", "scipy"} | not_loaded
    loaded = f"import sys, lstm_attention.{modules}; print(sorted({slow} & sys.modules.keys()))"
    assert subprocess.check_output([sys.executable, "-c", loaded], text=True) == "[]\n"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_termination_end_a_command_with_one_line(sent):
    with only_one(Path("build/tiny")):
        waiting = subprocess.Popen(
            [*PROGRAM, "plan", "--profile", "tiny"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert waiting.stdout.readline().startswith("Another command is working on build/tiny: waiting")
        waiting.send_signal(sent)
        told = waiting.communicate(timeout=60)
    assert waiting.returncode == 130
    assert told == ("", "\nInterrupted. What was finished is kept: run the same command to continue.\n")


def test_pages_are_served_to_this_machine_until_ctrl_c():
    pages = Path("build/served-for-a-test/html")
    pages.mkdir(parents=True, exist_ok=True)
    (pages / "index.html").write_text("<p>Here</p>", encoding="utf-8")
    serving = subprocess.Popen(
        [*PROGRAM, "serve"],
        env=os.environ | {"PROFILE": "served-for-a-test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        address = re.search(r"http://localhost:\d+", serving.stdout.readline())[0]
        with urllib.request.urlopen(address.replace("localhost", "127.0.0.1")) as page:
            assert page.read() == b"<p>Here</p>"
    finally:
        serving.send_signal(signal.SIGINT)
        serving.communicate(timeout=60)
        (pages / "index.html").unlink()
        pages.rmdir()
        pages.parent.rmdir()
    assert serving.returncode == 0


def test_posts_of_reddit_are_fetched_before_anything_reads_them_and_for_no_other_report(
    tmp_path, monkeypatch
):
    def offline():
        raise CorpusError("not fetched")

    monkeypatch.setattr(report, "fetch_posts", offline)
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    for command in ("plan", "report", "verify"):
        refused = run(command, PROFILE="reddit")
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert refused.stderr.startswith("not fetched")
    assert report.checked_settings("quick", "").source == "newsgroups"
