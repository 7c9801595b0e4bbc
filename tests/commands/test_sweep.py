"""What a sweep says before it starts, what it leaves as it is, and why something is missing."""

import json
from pathlib import Path

import pytest

from lstm_attention.commands import sweep
from lstm_attention.commands.sweep import Request
from lstm_attention.profiles import load_settings
from lstm_attention.sweeps.points import Sampling, sweep_points, trained_models
from lstm_attention.sweeps.sharing import planned

OVER = "lstm_attention.learning_rate=[0.001,0.002] max_tokens=[50,1072]"


def swept(build):
    profile = Path("config/quick.yaml")
    points = sweep_points(profile, "", OVER, Sampling())
    return planned(str(build), load_settings(profile), points, trained_models(points, []))


def touch(path):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).touch()


def test_a_request_is_read_from_the_words_of_a_command_line():
    request = Request.read("quick", "epochs=1", OVER, "lstm, dense,", 8, "random", 3)
    assert (request.models, request.sampling) == (["lstm", "dense"], Sampling(8, "random", 3))


def test_the_plan_counts_points_and_trainings_with_sharing_and_without():
    steps = [
        {"name": "sweep_train 0123456789ab", "reason": "Missing output files", "seconds": 600.0},
        {"name": "train lstm 0", "reason": "Missing output files", "seconds": 600.0},
        {"name": "sweep_corpus 0123456789ab", "reason": "Missing output files", "seconds": 30.0},
    ]
    first, second, *rules = sweep._explained(Request("quick", "", OVER), swept("build/x"), steps)
    # Four points of three models with three seeds; two models have only two settings.
    assert first == "Sweep of 'quick': 4 points, 24 training runs (36 if points shared nothing)"
    assert second.startswith("2 training runs to go, about ")
    assert " ".join(rules[0].split()) == "1 × sweep_train 10 min not made yet"
    assert [*sweep._explained(Request("quick", "", OVER), swept("build/x"), [])] == [
        first,
        "Nothing to train: all training runs are up to date.",
    ]


def test_what_failed_first_is_the_reason_why_a_run_is_missing(tmp_path):
    found = swept(tmp_path)
    runs, weights = found.paths("runs"), found.paths("weights")
    for path in [*found.steps]:
        touch(path)
    assert sweep.why_missing(found, {}) == {}
    own = found.tried["lstm_attention"][0]
    vectors = found.needs[own["runs"][0]][1]
    gone = {run for run in runs if vectors in found.needs[run]}
    gone |= {weight for weight in weights if set(found.needs[weight]) & gone}
    for path in (vectors, *gone):
        Path(path).unlink()
    step = found.steps[vectors]
    reasons = sweep.why_missing(found, {step: "no file gone.bin"})
    assert reasons == dict.fromkeys(gone, f"{step}: no file gone.bin")
    assert 0 < len(gone) < len(runs) + len(weights)
    Path(runs[-1]).unlink()
    assert sweep.why_missing(found, {})[runs[-1]] == "train-lstm_attention-2: was not made"


@pytest.mark.parametrize(
    ("last", "overrides"),
    [
        ({"profile": "quick", "set": "epochs=7"}, "epochs=7"),
        ({"profile": "quick", "set": "no_longer=1"}, "epochs=3"),
        (None, "epochs=3"),
    ],
)
def test_a_sweep_leaves_the_last_report_as_it_is(tmp_path, monkeypatch, last, overrides):
    monkeypatch.setattr(Request, "build", tmp_path)
    if last:
        (tmp_path / "config.json").write_text(json.dumps(last))
    assert sweep._last_overrides(Request("quick", "epochs=3", OVER), Path("config/quick.yaml")) == overrides
