"""Sentences about the copies that the page runs."""

from lstm_attention.exhibits import live_statements

SAME = {"largest": 0.0031, "other_class": 0, "apart": 0.0}


def test_the_page_says_which_words_it_knows():
    assert live_statements.page(2000, 2000, {"a": SAME}, 200, "none", False)["words"] == (
        "all 2,000 words of the vocabulary"
    )
    assert live_statements.page(1500, 2000, {"a": SAME}, 200, "none", False)["words"] == (
        "the 1,500 most frequent of the 2,000 words of the vocabulary, and reads the other 500 as the "
        "unknown word"
    )


def test_the_page_says_how_far_its_answers_are_from_the_models():
    said = live_statements.page(9, 9, {"a": SAME, "b": {**SAME, "largest": 0.0002}}, 200, "none", False)[
        "agreement"
    ]
    assert said == (
        "In 400 predictions for 200 test documents, no probability differs by more than 0.004, and the "
        "class is always the same"
    )
    some = {"largest": 0.01, "other_class": 2, "apart": 0.0123}
    assert live_statements.page(9, 9, {"a": SAME, "b": some}, 200, "none", False)["agreement"].endswith(
        ". The class differs in 2 predictions, in each of which the two highest probabilities are at most "
        "0.013 apart"
    )
    one = {"largest": 0.0, "other_class": 1, "apart": 0.0}
    said = live_statements.page(9, 9, {"a": one}, 50, "none", False)["agreement"]
    assert "no probability differs by more than 0.001. " in said
    assert said.endswith(
        "The class differs in one prediction, whose two highest probabilities are no more than 0.001 apart"
    )


def test_the_page_says_whether_it_reads_as_the_models_do():
    said = [
        live_statements.page(9, 9, {"a": SAME}, 9, cleaning, anonymize)["cleaning"]
        for cleaning, anonymize in [("none", False), ("published", True), ("none", True)]
    ]
    assert said[0].startswith("It reads a text in the same way as the models")
    assert said[1].startswith("It cannot clean a text")
    assert (
        said[2] == f"{said[0]}, but does not replace user names, e-mail addresses and URLs in your own words"
    )


def test_the_page_says_which_models_it_has():
    said = live_statements.models
    assert said("trained", left_out=False) == (
        "The page runs the LSTM, the LSTM with attention and the variant that was chosen on validation "
        "documents, each as its first training run left it"
    )
    two = "The page runs the LSTM and the LSTM with attention, each as its first training run left it"
    assert said("lstm_attention", left_out=False) == two
    assert said("mean_max", left_out=True) == (
        f"{two}. It cannot compute all layers of the variant that was chosen on validation documents"
    )
