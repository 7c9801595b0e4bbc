"""What is said of overlap with the training set, whichever way it comes out."""

from lstm_attention.exhibits import overlap_statements


def difference(mean, half=0.022, p=1.0):
    ends = {"low": mean - half, "high": mean + half}
    return {"difference": mean, **ends, "p_corrected": p, "tests": 4, "units": 100}


def subsets(new, known):
    return {
        "neither": {"documents": 2753, "difference": new},
        "either": {"documents": 2572, "difference": known},
    }


def test_new_and_known_documents_answer_separately_and_are_not_compared():
    said = overlap_statements.where_new("A", "B", subsets(difference(-0.001), difference(-0.009)), True)
    assert said == (
        "On the 2,753 test documents that do not share a group or ten consecutive words with the training "
        "set, there is no significant difference in accuracy between the A and the B (−0.1 points, 95% "
        "interval −2.3 to +2.1, p = 1.00, corrected for 4 tests). On the other 2,572 documents, the "
        "difference is −0.9 points (−3.1 to +1.3). The two differences were not tested against each other"
    )
    ahead = overlap_statements.where_new("A", "B", subsets(difference(0.04, p=0.001), difference(0.0)), True)
    assert "set, the A is 4.0 points more accurate than the B (95%" in ahead
    behind = overlap_statements.where_new(
        "A", "B", subsets(difference(-0.04, p=0.001), difference(0.0)), True
    )
    assert "set, the A is 4.0 points less accurate than the B (95%" in behind


def test_a_few_documents_are_too_few_to_compare_models():
    few = difference(0.0, half=0.89)
    new = subsets(difference(-0.001), few)
    new["either"]["documents"] = 2
    assert overlap_statements.where_new("A", "B", new, True) == (
        "On the 2,753 test documents that do not share a group or ten consecutive words with the training "
        "set, there is no significant difference in accuracy between the A and the B (−0.1 points, 95% "
        "interval −2.3 to +2.1, p = 1.00, corrected for 4 tests). The other 2 documents are too few for a "
        "comparison of the models"
    )
    known = subsets(few, difference(-0.009))
    known["neither"]["documents"] = 1
    assert overlap_statements.where_new("A", "B", known, True) == (
        "The one test document that does not share a group or ten consecutive words with the training set "
        "is not enough for a comparison of the models. On the other 2,572 documents, the difference is −0.9 "
        "points (−3.1 to +1.3)"
    )


def test_a_single_group_has_no_interval():
    one = difference(0.0, half=0.99) | {"units": 1}
    assert overlap_statements.where_new("A", "B", subsets(difference(0.0), one), True).endswith(
        "On the other 2,572 documents, the difference is 0.0 points, without an interval, as these form a "
        "single group. The two differences were not tested against each other"
    )


def test_a_part_that_is_all_new_or_all_known_says_so():
    both = subsets(difference(0.0), difference(0.0))
    assert overlap_statements.where_new("A", "B", {"neither": both["neither"]}, False) == (
        "No test document shares ten consecutive words with the training set"
    )
    assert overlap_statements.where_new("A", "B", {"either": both["either"]}, True) == (
        "Every test document shares a group or ten consecutive words with the training set, so this report "
        "cannot compare the models on documents without any overlap"
    )


def test_the_share_of_overlapping_documents_may_be_none():
    assert overlap_statements.share(0.481, True) == (
        "48.1% of the test documents share a group or ten consecutive words with a training document"
    )
    assert overlap_statements.share(0.0, False) == (
        "No test document shares ten consecutive words with a training document"
    )


def part(accuracy, share=0.5, documents=1000):
    return {
        "documents": documents,
        "accuracy": accuracy,
        "share": share,
        "known": 0.94 if share > 0 else None,
        "new": 0.885 if share < 1 else None,
    }


def gap(validation=0.928, test=0.911, explained=0.0, redrawn=False, grouped=True, half=0.008, **kinds):
    mean = validation - test
    found = {"mean": mean, "low": mean - half, "high": mean + half}
    parts = part(validation, **kinds), part(test, 0.501)
    return overlap_statements.gap("LSTM", *parts, found, explained, redrawn=redrawn, grouped=grouped)


def test_equal_overlap_explains_nothing():
    assert gap(share=0.484) == (
        "The LSTM classifies 92.8% of the validation documents and 91.1% of the test documents correctly. "
        "Of the validation documents, 48.4% share a group or ten consecutive words with the training set, "
        "and of the test documents 50.1%. The gap, validation accuracy minus test accuracy, is +1.7 points. "
        "The difference in overlap alone would cause a gap of less than 0.1 points, so overlap explains "
        "almost none of it. Of the documents with such overlap, 94.0% in the validation set and 94.0% in "
        "the test set are classified correctly; of the others, 88.5% in the validation set and 88.5% in the "
        "test set"
    )


def test_different_overlap_explains_as_much_as_it_would_make():
    assert "would cause a gap of +0.8 points, so overlap explains part of it" in gap(explained=0.008)
    assert "would cause a gap of +2.0 points, so overlap explains all of it" in gap(explained=0.02)
    small = "would cause a gap of less than 0.1 points, so overlap explains almost none of it"
    assert small in gap(explained=-0.0004)
    assert small in gap(explained=0.0004)
    assert "would cause a gap of −0.8 points, so overlap explains none of it" in gap(explained=-0.008)
    worse = gap(validation=0.9, explained=-0.005)
    assert (
        "is −1.1 points. The difference in overlap alone would cause a gap of −0.5 points, so overlap"
    ) in worse
    assert "48.4% share ten consecutive words with the training set" in gap(share=0.484, grouped=False)


def test_a_gap_that_may_be_chance_has_nothing_to_explain():
    assert (
        "is +1.7 points (95% interval −0.7 to +4.1), so it may be due to chance alone; the difference in "
        "overlap alone would cause a gap of +0.8 points" in gap(explained=0.008, half=0.0242)
    )


def test_no_gap_and_no_second_kind_of_document_have_sentences_of_their_own():
    assert "50.1%. As these shares are equal, overlap does not explain a gap. Of the" in gap(share=0.501)
    assert "50.1%. There is no gap that overlap could explain. Of the" in gap(validation=0.911)
    assert gap(explained=None, share=1).endswith(
        "It is unknown how much of the gap comes from this, as each set has documents of one kind alone"
    )
    assert "Of the documents with such overlap" in gap(share=0.02, documents=500)
    assert gap(share=0.02, documents=450).endswith("so overlap explains almost none of it")
    assert gap(redrawn=True).startswith("The LSTM trained on the first split classifies 92.8% of")
