"""results.json is the sum of what the notebooks found."""

import json

from lstm_attention.results import collect, timings


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
    assert collect(tmp_path, "quick", {"seeds": [0]}) == {
        "profile": "quick",
        "parameters": {"seeds": [0]},
        "models": {"a": 1, "b": 2},
        "comparisons": [3],
        "values": {"compare": {"best": "a"}},
        "tables": {"compare": {"models": {"columns": ["x"], "data": [[4]]}}},
    }


def test_timings_are_kept_by_run(tmp_path):
    for name, seconds in (("lstm-0", 2.5), ("dense-0", 1.5)):
        write(tmp_path / "runs" / name / "run.json", {"seconds": {"epochs": [seconds]}})
    write(tmp_path / "exhibits" / "compare" / "cost.json", {"data": [[9.87]]})
    assert timings(tmp_path) == {
        "dense-0": {"epochs": [1.5]},
        "lstm-0": {"epochs": [2.5]},
        "tables": {"compare": {"cost": {"data": [[9.87]]}}},
    }
