"""What is said about the corpus follows from its parameters and counts."""

import pytest

from lstm_attention.corpus.languages import Words
from lstm_attention.exhibits import corpus_statements
from lstm_attention.settings import CorpusParameters


def test_class_sizes_of_an_even_and_an_uneven_corpus():
    assert corpus_statements.class_sizes({"a": 1341, "b": 1341}) == "Each class has 1,341 training documents"
    assert corpus_statements.class_sizes({"a": 3, "b": 1500, "c": 20}) == (
        "The class b has the most training documents (1,500), and a has the fewest (3)"
    )


def test_classes_with_few_test_documents_are_named():
    alone = {"a": 1, "b": 1}
    assert corpus_statements.too_small({"a": 20, "b": 400}, alone) == ""
    assert corpus_statements.too_small({"a": 2, "b": 400}, alone) == (
        ". a (2) has so few test documents that its figures are unreliable, and so are means over the classes"
    )
    assert corpus_statements.too_small({"a": 2, "b": 19}, {"a": 2, "b": 19}) == (
        ". a (2) and b (19) have so few test documents that their figures are unreliable, and so are means "
        "over the classes"
    )


def test_classes_whose_test_documents_are_mostly_in_one_group_are_named():
    assert corpus_statements.too_small({"a": 400, "b": 317}, {"a": 200, "b": 311}) == (
        ". Of the test documents, 311 of 317 of b are in one group, so figures of this class say little "
        "about other groups"
    )
    assert corpus_statements.too_small({"a": 2, "b": 30, "c": 40}, {"a": 2, "b": 16, "c": 40}).endswith(
        "over the classes. Of the test documents, 16 of 30 of b and 40 of 40 of c are in one group, so "
        "figures of these classes say little about other groups"
    )


PARTS = {
    "train": {"a": 720, "b": 700},
    "validation": {"a": 80, "b": 60},
    "test": {"a": 200, "b": 240},
}


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        (
            {},
            "The newer posts are the test set; a random 9.0% of the others in whole threads, from 7.9% of b "
            "to 10.0% of a, form the validation set",
        ),
        (
            {"source": "a.csv", "stratified": False},
            "A random 20% of the documents, regardless of class, form the test set; a random 10% of",
        ),
        (
            {"source": "a.csv", "group_column": "author"},
            "A random 22.0% of the documents in whole groups, from 20.0% of a to 24.0% of b, form the test "
            "set; a random 9.0% of the others in whole groups, from 7.9% of b to 10.0% of a, form the "
            "validation set",
        ),
        (
            {"source": "a.csv", "time_column": "created", "test_share": 0.25},
            "The newest 25% of the documents form the test set; a random 10% of the others, with the",
        ),
    ],
)
def test_prose_says_how_the_parts_came_about(parameters, says):
    assert corpus_statements.split_into_parts(CorpusParameters(**parameters), PARTS).startswith(says)


def test_whole_groups_may_come_in_the_same_share_of_every_class():
    parts = PARTS | {"validation": {"a": 80, "b": 78}}
    assert corpus_statements.split_into_parts(CorpusParameters(), parts).endswith(
        "; a random 10.0% of the others in whole threads, about the same share of every class, form the "
        "validation set"
    )


def test_columns_of_groups_are_shown_only_if_there_are_groups():
    shown = corpus_statements.overlap_columns
    assert list(shown(CorpusParameters(source="a.csv"))) == ["name", "documents", "shared_run"]
    grouped = list(shown(CorpusParameters(source="a.csv", group_column="thread")))
    assert grouped == list(shown(CorpusParameters()))
    assert {"groups", "largest", "same_group", "either"} < {*grouped}


PART = {"documents": 1200, "groups": 700, "largest": 40, "same_group": 0.25, "shared_run": 0.4, "either": 0.5}
PART |= {"long_enough": 0.96}
COUNTS = {"read": 13438, "copies": 22, "near_copies": 111}
OVERLAP = {"test": PART, "validation": PART | {"shared_run": 0.6}}


def test_prose_says_how_many_groups_there_are_or_that_none_are_known():
    said = corpus_statements.groups(CorpusParameters(), PART)
    assert said.startswith("The 1,200 test documents form 700 threads, the largest of which has 40 documents")
    own = {"source": "a.csv", "group_column": "author"}
    said = corpus_statements.groups(CorpusParameters(**own), PART)
    assert said.startswith("The 1,200 test documents form 700 groups by author, the largest of which has")
    said = corpus_statements.groups(CorpusParameters(source="a.csv"), PART)
    assert said.startswith("The corpus does not say which documents belong together")
    assert said.endswith("intervals in this report may be too narrow")


def test_prose_says_how_many_documents_repeat_others_and_by_what_rule():
    assert corpus_statements.repeated(CorpusParameters(), COUNTS) == (
        "Of the 13,438 documents that were read, 22 exact duplicates and 111 near duplicates were left out "
        "across all sets, so that no document occurs in both training and test. Two texts, such as a post "
        "and its repost, are near duplicates if they share at least 80% of all runs of 5 words that are "
        "found in either"
    )
    one = {"read": 40, "copies": 1, "near_copies": 0}
    assert corpus_statements.repeated(CorpusParameters(near_duplicates=0.5), one).startswith(
        "Of the 40 documents that were read, 1 exact duplicate and 0 near duplicates were left out across"
    )
    assert corpus_statements.repeated(CorpusParameters(near_duplicates=None), one) == (
        "Of the 40 documents that were read, 1 exact duplicate was left out across all sets, so that no "
        "text occurs in both training and test. Near duplicates were kept"
    )


def test_prose_says_what_the_parts_share():
    said = corpus_statements.overlap_with_training(CorpusParameters(), OVERLAP)
    assert said == (
        "25.0% of the test documents belong to a thread of the training set, 40.0% share ten consecutive "
        "words with a training document, and 50.0% do at least one of the two. Of the validation "
        "documents, 60.0% share ten consecutive words with a training document"
    )
    said = corpus_statements.overlap_with_training(CorpusParameters(source="a.csv"), OVERLAP)
    assert said.startswith(
        "Of the test documents, 40.0% share ten consecutive words with a training document, and of the "
        "validation documents, 60.0%"
    )


def test_texts_that_are_too_short_to_share_anything_are_counted():
    short = {part: own | {"long_enough": 0.392, "shared_run": 0.0} for part, own in OVERLAP.items()}
    assert corpus_statements.overlap_with_training(CorpusParameters(source="a.csv"), short) == (
        "Of the test documents, none share ten consecutive words with a training document, and of the "
        "validation documents, none. Only 39.2% of the test documents have as many as ten words, with stop "
        "words counted"
    )
    grouped = CorpusParameters(source="a.csv", group_column="thread")
    assert corpus_statements.overlap_with_training(grouped, short) == (
        "No document shares its group with a training document, as the sets were drawn in whole groups. Of "
        "the test documents, none share ten consecutive words with a training document, and of the "
        "validation documents, none. Only 39.2% of the test documents have as many as ten words, with stop "
        "words counted"
    )


def test_prose_names_an_own_corpus_by_its_file_name_only():
    said = corpus_statements.corpus(
        CorpusParameters(source="/home/me/a.csv", language="en"),
        {"train": {"x": 3, "y": 5}, "validation": {"x": 1, "y": 1}, "test": {"x": 2, "y": 30}},
        {"x": 1, "y": 1},
        OVERLAP,
        COUNTS,
        [],
        detected=True,
    )
    assert said["texts"] == "documents of a.csv"
    assert said["origin"] == "This report was made from another corpus, a.csv, with the classes x and y"
    assert said["difference"] == "The documents come from a.csv and are not the original's"
    assert said["class_count"] == 2
    assert said["class_sizes"].endswith("so are means over the classes")
    assert said["cleaning"] == "the text was left unchanged"
    assert (
        corpus_statements.corpus(
            CorpusParameters(language="en"),
            {"train": {"x": 3, "y": 3}, "validation": {"x": 1, "y": 1}, "test": {"x": 1, "y": 1}},
            {"x": 1, "y": 1},
            OVERLAP,
            COUNTS,
            [],
            detected=True,
        )["texts"]
        == "Usenet posts without their headers"
    )


def test_prose_names_the_cleaning_and_the_origin_of_the_vectors():
    published = CorpusParameters(cleaning="published", lemmas="wordnet", language="en")
    assert "dictionary and lemmas by WordNet" in corpus_statements.cleaning(published)
    assert corpus_statements.vector_origin(None) == "trained on the training set"
    assert corpus_statements.vector_origin("/somewhere/glove.txt") == "read from glove.txt"


def test_prose_says_which_words_and_stop_words_there_are():
    said = {
        language: corpus_statements.what_words_are(Words(language)) for language in ("en", "de", "km", "und")
    }
    assert said["en"] == (
        "A word has at least two letters or digits; single letters and digits are left out. Stop words, "
        "those of scikit-learn's English list, are left out"
    )
    assert said["de"].startswith("Words are found by Unicode's rules (UAX #29)")
    assert said["de"].endswith("The 620 stop words of stopwordsiso's list for German are left out")
    assert said["km"].endswith("No stop words are left out, as stopwordsiso has no list for this language")
    own = corpus_statements.what_words_are(Words("de", r"\w+", ["der", "die"]))
    assert own.startswith("Words are whatever the regular expression in the parameter token_pattern matches")
    assert own.endswith("The 2 stop words in the parameter stop_words are left out")
    assert corpus_statements.what_words_are(Words("de", stop_words=[])).endswith("No stop words are left out")


def test_prose_names_the_language_and_what_simplemma_lacks():
    assert corpus_statements.language(Words("zh"), [], detected=True) == "Most of the texts are in Chinese"
    assert "No single language" in corpus_statements.language(Words("und"), [], detected=True)
    assert corpus_statements.language(Words("de"), [], detected=False) == "The language was set to German"
    thai, croatian = (
        corpus_statements.cleaning(CorpusParameters(cleaning="published", language=code))
        for code in ("th", "hr")
    )
    assert "no dictionary of Thai" in thai
    assert "replaced by their lemmas" in croatian


def test_prose_says_which_letters_have_no_font():
    said = corpus_statements.language(Words("zh"), ["你", "好", "天", "气"], detected=True)
    assert said.startswith("Most of the texts are in Chinese. No installed font has 4 letters of the corpus")
    assert "such as 你 (U+4F60), 好 (U+597D), 天 (U+5929); figures show boxes" in said
    assert "has 1 letter of the corpus, such as 你" in corpus_statements.lacking(["你"])


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
        corpus_statements.cleaning(CorpusParameters(anonymize=True, cleaning=cleaning, language="en"))
        for cleaning in ("none", "published")
    ]
    assert said[0] == f"{replaced}the rest was left unchanged"
    assert said[1].startswith(f"{replaced}HTML entities, URLs, Markdown")
