"""The family of secondary tests, counted by hand."""

from lstm_attention.evidence import family

BASELINES = ["majority", "mean_vectors", "tfidf_logistic", "tfidf_svm"]


def test_pairs_start_with_the_primary_one_and_have_none_twice():
    assert family.pairs("tfidf_svm") == [
        ("lstm_attention", "lstm"),
        ("lstm_attention", "dense"),
        ("lstm", "dense"),
        ("dense", "tfidf_svm"),
        ("lstm", "tfidf_svm"),
        ("lstm_attention", "tfidf_svm"),
        ("lstm_attention", "mean_vectors"),
        ("dense", "mean_vectors"),
        ("lstm_attention", "tfidf_logistic"),
    ]
    assert len(family.pairs("tfidf_logistic")) == 8
    assert len(family.pairs("mean_vectors")) == 7


def test_every_comparison_is_counted_once_wherever_it_is_shown():
    # 9 pairs by three metrics without the primary one; and two more baselines minus the LSTM.
    pairs = family.pairs("tfidf_svm")
    assert family.secondary(pairs, BASELINES, {}, 1) == 26 + 2
    # Each variant minus the LSTM and minus the LSTM with attention; the recommended one minus the strongest
    # baseline.
    assert family.secondary(pairs, BASELINES, {"mean": 1, "max": 1}, 3) == 30 + 3
    # The recommended one may be the one with several training runs, and then its ensemble is compared too.
    assert family.secondary(pairs, BASELINES, {"mean": 3, "max": 1}, 3) == 30 + 4
    assert family.secondary(family.pairs("tfidf_logistic"), BASELINES, {}, 1) == 23 + 2
    # The LSTM with attention is recommended, and so is its ensemble.
    assert family.secondary(pairs, BASELINES, {}, 3) == 26 + 2 + 1
