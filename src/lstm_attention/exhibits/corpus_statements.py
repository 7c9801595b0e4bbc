"""Sentences about the corpus and the word vectors, made from their parameters and counts."""

from pathlib import Path
from typing import Any

from lstm_attention.exhibits.wording import short_listing
from lstm_attention.settings import NEWSGROUPS, CorpusParameters


def corpus(
    parameters: CorpusParameters, training_documents: dict[str, int], overlap: dict[str, dict[str, Any]]
) -> dict[str, str | int]:
    """What prose says of the corpus beside its numbers.

    Args:
        parameters: of the corpus.
        training_documents: of each class.
        overlap: rows of `overlap.table`, by part.
    """
    source = Path(parameters.source).name
    own = parameters.source != NEWSGROUPS
    return {
        "source": source,
        "texts": f"documents of {source}" if own else "whole Usenet posts",
        "class_count": len(training_documents),
        "class_list": short_listing(list(training_documents)),
        "class_sizes": class_sizes(training_documents),
        "split": split_into_parts(parameters),
        "groups": groups(parameters, overlap["test"]),
        "overlap": overlap_with_training(parameters, overlap),
        "cleaning": cleaning(parameters.cleaning, parameters.lemmas),
    }


def split_into_parts(parameters: CorpusParameters) -> str:
    """How the test part and the validation part came about."""
    strata = "the same share of every class" if parameters.stratified else "whatever their classes"
    strata += f" and in whole {group_noun(parameters)}s" if group_noun(parameters) else ""
    if parameters.source == NEWSGROUPS:
        test = "The corpus comes with its own test part, the newer posts"
    elif parameters.time_column is not None:
        test = f"The newest {parameters.test_share:.0%} of the documents are the test part"
    else:
        test = f"A random {parameters.test_share:.0%} of the documents, {strata}, are the test part"
    validation = f"a random {parameters.validation_share:.0%}, {strata}, are set aside for validation"
    return f"{test}; of the others {validation}"


def group_noun(parameters: CorpusParameters) -> str:
    """What one group of documents is called; empty if documents are in no groups."""
    if parameters.source == NEWSGROUPS:
        return "thread"
    return "group" if parameters.group_column is not None else ""


def groups(parameters: CorpusParameters, test: dict[str, Any]) -> str:
    """How many groups the test documents form, or that none are known; `test` is a row of `overlap.table`."""
    noun = group_noun(parameters)
    if not noun:
        return (
            "Which documents belong together, such as those of one thread or author, was not given (see the "
            "parameter group_column). If some do, every interval of this report is too narrow"
        )
    column = "" if parameters.source == NEWSGROUPS else f" of the same {parameters.group_column}"
    return (
        f"The {test['documents']:,} test documents form {test['groups']:,} {noun}s{column}, the largest of "
        f"{test['largest']:,}. Documents of one {noun} are alike, so the intervals and tests of this report "
        f"are for {noun}s, not for single documents"
    )


def overlap_with_training(parameters: CorpusParameters, parts: dict[str, dict[str, Any]]) -> str:
    """What validation and test documents share with the training part; `parts` are rows of its table."""
    test, validation, noun = parts["test"], parts["validation"], group_noun(parameters)
    words = f"{test['shared_run']:.0%} have ten words in a row in common with a training document"
    if noun:
        same = f"{test['same_group']:.0%} of the test documents belong to a {noun} of the training part"
        start = f"{same}, {words}, and {test['either']:.0%} either"
    else:
        start = f"of the test documents {words}"
    return f"{start}; of the validation documents {validation['shared_run']:.0%} share ten such words"


def class_sizes(documents: dict[str, int]) -> str:
    """Which class has the most training documents, and which the fewest, of the documents of each."""
    largest, smallest = max(documents, key=documents.__getitem__), min(documents, key=documents.__getitem__)
    if documents[largest] == documents[smallest]:
        return f"Each class has {documents[largest]:,d} training documents"
    return (
        f"{largest} has the most training documents ({documents[largest]:,d}), "
        f"{smallest} the fewest ({documents[smallest]:,d})"
    )


def cleaning(way: str, lemmas: str) -> str:
    """What was done to the text before it was cut into tokens."""
    if way == "none":
        return "the text was taken as it is"
    dictionary = {"simplemma": "simplemma", "wordnet": "WordNet"}[lemmas]
    return (
        "HTML entities, URLs, Markdown, quotes, stop words and words without an entry in the dictionary were "
        f"taken away, and lemmas put for the rest, both by {dictionary}"
    )


def vector_origin(source: str | None) -> str:
    """Where the word vectors come from."""
    if source is None:
        return "trained on the training part"
    return f"read from {Path(source).name}"
