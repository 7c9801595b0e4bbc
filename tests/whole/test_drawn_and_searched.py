"""A report on an own corpus whose seeds draw splits and word vectors, and whose settings were searched.

It is made under unusual conditions as well: folder name, locale, home, fonts and permissions.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from conftest import make_report

from lstm_attention.commands import verify
from lstm_attention.commands.report import plan
from lstm_attention.corpus import splits
from lstm_attention.settings import PRIMARY

PROFILE = "varied"
BUILD = Path("build") / PROFILE
LATEX = bool(shutil.which("xelatex") or os.environ.get("CI"))
MORE = """
variants: {mean: {pooling: mean, epochs: 1}}
sweep_models: []
redraw: true
search: {learning_rate: [0.001, 0.03]}
group_column: thread
"""
NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'


def files_of(tree):
    """Return the files of a source tree, without generated ones."""
    made = {"build", ".venv"}
    return {path for path in tree.rglob("*") if not made & set(path.relative_to(tree).parts)}


def read_only(tree, command):
    """Return a command that runs in a tree in which only build/ is writable, where that can be had."""
    if os.geteuid():
        for path in [tree, *files_of(tree)]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222)
        return command
    # Rights do not bind root; a mount that is seen by this command alone does.
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        return command
    here, build = shlex.quote(str(tree)), shlex.quote(str(tree / "build"))
    binds = f"mount --bind {here} {here} && mount --bind {build} {build}"
    mounts = f"{binds} && mount -o remount,bind,ro {here}"
    return ["unshare", "--mount", "bash", "-c", f"{mounts} && cd {here} && exec {shlex.join(command)}"]


@pytest.fixture(scope="module")
def place(posts, tmp_path_factory):
    """A copy of the source tree, with this profile, in a folder with spaces, quotes and non-ASCII letters."""
    folder = tmp_path_factory.mktemp("place")
    tree = folder / "Bericht 'für' 報告"
    ignored = shutil.ignore_patterns("build", ".venv", ".git", "__pycache__", ".*_cache", "*.egg-info")
    shutil.copytree(".", tree, symlinks=True, ignore=ignored)
    (tree / ".venv").symlink_to(Path(".venv").resolve())
    (tree / "build").mkdir()
    drawn = splits.draw_sample(posts, 600, 0).rename(columns={"group": "thread"})
    drawn[["text", "label", "thread"]].to_csv(folder / "posts.csv", index=False)
    tiny = (tree / "config/tiny.yaml").read_text(encoding="utf-8")
    less = re.sub(r"(?m)^variants:\n(  .*\n)+|^sweep_models:.*\n", "", tiny)
    text = f"{less}{MORE}source: {folder / 'posts.csv'}\n"
    (tree / f"config/{PROFILE}.yaml").write_text(text, encoding="utf-8")
    (folder / "fonts.conf").write_text(NO_FONTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tree)
        for name in ("LANG", "LANGUAGE"):
            patch.delenv(name, raising=False)
        patch.setenv("LC_ALL", "C")
        patch.setenv("PYTHONUTF8", "0")
        patch.setenv("FONTCONFIG_FILE", str(folder / "fonts.conf"))
        patch.setenv("PYTHONPATH", str(tree / "src"))
        patch.setattr(
            sys, "executable", str(tree / ".venv/bin/python")
        )  # steps name it, relative to the tree
        yield tree


@pytest.fixture(scope="module")
def varied(place):
    before = files_of(place)
    make = f"make --no-print-directory {'pdf' if LATEX else 'report'} PROFILE={PROFILE}"
    done = subprocess.run(
        read_only(place, ["sh", "-c", make]),
        env=os.environ | {"HOME": str(place / "book")},  # which is read-only as well
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert files_of(place) == before
    return json.loads((BUILD / "results.json").read_text(encoding="utf-8"))


def test_a_report_is_made_in_a_read_only_folder_without_home_fonts_or_locale(varied, place):
    assert (place / BUILD / "html/introduction.html").is_file()
    assert (place / BUILD / "report.pdf").is_file() == LATEX
    assert (place / "build/.home").is_dir()  # what programs would have put into the reader's home
    write = read_only(place, ["touch", "new"])
    if os.geteuid() or write[0] == "unshare":
        assert subprocess.run(write, capture_output=True, check=False).returncode != 0


def arrays(path):
    with np.load(path, allow_pickle=False) as found:
        return {name: found[name] for name in found.files}


def record(run):
    return json.loads((BUILD / run / "run.json").read_text(encoding="utf-8"))


def test_the_runs_of_all_seeds_share_the_test_part_and_nothing_else_that_is_drawn(varied):
    first, second = (arrays(BUILD / "runs" / f"lstm-{seed}" / "predictions.npz") for seed in (0, 1))
    for name in ("ids", "labels", "groups"):
        assert np.array_equal(first[name], second[name])
    assert set(first["validation_ids"]) != set(second["validation_ids"])
    corpora, vectors = (
        {record(f"runs/lstm-{seed}")[made] for seed in (0, 1)} for made in ("corpus", "vectors")
    )
    assert (len(corpora), len(vectors)) == (2, 2)
    assert varied["corpus"]["fingerprint"] in corpora
    # Models of one seed share all of it.
    assert len({record(f"runs/{model}-1")["corpus"] for model in ("dense", "lstm", "lstm_attention")}) == 1


def test_two_more_trainings_of_a_seed_have_a_test_part_of_their_own(varied):
    first = arrays(BUILD / "runs" / "lstm-0" / "predictions.npz")
    own, beside = (arrays(BUILD / "split" / f"{model}-1" / "predictions.npz") for model in PRIMARY)
    assert own["ids"].tolist() == beside["ids"].tolist()
    assert set(own["ids"]) != set(first["ids"])
    drawn = arrays(BUILD / "draws" / "split-1" / "corpus" / "train.npz")
    for parts in [own["groups"], own["validation_groups"]], [own["groups"], drawn["groups"]]:
        assert not set(parts[0]) & set(parts[1])
    assert not (BUILD / "split" / "dense-1").exists()
    gains = []
    for folder in "runs/{}-0", "split/{}-1":
        runs = [arrays(BUILD / folder.format(model) / "predictions.npz") for model in PRIMARY]
        right = [(run["probabilities"].argmax(axis=1) == run["labels"]).mean() for run in runs]
        gains.append(right[0] - right[1])
    told = varied["compare"]["splits"]["difference"]
    assert told["mean"] == pytest.approx(np.mean(gains))
    tested = np.mean([len(run["ids"]) / (300 - len(run["ids"])) for run in (first, own)])
    assert told["error"] == pytest.approx(((1 / 2 + tested) * np.var(gains, ddof=1)) ** 0.5)
    assert {"lstm_split", "lstm_attention_split", "difference_split"} < set(varied["compare"]["variance"])


def test_baselines_are_trained_and_paired_seed_by_seed(varied):
    intervals = varied["compare"]["intervals"]
    assert {row["runs"] for row in intervals.values()} == {2}
    assert {"mean_vectors", "tfidf_svm", "lstm", "difference"} < set(varied["compare"]["variance"])
    assert varied["compare"]["variance"]["difference"]["trainings"] == 2


def test_validation_accuracies_of_variants_are_of_one_split(varied):
    run = arrays(BUILD / "runs" / "lstm_attention-0" / "predictions.npz")
    right = run["validation_probabilities"].argmax(axis=1) == run["validation_labels"]
    told = varied["variants"]["models"]["lstm_attention"]
    assert told["seeds"] == 2
    assert told["validation"]["mean"] == pytest.approx(right.mean())


def test_all_seeds_and_variants_have_the_settings_that_validation_chose(varied):
    choices = json.loads((BUILD / "choices.json").read_text(encoding="utf-8"))
    for model, own in choices.items():
        best = max(own["tried"], key=lambda row: (row["accuracy"], -row["loss"]))
        assert own["settings"] == best["settings"]
        rates = {record(f"runs/{model}-{seed}")["parameters"]["learning_rate"] for seed in (0, 1)}
        assert rates == {best["settings"]["learning_rate"]}
        # The chosen candidate is the first seed's training run, which is repeatable.
        tried = arrays(BUILD / "search" / f"{model}-{own['tried'].index(best)}" / "predictions.npz")
        trained = arrays(BUILD / "runs" / f"{model}-0" / "predictions.npz")
        assert np.array_equal(tried["probabilities"], trained["probabilities"])
    rate = choices["lstm_attention"]["settings"]["learning_rate"]
    assert record("runs/mean-0")["parameters"]["learning_rate"] == rate
    assert len(varied["compare"]["search"]) == 6
    assert sum(row["choice"].startswith("chosen") for row in varied["compare"]["search"]) == 3


def test_the_pages_say_what_was_drawn_and_what_was_searched(varied):
    def text(page):
        html = (BUILD / "html" / f"{page}.html").read_text(encoding="utf-8")
        return " ".join(BeautifulSoup(html, "html.parser").find("article").get_text().split())

    assert "These are the sets of seed 0. Every other seed keeps the test set" in text("corpus")
    comparison = text("comparison")
    assert "Each neural model was tried with 2 settings of learning_rate" in comparison
    assert "all these training runs share one test set" in comparison
    assert "Over 2 divisions, that of this report among them" in comparison
    assert "one split of the corpus" not in comparison


def test_everything_agrees_until_a_choice_is_another(varied):
    assert make_report(PROFILE, target="plan").stdout == "Nothing to do: all is up to date.\n"
    done = make_report(PROFILE, target="verify")
    assert done.returncode == 0, done.stdout + done.stderr
    path = BUILD / "choices.json"
    kept = path.read_text(encoding="utf-8")
    try:
        path.write_text(kept.replace('"accuracy": 0', '"accuracy": 7', 1), encoding="utf-8")
        (line,) = verify.check_choices(BUILD, varied)
        assert line.startswith("choices.json: dense, tried[0].accuracy is 7")
    finally:
        path.write_text(kept, encoding="utf-8")


def test_of_candidates_only_another_one_is_trained_and_the_choice_made_again(varied):
    steps = {step["name"] for step in plan(PROFILE, "search={learning_rate:[0.001,0.03,0.002]}")}
    searched = {step for step in steps if step.startswith("search")}
    assert searched == {f"search {model} 2" for model in ("dense", "lstm", "lstm_attention")}
    assert {"choose", "compare"} <= steps
    assert not {"corpus", "vectors", "redraw 1", "redraw split-1"} & steps
