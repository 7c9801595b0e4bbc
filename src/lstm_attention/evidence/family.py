"""Which comparisons of two models a report makes, and for how many of them it corrects.

One comparison is primary and tested by itself. All others of two models on the whole test set are one
family, wherever a report shows them, so that a comparison has the same interval and p-value in every table
and figure.
"""

from collections.abc import Iterable, Mapping

from lstm_attention.evidence.resampling import METRICS
from lstm_attention.settings import MODELS, PRIMARY

MODEL_PAIRS = [PRIMARY, ("lstm_attention", "dense"), ("lstm", "dense")]
"""The pairs of models that the original has too, the primary one first."""

SAME_VECTORS = [("lstm_attention", "mean_vectors"), ("dense", "mean_vectors")]
"""Models against the linear model that reads the mean of the same word vectors."""


def pairs(rival: str) -> list[tuple[str, str]]:
    """Return the pairs that are compared by every metric, the primary one first.

    Args:
        rival: the baseline that every model is compared with.
    """
    of_rival = [(model, rival) for model in MODELS]
    return list(dict.fromkeys([*MODEL_PAIRS, *of_rival, *SAME_VECTORS, ("lstm_attention", "tfidf_logistic")]))


def secondary(
    compared: Iterable[tuple[str, str]], baselines: Iterable[str], variants: Mapping[str, int], seeds: int
) -> int:
    """Return the number of secondary tests of a report.

    These are: each of the pairs by every metric; and by accuracy, every model, variant and baseline against
    the LSTM, every variant against the LSTM with attention, and the recommended variant, and its ensemble if
    it may have several training runs, against the strongest baseline. Each is counted once, and the primary
    one is not.

    Args:
        compared: what `pairs` returns.
        baselines: their names; the majority class is compared with nothing.
        variants: how often each is trained; if there are none, the LSTM with attention is the recommended
            one.
        seeds: how often each model is trained.
    """
    layer, lstm = PRIMARY
    others = [*(name for name in MODELS if name != lstm), *variants, *baselines]
    tests = {(frozenset(pair), metric) for pair in compared for metric in METRICS}
    tests |= {(frozenset((name, lstm)), "accuracy") for name in others if name != "majority"}
    tests |= {(frozenset((variant, layer)), "accuracy") for variant in variants}
    of_recommended = bool(variants) + (max(variants.values(), default=seeds) > 1)
    return len(tests - {(frozenset(PRIMARY), "accuracy")}) + of_recommended
