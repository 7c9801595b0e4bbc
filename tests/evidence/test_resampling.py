"""Metrics of resamples against scikit-learn, and groups that are drawn whole."""

import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from lstm_attention.evidence import resampling


def test_weighted_metrics_agree_with_scikit_learn(predicted):
    labels, probabilities = predicted
    draws = resampling.group_draws(labels, np.arange(300), 5, seed=1)
    assert draws.sum(axis=1).tolist() == [300] * 5
    guesses = probabilities.argmax(axis=1)
    for number, weights in enumerate(draws):
        f1 = f1_score(labels, guesses, average="macro", sample_weight=weights)
        areas = [roc_auc_score(labels == k, probabilities[:, k], sample_weight=weights) for k in range(4)]
        expected = {
            "accuracy": np.average(guesses == labels, weights=weights),
            "macro_f1": f1,
            "macro_auc": np.mean(areas),
        }
        for metric, value in expected.items():
            measured = resampling.METRICS[metric](labels, probabilities, draws)
            assert measured[number] == pytest.approx(value), metric


def test_metrics_of_a_class_that_is_not_drawn():
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]])
    labels = np.array([0, 0, 1])
    weights = np.array([[2.0, 1.0, 0.0]])
    assert resampling.weighted_macro_f1(labels, probabilities, weights).tolist() == [0.5]
    assert resampling.weighted_macro_auc(labels, probabilities, weights).tolist() == [0.5]


def test_groups_are_drawn_whole_and_as_many_as_there_are():
    labels, groups = np.zeros(6, dtype=int), np.array([5, 2, 5, 9, 2, 5])
    draws = resampling.group_draws(labels, groups, 2000, seed=0)
    assert (draws[:, 0] == draws[:, 2]).all()
    assert (draws[:, 0] == draws[:, 5]).all()
    assert (draws[:, 1] == draws[:, 4]).all()
    assert set(draws[:, [0, 1, 3]].sum(axis=1)) == {3}
    assert draws.mean(axis=0) == pytest.approx(np.ones(6), abs=0.08)
    assert (resampling.group_draws(labels, groups, 10, seed=0) == draws[:10]).all()
    assert (resampling.group_draws(labels, groups, 10, seed=1) != draws[:10]).any()


def test_every_class_is_in_every_resample_and_else_nothing_changes():
    labels, groups = np.repeat([0, 1, 2], [50, 49, 1]), np.arange(100)
    draws = resampling.group_draws(labels, groups, 400, seed=0)
    assert (draws.sum(axis=1) == 100).all()
    assert (draws[:, 99] > 0).all()
    # Of the ordinary bootstrap, those without the class are missing: it holds about 63 of 100 resamples.
    ordinary = resampling.group_draws(np.zeros(100, dtype=int), groups, 400, seed=0)
    kept = ordinary[:, 99] > 0
    assert 0.55 < kept.mean() < 0.72
    assert (draws[kept] == ordinary[kept]).all()


def test_classes_of_one_group_each_that_no_resample_holds_together_are_drawn_nevertheless():
    labels = np.repeat(np.arange(50), 2)  # all in one resample with probability 50! / 50 ** 50
    draws = resampling.group_draws(labels, labels, 20, seed=0)
    assert (draws.sum(axis=1) == 100).all()
    assert (draws[:, ::2] == draws[:, 1::2]).all()


def test_two_models_on_the_same_draws_can_be_subtracted(predicted):
    labels, probabilities = predicted
    draws = resampling.group_draws(labels, np.arange(300), 20, seed=0)
    values, replicates = resampling.resampled(
        "macro_f1", labels, [probabilities, probabilities[:, ::-1]], draws
    )
    f1 = [
        f1_score(labels, run.argmax(axis=1), average="macro")
        for run in (probabilities, probabilities[:, ::-1])
    ]
    assert values == pytest.approx(f1)
    assert replicates.shape == (2, 20)
    weighted = f1_score(labels, probabilities.argmax(axis=1), average="macro", sample_weight=draws[7])
    assert replicates[0, 7] == pytest.approx(weighted)
