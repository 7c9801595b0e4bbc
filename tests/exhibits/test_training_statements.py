"""How models were trained and why training ended, as whole clauses."""

from types import SimpleNamespace

import pandas as pd
import pytest

from lstm_attention.exhibits import training_statements as trained

PARAMETERS = {"optimizer": "adam", "learning_rate": 0.002, "schedule": "plateau"}
BUDGET = {"batch_size": 64, "epochs": 30, "patience": 3}


def run(seed, val_loss, used_up=False):
    budget = BUDGET | {"used_up": used_up}
    return SimpleNamespace(
        record={"seed": seed, "budget": budget}, history=pd.DataFrame({"val_loss": val_loss})
    )


ENDED, CUT_OFF = run(0, [0.9, 0.5, 0.6, 0.7, 0.6]), run(7, [0.9, 0.8], used_up=True)


@pytest.mark.parametrize(
    ("parameters", "budget", "says"),
    [
        (
            {},
            {},
            "trained with Adam at a learning rate of 0.002, which was divided by 4 whenever the "
            "validation loss stopped falling, and in batches of 64 documents, until the validation "
            "loss had not improved for 3 epochs (at most 30 epochs in all)",
        ),
        (
            {"optimizer": "rmsprop", "learning_rate": 5e-5, "schedule": "constant"},
            {"patience": None, "batch_size": 32, "epochs": 1},
            "trained with RMSprop at a learning rate of 5e-05 and in batches of 32 documents for 1 epoch",
        ),
    ],
)
def test_a_recipe_follows_from_the_parameters(parameters, budget, says):
    assert trained.recipe(PARAMETERS | parameters, BUDGET | budget) == says


def test_why_one_training_ended_and_why_several_did():
    assert trained.endings([ENDED]) == "it stopped improving after epoch 2 and ended after epoch 5"
    assert trained.endings([ENDED, run(1, [0.9, 0.8, 0.7, 0.8, 0.9, 1])]) == (
        "every training ended after it had stopped improving (after epochs 5 and 6; the best were 2 and 3)"
    )
    cut_off = "was cut off after 2 epochs, before the validation loss had stopped falling"
    assert trained.endings([CUT_OFF]) == f"it {cut_off}"
    assert trained.endings([ENDED, CUT_OFF]) == (
        f"with seed 0, it stopped improving after epoch 2 and ended after epoch 5; with seed 7, it {cut_off}"
    )


def test_models_that_were_cut_off_are_named():
    found = trained.cut_off({"LSTM": [ENDED, CUT_OFF], "dense model": [ENDED]})
    assert found == ["LSTM"]
    assert trained.caveat(found) == (
        "some trainings of the LSTM were cut off before the validation loss had stopped falling, so every "
        "verdict about attention is undecided"
    )
    assert trained.caveat([]).startswith("every training of the models ended because")
