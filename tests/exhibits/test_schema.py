"""The JSON Schema of results.json: from the code, and true of a report."""

import json
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from jsonschema import Draft202012Validator

from lstm_attention.exhibits.schema import keys, notebook_schema, results_schema
from lstm_attention.settings import MODELS

NOTEBOOK = """
from lstm_attention.evidence import metrics
scores = {"f1": "F1 ", **more}
handover.table(frame, folder / "models", {"model": "Model"} | scores, formats)
handover.table(frame, folder / "shown-before", {"model": "Model"}, new=False)
handover.table(frame, folder / "cost", {"seconds": "Seconds"})
handover.table(frame, folder / "words", headers={"word": f"Of {name}"})
found = {"documents": len(labels), "mean": metrics.accuracy(labels, probabilities)}
handover.results(
    folder,
    {
        "found": found,
        "parts": {part: len(own) for part, own in encoded.items()},
        "open": {"a": 1, **others},
        "text": f"{a}",
    },
)
"""


@pytest.fixture(scope="module")
def schema():
    return results_schema(Path("book/notebooks"))


def test_a_notebooks_results_are_read_from_what_it_hands_over():
    cells = [
        nbformat.v4.new_markdown_cell("# Of something\n\nWhat is\nit?\n\nMore."),
        nbformat.v4.new_code_cell(NOTEBOOK),
    ]
    found, tables = notebook_schema(cells)
    assert (found["title"], found["description"]) == ("Of something", "What is it?")
    assert tables == {
        "models": {
            "type": "object",
            "properties": {"model": {"title": "Model"}, "f1": {"title": "F1"}},
            "required": ["model", "f1"],
        },
        "words": {"type": "object", "properties": {"word": {}}, "required": ["word"]},
    }
    assert found["properties"]["found"] == {
        "type": "object",
        "properties": {
            "documents": {"type": "integer"},
            "mean": {
                "type": ["number", "null"],
                "description": "The share of documents whose most probable class is the true one.",
            },
        },
        "required": ["documents", "mean"],
        "additionalProperties": False,
    }
    assert found["properties"]["parts"] == {"type": "object", "additionalProperties": {"type": "integer"}}
    assert "additionalProperties" not in found["properties"]["open"]
    assert found["properties"]["text"] == {"type": "string"}
    assert found["required"] == ["found", "parts", "open", "text"]
    assert found["additionalProperties"] is False


def test_a_notebook_of_tables_alone_has_no_other_results_and_unread_ones_leave_it_open():
    table = 'handover.table(frame, folder / "models", {"model": "Model"})'
    cells = [nbformat.v4.new_markdown_cell("# Tables"), nbformat.v4.new_code_cell(table)]
    found, tables = notebook_schema(cells)
    assert (found["properties"], found["additionalProperties"], list(tables)) == ({}, False, ["models"])
    found, _ = notebook_schema(
        [*cells, nbformat.v4.new_code_cell("handover.results(folder, made(by, others))")]
    )
    assert found["properties"] == {}
    assert "additionalProperties" not in found


def test_it_is_a_schema_and_describes_every_parameter(schema):
    Draft202012Validator.check_schema(schema)
    parameters = schema["properties"]["parameters"]["properties"]
    assert parameters["max_tokens"]["maximum"] == 100_000
    assert all("description" in parameters[name] for name in parameters.keys() - MODELS.keys() - {"variants"})


def test_keys_are_listed_with_what_they_hold(schema):
    rows = {row["key"]: row for row in keys(schema)}
    assert {"`profile`", "`parameters`", "`provenance`", "`compare`", "`evaluate`"} < rows.keys()
    assert "`pairs`" in rows["`compare`"]["names"]
    assert "`per-class`" in rows["`evaluate`"]["names"]
    assert rows["`parameters`"]["names"] == ""
    assert all(row["holds"].endswith((".", "?")) for row in rows.values())


def test_the_schema_is_true_of_a_report(report, schema):
    shipped = json.loads(Path("build/tiny/results.schema.json").read_text(encoding="utf-8"))
    assert shipped == schema
    assert [error.message for error in Draft202012Validator(schema).iter_errors(report)] == []


def test_a_report_may_lack_the_page_that_runs_models_alone(report, schema):
    without = {name: part for name, part in report.items() if name != "live"}
    assert without != report
    assert [error.message for error in Draft202012Validator(schema).iter_errors(without)] == []
    assert set(schema["properties"]) - set(schema["required"]) == {"live"}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (["compare", "pairs", "lstm_attention_minus_lstm", "difference"], None),
        (["compare", "tests"], None),
        (["focus", "invented"], 1),
        (["invented"], {}),
        (["corpus", "documents", "test"], "many"),
        (["parameters", "max_tokens"], 0),
        (["evaluate", "lstm", "test", "accuracy"], 0.5),
        (["provenance", "seeds"], None),
    ],
)
def test_what_is_missing_new_or_of_another_kind_is_found(report, schema, place, value):
    """A value of None takes the place away."""
    changed = deepcopy(report)
    *way, last = place
    inner = changed
    for name in way:
        inner = inner[name]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    (error,) = Draft202012Validator(schema).iter_errors(changed)
    assert list(error.absolute_path) == (way if value is None or last == "invented" else place)
