"""Sentences that state a result, made from the result.

Each function returns a whole clause in plain words, so that prose stays true when the
numbers change. Shares and differences come in as fractions.
"""

from typing import Any

NAMES = {"dense": "dense model", "lstm": "LSTM", "lstm_attention": "LSTM with attention"}
"""How prose calls the models."""

POOLINGS = {
    "published": "the published score",
    "context_vector": "a context vector",
    "multi_head": "four heads",
    "mean": "the plain mean",
    "max": "the largest values",
}
"""How prose calls what makes one vector of all hidden states."""


def points(difference: float) -> str:
    """A difference of two shares in percentage points, without its sign: `1.2 points`."""
    text = f"{abs(difference) * 100:.1f}"
    return f"{text} {'point' if text == '1.0' else 'points'}"


def signed_points(difference: float) -> str:
    """A difference in percentage points with its sign, a true minus: `−0.3` or `+1.2`."""
    return f"{difference * 100:+.1f}".replace("-", "−")


def comparison(a: str, b: str, result: dict[str, float]) -> str:
    """Which of two models is ahead on the same documents, by how much, and whether it is sure.

    Args:
        a, b: the models as prose calls them.
        result: `difference` (a minus b), `low` and `high` of its 95% interval.
    """
    low, high = signed_points(result["low"]), signed_points(result["high"])
    interval = f"95% interval {low} to {high}"
    if result["low"] > 0:
        return f"the {a} is ahead of the {b} by {points(result['difference'])} of accuracy ({interval})"
    if result["high"] < 0:
        return f"the {a} is behind the {b} by {points(result['difference'])} of accuracy ({interval})"
    measured = signed_points(result["difference"])
    return f"this test cannot tell the {a} from the {b} (difference {measured} points, {interval})"


def verdict(result: dict[str, float]) -> str:
    """The comparison in one or two words: `better`, `worse` or `no difference seen`."""
    if result["low"] > 0:
        return "better"
    return "worse" if result["high"] < 0 else "no difference seen"


def confusion(most_confused: dict[str, Any]) -> str:
    """Which class goes wrong most often, and where to, from `metrics.most_confused`."""
    if most_confused["wrong_share"] == 0:
        return "no class is confused with another: every test post is sorted correctly"
    return (
        f"{most_confused['true_class']} is the class most often confused: "
        f"{most_confused['wrong_share']:.1%} of its posts go elsewhere, most of them "
        f"to {most_confused['predicted_class']} ({most_confused['share']:.1%})"
    )


def learning(val_loss: list[float], most_epochs: int) -> str:
    """How training ended: the best epoch by validation loss, and whether it stopped early."""
    best = min(range(len(val_loss)), key=val_loss.__getitem__) + 1
    if len(val_loss) < most_epochs:
        return f"training stopped early, after epoch {len(val_loss)}; the best was epoch {best}"
    if best == most_epochs:
        return (
            f"the validation loss was still falling when training ended after "
            f"{_epochs(most_epochs)}: more might do better"
        )
    return f"training ran its full {_epochs(most_epochs)}; the best was epoch {best}"


def ranking(accuracies: dict[str, float]) -> str:
    """Models from the most accurate to the least: `a (91.0%), b (90.1%) and c (88.0%)`."""
    ordered = sorted(accuracies, key=lambda name: -accuracies[name])
    parts = [f"{name} ({accuracies[name]:.1%})" for name in ordered]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def agreement(ours: str, theirs: str) -> str:
    """Whether a finding of the original came out again: `reproduced` or `not reproduced`."""
    return "reproduced" if ours == theirs else "not reproduced"


def listing(words: list[str]) -> str:
    """Words as a list in a sentence: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def variant(parameters: dict[str, Any]) -> str:
    """What sets a variant of the LSTM with attention apart: `a context vector, trained vectors`."""
    parts = [POOLINGS[parameters["pooling"]]]
    if not parameters["mask"]:
        parts.append("padding and all")
    if parameters["trainable_embeddings"]:
        parts.append("trained vectors")
    if parameters["word_dropout"]:
        parts.append(f"{parameters['word_dropout']:.0%} of words hidden")
    return ", ".join(parts)


def recommendation(best: str, base: str, result: dict[str, float] | None) -> str:
    """Which variant validation picks, and what the test posts say of it.

    Args:
        best, base: the picked variant and the model it stands beside, as prose calls them.
        result: `metrics.paired_difference` of the two on the test posts; None if they are one.
    """
    if result is None:
        return f"of what was tried, the {base} itself does best on the validation posts"
    return f"on the validation posts the variant with {best} does best, and on the test posts " + comparison(
        "variant", base, result
    )


def runs(accuracies: list[float]) -> str:
    """How many trainings a mean accuracy stands on, and their range."""
    if len(accuracies) == 1:
        return "that of one training"
    return (
        f"the mean of {len(accuracies)} trainings with different seeds, "
        f"which range from {min(accuracies):.1%} to {max(accuracies):.1%}"
    )


def seeds(numbers: list[int]) -> str:
    """The seeds of a report: `one seed (0)` or `3 seeds (0, 1 and 2)`."""
    words = listing([str(number) for number in numbers])
    return f"one seed ({words})" if len(numbers) == 1 else f"{len(numbers)} seeds ({words})"


def each_seed(clauses: list[str], numbers: list[int]) -> str:
    """One clause a seed, joined; the seed is named where there are several."""
    if len(clauses) == 1:
        return clauses[0]
    return "; ".join(f"with seed {number}, {clause}" for clause, number in zip(clauses, numbers, strict=True))


def _epochs(number: int) -> str:
    return "1 epoch" if number == 1 else f"{number} epochs"
