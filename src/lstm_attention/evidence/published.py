"""The figures of the original experiment, with their source (see `published()['_about']`), and tests."""

import json
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from lstm_attention.evidence import metrics, significance


def published() -> dict[str, Any]:
    """Content of published.json: corpus, hardware, models, claims, classical baselines."""
    return json.loads(files("lstm_attention.evidence").joinpath("published.json").read_text(encoding="utf-8"))


def matrices() -> dict[str, np.ndarray]:
    """The confusion matrix of each model, int (true class, predicted class)."""
    return {name: np.array(model["confusion_matrix"]) for name, model in published()["models"].items()}


def accuracies(resamples: int) -> pd.DataFrame:
    """What each model achieved, for a table that has our figures beside it.

    Returns:
        By model `published`, the accuracy, with its Wilson interval `published_low` to `published_high`;
        `published_f1`, macro; `published_auc`, the mean over the classes.
    """
    rows = {}
    for name, matrix in matrices().items():
        interval = significance.accuracy_interval(np.trace(matrix) / matrix.sum(), int(matrix.sum()))
        rows[name] = {
            "published": interval["mean"],
            "published_low": interval["low"],
            "published_high": interval["high"],
            "published_f1": significance.macro_f1_interval(matrix, resamples)["mean"],
            "published_auc": np.mean(list(published()["models"][name]["auc"].values())),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def discordances(pairs: list[tuple[str, str]]) -> pd.DataFrame:
    """What the confusion matrices say about pairs of models.

    Returns:
        `a`, `b`, the columns of `significance.discordance_bounds`, `difference` (of accuracy), and each
        `p_...` corrected as `p_holm_...` (Holm 1979, over the rows).
    """
    counted = matrices()
    table = pd.DataFrame(
        {"a": a, "b": b, **significance.discordance_bounds(counted[a], counted[b])} for a, b in pairs
    )
    corrected = {
        f"p_holm_{bound}": significance.holm(table[f"p_{bound}"]) for bound in ("fewest", "by_chance", "most")
    }
    return table.assign(difference=table["extra"] / counted["lstm"].sum(), **corrected)


def facts() -> dict[str, Any]:
    """What else the original's figures say.

    Returns:
        `documents` of the test part; `accuracy` as printed, by model; `parameters` of the LSTM with
        attention, `total` and `attention`; `confused`, by model as of `metrics.most_confused`; and of the
        class that is confused most with attention, `recall` by model and `auc`, with an interval.
    """
    original, counted = published(), matrices()
    classes, models = original["corpus"]["classes"], original["models"]
    confused = {name: metrics.most_confused(matrix, classes) for name, matrix in counted.items()}
    worst = confused["lstm_attention"]["true_class"]
    k = classes.index(worst)
    documents, support = int(counted["lstm"].sum()), int(counted["lstm"][k].sum())
    layers = {layer: count for layer, _, count in models["lstm_attention"]["layers"]}
    return {
        "documents": documents,
        "accuracy": {name: model["test_accuracy"] for name, model in models.items()},
        "parameters": {
            "total": models["lstm_attention"]["params"]["total"],
            "attention": layers["AttentionLayer"],
        },
        "confused": confused,
        "recall": {name: float(matrix[k, k] / support) for name, matrix in counted.items()},
        "auc": significance.auc_interval(
            models["lstm_attention"]["auc"][worst], support, documents - support
        ),
    }
