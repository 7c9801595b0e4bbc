"""What a report could have found and shown, by hand, for many seeds and for one."""

import pytest

from lstm_attention.evidence import intervals
from lstm_attention.exhibits import power_statements


def row(error=0.005, degrees=4.0, p=0.3, tests=1, pair="A − B"):
    return {
        **{"pair": pair, "error": error, "degrees": degrees, "units": 100, "mean": 0.01, "tests": tests},
        **{"p": p, "p_corrected": min(1, tests * p)},
    }


def test_equivalence_may_be_out_of_reach_at_any_result():
    # Student's quantile at 95% with 4 degrees of freedom is 2.132.
    assert power_statements.reach(row(0.005), 0.01) == (
        "This interval extends 1.1 points to either side of the measured difference, which is too wide for "
        "a margin of 1.0 point. Not even a measured difference of exactly 0 would have shown that the two "
        "are equivalent"
    )
    assert power_statements.reach(row(0.0048), 0.01) == (
        "This interval extends 1.02 points to either side of the measured difference, which is too wide "
        "for a margin of 1.0 point. Not even a measured difference of exactly 0 would have shown that the "
        "two are equivalent"
    )
    assert power_statements.reach(row(0.004692), 0.01).startswith(
        "This interval extends 1.0003 points to either side of the measured difference, which is too wide "
        "for a margin of 1.0 point."
    )
    assert power_statements.reach(row(0.003), 0.01) == (
        "A measured difference of up to 0.3 points would have shown that the two are equivalent"
    )
    assert power_statements.reach(row(0.0046), 0.01) == (
        "A measured difference of up to 0.01 points would have shown that the two are equivalent"
    )


def test_the_primary_test_finds_what_its_error_and_degrees_allow():
    found = intervals.detectable(row())
    assert power_statements.primary(row(), seeds=3, room=0.1) == (
        "If the standard error were the same again, the primary test would find, with 3 seeds and this test "
        f"set, a difference of {100 * found:.1f} points in four cases out of five"
    )
    assert "with one seed and this test set" in power_statements.primary(row(), seeds=1, room=0.1)
    assert "a difference of more than 100 points" in power_statements.primary(row(0.5), seeds=3, room=0.1)
    assert power_statements.primary(row(), seeds=3, room=0.0126).endswith(
        "in four cases out of five. The LSTM leaves only 1.3 points to gain, so even a model without errors "
        "would probably not have been shown to be better"
    )
    assert "The LSTM leaves" not in power_statements.primary(row(0.5), seeds=3, room=0.8)
    assert power_statements.primary(row(0.0), seeds=3, room=0.1) == (
        "It is unknown what the primary test would find, as the difference is the same on every document and "
        "in every training run"
    )


def test_a_test_of_two_trained_models_finds_something_only_if_they_differ():
    assert power_statements.trained(0.0, None, seeds=3) == (
        "On no document is exactly one of the two LSTMs, with and without attention, right, so it is unknown "
        "what this test would find"
    )
    assert "so this test, corrected for 3 seeds, would find" in power_statements.trained(
        0.0321, 0.0102, seeds=3
    )
    assert power_statements.trained(0.0321, 0.0102, seeds=1) == (
        "On 3.2% of the documents, exactly one of the two LSTMs, with and without attention, is right, so "
        "this test would find a difference of 1.0 point in four cases out of five"
    )


def test_the_price_of_the_correction_is_said_with_what_it_cost():
    pairs = [
        row(0.004, 60.0, 1e-6, 39, "A − B"),
        row(0.007, 5.3, 0.009, 39, "A − C"),
        row(0.005, 2.6, 0.046, 39, "B − C"),
    ]
    first, _, last = (f"{100 * intervals.detectable(pair, 39):.1f}" for pair in pairs)
    alone = [100 * intervals.detectable(pair) for pair in pairs]
    assert power_statements.price(pairs, seeds=3, of_groups=80.0) == (
        "With this test set, the secondary comparisons of models and baselines, corrected for 39 "
        "tests, would find differences from "
        f"{first} points (A − B) to {last} points (B − C) in four cases out of five. "
        f"Tested by itself, each would find a difference of {min(alone):.1f} points to "
        f"{max(alone):.1f} points. With 3 seeds, these tests have 2.6 to 60.0 degrees of freedom, and the "
        "fewer these are, the more the correction costs. Without the correction, 2 more of the "
        "differences between models and baselines would be significant (A − C and B − C), so these "
        "verdicts are the price of "
        "the correction"
    )
    assert "With 3 seeds and groups of this number and size, these tests have" in power_statements.price(
        pairs, seeds=3, of_groups=1.7
    )
    once = power_statements.price(pairs, seeds=1, of_groups=80.0)
    assert "degrees of freedom" not in once
    assert power_statements.price(pairs[:1], seeds=3, of_groups=80.0).endswith(
        "All differences between models and baselines are significant in spite of the correction"
    )
    assert power_statements.price([row(p=0.3, tests=39)], seeds=3, of_groups=80.0).endswith(
        "Without the correction, no more of the differences between models and baselines would be significant"
    )
    assert power_statements.price(pairs[:2], seeds=3, of_groups=80.0).endswith(
        "1 more of the differences between models and baselines would be significant (A − C), so this "
        "verdict is the price of the correction"
    )
    assert power_statements.price(pairs[1:2], seeds=3, of_groups=80.0).endswith(
        "Without the correction, 1 of the differences between models and baselines would be significant "
        "(A − C), so this verdict is the price of the correction"
    )
    assert power_statements.price([row(0.0)], seeds=3, of_groups=80.0) == (
        "In the secondary comparisons of accuracy, no difference varies from document to document, so it is "
        "unknown what they would find"
    )


def test_large_numbers_have_two_digits_that_count():
    numbers = (1_766_980, 562_284, 11_858_992, 99, 0.4, 999_999, 1e9)
    assert [power_statements.rounded(number) for number in numbers] == [
        *("1.8 million", "560,000", "12 million", "99", "0", "1 million", "1,000,000,000")
    ]


@pytest.mark.parametrize(
    ("ours", "says"),
    [
        (
            1_766_980,
            "about 1.8 million independent test documents if the two disagreed as often as ours do; within "
            "the bounds that the original's figures set for this, it would take 560,000 to 12 million",
        ),
        (
            18_000_000,
            "560,000 to 12 million independent test documents by the bounds that the original's own figures "
            "set; the models of this report disagree more often than these allow",
        ),
        (
            100_000,
            "560,000 to 12 million independent test documents by the bounds that the original's own figures "
            "set; the models of this report disagree less often than these allow",
        ),
    ],
)
def test_our_disagreement_counts_only_within_the_bounds_of_the_original(ours, says):
    assert power_statements.needed({"ours": ours, "least": 562_284, "most": 11_858_992}) == says
