"""From raw comments to words: the cleaning of the published recipe, step by step."""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator

import pandas as pd
import simplemma
from markdown_it import MarkdownIt
from markdown_it.token import Token
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from lstm_attention.corpus.rows import CorpusError

WORD = re.compile(r"\w+(?:['’]\w+)*")
URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
MARKDOWN = MarkdownIt("commonmark", {"html": False})

Step = Callable[[str], str]


def cleaning_steps(cleaning: str, lemmas: str) -> dict[str, Step]:
    """The steps of a way of cleaning, by name, in order; each takes a text and gives a text.

    Args:
        cleaning: "none", or "published": the steps that the original names.
        lemmas: "simplemma" or "wordnet": where lemmas and the dictionary come from.

    Raises:
        CorpusError: if WordNet is asked for and its data are not installed.
    """
    if cleaning == "none":
        return {}
    lemma, known = _wordnet() if lemmas == "wordnet" else _simplemma()
    return {
        "HTML entities": html.unescape,
        "URLs": lambda text: URL.sub(" ", text),
        "Markdown and quotes": without_markdown,
        "lower case": str.lower,
        "stop words": lambda text: _keep(text, lambda word: word not in ENGLISH_STOP_WORDS),
        "lemmas": lambda text: " ".join(map(lemma, WORD.findall(text))),
        "words without an entry": lambda text: _keep(text, known),
    }


def clean(texts: list[str], steps: dict[str, Step]) -> tuple[list[str], pd.DataFrame]:
    """Apply the steps to each text.

    Returns:
        The cleaned texts, and what is left after each step: `step`, `tokens`, and `words`, the
        number of different ones.
    """
    names = ["text as it is", *steps]
    tokens: Counter[str] = Counter()
    words: dict[str, set[str]] = {name: set() for name in names}
    cleaned = []
    for text in texts:
        for name, step in zip(names, [lambda text: text, *steps.values()], strict=True):
            text = step(text)
            found = WORD.findall(text)
            tokens[name] += len(found)
            words[name].update(found)
        cleaned.append(text)
    table = pd.DataFrame({"step": names, "tokens": [tokens[name] for name in names]})
    return cleaned, table.assign(words=[len(words[name]) for name in names])


def without_markdown(text: str) -> str:
    """The words of a text in Markdown, without its marks and without what it quotes."""
    return "\n".join(_plain(MARKDOWN.parse(text)))


def _plain(tokens: list[Token]) -> Iterator[str]:
    quoted = 0
    for token in tokens:
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if quoted:
            continue
        if token.type == "inline":
            yield "".join(
                " " if child.type.endswith("break") else child.content for child in token.children or []
            )
        elif token.content:  # code, which has no inline tokens
            yield token.content


def _keep(text: str, test: Callable[[str], bool]) -> str:
    return " ".join(filter(test, WORD.findall(text)))


def _simplemma() -> tuple[Step, Callable[[str], bool]]:
    return (
        lambda word: simplemma.lemmatize(word, lang="en").lower(),  # it gives names their capital back
        lambda word: simplemma.is_known(word, lang="en"),
    )


def _wordnet() -> tuple[Step, Callable[[str], bool]]:
    from nltk.corpus import wordnet  # reads nothing until it is used

    try:
        wordnet.ensure_loaded()
    except LookupError:
        raise CorpusError(
            "lemmas='wordnet' needs NLTK's data, which are not installed: run "
            "`.venv/bin/python -m nltk.downloader wordnet`, or set lemmas=simplemma"
        ) from None
    return lambda word: wordnet.morphy(word) or word, lambda word: bool(wordnet.synsets(word))
