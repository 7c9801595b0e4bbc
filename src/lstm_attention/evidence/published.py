"""The figures of the original experiment, with their source (see `published()['_about']`), and tests.

Its predictions for individual documents are not known, so intervals and tests are computed from counts, as if
documents were independent.
"""

import json
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.metrics import f1_score
from statsmodels.stats.proportion import proportion_confint

from lstm_attention.evidence import metrics, significance
from lstm_attention.evidence.intervals import LEVEL


def published() -> dict[str, Any]:
    """Return the content of published.json: corpus, hardware, models, claims, classical baselines."""
    return json.loads(files("lstm_attention.evidence").joinpath("published.json").read_text(encoding="utf-8"))


def matrices() -> dict[str, np.ndarray]:
    """Return the confusion matrix of each model, int (true class, predicted class)."""
    return {name: np.array(model["confusion_matrix"]) for name, model in published()["models"].items()}


def accuracies() -> pd.DataFrame:
    """Return what each model achieved, for a table with our figures beside it.

    Returns:
        By model: the accuracy `published` with its Wilson interval, `published_low` to `published_high`; the
        macro F1 `published_f1`; and `published_auc`, the mean over the classes.
    """
    rows = {}
    for name, matrix in matrices().items():
        right, documents = int(np.trace(matrix)), int(matrix.sum())
        low, high = proportion_confint(right, documents, 1 - LEVEL, method="wilson")
        rows[name] = {
            "published": right / documents,
            "published_low": float(low),
            "published_high": float(high),
            "published_f1": macro_f1(matrix),
            "published_auc": np.mean(list(published()["models"][name]["auc"].values())),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def discordances(pairs: list[tuple[str, str]]) -> pd.DataFrame:
    """Return what the confusion matrices say about pairs of models.

    Returns:
        Columns `a`, `b`, those of `discordance_bounds`, `difference` (in accuracy), and for each `p_...` a
        corrected `p_holm_...` (Holm 1979, over the rows).
    """
    counted = matrices()
    table = pd.DataFrame({"a": a, "b": b, **discordance_bounds(counted[a], counted[b])} for a, b in pairs)
    corrected = {
        f"p_holm_{bound}": significance.holm(table[f"p_{bound}"]) for bound in ("fewest", "by_chance", "most")
    }
    return table.assign(difference=table["extra"] / counted["lstm"].sum(), **corrected)


def facts() -> dict[str, Any]:
    """Return what else the original's figures say.

    Returns:
        `documents`, their number in the test set; `accuracy` as printed, by model; `parameters` of the LSTM
        with attention, `total` and `attention`; `tfidf_logistic`, the accuracy of logistic regression on
        TF-IDF in the same report, from `low` to `high` with its dictionaries, and with the `same` one as the
        neural models; `confused`, by model, as returned by `metrics.most_confused`; and, for the class that
        is most often confused with attention, `recall` by model, `auc` with an interval, and `claimed_auc`,
        which the text gives.
    """
    original, counted = published(), matrices()
    classes, models = original["corpus"]["classes"], original["models"]
    confused = {name: metrics.most_confused(matrix, classes) for name, matrix in counted.items()}
    worst = confused["lstm_attention"]["true_class"]
    k = classes.index(worst)
    documents, support = int(counted["lstm"].sum()), int(counted["lstm"][k].sum())
    layers = {layer: count for layer, _, count in models["lstm_attention"]["layers"]}
    logistic = {
        dictionary: figures["logistic_tfidf"] / 100
        for dictionary, figures in original["classical_baselines"].items()
        if dictionary != "note"
    }
    return {
        "documents": documents,
        "accuracy": {name: model["test_accuracy"] for name, model in models.items()},
        "parameters": {
            "total": models["lstm_attention"]["params"]["total"],
            "attention": layers["AttentionLayer"],
        },
        "tfidf_logistic": {
            "low": min(logistic.values()),
            "high": max(logistic.values()),
            "same": logistic["wordnet"],
        },
        "confused": confused,
        "recall": {name: float(matrix[k, k] / support) for name, matrix in counted.items()},
        "auc": auc_interval(models["lstm_attention"]["auc"][worst], support, documents - support),
        "claimed_auc": original["claims"][f"{worst}_auc"],
    }


def discordance_bounds(matrix_a: np.ndarray, matrix_b: np.ndarray) -> dict[str, Any]:
    """Return what two confusion matrices of the same documents say about McNemar's test.

    The number of documents that both models classified correctly is not known, but it is bounded class by
    class: if they classified a_k and b_k of n_k documents correctly, at least |a_k - b_k| documents are
    discordant, and at most min(a_k, n_k - b_k) + min(b_k, n_k - a_k). If the models were right independently
    of each other, (a_k (n_k - b_k) + b_k (n_k - a_k)) / n_k would be discordant. The fewer discordant
    documents, the surer a given difference.

    Returns:
        `extra` (correct in a minus correct in b); `fewest`, `by_chance` and `most`, numbers of discordant
        documents; and the exact p-value for each, `p_fewest`, `p_by_chance` and `p_most`.

    Raises:
        ValueError: if the numbers of documents in the classes differ between the two.
    """
    matrix_a, matrix_b = np.asarray(matrix_a), np.asarray(matrix_b)
    support = matrix_a.sum(axis=1)
    if (support != matrix_b.sum(axis=1)).any():
        raise ValueError("the matrices count different documents: their rows have different sums")
    a, b = np.diag(matrix_a), np.diag(matrix_b)
    extra = int(a.sum() - b.sum())
    by_chance = int(((a * (support - b) + b * (support - a)) / support).sum())
    totals = {
        "fewest": int(np.abs(a - b).sum()),
        "by_chance": by_chance + (by_chance - extra) % 2,
        "most": int((np.minimum(a, support - b) + np.minimum(b, support - a)).sum()),
    }
    p_values = {
        f"p_{name}": significance.mcnemar_p((total + extra) // 2, (total - extra) // 2)
        for name, total in totals.items()
    }
    return {"extra": extra, **totals, **p_values}


def auc_interval(auc: float, positive: int, negative: int) -> dict[str, float]:
    """Return the interval of an AUC from counts alone (Hanley and McNeil 1982, equation 1).

    Args:
        auc: the area under the curve.
        positive, negative: numbers of documents in the class and in the rest.
    """
    both_positive, both_negative = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = (
        auc * (1 - auc)
        + (positive - 1) * (both_positive - auc**2)
        + (negative - 1) * (both_negative - auc**2)
    ) / (positive * negative)
    half = float(stats.norm.ppf((1 + LEVEL) / 2) * np.sqrt(variance))
    return {"mean": auc, "low": auc - half, "high": auc + half}


def macro_f1(matrix: np.ndarray) -> float:
    """Return the macro F1 of a confusion matrix."""
    true, predicted = np.indices(matrix.shape).reshape(2, -1)
    return float(f1_score(true, predicted, average="macro", sample_weight=matrix.ravel()))
