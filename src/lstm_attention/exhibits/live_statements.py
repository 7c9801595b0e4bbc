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
    """Return what the page knows, how it reads a text, and how far its answers are from those of the models.

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
    """Return which models the page has, a sentence without a full stop.

    Args:
        recommended: name of the model or variant that was chosen on validation documents.
        left_out: whether the page cannot compute that one.
    """
    two = "The page has the first training of the LSTM and of the LSTM with attention"
    if left_out:
        return (
            f"{two}, but not the variant that was chosen on validation documents, because it cannot compute "
            "all its layers"
        )
    if recommended == "lstm_attention":
        return two
    return f"{two}, and of the variant that was chosen on validation documents"


def _agreement(compared: dict[str, dict[str, Any]], documents: int) -> str:
    largest = max(each["largest"] for each in compared.values())
    other = sum(each["other_class"] for each in compared.values())
    apart = _rounded_up(max(each["apart"] for each in compared.values()))
    answers = documents * len(compared)
    differences = (
        f"In {answers:,d} answers to {documents:,d} test documents, no probability differs by more "
        f"than {_rounded_up(largest)}"
    )
    if not other:
        return f"{differences}, and the class is always the same"
    answers = "one answer, whose" if other == 1 else f"{other} answers, in each of which the"
    return (
        f"{differences}. The class differs in {answers} two highest probabilities are at most {apart} apart"
    )


def _rounded_up(difference: float) -> str:
    return f"{max(math.ceil(difference * 1000), 1) / 1000:.3f}"
