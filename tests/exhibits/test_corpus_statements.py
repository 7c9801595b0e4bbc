"""What is said of the corpus follows its parameters and its counts."""

import pytest

from lstm_attention.exhibits import corpus_statements
from lstm_attention.settings import CorpusParameters


def test_class_sizes_of_an_even_and_an_uneven_corpus():
    assert corpus_statements.class_sizes({"a": 1341, "b": 1341}) == "Each class has 1,341 training documents"
    assert corpus_statements.class_sizes({"a": 3, "b": 1500, "c": 20}) == (
        "b has the most training documents (1,500), a the fewest (3)"
    )


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({}, "The corpus comes with its own test part, the newer posts; of the others a random 10%"),
        (
            {"source": "a.csv", "stratified": False},
            "A random 20% of the documents, whatever their classes, are the test part; of the others",
        ),
        (
            {"source": "a.csv", "time_column": "created", "test_share": 0.25},
            "The newest 25% of the documents are the test part; of the others a random 10%, the same share",
        ),
    ],
)
def test_prose_says_how_the_parts_came_about(parameters, says):
    assert corpus_statements.split_into_parts(CorpusParameters(**parameters)).startswith(says)


def test_prose_names_an_own_corpus_by_its_file_alone():
    said = corpus_statements.corpus(CorpusParameters(source="/home/me/a.csv"), {"x": 3, "y": 5})
    assert said["texts"] == "documents of a.csv"
    assert (said["source"], said["class_count"], said["class_list"]) == ("a.csv", 2, "x and y")
    assert said["cleaning"] == "the text was taken as it is"
    assert corpus_statements.corpus(CorpusParameters(), {"x": 3})["texts"] == "whole Usenet posts"


def test_prose_names_the_cleaning_and_the_origin_of_the_vectors():
    assert "both by WordNet" in corpus_statements.cleaning("published", "wordnet")
    assert corpus_statements.vector_origin(None) == "trained on the training part"
    assert corpus_statements.vector_origin("/somewhere/glove.txt") == "read from glove.txt"
