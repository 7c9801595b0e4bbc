"""What the page says of its copies."""

from lstm_attention.exhibits import live_statements

SAME = {"largest": 0.0031, "other_class": 0, "ties": 0}


def test_the_page_says_which_words_it_knows():
    assert live_statements.page(2000, 2000, {"a": SAME}, 200, "none")["words"] == (
        "all 2,000 words of the vocabulary"
    )
    assert live_statements.page(1500, 2000, {"a": SAME}, 200, "none")["words"] == (
        "the 1,500 commonest of the 2,000 words of the vocabulary, and the other 500 are unknown to it"
    )


def test_the_page_says_how_far_its_answers_are_from_the_models():
    said = live_statements.page(9, 9, {"a": SAME, "b": {**SAME, "largest": 0.0002}}, 200, "none")["agreement"]
    assert said == (
        "no probability differs by more than 0.004 from that of the trained model in 400 answers to 200 "
        "random test documents, and the class is always the same"
    )
    some = {"largest": 0.01, "other_class": 2, "ties": 1}
    assert live_statements.page(9, 9, {"a": SAME, "b": some}, 200, "none")["agreement"].endswith(
        "and the class differs in 2, 1 of them near a tie"
    )
    all_ties = {"largest": 0.0, "other_class": 1, "ties": 1}
    said = live_statements.page(9, 9, {"a": all_ties}, 50, "none")["agreement"]
    assert said.startswith("no probability differs by more than 0.001 ")
    assert said.endswith("and the class differs in 1, which is near a tie")


def test_the_page_says_that_it_cannot_clean():
    assert (
        "as the models read the documents" in live_statements.page(9, 9, {"a": SAME}, 9, "none")["cleaning"]
    )
    assert "cannot clean a text" in live_statements.page(9, 9, {"a": SAME}, 9, "published")["cleaning"]
