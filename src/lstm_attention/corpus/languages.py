"""The language of a corpus, and what counts as a word in it.

English words are scikit-learn's. Words of any other language are those of Unicode's rules (UAX #29), which
keep a letter and its marks together. ICU applies these rules, and has dictionaries for languages that are
written without spaces: Chinese, Japanese, Thai, Lao, Khmer and Burmese.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import stopwordsiso
from babel import Locale
from icu4py.breakers import WordBreaker
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

from lstm_attention.corpus.rows import CorpusError
from lstm_attention.settings import UNICODE, CorpusParameters

AUTO = "auto"
"""The `language` of texts whose language is to be detected."""
ENGLISH = "en"
UNDETERMINED = "und"
"""The code of ISO 639 for a language that is not known; here also for texts in several languages."""

LANGUAGE_NAMES = {code: name for code, name in Locale("en").languages.items() if code.isalpha()}
"""English names of languages, by code; not those of a region or script, such as pt_BR."""

SAMPLE = 200
"""Documents that are read to detect the language."""
PIECE = 500
"""Characters in a piece of text whose language is detected: short documents are joined, long ones are cut."""

LEMMAS = {"no": "nb", "bs": "hbs", "hr": "hbs", "sr": "hbs"}
"""Languages for which simplemma uses another code."""
STOP_WORDS = {"nb": "no"}
"""Languages for which stopwordsiso uses another code."""

ENGLISH_WORD = re.compile(r"(?u)\b\w\w+\b")
"""Two or more letters, digits or underscores, as by default in scikit-learn."""
LETTERS = re.compile(r"\w+")
"""An English word where two texts are compared, whatever its length."""
FULL_STOP = re.compile(r"((?<=\D)[.\u2024\ufe52\uff0e](?=\D))")
"""A full stop between letters, as in 'end.Start': Unicode's rules keep it in a word, Chromium does not."""
SUFFIX = re.compile(r"(?:\+\+(?:\d\d)?|[+#])(?![\w+#])")
"""What Unicode's rules cut off from C++, C++17 and C#."""
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Characters that do not show, such as soft hyphens, and that Unicode's rules keep in a word."""
SURROGATE = re.compile("[\ud800-\udfff]")
SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""A letter of a script that is written without spaces: Thai, Lao, Burmese, Khmer, kana, or Chinese."""

IDEOGRAPHIC = re.compile("[\u3005-\u30ff\u3400-\u9fff]")
LONGEST, LONGEST_IDEOGRAPHIC = 25, 6
"""Letters in the longest plausible word; fewer of kana or Chinese characters, each of which says more."""
MOST = 0.5
"""Largest share of the letters that may be lost, or be in overlong or broken words."""
SHOWN = 30
"""Letters of an example in a message."""

Span = tuple[str, int, int]
"""A word, and its start and end in the text."""


def detect(texts: Sequence[str]) -> str:
    """Return the code (ISO 639-1) of the language that most of the text is in, or `UNDETERMINED`.

    Args:
        texts: the documents; `SAMPLE` of them, evenly spaced, are read.
    """
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in identifier.labels if len(code) == len("en")])
    pieces = _pieces(_sample(texts, SAMPLE))
    votes = Counter(identifier.classify(piece)[0] for piece in pieces)
    language, count = votes.most_common(1)[0] if votes else (UNDETERMINED, 0)
    return language if 2 * count > len(pieces) else UNDETERMINED


def _sample(texts: Sequence[str], size: int) -> Sequence[str]:
    number = min(size, len(texts))
    return [texts[k * len(texts) // number] for k in range(number)]


def _pieces(texts: Sequence[str]) -> list[str]:
    pieces = [""]
    for text in texts:
        if len(pieces[-1]) >= PIECE:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]}\n{SURROGATE.sub(' ', text)[:PIECE]}"
    # A short remainder does not deserve a vote of its own.
    return pieces[:-1] if len(pieces) > 1 and len(pieces[-1]) < PIECE else list(filter(str.strip, pieces))


def check_language(parameters: CorpusParameters) -> None:
    """Check that the language exists and that the pattern of a word can be used.

    Raises:
        CorpusError: if not. If a language is given by its name, the message suggests its code.
    """
    code, pattern = parameters.language, parameters.token_pattern
    if code not in (AUTO, *LANGUAGE_NAMES):
        by_name = {name: own for own, name in LANGUAGE_NAMES.items() if len(own) <= len(UNDETERMINED)}
        raise CorpusError(
            f"language={code!r}: the code of {code.title()} is {by_name[code.title()]}"
            if code.title() in by_name
            else f"language={code!r} is not an ISO 639 code, such as de; {AUTO} detects the language"
        )
    try:
        if pattern and re.search(pattern, ""):
            raise CorpusError(f"token_pattern={pattern!r} must not match an empty text")
    except re.error as error:
        raise CorpusError(f"token_pattern={pattern!r} must be a Python regular expression: {error}") from None


@dataclass(frozen=True)
class Words:
    """What counts as a word, and which words are left out.

    Attributes:
        language: code of the language.
        token_pattern: regular expression of a word in lower case, UNICODE, or None for that of the language.
        stop_words: words to leave out, or None for those of the language.
    """

    language: str = ENGLISH
    token_pattern: str | None = None
    stop_words: Sequence[str] | None = None

    @classmethod
    def of(cls, parameters: CorpusParameters) -> "Words":
        """What counts as a word by the parameters of a corpus that are `settled`."""
        return cls(parameters.language, parameters.token_pattern, parameters.stop_words)

    @property
    def name(self) -> str:
        """English name of the language."""
        return LANGUAGE_NAMES[self.language]

    @property
    def english(self) -> bool:
        """Whether the rules for English are used where no rule is given."""
        return self.language == ENGLISH

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """The regular expression of a word; None for Unicode's rules."""
        if self.token_pattern is None:
            return ENGLISH_WORD if self.english else None
        return None if self.token_pattern == UNICODE else re.compile(self.token_pattern)

    @cached_property
    def left_out(self) -> frozenset[str]:
        """The words that are left out."""
        if self.stop_words is not None:
            return frozenset(map(str.lower if self.pattern else _plain, self.stop_words))
        if self.english:
            # Here, because every command loads this module, and scikit-learn takes seconds to load.
            from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

            return ENGLISH_STOP_WORDS
        return frozenset(map(_plain, stopwordsiso.stopwords(STOP_WORDS.get(self.language, self.language))))

    @property
    def lemmas(self) -> str | None:
        """The code by which simplemma knows the language, or None."""
        code = LEMMAS.get(self.language, self.language)
        return code if code in SUPPORTED_LANGUAGES else None

    def every(self, text: str, english: re.Pattern[str]) -> Iterable[Span]:
        """All words of a text as written, including those that no model reads.

        Args:
            text: in any case.
            english: the regular expression of an English word.
        """
        return _found(english, text) if self.english else unicode_words(text)

    def spelled(self, text: str, english: re.Pattern[str]) -> list[str]:
        """The words that `every` gives, without their places."""
        return english.findall(text) if self.english else [word for word, _, _ in unicode_words(text)]

    def candidates(self, text: str) -> Iterable[Span]:
        """The words of a text in lower case, including stop words."""
        if self.pattern:
            return _found(self.pattern, text)
        plain = ((_plain(word), start, end) for word, start, end in unicode_words(text))
        return (found for found in plain if len(found[0]) > 1 or SPACELESS.match(found[0]))

    def read(self, text: str) -> list[Span]:
        """The words of a text in lower case that become tokens."""
        left_out = self.left_out
        if self.pattern:
            found = (match for match in self.pattern.finditer(text) if match[0] not in left_out)
            return [(match[0], match.start(), match.end()) for match in found if match[0]]
        return [found for found in self.candidates(text) if found[0] not in left_out]

    def tokens(self, text: str) -> list[str]:
        """The tokens of a text in any case."""
        if self.pattern is ENGLISH_WORD:  # faster than with places
            left_out = self.left_out
            return [word for word in ENGLISH_WORD.findall(text.lower()) if word not in left_out]
        return [word for word, _, _ in self.read(text.lower())]


ENGLISH_WORDS = Words()
"""English words as scikit-learn finds them, without its stop words."""


def _found(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [(match[0], match.start(), match.end()) for match in pattern.finditer(text) if match[0]]


def _plain(word: str) -> str:
    """A word in lower case, without invisible characters, and with the apostrophe of ASCII."""
    return INVISIBLE.sub("", word.lower()).replace("’", "'")


def unicode_words(text: str) -> Iterator[Span]:
    """The words of a text by Unicode's rules (UAX #29).

    Contrary to these rules, C++ and C# stay whole, and a full stop between letters divides words.
    """
    text = SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)  # ICU rejects unpaired surrogates
    place = covered = 0
    for part in chain.from_iterable(map(FULL_STOP.split, WordBreaker(text, UNDETERMINED))):
        start, place = place, place + len(part)
        if start < covered or not any(map(str.isalnum, part)):
            continue
        suffix = SUFFIX.match(text, place) if part[0].isalpha() else None
        covered = suffix.end() if suffix else place
        yield text[start:covered], start, covered


def settled(parameters: CorpusParameters, texts: Sequence[str]) -> CorpusParameters:
    """The parameters of a corpus, with `language` replaced by the detected one if it is `AUTO`.

    Raises:
        CorpusError: if there is no such language, or the pattern of a word cannot be used.
    """
    check_language(parameters)
    language = detect(texts) if parameters.language == AUTO else parameters.language
    return parameters.model_copy(update={"language": language})


def check_words(texts: Sequence[str], words: Words, *, detected: bool) -> None:
    """Check that most letters of the texts are in words of a plausible length.

    Args:
        texts: the documents; `SAMPLE` of them, evenly spaced, are read.
        words: what counts as a word.
        detected: whether the language was detected, and not set.

    Raises:
        CorpusError: if most letters are in no word, in words as long as a clause, or in words that are cut
            before a mark.
    """
    letters = 0
    lost, clauses, broken = Counter[str](), Counter[str](), Counter[str]()
    for text in map(str.lower, _sample(texts, SAMPLE)):
        end = 0
        for word, start, after in [*words.candidates(text), ("", len(text), len(text))]:
            for between in text[end:start].split():
                lost[between] += _letters(between)
            letters += _letters(text[end:after])
            if len(word) > (LONGEST_IDEOGRAPHIC if IDEOGRAPHIC.match(word) else LONGEST):
                clauses[word] += _letters(word)
            elif unicodedata.category(text[after : after + 1] or " ").startswith("M"):
                broken[word] += _letters(word)
            end = after
    kinds = {
        "are in no word": lost,
        "are in words as long as a clause": clauses,
        "are in words that end between a letter and its mark": broken,
    }
    if sum(found.total() for found in kinds.values()) > MOST * letters:
        what, found = max(kinds.items(), key=lambda kind: kind[1].total())
        examples = ", ".join(repr(word[:SHOWN]) for word, _ in found.most_common(3))
        share = found.total() / letters
        raise CorpusError(
            f"{share:.0%} of the letters {what} (examples: {examples}): {_remedy(words, detected)}"
        )


def _letters(text: str) -> int:
    return sum(unicodedata.category(letter)[0] in "LM" for letter in text)


def _remedy(words: Words, detected: bool) -> str:
    if words.token_pattern not in (None, UNICODE):
        return f"change token_pattern={words.token_pattern!r}, or leave it out"
    if words.pattern and detected:
        return f"set language, which was detected as {words.language}, or token_pattern={UNICODE}"
    if words.pattern:
        return f"set language={AUTO} instead of {words.language}, or token_pattern={UNICODE}"
    return "set token_pattern to a regular expression that finds the words of these texts"
