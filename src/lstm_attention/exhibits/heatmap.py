"""Attention over the words of documents, as HTML that mouse, touch and keyboard can explore.

Words and names are untrusted text: they are escaped here. The script that moves the focus is
book/_static/attention.js; without it the colours still show the weights.
"""

from dataclasses import dataclass
from html import escape

import numpy as np

from lstm_attention.corpus.vocabulary import UNKNOWN, EncodedDocuments


@dataclass(frozen=True)
class AttendedDocument:
    """One document as a model attended to it.

    Attributes:
        name: of the document.
        true, predicted: names of its class and of the model's answer.
        words: what the model read, in order.
        weights: float (words,), sum 1.
    """

    name: str
    true: str
    predicted: str
    words: list[str]
    weights: np.ndarray

    @property
    def title(self) -> str:
        """What is shown, and whether it was classified correctly."""
        answer = "classified correctly" if self.true == self.predicted else f"classified as {self.predicted}"
        return f"{self.name}: {self.true}, {answer}"

    @property
    def shades(self) -> np.ndarray:
        """Colour strength of each word: 0 at no weight, 1 at the document's largest."""
        return self.weights / self.weights.max()


def attended(
    documents: EncodedDocuments,
    chosen: np.ndarray,
    weights: list[np.ndarray],
    predicted: np.ndarray,
    words: list[str],
    classes: list[str],
) -> list[AttendedDocument]:
    """Documents as a model attended to them.

    Args:
        documents: the part of the corpus.
        chosen: which of them.
        weights: of their tokens.
        predicted: the model's answer to every document of the part.
        words: the vocabulary in the order of its ids, which start at 2.
        classes: names.
    """
    return [
        AttendedDocument(
            name=str(documents.ids[k]),
            true=classes[documents.labels[k]],
            predicted=classes[predicted[k]],
            words=[words[token - UNKNOWN - 1] if token > UNKNOWN else "(unknown)" for token in text],
            weights=row / row.sum(),
        )
        for k, text, row in zip(chosen, documents.texts(chosen), weights, strict=True)
    ]


def html(documents: list[AttendedDocument]) -> str:
    """The documents as one block of HTML, each a list of words that one can walk through."""
    return "\n".join(
        [
            '<div class="attention">',
            *(_document(number, each) for number, each in enumerate(documents)),
            "</div>",
            "",
        ]
    )


def _document(number: int, document: AttendedDocument) -> str:
    words = " ".join(
        _word(word, float(weight), float(shade), len(document.words), first=position == 0)
        for position, (word, weight, shade) in enumerate(
            zip(document.words, document.weights, document.shades, strict=True)
        )
    )
    title = escape(document.title)
    return (
        f'<section aria-labelledby="attended-{number}">\n'
        f'<div class="attended-title" id="attended-{number}">{title}</div>\n'
        f'<div role="listbox" aria-labelledby="attended-{number}" aria-orientation="horizontal">'
        f"{words}</div>\n"
        '<output aria-live="polite">Point at a word, or tab to the text and use the arrow keys.</output>\n'
        "</section>"
    )


def _word(word: str, weight: float, shade: float, words: int, first: bool) -> str:
    told = f"{weight:.2%} of the attention, {weight * words:.1f} times the average word"
    return (
        f'<span role="option" tabindex="{0 if first else -1}" style="--shade: {shade:.3f}" '
        f'data-weight="{told}">{escape(word)}</span>'
    )
