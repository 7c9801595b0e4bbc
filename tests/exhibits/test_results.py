"""results.json is the sum of what the notebooks handed over."""

import json

import pytest

from lstm_attention.exhibits.results import collect, origin, timings
from lstm_attention.settings import Settings

ORIGIN = {"commit": "abc", "dirty": False, "versions": {"keras": "3"}, "machine": {"cores": 2}}


def write_runs(build, **changed):
    """Six runs, for two seeds, and the notebooks that trained them."""
    for run in ("dense-0", "dense-1", "lstm-0", "lstm-1", "lstm_attention-0", "lstm_attention-1"):
        seconds = {"epochs": [1.5 if run == "dense-0" else 2.5]}
        record = {"corpus": "c", "vectors": "v", "seconds": seconds}
        write(build / "runs" / run / "run.json", record | changed.get(run, {}))
        write_notebook(build, f"train-{run}")


def write_notebook(build, name, **changed):
    executed = ORIGIN | {"at": "2026-01-01T00:00:00", "seconds": 3.5} | changed
    write(build / "notebooks" / f"{name}.ipynb", {"metadata": {"executed": executed}})


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_results_and_tables_are_joined_under_the_notebooks_name(tmp_path):
    exhibits = tmp_path / "exhibits"
    write(exhibits / "evaluate-a" / "results.json", {"test": 1})
    write(exhibits / "evaluate-b" / "results.json", {"test": 2})
    write(exhibits / "compare" / "results.json", {"best": "a"})
    write(exhibits / "compare" / "cost.json", [{"seconds": 9.87}])
    write(exhibits / "compare" / "models.json", {"a": {"x": 4}})
    (exhibits / "by-number").mkdir()  # of the book that was made before
    write(exhibits / "renamed" / "results.json", {"best": "b"})  # of a notebook that is gone
    for name in ("evaluate-a", "evaluate-b", "compare"):
        write_notebook(tmp_path, name)
    write_runs(tmp_path)
    results = collect(tmp_path, "quick", {"seeds": [0, 1]})
    assert results.pop("provenance").keys() == {*ORIGIN, "corpus", "vectors", "seeds"}
    assert results == {
        "profile": "quick",
        "parameters": {"seeds": [0, 1]},
        "compare": {"best": "a", "models": {"a": {"x": 4}}},
        "evaluate": {"a": {"test": 1}, "b": {"test": 2}},
    }


def test_what_an_earlier_report_left_of_the_page_that_runs_models_is_no_result(tmp_path):
    write(tmp_path / "exhibits" / "live" / "results.json", {"words": 1})
    write_notebook(tmp_path, "live", commit="def")
    write_runs(tmp_path)
    assert collect(tmp_path, "quick", {"seeds": [0, 1]})["live"] == {"words": 1}
    results = collect(tmp_path, "quick", {"seeds": [0, 1], "live": False})
    assert "live" not in results
    assert results["provenance"]["commit"] == "abc"


def test_one_name_for_two_results_is_refused(tmp_path):
    write(tmp_path / "exhibits" / "compare" / "results.json", {"models": 1})
    write(tmp_path / "exhibits" / "compare" / "models.json", [])
    write_notebook(tmp_path, "compare")
    write_runs(tmp_path)
    with pytest.raises(ValueError, match="compare: two results are called 'models'"):
        collect(tmp_path, "quick", {"seeds": [0, 1]})


SEEDS = {"dense": [0, 1], "lstm": [0, 1], "lstm_attention": [0, 1]}


def test_the_origin_is_given_once_if_all_agree_and_holds_no_time(tmp_path):
    write_runs(tmp_path)
    write_notebook(tmp_path, "compare")
    assert origin(tmp_path, SEEDS, ["compare"]) == {**ORIGIN, "corpus": "c", "vectors": "v", "seeds": SEEDS}


def test_what_was_made_from_another_commit_or_other_vectors_is_named(tmp_path):
    write_runs(tmp_path, **{"lstm-1": {"vectors": "w"}})
    write_notebook(tmp_path, "compare", commit="def", dirty=True)
    found = origin(tmp_path, SEEDS, ["compare"])
    assert found["commit"]["compare"] == "def"
    assert found["commit"]["train-lstm-1"] == "abc"
    assert found["vectors"] == dict.fromkeys(found["vectors"], "v") | {"lstm-1": "w"}
    assert found["corpus"] == "c"


def test_timings_are_kept_by_run_and_notebook(tmp_path):
    write_runs(tmp_path)
    write(tmp_path / "exhibits" / "compare" / "cost.json", {"data": [[9.87]]})
    found = timings(tmp_path, Settings(seeds=[0, 1]))
    assert found["dense-0"] == {"epochs": [1.5]}
    assert found["lstm-1"] == {"epochs": [2.5]}
    assert found["tables"] == {"compare": {"cost": {"data": [[9.87]]}}}
    assert found["executed"]["train-lstm-0"] == {"at": "2026-01-01T00:00:00", "seconds": 3.5}
    now = timings(tmp_path, Settings(seeds=[0]))
    assert "lstm-1" in found.keys() - now.keys()
    assert "train-lstm-1" in found["executed"].keys() - now["executed"].keys()
