"""Sentences about the corpus and the word vectors, made from their parameters and counts."""

from pathlib import Path

from lstm_attention.exhibits.wording import short_listing
from lstm_attention.settings import NEWSGROUPS, CorpusParameters


def corpus(parameters: CorpusParameters, training_documents: dict[str, int]) -> dict[str, str | int]:
    """What prose says of the corpus beside its numbers.

    Args:
        parameters: of the corpus.
        training_documents: of each class.
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
        "cleaning": cleaning(parameters.cleaning, parameters.lemmas),
    }


def split_into_parts(parameters: CorpusParameters) -> str:
    """How the test part and the validation part came about."""
    strata = "the same share of every class" if parameters.stratified else "whatever their classes"
    if parameters.source == NEWSGROUPS:
        test = "The corpus comes with its own test part, the newer posts"
    elif parameters.time_column is not None:
        test = f"The newest {parameters.test_share:.0%} of the documents are the test part"
    else:
        test = f"A random {parameters.test_share:.0%} of the documents, {strata}, are the test part"
    validation = f"a random {parameters.validation_share:.0%}, {strata}, are set aside for validation"
    return f"{test}; of the others {validation}"


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
