"""From raw comments to words: the cleaning of the published recipe, step by step.

A step hands out its text in pieces, each with its place in what the step was given, so that a word that is
left after all steps can be followed back to where it was written.
"""

import html
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

import pandas as pd
import simplemma
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lstm_attention.corpus.languages import ENGLISH_WORDS, Words
from lstm_attention.corpus.rows import CorpusError

WORD = re.compile(r"\w+(?:['’]\w+)*")
URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")
"""What `html.unescape` looks at."""
LINE_END = re.compile(r"\r\n?|\n")
LOOK_AHEAD = 1_000
"""Letters that Markdown's marks may take between two words; the same word further on is another one."""
MARKDOWN = MarkdownIt("commonmark", {"html": False})

Piece = tuple[str, int, int]
"""Some text after a step, and its start and end before the step. If it is as long as its place, each letter
has its own place. What a step adds has a place without letters."""
NOWHERE = (-1, -1)
"""The place of text whose origin a step does not know."""

Step = Callable[[str], Iterable[Piece]]


def cleaning_steps(cleaning: str, lemmas: str, words: Words = ENGLISH_WORDS) -> dict[str, Step]:
    """The steps of a way of cleaning, by name, in order.

    Args:
        cleaning: "none", or "published" for the steps that the original names.
        lemmas: "simplemma" or "wordnet", the source of lemmas and dictionary.
        words: what counts as a word. If simplemma does not know their language, the last two steps are left
            out.

    Raises:
        CorpusError: if WordNet is requested but its data are not installed, or the language is not English.
    """
    if cleaning == "none":
        return {}

    def each(change: Callable[[str], str]) -> Step:
        return lambda text: _words(text, change, words)

    steps = {
        "HTML entities": lambda text: _replaced(text, ENTITY, html.unescape),
        "URLs": lambda text: _replaced(text, URL, lambda url: " "),
        "Markdown and quotes": without_markdown,
        "lower case": lower_case,
        "stop words": each(lambda word: "" if word in words.left_out else word),
    }
    if lemmas == "simplemma" and not words.lemmas:
        return steps
    lemma, known = _wordnet(words) if lemmas == "wordnet" else _simplemma(words.lemmas)
    return steps | {
        "lemmas": each(lemma),
        "words without an entry": each(lambda word: word if known(word) else ""),
    }


def joined(pieces: Iterable[Piece]) -> str:
    """The text that a step leaves."""
    return "".join(piece for piece, _, _ in pieces)


def clean(
    texts: list[str], steps: dict[str, Step], counted: Words = ENGLISH_WORDS
) -> tuple[list[str], pd.DataFrame]:
    """Apply the steps to each text, and count the words that each leaves.

    Words of any length count, English ones by `WORD` and others by Unicode's rules, as it is the text that is
    described, not what models read of it.

    Returns:
        The cleaned texts; and a table of what is left after each step, with columns `step`, `tokens` and
        `words`, the number of different words.
    """
    names = ["text as it is", *steps]
    tokens: Counter[str] = Counter()
    words: dict[str, set[str]] = {name: set() for name in names}
    cleaned = []
    for text in texts:
        for name in names:
            text = joined(steps[name](text)) if name in steps else text
            found = counted.spelled(text, WORD)
            tokens[name] += len(found)
            words[name].update(found)
        cleaned.append(text)
    table = pd.DataFrame({"step": names, "tokens": [tokens[name] for name in names]})
    return cleaned, table.assign(words=[len(words[name]) for name in names])


def followed(text: str, steps: Iterable[Step]) -> tuple[str, Callable[[int, int], tuple[int, int]]]:
    """A text after some steps, and a function from places in it to places in the text as it was.

    The function takes and returns the start and the end of a place; NOWHERE, if a step lost track of it.
    """
    done = []
    for step in steps:
        pieces = list(step(text))
        done.append((pieces, list(accumulate((len(piece) for piece, _, _ in pieces), initial=0))))
        text = joined(pieces)

    def back(start: int, end: int) -> tuple[int, int]:
        for pieces, starts in reversed(done):
            first, last = bisect_right(starts, start) - 1, bisect_left(starts, end) - 1
            if any(piece[0] and piece[1:] == NOWHERE for piece in pieces[first : last + 1]):
                return NOWHERE
            start = _place(pieces[first], start - starts[first])[0]
            end = _place(pieces[last], end - 1 - starts[last])[1]
        return start, end

    return text, back


def _place(piece: Piece, letter: int) -> tuple[int, int]:
    """Where a letter of a piece was before the step."""
    text, start, end = piece
    return (start + letter, start + letter + 1) if len(text) == end - start else (start, end)


def _replaced(text: str, pattern: re.Pattern[str], replace: Callable[[str], str]) -> Iterator[Piece]:
    """A text with every match of a pattern replaced."""
    end = 0
    for match in pattern.finditer(text):
        yield text[end : match.start()], end, match.start()
        end = match.end()
        yield replace(match[0]), match.start(), end
    yield text[end:], end, len(text)


def lower_case(text: str) -> Iterator[Piece]:
    """A text in lower case, in which a few letters, such as İ, become two."""
    lowered = text.lower()
    if len(lowered) == len(text):
        yield lowered, 0, len(text)
        return
    start = 0
    for place, letter in enumerate(text):
        end = start + len(letter.lower())
        yield lowered[start:end], place, place + 1
        start = end


def _words(text: str, change: Callable[[str], str], words: Words) -> Iterator[Piece]:
    """The words of a text as a function changes them, with a space between them; an empty one goes."""
    separator = ""
    for word, start, end in words.every(text, WORD):
        if changed := change(word):
            yield separator, start, start
            yield changed, start, end
            separator = " "


def without_markdown(text: str) -> Iterator[Piece]:
    """The words of a text in Markdown, without its marks and without what it quotes."""
    lines = [0, *(match.end() for match in LINE_END.finditer(text)), len(text)]
    separator = ""
    for token in _blocks(MARKDOWN.parse(text)):
        first, last = token.map or (0, len(lines) - 1)
        place, end = lines[first], lines[min(last, len(lines) - 1)]
        yield separator, place, place
        separator = "\n"
        for content in _contents(token):
            for piece in _found(content, text, place, end):
                yield piece
                place = max(place, piece[2])


def _blocks(tokens: list[Token]) -> Iterator[Token]:
    """The blocks of text in a document, without those that are quoted."""
    quoted = 0
    for token in tokens:
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if not quoted and (token.type == "inline" or token.content):  # code has content, and nothing inline
            yield token


def _contents(block: Token) -> Iterator[str]:
    if block.type != "inline":
        yield from block.content.splitlines(keepends=True)
    for child in block.children or []:
        yield "\n" if child.type.endswith("break") else child.content


def _found(content: str, text: str, start: int, end: int) -> Iterator[Piece]:
    """A content of a block, as a whole or else word by word, where it stands in the lines of the block.

    Markdown's parser says in which lines a block is, but not where in them.
    """
    whole = text.find(content, start, end)
    if whole >= 0:
        yield content, whole, whole + len(content)
        return
    after = 0
    for match in WORD.finditer(content):
        yield content[after : match.start()], *NOWHERE
        after = match.end()
        word = re.compile(rf"\b{re.escape(match[0])}\b")
        place = word.search(text, start, min(end, start + LOOK_AHEAD))
        yield match[0], *(place.span() if place else NOWHERE)
        start = place.end() if place else start
    yield content[after:], *NOWHERE


def _simplemma(language: str) -> tuple[Callable[[str], str], Callable[[str], bool]]:
    return (
        lambda word: simplemma.lemmatize(word, lang=language).lower(),  # simplemma capitalizes names
        lambda word: simplemma.is_known(word, lang=language),
    )


def _wordnet(words: Words) -> tuple[Callable[[str], str], Callable[[str], bool]]:
    from nltk.corpus import wordnet  # reads nothing until it is used

    if not words.english:
        raise CorpusError(f"lemmas='wordnet' supports only English, not {words.name}: set lemmas=simplemma")
    try:
        wordnet.ensure_loaded()
    except LookupError:
        raise CorpusError(
            "lemmas='wordnet' needs NLTK's WordNet data, which are not installed: run "
            "`.venv/bin/python -m nltk.downloader wordnet`, or set lemmas=simplemma"
        ) from None
    return lambda word: wordnet.morphy(word) or word, lambda word: bool(wordnet.synsets(word))
