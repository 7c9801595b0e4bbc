"""What is said about the corpus follows from its parameters and counts."""

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
        (
            {},
            "The corpus comes with its own test part, the newer posts; a random 10% of the others, with the "
            "same share of every class and in whole threads, are for validation",
        ),
        (
            {"source": "a.csv", "stratified": False},
            "A random 20% of the documents, regardless of class, form the test part; a random 10% of",
        ),
        (
            {"source": "a.csv", "group_column": "author"},
            "A random 20% of the documents, with the same share of every class and in whole groups, form",
        ),
        (
            {"source": "a.csv", "time_column": "created", "test_share": 0.25},
            "The newest 25% of the documents form the test part; a random 10% of the others, with the",
        ),
    ],
)
def test_prose_says_how_the_parts_came_about(parameters, says):
    assert corpus_statements.split_into_parts(CorpusParameters(**parameters)).startswith(says)


PART = {"documents": 1200, "groups": 700, "largest": 40, "same_group": 0.25, "shared_run": 0.4, "either": 0.5}
OVERLAP = {"test": PART, "validation": PART | {"shared_run": 0.6}}


def test_prose_says_how_many_groups_there_are_or_that_none_are_known():
    said = corpus_statements.groups(CorpusParameters(), PART)
    assert said.startswith("The 1,200 test documents form 700 threads, the largest with 40. Documents in the")
    own = {"source": "a.csv", "group_column": "author"}
    said = corpus_statements.groups(CorpusParameters(**own), PART)
    assert said.startswith("The 1,200 test documents form 700 groups by author, the largest with 40.")
    said = corpus_statements.groups(CorpusParameters(source="a.csv"), PART)
    assert said.startswith("The corpus does not say which documents belong together")
    assert said.endswith("every interval in this report is too narrow")


def test_prose_says_what_the_parts_share():
    said = corpus_statements.overlap_with_training(CorpusParameters(), OVERLAP)
    assert said == (
        "25% of the test documents belong to a thread of the training part, 40% share ten consecutive words "
        "with a training document, and 50% do either; 60% of the validation documents share ten consecutive "
        "words with a training document"
    )
    said = corpus_statements.overlap_with_training(CorpusParameters(source="a.csv"), OVERLAP)
    assert said.startswith(
        "40% of the test documents share ten consecutive words with a training document; 60%"
    )


def test_prose_names_an_own_corpus_by_its_file_name_only():
    said = corpus_statements.corpus(CorpusParameters(source="/home/me/a.csv"), {"x": 3, "y": 5}, OVERLAP)
    assert said["texts"] == "documents of a.csv"
    assert said["origin"] == "This report was made from another corpus, a.csv, with the classes x and y"
    assert said["difference"] == "The text is a.csv, not the original's"
    assert said["class_count"] == 2
    assert said["cleaning"] == "the text was left unchanged"
    assert corpus_statements.corpus(CorpusParameters(), {"x": 3}, OVERLAP)["texts"] == "whole Usenet posts"


def test_prose_names_the_cleaning_and_the_origin_of_the_vectors():
    published = CorpusParameters(cleaning="published", lemmas="wordnet")
    assert "dictionary and lemmas by WordNet" in corpus_statements.cleaning(published)
    assert corpus_statements.vector_origin(None) == "trained on the training part"
    assert corpus_statements.vector_origin("/somewhere/glove.txt") == "read from glove.txt"


def test_prose_says_what_sets_posts_of_reddit_apart_and_says_it_of_no_other_corpus():
    said = corpus_statements.origin("reddit", "gaming and science")
    assert (
        "from subreddits of the original, gaming and science, but are posts, not comments" in said["origin"]
    )
    assert "commit d0efcade504b" in said["origin"]
    assert said["difference"].endswith("(nearly all of them only a title) in place of long comments")
    for other in ("newsgroups", "reddit.csv"):
        assert "title" not in str(corpus_statements.origin(other, "gaming and science"))


def test_prose_says_what_names_and_addresses_were_replaced_by():
    replaced = "user names were replaced by [user], e-mail addresses by [e-mail] and URLs by [URL]; "
    said = [
        corpus_statements.cleaning(CorpusParameters(anonymize=True, cleaning=cleaning))
        for cleaning in ("none", "published")
    ]
    assert said[0] == f"{replaced}the rest was left unchanged"
    assert said[1].startswith(f"{replaced}HTML entities, URLs, Markdown")
