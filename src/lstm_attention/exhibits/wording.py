"""Names, numbers and lists as prose and tables write them. Shares and differences are passed as fractions."""

import math
from typing import Any

from lstm_attention.settings import MODELS

NAMES = {
    "dense": "dense model",
    "lstm": "LSTM",
    "lstm_attention": "LSTM with attention",
    "majority": "majority class",
    "mean_vectors": "logistic regression on mean vectors",
    "tfidf_logistic": "logistic regression on TF-IDF",
    "tfidf_svm": "linear SVM on TF-IDF",
}
"""Names of the models and the baselines in prose."""

POOLINGS = {
    "published": "the published score",
    "context_vector": "a context vector",
    "multi_head": "four heads",
    "mean": "the plain mean",
    "max": "the largest values",
}
"""Names in prose of the ways to turn all hidden states into one vector."""

SPACES = {
    "mean_vectors": "mean word vectors",
    "dense_layer": "the last hidden layer of the dense model",
    "last_states": "the last states of the LSTM",
    "mean_states": "the mean states of the LSTM with attention",
    "context_vectors": "context vectors",
}
"""Names in prose of the vectors that represent a document."""

SUBSETS = {
    "all": "all",
    "same_group": "in a group that also occurs in the training set",
    "shared_run": "sharing ten consecutive words with a training document",
    "either": "with either overlap",
    "neither": "without overlap",
}
"""Names of the subsets of the test documents, by what they share with the training set."""

MANY_CLASSES = 12
"""With more classes than this, lines cannot all be distinguished, and there is no room for numbers."""


def definite(name: str) -> str:
    """Return one of `NAMES` with its article, if any: `the LSTM`, but `logistic regression on TF-IDF`."""
    return name if name.startswith("logistic regression") else f"the {name}"


def points(difference: float, digits: int = 1) -> str:
    """Return a difference of two shares in percentage points, without its sign: `1.2 points`."""
    text = f"{abs(difference) * 100:.{digits}f}"
    return f"{text} {'point' if text == '1.0' else 'points'}"


def signed_points(difference: float) -> str:
    """Return a difference in percentage points with its sign, a true minus: `−0.3`, `+1.2` or `0.0`."""
    return _signed(f"{difference * 100:+z.1f}")


def area(auc: float) -> str:
    """Return an area under a ROC curve: `0.975`, or `more than 0.999` if only rounding makes it 1."""
    text = f"{auc:.3f}"
    return "more than 0.999" if text == "1.000" and auc < 1 else text


def p_value(p: float) -> str:
    """Return a p-value with sensible digits: `p < 0.001` or `p = 0.032`."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def p_cell(p: float) -> str:
    """Return a p-value for a table cell."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def span(result: dict[str, float], ends: str = "") -> str:
    """Return the interval of a difference in percentage points: `−2.0 to +0.1`.

    With less than about one degree of freedom, Student's interval covers every possible difference, and none
    is given.

    Args:
        result: has `low` and `high`.
        ends: `_90` for the interval between `low_90` and `high_90`.
    """
    low, high = result[f"low{ends}"], result[f"high{ends}"]
    return "unknown" if low <= -1 and high >= 1 else f"{bound(low)} to {bound(high)}"


def bound(value: float) -> str:
    """Return the end of an interval in percentage points, with a sign: `+0.1`, or `+0.04` instead of `+0.0`.

    On which side of 0 an interval ends decides a test.
    """
    digits = next((digits for digits in (1, 2, 3) if round(abs(value) * 100, digits)), 1)
    return _signed(f"{value * 100:+z.{digits}f}")


def _signed(number: str) -> str:
    """Return a number with a true minus, and zero without a sign."""
    return number.replace("-", "−") if number.strip("+0.") else number.removeprefix("+")


def signed_list(differences: list[float]) -> str:
    """Return differences in percentage points, with their signs: `−0.3, +1.2`."""
    return ", ".join(map(signed_points, differences))


def interval(result: dict[str, float], form: str = ".2f", unit: str = "") -> str:
    """Return a mean with its interval: `1.32 (95% interval 1.30 to 1.35)`."""
    mean, low, high = (_signed(format(result[part], form)) for part in ("mean", "low", "high"))
    return f"{mean}{unit} (95% interval {low} to {high})"


def median_tau(tau: dict[str, float]) -> str:
    """Return the median of Kendall's tau with its range, or that one score is constant in every document."""
    if math.isnan(tau["median"]):
        return "undefined (one of the two scores is the same for all words of each document)"
    median, lowest, highest = (f"{tau[part]:.2f}" for part in ("median", "lowest", "highest"))
    return f"{median} (single documents {lowest} to {highest})".replace("-", "−")


def short_interval(result: dict[str, float], form: str) -> str:
    """Return a share with its interval, if it has one, for a table cell: `0.92 (0.90 to 0.95)`."""
    if result["low"] is None or (result["low"] <= 0 and result["high"] >= 1):
        return format(result["mean"], form)
    mean, low, high = (format(result[part], form) for part in ("mean", "low", "high"))
    return f"{mean} ({low} to {high})".replace("-", "−")


def short_points(result: dict[str, float]) -> str:
    """Return a difference with its interval in percentage points, for a cell: `+2.4 (+1.1 to +3.7)`."""
    return f"{signed_points(result['mean'])} ({span(result)})"


def listing(words: list[str], last: str = "and") -> str:
    """Return words as a list in a sentence, with this word before the last: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def short_listing(words: list[str], most: int = 8) -> str:
    """Return at most `most` words as a list in a sentence: `a, b and 12 others`."""
    if len(words) <= most:
        return listing(words)
    return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} others"


def sampled(drawn: int, total: int, part: str) -> str:
    """Return which documents of a part were drawn: `400 random test documents`, `all 998 test documents`."""
    return f"all {total:,d} {part} documents" if drawn == total else f"{drawn:,d} random {part} documents"


def settings_rows(settings: dict[str, Any]) -> list[dict[str, str]]:
    """Return all settings as table rows: `group` (`all`, a model or a variant), `parameter`, `value`."""
    groups = {name: settings[name] for name in MODELS if name in settings} | settings.get("variants", {})
    shared = {name: value for name, value in settings.items() if name not in (*groups, "variants")}
    return [
        {
            "group": group,
            "parameter": name,
            "value": _written(value),
        }
        for group, own in ({"all": shared} | groups).items()
        for name, value in own.items()
    ]


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_written(part)}" for name, part in value.items()) or "none"
    return str(value)
