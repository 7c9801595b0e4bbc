"""Attention over documents as they were written, as HTML that mouse, touch and keyboard can explore.

Words and names are untrusted text: they are escaped here. The script that moves the focus is
book/_static/attention.js; without it the colours still show the weights.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import numpy as np

from lstm_attention.corpus.posts import Post
from lstm_attention.corpus.vocabulary import UNKNOWN, EncodedDocuments
from lstm_attention.exhibits.writing import LEFT_TO_RIGHT, direction

LONGEST_STRETCH = 160
"""Letters between two tokens that are shown; of more, such as a long quotation, the first and the last."""

LEAST_LIMIT = 2
"""Times the average weight at which the colours are strongest, unless a token is heavier: weights that hardly
differ look alike."""


class Part(NamedTuple):
    """A part of a document: a token, or what stands between two of them.

    Attributes:
        text: as it was written.
        weight: of the token; None between them, where a model reads nothing.
        word: that the model reads; None if it reads the unknown word, or nothing.
    """

    text: str
    weight: float | None = None
    word: str | None = None


@dataclass(frozen=True)
class AttendedDocument:
    """One document as a model attended to it.

    Attributes:
        name: of the document.
        true, predicted: names of its class and of the model's prediction.
        parts: all of it, in order; the weights sum to 1.
    """

    name: str
    true: str
    predicted: str
    parts: list[Part]

    def title(self, shown: Callable[[str], str] = str) -> str:
        """What is shown, and whether it was classified correctly; `shown` tells how to write a name."""
        right = self.true == self.predicted
        answer = "classified correctly" if right else f"classified as {shown(self.predicted)}"
        return f"{shown(self.name)}: {shown(self.true)}, {answer}"

    @property
    def direction(self) -> str:
        """Whether its text runs from left to right or from right to left."""
        return direction("".join(part.text for part in self.parts)) or LEFT_TO_RIGHT

    @property
    def times(self) -> list[float | None]:
        """The weight of each part times the number of tokens: 1 is the average, None is not read."""
        tokens = sum(part.weight is not None for part in self.parts)
        return [None if part.weight is None else part.weight * tokens for part in self.parts]


def attended(
    documents: EncodedDocuments,
    posts: list[Post],
    chosen: np.ndarray,
    weights: list[np.ndarray],
    predicted: np.ndarray,
    words: list[str],
    classes: list[str],
) -> list[AttendedDocument]:
    """Documents as a model attended to them.

    Args:
        documents: the set of the corpus.
        posts: the chosen ones, as they were written.
        chosen: which of them.
        weights: of their tokens.
        predicted: the model's prediction for every document of the set.
        words: the vocabulary in the order of its ids, which start at 2.
        classes: names.
    """
    return [
        AttendedDocument(
            name=str(documents.ids[k]),
            true=classes[documents.labels[k]],
            predicted=classes[predicted[k]],
            parts=list(parts(post, read(text, words), row / row.sum())),
        )
        for k, post, text, row in zip(chosen, posts, documents.texts(chosen), weights, strict=True)
    ]


def read(tokens: np.ndarray, words: list[str]) -> list[str | None]:
    """The words that a model reads for token ids; None for the unknown word."""
    return [words[token - UNKNOWN - 1] if token > UNKNOWN else None for token in tokens]


def parts(post: Post, words: list[str | None], weights: np.ndarray) -> Iterator[Part]:
    """A document in parts.

    A token whose place in the text is not known, or is that of the token before, is shown as it is read.

    Args:
        post: as it was written.
        words: words of its tokens, from `read`.
        weights: of its tokens.
    """
    end = 0
    for (start, after), word, weight in zip(post.spans.tolist(), words, weights.tolist(), strict=True):
        if start < end:
            yield from (Part(" "), Part(word or "(unknown)", weight, word), Part(" "))
            continue
        if start > end:
            yield Part(_shortened(post.text[end:start]))
        yield Part(post.text[start:after], weight, word)
        end = after
    yield Part(_shortened(post.text[end:].rstrip()))


def _shortened(text: str) -> str:
    text = re.sub(r"\s*\n\s*", "\n", text)
    half = LONGEST_STRETCH // 2
    return text if len(text) <= LONGEST_STRETCH else f"{text[:half]} … {text[-half:]}"


def limit(documents: list[AttendedDocument]) -> int:
    """Times the average weight at which the colours of all these documents are strongest."""
    heaviest = max((times or 0 for document in documents for times in document.times), default=0)
    return max(LEAST_LIMIT, math.ceil(heaviest))


def shade(times: float, strongest: int) -> float:
    """Colour of a weight: 0 at the average, 1 at `strongest` times it, -1 at its reciprocal or less."""
    return float(np.clip(math.log(max(times, 1e-9)) / math.log(strongest), -1, 1))


def html(documents: list[AttendedDocument], language: str) -> str:
    """The documents as one block of HTML, each a list of words that one can walk through, under a legend.

    Args:
        documents: what was read.
        language: code of the language of the corpus.
    """
    strongest = limit(documents)
    return "\n".join(
        [
            '<div class="attention">',
            _legend(strongest),
            *(_document(number, each, strongest, language) for number, each in enumerate(documents)),
            "</div>",
            "",
        ]
    )


def _legend(strongest: int) -> str:
    return (
        '<div class="attention-legend">\n'
        f'<div>1/{strongest} <span class="attention-scale"></span> {strongest} times the average word</div>\n'
        '<div><span class="unread">grey</span>: not read; <span class="unknown">italic</span>: read as the '
        "unknown word</div>\n"
        "<div>Point at a word, or tab to a text and use the arrow keys.</div>\n"
        "</div>"
    )


def _document(number: int, document: AttendedDocument, strongest: int, language: str) -> str:
    title = document.title(lambda name: f"<bdi>{escape(name)}</bdi>")
    # Tab reaches the first token; from there the script goes on.
    first = next((k for k, part in enumerate(document.parts) if part.weight is not None), None)
    shown = "".join(
        f'<span class="unread">{escape(part.text)}</span>'
        if part.weight is None or times is None
        else _token(part, part.weight, times, strongest, first=k == first)
        for k, (part, times) in enumerate(zip(document.parts, document.times, strict=True))
        if part.text
    )
    return (
        f'<section aria-labelledby="attended-{number}">\n'
        f'<div class="attended-title" id="attended-{number}">{title}</div>\n'
        f'<div role="listbox" aria-labelledby="attended-{number}" aria-orientation="horizontal" '
        f'lang="{language}" dir="{document.direction}">{shown}</div>\n'
        '<output aria-live="polite"></output>\n'
        "</section>"
    )


def _token(part: Part, weight: float, times: float, strongest: int, first: bool) -> str:
    description = f"{weight:.2%} of the attention, {times:.1f} times the average word"
    if part.word is None:
        description += ", read as the unknown word"
    elif part.word != part.text.lower():
        description += f", read as {part.word}"
    strength = shade(times, strongest)
    side = "more" if strength > 0 else "less"
    return (
        f'<span role="option" tabindex="{0 if first else -1}" '
        f'class="{side}{" unknown" if part.word is None else ""}" style="--shade: {abs(strength):.3f}" '
        f'data-weight="{escape(description)}">{escape(part.text)}</span>'
    )
