"""results.json is the sum of what the notebooks found."""

import json

from lstm_attention.exhibits.results import collect, origin, timings

ORIGIN = {"commit": "abc", "dirty": False, "versions": {"keras": "3"}, "machine": {"cores": 2}}


def write_runs(build, **changed):
    """Six runs, as of two seeds, and the notebooks that trained them."""
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


def test_findings_values_and_tables_are_joined(tmp_path):
    exhibits = tmp_path / "exhibits"
    write(exhibits / "evaluate-a" / "findings.json", {"models": {"a": 1}})
    write(exhibits / "evaluate-b" / "findings.json", {"models": {"b": 2}})
    write(exhibits / "compare" / "findings.json", {"comparisons": [3]})
    write(exhibits / "compare" / "values.json", {"best": "a"})
    write(exhibits / "compare" / "cost.json", {"columns": ["seconds"], "data": [[9.87]]})
    write(exhibits / "compare" / "models.json", {"columns": ["x"], "data": [[4]]})
    for name in ("evaluate-a", "evaluate-b", "compare"):
        write_notebook(tmp_path, name)
    write_runs(tmp_path)
    results = collect(tmp_path, "quick", {"seeds": [0, 1]})
    assert results.pop("provenance").keys() == {*ORIGIN, "corpus", "vectors", "seeds"}
    assert results == {
        "profile": "quick",
        "parameters": {"seeds": [0, 1]},
        "models": {"a": 1, "b": 2},
        "comparisons": [3],
        "values": {"compare": {"best": "a"}},
        "tables": {"compare": {"models": {"columns": ["x"], "data": [[4]]}}},
    }


SEEDS = {"dense": [0, 1], "lstm": [0, 1], "lstm_attention": [0, 1]}


def test_the_origin_is_told_once_where_all_agree_and_holds_no_time(tmp_path):
    write_runs(tmp_path)
    write_notebook(tmp_path, "compare")
    (tmp_path / "exhibits" / "compare").mkdir(parents=True)
    assert origin(tmp_path, SEEDS) == {**ORIGIN, "corpus": "c", "vectors": "v", "seeds": SEEDS}


def test_what_was_made_from_another_commit_or_other_vectors_is_told_by_name(tmp_path):
    write_runs(tmp_path, **{"lstm-1": {"vectors": "w"}})
    write_notebook(tmp_path, "compare", commit="def", dirty=True)
    (tmp_path / "exhibits" / "compare").mkdir(parents=True)
    found = origin(tmp_path, SEEDS)
    assert found["commit"]["compare"] == "def"
    assert found["commit"]["train-lstm-1"] == "abc"
    assert found["vectors"] == dict.fromkeys(found["vectors"], "v") | {"lstm-1": "w"}
    assert found["corpus"] == "c"


def test_timings_are_kept_by_run_and_notebook(tmp_path):
    write_runs(tmp_path)
    write(tmp_path / "exhibits" / "compare" / "cost.json", {"data": [[9.87]]})
    found = timings(tmp_path)
    assert found["dense-0"] == {"epochs": [1.5]}
    assert found["lstm-1"] == {"epochs": [2.5]}
    assert found["tables"] == {"compare": {"cost": {"data": [[9.87]]}}}
    assert found["executed"]["train-lstm-0"] == {"at": "2026-01-01T00:00:00", "seconds": 3.5}
