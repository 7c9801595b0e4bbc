"""Sentences about the copies of the models that a page runs."""

import math
from typing import Any


def page(
    words: int, vocabulary: int, compared: dict[str, dict[str, Any]], documents: int, cleaning: str
) -> dict[str, str]:
    """What the page knows, how far its answers are from those of the trained models, and how it reads a text.

    Args:
        words, vocabulary: how many words the copies and the models have.
        compared: `live.agreement` of each model.
        documents: how many each was compared on.
        cleaning: of the corpus.

    Returns:
        Three clauses: `words`, `agreement` and `cleaning`.
    """
    known = f"all {words:,d} words of the vocabulary"
    if words < vocabulary:
        known = (
            f"the {words:,d} commonest of the {vocabulary:,d} words of the vocabulary, and the other "
            f"{vocabulary - words:,d} are unknown to it"
        )
    as_written = "it reads a text as the models read the documents of this report"
    if cleaning != "none":
        as_written = (
            "it cannot clean a text as the documents of this report were cleaned: it reads the posts offered "
            "here after cleaning, and the words of a reader as they are"
        )
    return {"words": known, "agreement": _agreement(compared, documents), "cleaning": as_written}


def _agreement(compared: dict[str, dict[str, Any]], documents: int) -> str:
    largest = max(each["largest"] for each in compared.values())
    other = sum(each["other_class"] for each in compared.values())
    ties = sum(each["ties"] for each in compared.values())
    answers = documents * len(compared)
    said = (
        f"no probability differs by more than {_rounded_up(largest)} from that of the trained model "
        f"in {answers:,d} answers to {documents:,d} random test documents"
    )
    if not other:
        return f"{said}, and the class is always the same"
    if other == 1:
        return f"{said}, and the class differs in 1, which is {'' if ties else 'not '}near a tie"
    near = {0: "none", other: "all"}.get(ties, str(ties))
    return f"{said}, and the class differs in {other}, {near} of them near a tie"


def _rounded_up(difference: float) -> str:
    return f"{max(math.ceil(difference * 1000), 1) / 1000:.3f}"
