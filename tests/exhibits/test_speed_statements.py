"""A record of an earlier recipe is not shown as that of today."""

import json

import pytest

from lstm_attention.exhibits import speed_statements

TABLE = [
    {"what": what, "reached": "2 times"}
    for what in ("epoch of the LSTM", "quick report, after installation", "the same again", "prediction")
]
MACHINE = {"versions": {"keras": "3.15.1", "tensorflow": "2.21.0"}}
TODAY = json.loads(json.dumps(speed_statements.recipe()))
OTHER = json.loads(json.dumps(TODAY))
OTHER["lstm"]["layer"], OTHER["dense"]["steps"] = "keras", 10


def record(**more):
    return {"table": TABLE, "machine": MACHINE} | more


@pytest.mark.parametrize(
    ("more", "shown", "name", "says"),
    [
        (
            {"recipe": TODAY},
            4,
            "the default recipe of this report",
            "The default recipe has the default parameters and ran with Keras 3.15.1 and TensorFlow 2.21.0",
        ),
        (
            {"recipe": OTHER},
            2,
            "an earlier recipe of this report",
            "The earlier recipe differed from today's defaults in the parameters steps and layer. It ran "
            "with Keras 3.15.1 and TensorFlow 2.21.0. The training runs of this report did not have these "
            "speeds",
        ),
        (
            {},
            2,
            "an earlier recipe of this report",
            "The earlier recipe is not described by the record. It ran with Keras 3.15.1 and TensorFlow "
            "2.21.0. The training runs of this report did not have these speeds",
        ),
    ],
)
def test_a_record_says_of_which_recipe_it_is(more, shown, name, says):
    assert len(speed_statements.rows(record(**more))) == shown
    assert speed_statements.measured(record(**more)) == {"recipe": name, "origin": says}
