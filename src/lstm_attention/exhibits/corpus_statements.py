"""Sentences about the corpus and the word vectors, made from their parameters and counts."""

from pathlib import Path
from typing import Any

from lstm_attention.corpus import reddit
from lstm_attention.corpus.anonymity import PLACEHOLDERS
from lstm_attention.exhibits.wording import short_listing
from lstm_attention.settings import NEWSGROUPS, REDDIT, CorpusParameters


def corpus(
    parameters: CorpusParameters, training_documents: dict[str, int], overlap: dict[str, dict[str, Any]]
) -> dict[str, str | int]:
    """Return what prose says about the corpus beside its numbers.

    Args:
        parameters: the parameters of the corpus.
        training_documents: their number, by class.
        overlap: rows of `overlap.table`, by part.
    """
    classes = short_listing(list(training_documents))
    return {
        **origin(parameters.source, classes),
        "class_count": len(training_documents),
        "class_sizes": class_sizes(training_documents),
        "split": split_into_parts(parameters),
        "groups": groups(parameters, overlap["test"]),
        "overlap": overlap_with_training(parameters, overlap),
        "cleaning": cleaning(parameters),
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
            "texts": "whole Usenet posts",
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
        "difference": f"The text is {name}, not the original's",
    }


def split_into_parts(parameters: CorpusParameters) -> str:
    """Return how the test part and the validation part were made."""
    strata = "with the same share of every class" if parameters.stratified else "regardless of class"
    strata += f" and in whole {group_noun(parameters)}s" if group_noun(parameters) else ""
    if parameters.source == NEWSGROUPS:
        test = "The corpus comes with its own test part, the newer posts"
    elif parameters.time_column is not None:
        test = f"The newest {parameters.test_share:.0%} of the documents form the test part"
    else:
        test = f"A random {parameters.test_share:.0%} of the documents, {strata}, form the test part"
    validation = f"a random {parameters.validation_share:.0%} of the others, {strata}, are for validation"
    return f"{test}; {validation}"


def group_noun(parameters: CorpusParameters) -> str:
    """Return the word for one group of documents; empty if documents are not grouped."""
    if parameters.source == NEWSGROUPS:
        return "thread"
    return "group" if parameters.group_column is not None else ""


def groups(parameters: CorpusParameters, test: dict[str, Any]) -> str:
    """Return how many groups the test documents form, if known; `test` is a row of `overlap.table`."""
    noun = group_noun(parameters)
    if not noun:
        return (
            "The corpus does not say which documents belong together, such as those of one thread or author "
            "(see the parameter group_column). If some do, every interval in this report is too narrow"
        )
    column = "" if parameters.source == NEWSGROUPS else f" by {parameters.group_column}"
    return (
        f"The {test['documents']:,} test documents form {test['groups']:,} {noun}s{column}, the largest with "
        f"{test['largest']:,}. Documents in the same {noun} are alike, so the intervals and tests in this "
        f"report treat {noun}s, not single documents, as independent"
    )


def overlap_with_training(parameters: CorpusParameters, parts: dict[str, dict[str, Any]]) -> str:
    """Return what validation and test documents share with the training part, from `overlap.table`."""
    test, validation, noun = parts["test"], parts["validation"], group_noun(parameters)
    words = "share ten consecutive words with a training document"
    if noun:
        same = f"{test['same_group']:.0%} of the test documents belong to a {noun} of the training part"
        start = f"{same}, {test['shared_run']:.0%} {words}, and {test['either']:.0%} do either"
    else:
        start = f"{test['shared_run']:.0%} of the test documents {words}"
    return f"{start}; {validation['shared_run']:.0%} of the validation documents {words}"


def class_sizes(documents: dict[str, int]) -> str:
    """Return which class has the most training documents and which the fewest."""
    largest, smallest = max(documents, key=documents.__getitem__), min(documents, key=documents.__getitem__)
    if documents[largest] == documents[smallest]:
        return f"Each class has {documents[largest]:,d} training documents"
    return (
        f"{largest} has the most training documents ({documents[largest]:,d}), "
        f"{smallest} the fewest ({documents[smallest]:,d})"
    )


def cleaning(parameters: CorpusParameters) -> str:
    """Return what was done to the text before it was split into tokens."""
    start, rest = "", "the text"
    if parameters.anonymize:
        url, email, user = PLACEHOLDERS.values()
        start = f"user names were replaced by {user}, e-mail addresses by {email} and URLs by {url}; "
        rest = "the rest"
    if parameters.cleaning == "none":
        return f"{start}{rest} was left unchanged"
    dictionary = {"simplemma": "simplemma", "wordnet": "WordNet"}[parameters.lemmas]
    return (
        f"{start}HTML entities, URLs, Markdown, quotes, stop words and words missing from the dictionary "
        "were removed, and the other words were replaced by their lemmas (dictionary and lemmas by "
        f"{dictionary})"
    )


def vector_origin(source: str | None) -> str:
    """Return where the word vectors come from."""
    if source is None:
        return "trained on the training part"
    return f"read from {Path(source).name}"
