"""Sentences about the copies of the models that a page runs."""

import math
from typing import Any


def page(
    words: int,
    vocabulary: int,
    compared: dict[str, dict[str, Any]],
    documents: int,
    cleaning: str,
    anonymize: bool,
) -> dict[str, str]:
    """Return what the page knows, how it reads a text, and how far it departs from the models.

    Args:
        words, vocabulary: the number of words that the copies and the models have.
        compared: `live.agreement` of each model.
        documents: the number of documents on which each was compared.
        cleaning: how the corpus was cleaned.
        anonymize: whether names and addresses were replaced in it.

    Returns:
        `words`, a noun phrase; `cleaning` and `agreement`, sentences without a full stop.
    """
    known = f"all {words:,d} words of the vocabulary"
    if words < vocabulary:
        known = (
            f"the {words:,d} most frequent of the {vocabulary:,d} words of the vocabulary, and reads the "
            f"other {vocabulary - words:,d} as the unknown word"
        )
    read = "It reads a text in the same way as the models read the documents of this report"
    if anonymize:
        read += ", but does not replace user names, e-mail addresses and URLs in your own words"
    if cleaning != "none":
        read = (
            "It cannot clean a text as the documents of this report were cleaned. The documents that it "
            "offers are already clean, and your own words are read as they are"
        )
    return {"words": known, "agreement": _agreement(compared, documents), "cleaning": read}


def models(recommended: str, left_out: bool) -> str:
    """Return which models the page has, without the last full stop.

    Args:
        recommended: name of the model or variant that was chosen on validation documents.
        left_out: whether the page cannot compute that one.
    """
    as_trained = "each as its first training run left it"
    if recommended == "lstm_attention" or left_out:
        two = f"The page runs the LSTM and the LSTM with attention, {as_trained}"
        without = "It cannot compute all layers of the variant that was chosen on validation documents"
        return f"{two}. {without}" if left_out else two
    return (
        "The page runs the LSTM, the LSTM with attention and the variant that was chosen on validation "
        f"documents, {as_trained}"
    )


def _agreement(compared: dict[str, dict[str, Any]], documents: int) -> str:
    largest = max(each["largest"] for each in compared.values())
    other = sum(each["other_class"] for each in compared.values())
    apart = _rounded_up(max(each["apart"] for each in compared.values()))
    answers = documents * len(compared)
    differences = (
        f"In {answers:,d} predictions for {documents:,d} test documents, no probability differs by more "
        f"than {_rounded_up(largest)}"
    )
    if not other:
        return f"{differences}, and the class is always the same"
    if other == 1:
        near = f"one prediction, whose two highest probabilities are no more than {apart} apart"
    else:
        near = (
            f"{other} predictions, in each of which the two highest probabilities are at most {apart} apart"
        )
    return f"{differences}. The class differs in {near}"


def _rounded_up(difference: float) -> str:
    return f"{max(math.ceil(difference * 1000), 1) / 1000:.3f}"
