"""What is said of the search, and the settings that came of it."""

from lstm_attention.exhibits import tuning
from lstm_attention.settings import MODELS, Settings

TRIED = [
    {"settings": {"learning_rate": 0.001, "mask": True}, "accuracy": 0.8, "loss": 0.5},
    {"settings": {"learning_rate": 0.004, "mask": True}, "accuracy": 0.9, "loss": 0.4},
]
CHOICES = {
    model: {"settings": TRIED[best]["settings"], "at_edge": edge, "tried": TRIED}
    for model, best, edge in (("dense", 0, []), ("lstm", 1, ["learning_rate"]), ("lstm_attention", 1, []))
}
SETTINGS = Settings(
    search={"learning_rate": [0.001, 0.004], "mask": [True]},
    variants={"fast": {"learning_rate": 0.1}, "mean": {"pooling": "mean"}},
).model_dump()
VALIDATION = {model: {"accuracy": 0.7, "loss": 0.6, "macro_f1": 0.5} for model in MODELS}


def test_the_settings_in_use_are_the_chosen_ones():
    used = tuning.used(SETTINGS, CHOICES)
    assert [used[model]["learning_rate"] for model in MODELS] == [0.001, 0.004, 0.004]
    assert used["variants"]["mean"]["learning_rate"] == 0.004  # as the model that it varies
    assert used["variants"]["fast"]["learning_rate"] == 0.1  # its own
    assert used["lstm"] | {"learning_rate": 0.002} == SETTINGS["lstm"]
    plain = Settings(variants={"mean": {"pooling": "mean"}}).model_dump()
    assert tuning.used(plain, {}) == plain


def test_the_table_has_a_row_for_each_candidate_and_marks_the_choice():
    rows = tuning.table(CHOICES, VALIDATION)
    assert [row["choice"] for row in rows] == [
        *("chosen", "–", "–", "chosen, learning_rate at the edge", "–", "chosen")
    ]
    assert rows[0]["settings"] == "learning_rate 0.001, mask True"
    assert (rows[2]["model"], rows[2]["accuracy"], rows[2]["loss"]) == ("LSTM", 0.8, 0.5)
    without = tuning.table({}, VALIDATION)
    assert [(row["settings"], row["accuracy"]) for row in without] == [("as in the parameters", 0.7)] * 3


def test_a_clause_says_how_much_was_tried_and_what_ended_at_the_edge():
    said = tuning.searched(CHOICES, documents=400)
    assert said.startswith("Each neural model was tried with 2 settings of learning_rate and mask")
    assert said.endswith(
        "the best learning_rate of the LSTM ended at the edge of what was tried, so values beyond it may do "
        "better. The validation accuracies of one model's settings differ by 10.0 points at most, and each "
        "has a standard error of up to 2.0 points if the documents are independent"
    )
    inside = {model: own | {"at_edge": []} for model, own in CHOICES.items()}
    assert "edge" not in tuning.searched(inside, documents=400)
    assert tuning.searched({}, documents=400) == (
        "The settings of the neural models are given by the parameters, whose defaults were fixed before "
        "this report, after a few trials, mainly on validation documents. Within the report, only the "
        "linear models were tuned"
    )
