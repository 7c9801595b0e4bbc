"""How models were trained and why training ended, as whole clauses."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from lstm_attention.exhibits import training_statements as trained

PARAMETERS = {"optimizer": "adam", "learning_rate": 0.002, "schedule": "plateau"}
BUDGET = {"batch_size": 64, "epochs": 30, "patience": 6, "rate_patience": 2, "least_gain": 0.001}


def run(seed, val_loss, used_up=False):
    budget = BUDGET | {"used_up": used_up, "best_epoch": 1 + val_loss.index(min(val_loss))}
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
            "trained with Adam in batches of 64 documents. Training stopped once 6 epochs had passed "
            "without the validation loss falling by at least 0.001, and after 30 epochs at the latest. The "
            "learning rate was 0.002 at first. Each time 2 epochs had passed without such a fall, the rate "
            "was divided by 4, and training went on from the best weights so far",
        ),
        (
            {},
            {"patience": None, "rate_patience": 10},
            "trained with Adam in batches of 64 documents for 30 epochs. The learning rate was 0.002 at "
            "first. Each time 10 epochs had passed without the validation loss falling by at least 0.001, "
            "the rate was divided by 4",
        ),
        (
            {"optimizer": "rmsprop", "learning_rate": 5e-5, "schedule": "constant"},
            {"patience": None, "batch_size": 32, "epochs": 1},
            "trained with RMSprop in batches of 32 documents for 1 epoch. The learning rate was always 5e-05",
        ),
    ],
)
def test_a_recipe_follows_from_the_parameters(parameters, budget, says):
    assert trained.recipe(PARAMETERS | parameters, BUDGET | budget) == says


def test_why_one_training_ended_and_why_several_did():
    assert trained.endings([ENDED]) == "the training run improved until epoch 2 and ended after epoch 5"
    assert trained.endings([ENDED, run(1, [0.9, 0.8, 0.7, 0.8, 0.9, 1])]) == (
        "all training runs went on until the validation loss had stopped falling; they took 5 and 6 epochs, "
        "and their best epochs were 2 and 3, respectively"
    )
    assert trained.endings([ENDED, ENDED]) == (
        "all training runs went on until the validation loss had stopped falling; each took 5 epochs, of "
        "which the best was epoch 2"
    )
    cut_off = "was cut off after 2 epochs, with its lowest validation loss in the last"
    assert trained.endings([CUT_OFF]) == f"the training run {cut_off}"
    assert trained.endings([ENDED, CUT_OFF]) == (
        "the training run with seed 0 improved until epoch 2 and ended after epoch 5; the training run with "
        f"seed 7 {cut_off}"
    )
    assert trained.endings([run(0, [0.9, 0.5, 0.6, 0.7], used_up=True)]) == (
        "the training run was cut off after 4 epochs, 2 epochs after its lowest validation loss, too soon to "
        "know whether it would have fallen further"
    )


def test_models_that_were_cut_off_are_named():
    assert trained.cut_off({"LSTM": [ENDED, CUT_OFF], "dense model": [ENDED]}) == ["LSTM"]


@pytest.mark.parametrize(
    ("finished", "says"),
    [
        ({"LSTM": [CUT_OFF], "dense model": [ENDED]}, "the training run of the LSTM was"),
        (
            {"LSTM": [CUT_OFF], "dense model": [CUT_OFF]},
            "the training runs of the LSTM and the dense model were",
        ),
        ({"LSTM": [CUT_OFF, CUT_OFF]}, "all training runs of the LSTM were"),
        ({"LSTM": [ENDED, CUT_OFF], "dense model": [ENDED, ENDED]}, "one training run of the LSTM was"),
        (
            {"LSTM": [ENDED, CUT_OFF], "dense model": [CUT_OFF, ENDED]},
            "one training run each of the LSTM and the dense model were",
        ),
        (
            {"LSTM": [CUT_OFF] * 3, "dense model": [ENDED, CUT_OFF, CUT_OFF]},
            "all training runs of the LSTM and some training runs of the dense model were",
        ),
    ],
)
def test_trainings_that_were_cut_off_are_counted_as_one_some_or_all(finished, says):
    assert trained.caveat(finished, "training runs were cut off") == (
        f"{says} cut off before it was clear whether the validation loss had stopped falling, so every "
        "verdict about attention is undecided"
    )


def test_no_training_that_was_cut_off():
    finished = {"LSTM": [ENDED], "dense model": [ENDED]}
    ended = "every training run of the models went on until its validation loss had stopped falling"
    assert trained.caveat(finished, None) == ended
    assert trained.caveat(finished, "nothing was learned") == (
        f"{ended}. As nothing was learned, every verdict about attention is undecided"
    )


def test_nothing_is_decided_if_a_training_was_cut_off_or_nothing_was_learned():
    labels = np.repeat([0, 1], [27, 13])
    always, perfect = np.eye(2)[np.zeros(40, int)], np.eye(2)[labels]
    own = {"labels": labels, "groups": np.arange(40)}
    learned, unlearned = (
        SimpleNamespace(**vars(ENDED), **own, probabilities=answers) for answers in (perfect, always)
    )
    finished = {"LSTM with attention": [ENDED]}
    assert trained.undecided(finished, [learned]) is None
    assert trained.undecided(finished, [unlearned]) == (
        "the LSTM with attention is not shown to be more accurate than a model that always predicts the "
        "same class"
    )
    assert trained.undecided(finished | {"LSTM": [CUT_OFF]}, [learned]) == (
        "training runs were cut off before it was clear whether they had stopped improving"
    )
