"""Sentences about the corpus and the word vectors, made from their parameters and counts."""

from pathlib import Path
from typing import Any

from lstm_attention.corpus import duplicates, reddit
from lstm_attention.corpus.anonymity import PLACEHOLDERS
from lstm_attention.corpus.languages import UNDETERMINED, Words
from lstm_attention.exhibits.wording import listing, short_listing
from lstm_attention.settings import NEWSGROUPS, REDDIT, CorpusParameters

MOST_LONG_ENOUGH = 0.95
"""With a larger share of test documents that have ten words, prose does not say how many have."""
RELIABLE = 20
"""With fewer test documents of a class, the interval of its recall is about 40 points wide or more."""


def corpus(
    parameters: CorpusParameters,
    documents: dict[str, dict[str, int]],
    largest: dict[str, int],
    overlap: dict[str, dict[str, Any]],
    counts: dict[str, int],
    without_font: list[str],
    *,
    detected: bool,
) -> dict[str, str | int]:
    """Return what prose says about the corpus beside its numbers.

    Args:
        parameters: the parameters of the corpus, `languages.settled`.
        documents: their numbers in the parts `train`, `validation` and `test`, each by class.
        largest: by class, how many of its test documents are in one group, at most.
        overlap: rows of `overlap.table`, by part.
        counts: how many documents were read, and how many were left out, by reason.
        without_font: letters of its words and classes that figures cannot show.
        detected: whether the language was detected, and not set.
    """
    classes = short_listing(list(documents["train"]))
    words = Words.of(parameters)
    return {
        **origin(parameters.source, classes),
        "class_count": len(documents["train"]),
        "class_sizes": class_sizes(documents["train"]) + too_small(documents["test"], largest),
        "split": split_into_parts(parameters, documents),
        "duplicates": repeated(parameters, counts),
        "groups": groups(parameters, overlap["test"]),
        "overlap": overlap_with_training(parameters, overlap),
        "cleaning": cleaning(parameters),
        "language": language(words, without_font, detected=detected),
        "words": what_words_are(words),
    }


def origin(source: str, classes: str) -> dict[str, str]:
    """Return where the documents come from, and what sets them apart from the original's.

    Args:
        source: of the corpus.
        classes: a list of their names.

    Returns:
        `texts`, what the documents are; and two sentences, `origin` and `difference`.
    """
    if source == NEWSGROUPS:
        return {
            "texts": "Usenet posts without their headers",
            "origin": f"The documents are Usenet posts from newsgroups of five topics, {classes}",
            "difference": "The text is not the original's",
        }
    if source == REDDIT:
        return {
            "texts": reddit.TEXTS,
            "origin": f"The documents of this report are from subreddits of the original, {classes}, but are "
            f"posts, not comments: {reddit.ORIGIN}",
            "difference": "The text is from subreddits of the original, but not the original's: "
            f"{reddit.TEXTS} in place of long comments",
        }
    name = Path(source).name
    return {
        "texts": f"documents of {name}",
        "origin": f"This report was made from another corpus, {name}, with the classes {classes}",
        "difference": f"The documents come from {name} and are not the original's",
    }


def split_into_parts(parameters: CorpusParameters, documents: dict[str, dict[str, int]]) -> str:
    """Return how the test set and the validation set were made; documents as for `corpus`."""
    others = {name: documents["train"][name] + aside for name, aside in documents["validation"].items()}
    everything = {name: others[name] + aside for name, aside in documents["test"].items()}
    if parameters.source == NEWSGROUPS:
        test = "The newer posts are the test set"
    elif parameters.time_column is not None:
        test = f"The newest {parameters.test_share:.0%} of the documents form the test set"
    else:
        drawn = _at_random(parameters, parameters.test_share, documents["test"], everything, "the documents")
        test = f"A random {drawn}, form the test set"
    drawn = _at_random(parameters, parameters.validation_share, documents["validation"], others, "the others")
    return f"{test}; a random {drawn}, form the validation set"


def _at_random(
    parameters: CorpusParameters, share: float, aside: dict[str, int], whole: dict[str, int], name: str
) -> str:
    """Return which share was drawn: of whole groups only about the one that was asked for."""
    if not group_noun(parameters):
        strata = "with the same share of every class" if parameters.stratified else "regardless of class"
        return f"{share:.0%} of {name}, {strata}"
    shares = {label: aside[label] / number for label, number in whole.items()}
    least, *_, most = sorted(shares, key=shares.__getitem__)
    of_classes = f"from {shares[least]:.1%} of {least} to {shares[most]:.1%} of {most}"
    if f"{shares[least]:.1%}" == f"{shares[most]:.1%}":
        of_classes = "about the same share of every class"
    drawn = sum(aside.values()) / sum(whole.values())
    return f"{drawn:.1%} of {name} in whole {group_noun(parameters)}s, {of_classes}"


def repeated(parameters: CorpusParameters, counts: dict[str, int]) -> str:
    """Return how many documents were left out because they repeat another."""
    copies = _counted(counts["copies"], "exact duplicate")
    among = f"Of the {counts['read']:,} documents that were read"
    if parameters.near_duplicates is None:
        left = "was" if counts["copies"] == 1 else "were"
        return (
            f"{among}, {copies} {left} left out across all sets, so that no text occurs in both training and "
            "test. Near duplicates were kept"
        )
    near = _counted(counts["near_copies"], "near duplicate")
    return (
        f"{among}, {copies} and {near} were left out across all sets, so that no document occurs in both "
        "training and test. Two texts, such as a post and its repost, are near duplicates if they share at "
        f"least {parameters.near_duplicates:.0%} of all runs of {duplicates.WORDS} words that are found in "
        "either"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def group_noun(parameters: CorpusParameters) -> str:
    """Return the word for one group of documents; empty if documents are not grouped."""
    if parameters.source == NEWSGROUPS:
        return "thread"
    return "group" if parameters.group_column is not None else ""


def overlap_columns(parameters: CorpusParameters) -> dict[str, str]:
    """Return the headings of the table of overlap; those of groups only if the corpus has groups."""
    words = "Ten consecutive words"
    if not group_noun(parameters):
        return {"name": "Set", "documents": "Documents", "shared_run": words}
    return {
        "name": "Set",
        "documents": "Documents",
        "groups": "Groups",
        "largest": "Largest group",
        "same_group": "Same group",
        "shared_run": words,
        "either": "Either",
    }


def groups(parameters: CorpusParameters, test: dict[str, Any]) -> str:
    """Return how many groups the test documents form, if known; `test` is a row of `overlap.table`."""
    noun = group_noun(parameters)
    if not noun:
        return (
            "The corpus does not say which documents belong together, such as those of one thread or author "
            "(see the parameter group_column). If some do, intervals in this report may be too narrow"
        )
    column = "" if parameters.source == NEWSGROUPS else f" by {parameters.group_column}"
    return (
        f"The {test['documents']:,} test documents form {test['groups']:,} {noun}s{column}, the largest of "
        f"which has {_counted(test['largest'], 'document')}. Documents in the same {noun} may be alike, so "
        f"the intervals and tests in this report treat {noun}s, not single documents, as independent"
    )


def overlap_with_training(parameters: CorpusParameters, parts: dict[str, dict[str, Any]]) -> str:
    """Return what validation and test documents share with the training set, from `overlap.table`."""
    test, validation, noun = parts["test"], parts["validation"], group_noun(parameters)
    words = "share ten consecutive words with a training document"
    if noun and parameters.source != NEWSGROUPS and parameters.time_column is None:
        return (
            f"No document shares its {noun} with a training document, as the sets were drawn in whole "
            f"{noun}s. Of the test documents, {_shared(test)} {words}, and of the validation documents, "
            f"{_shared(validation)}{_too_short(test)}"
        )
    if noun:
        same = f"{test['same_group']:.1%} of the test documents belong to a {noun} of the training set"
        both = f"{test['either']:.1%} do at least one of the two"
        start = f"{same}, {test['shared_run']:.1%} {words}, and {both}. Of the validation documents, "
        return f"{start}{_shared(validation)} {words}{_too_short(test)}"
    else:
        start = f"Of the test documents, {_shared(test)} {words}"
    return f"{start}, and of the validation documents, {_shared(validation)}{_too_short(test)}"


def _shared(part: dict[str, Any]) -> str:
    return f"{part['shared_run']:.1%}" if part["shared_run"] else "none"


def _too_short(test: dict[str, Any]) -> str:
    """Return a sentence where many documents are too short to share words; `test` as for `groups`."""
    if test["long_enough"] > MOST_LONG_ENOUGH:
        return ""
    enough = f"{test['long_enough']:.1%} of the test documents"
    return f". Only {enough} have as many as ten words, with stop words counted"


def class_sizes(documents: dict[str, int]) -> str:
    """Return which class has the most training documents and which the fewest."""
    largest, smallest = max(documents, key=documents.__getitem__), min(documents, key=documents.__getitem__)
    if documents[largest] == documents[smallest]:
        return f"Each class has {documents[largest]:,d} training documents"
    sizes = list(documents.values())
    if sizes.count(max(sizes)) > 1 or sizes.count(min(sizes)) > 1:
        return f"The classes have from {min(sizes):,d} to {max(sizes):,d} training documents each"
    return (
        f"The class {largest} has the most training documents ({documents[largest]:,d}), and {smallest} has "
        f"the fewest ({documents[smallest]:,d})"
    )


def too_small(documents: dict[str, int], largest: dict[str, int]) -> str:
    """Return sentences on the classes whose test set says little, each after a full stop, or nothing.

    Args:
        documents: number of the test documents, by class.
        largest: by class, how many of these are in one group, at most.
    """
    few = [f"{name} ({number:,d})" for name, number in documents.items() if number < RELIABLE]
    said = ""
    if few:
        have = (
            "has so few test documents that its" if len(few) == 1 else "have so few test documents that their"
        )
        said = f". {short_listing(few)} {have} figures are unreliable, and so are means over the classes"
    alike = [
        f"{largest[name]:,d} of {number:,d} of {name}"
        for name, number in documents.items()
        if number >= RELIABLE and largest[name] > number / 2
    ]
    if alike:
        said += (
            f". Of the test documents, {short_listing(alike)} are in one group, so figures of "
            f"{'this class' if len(alike) == 1 else 'these classes'} say little about other groups"
        )
    return said


def cleaning(parameters: CorpusParameters) -> str:
    """Return what was done to the text before it was split into tokens."""
    start, rest = "", "the text"
    if parameters.anonymize:
        url, email, user = PLACEHOLDERS.values()
        start = f"user names were replaced by {user}, e-mail addresses by {email} and URLs by {url}; "
        rest = "the rest"
    if parameters.cleaning == "none":
        return f"{start}{rest} was left unchanged"
    words = Words.of(parameters)
    stop_words = ["stop words"] if words.left_out else []
    if parameters.lemmas == "simplemma" and not words.lemmas:
        removed = listing(["HTML entities", "URLs", "Markdown", "quotes", *stop_words])
        return (
            f"{start}{removed} were removed; words were not replaced by their lemmas, as simplemma has no "
            f"dictionary of {words.name}"
        )
    dictionary = {"simplemma": "simplemma", "wordnet": "WordNet"}[parameters.lemmas]
    others = [*stop_words, "words missing from the dictionary"]
    return (
        f"{start}{listing(['HTML entities', 'URLs', 'Markdown', 'quotes', *others])} were removed, and the "
        f"other words were replaced by their lemmas (dictionary and lemmas by {dictionary})"
    )


def language(words: Words, without_font: list[str], *, detected: bool) -> str:
    """Return which language the texts are in, and which of their letters cannot be shown, if any.

    Args:
        words: what counts as a word.
        without_font: letters of the corpus that no installed font has.
        detected: whether the language was detected, and not set.
    """
    if not detected:
        texts = f"The language was set to {words.name}"
    elif words.language == UNDETERMINED:
        texts = "No single language was recognized in the texts"
    else:
        texts = f"Most of the texts are in {words.name}"
    return f"{texts}. {lacking(without_font)}" if without_font else texts


def lacking(without_font: list[str]) -> str:
    """Return how many letters no installed font has, with examples, and what appears instead."""
    examples = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in without_font[:3])
    return (
        f"No installed font has {_counted(len(without_font), 'letter')} of the corpus, such as {examples}; "
        "figures show boxes instead, and a PDF shows code points"
    )


def what_words_are(words: Words) -> str:
    """Return what counts as a word, and which words are left out."""
    if words.pattern is None:
        found = (
            "Words are found by Unicode's rules (UAX #29), which ICU applies, with dictionaries for scripts "
            "that are written without spaces; in other scripts, single letters are left out"
        )
    elif words.token_pattern is None:
        found = "A word has at least two letters or digits; single letters and digits are left out"
    else:
        found = "Words are whatever the regular expression in the parameter token_pattern matches"
    if words.english and words.stop_words is None:
        left = "Stop words, those of scikit-learn's English list, are left out"
    elif words.left_out:
        origin = "in the parameter stop_words"
        if words.stop_words is None:
            origin = f"of stopwordsiso's list for {words.name}"
        number = len(words.left_out)
        which = "The stop word" if number == 1 else f"The {number:,d} stop words"
        left = f"{which} {origin} {'is' if number == 1 else 'are'} left out"
    elif words.stop_words is None:
        left = "No stop words are left out, as stopwordsiso has no list for this language"
    else:
        left = "No stop words are left out"
    return f"{found}. {left}"


def vector_origin(source: str | None) -> str:
    """Return where the word vectors come from."""
    if source is None:
        return "trained on the training set"
    return f"read from {Path(source).name}"
