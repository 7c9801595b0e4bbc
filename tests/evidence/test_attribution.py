"""Scores and erasure against models whose important tokens are known."""

import keras
import numpy as np
import pytest

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.evidence import attribution
from lstm_attention.models.networks import build_model

ROWS = 20
TELLING = 7
"""The only token that makes class 1 likely."""


def predict_by_one_token(documents):
    """Return probability 0.9 for class 1 if TELLING is there, otherwise 0.2."""
    starts, ends = documents.offsets[:-1], documents.offsets[1:]
    has = np.array([TELLING in documents.tokens[a:b] for a, b in zip(starts, ends, strict=True)])
    one = np.where(has, 0.9, 0.2)
    return np.stack([1 - one, one], axis=1)


TEXT = np.array([3, 4, TELLING, 5, 6, 8, 9, 10, 11, 12], dtype=np.int32)
TRUTH = (TEXT == TELLING).astype(float)


def test_erasure_of_the_true_explanation_by_hand():
    falls = attribution.erasure(predict_by_one_token, [TEXT], [TRUTH])
    assert falls["deleted"][0] == pytest.approx([0.7] * 5)  # without it 0.2 instead of 0.9
    assert falls["replaced"][0] == pytest.approx([0.7] * 5)
    assert falls["kept"][0] == pytest.approx([0] * 5)  # with it alone still 0.9


def test_erasure_of_a_wrong_explanation_by_hand():
    falls = attribution.erasure(predict_by_one_token, [TEXT], [-TRUTH])
    assert falls["deleted"][0] == pytest.approx([0] * 5)
    assert falls["replaced"][0] == pytest.approx([0] * 5)
    assert falls["kept"][0] == pytest.approx([0.7] * 5)


def test_a_replaced_word_leaves_the_others_where_they_are():
    assert attribution.hidden(TEXT, np.array([2, 0])).tolist() == [1, 4, 1, 5, 6, 8, 9, 10, 11, 12]
    assert TEXT[2] == TELLING


def test_the_true_explanation_is_better_than_a_random_one_by_a_known_amount():
    # A random order deletes the decisive word among ten as often as its share says: 1, 1, 1, 2 and 5 of 10.
    by_chance = 0.7 * np.mean([0.1, 0.1, 0.1, 0.2, 0.5])
    falls = attribution.erasures([predict_by_one_token] * 2, [TEXT] * 3, [{"attention": [TRUTH] * 3}] * 2, 0)
    # Exactly so: over all draws, each of the ten words is among the highest equally often.
    assert attribution.over_random(falls) == pytest.approx(np.full((2, 3), 0.7 - by_chance))


def test_each_random_order_holds_every_token_and_all_together_favour_none():
    for length in (1, 7, 10, 40, 95):
        orders = attribution.random_orders(length, np.random.default_rng(3))
        assert len(orders) == attribution.DRAWS
        assert all(sorted(order) == list(range(length)) for order in orders)
    for share in (0.1, 0.2, 0.5):
        chosen = np.concatenate([attribution.highest(order, share) for order in orders])
        counts = np.bincount(chosen, minlength=95)
        assert np.ptp(counts) <= 1
    others = attribution.random_orders(95, np.random.default_rng(4))
    assert not np.array_equal(orders[0], others[0])


def test_what_is_found_by_deleting_does_not_depend_on_the_other_sides():
    """The verdict on importance and the faithfulness of the published layer are one number."""
    scored = [{"attention": [TRUTH], "gradient": [-TRUTH]}]
    both = attribution.erasures([predict_by_one_token], [TEXT], scored, seed=5)
    alone = attribution.erasures([predict_by_one_token], [TEXT], [{"attention": [TRUTH]}], 5, ["deleted"])
    assert list(alone["attention"]) == ["deleted"]
    assert (attribution.over_random(both) == attribution.over_random(alone)).all()
    found = attribution.against_others(both, np.array([0]), margin=0.01)
    assert found["over_random"]["mean"] == attribution.over_random(alone).mean()


def test_erasures_set_models_side_by_side():
    scored = [{"attention": [TRUTH], "gradient": [-TRUTH]}, {"attention": [-TRUTH], "gradient": [TRUTH]}]
    falls = attribution.erasures([predict_by_one_token] * 2, [TEXT], scored, seed=0)
    assert list(falls) == ["attention", "gradient", "random"]
    assert falls["random"]["kept"].shape == (2, 1, len(attribution.SHARES))
    assert falls["attention"]["deleted"][:, 0] == pytest.approx(np.array([[0.7] * 5, [0] * 5]))
    assert falls["gradient"]["deleted"][:, 0] == pytest.approx(np.array([[0] * 5, [0.7] * 5]))
    assert falls["attention"]["kept"][:, 0] == pytest.approx(np.array([[0] * 5, [0.7] * 5]))
    again = attribution.erasures([predict_by_one_token], [TEXT], scored[:1], seed=0)
    assert (again["random"]["deleted"][0] == falls["random"]["deleted"][0]).all()
    assert np.ptp(falls["random"]["deleted"]) > 0  # drawn again for each model


def test_attention_is_compared_with_random_words_and_with_gradients():
    documents = np.arange(40)
    scored = [{"attention": [TRUTH] * 40, "gradient": [-TRUTH] * 40}]
    falls = attribution.erasures([predict_by_one_token], [TEXT] * 40, scored, seed=0)
    found = attribution.against_others(falls, documents, margin=0.01)
    assert found["under_gradient"]["mean"] == pytest.approx(-0.7)
    assert found["over_random"]["mean"] == pytest.approx(0.7 - falls["random"]["deleted"].mean())
    assert found["over_random"]["units"] == 40


def test_falls_are_averaged_by_share_and_over_all_shares():
    falls = np.array([[[0.1, 0.2, 0.3, 0.4, 0.5]], [[0.3, 0.2, 0.1, 0.0, 0.9]]])
    (share,) = attribution.curves({"attention": {"deleted": falls}}, np.array([0])).values()
    assert [result["mean"] for result in share["deleted"]] == pytest.approx([0.2, 0.2, 0.2, 0.2, 0.7])
    assert attribution.mean_over_shares(falls, np.array([0]))["mean"] == pytest.approx(0.3)


def test_the_sample_leaves_out_the_shortest_and_the_longest():
    lengths = np.arange(1, 101)
    drawn = attribution.sample(lengths, 1000, seed=0)
    assert lengths[drawn].tolist() == list(range(11, 91))
    few = attribution.sample(lengths, 5, seed=0)
    assert len(set(few)) == 5
    assert (np.diff(few) > 0).all()


def test_leaving_one_out_finds_the_telling_token():
    (falls,) = attribution.left_out(predict_by_one_token, [TEXT])
    assert falls == pytest.approx(0.7 * TRUTH)


def test_shares_are_rounded_up_and_an_empty_text_becomes_an_unknown_word():
    scores = np.array([0.1, 0.9, 0.5])
    assert attribution.highest(scores, 0.01).tolist() == [1]
    assert attribution.highest(scores, 0.5).tolist() == [1, 2]
    assert attribution.without(np.array([5, 6]), np.array([0, 1])).tolist() == [1]


@pytest.mark.parametrize("mask", [True, False])
def test_gradient_times_input_agrees_with_differences(mask):
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    embeddings = rng.normal(size=(ROWS, 4)).astype(np.float32)
    embeddings[0] = 0
    model = build_model("lstm_attention", ROWS, 3, vector_size=4, mask=mask, embeddings=embeddings)
    texts = [rng.permutation(np.arange(2, ROWS))[:length].astype(np.int32) for length in (6, 3)]
    documents = EncodedDocuments.from_list(["a", "b"], [0, 0], texts)
    scores = attribution.gradient_scores(model, documents, np.array([1, 0]))
    assert [len(row) for row in scores] == [3, 6]
    both = attribution.scores(model, documents, np.array([1, 0]))
    for again, row in zip(both["gradient"], scores, strict=True):
        assert again == pytest.approx(row, rel=1e-4)  # TensorFlow's threads may add in a different order
    assert [row.sum() for row in both["attention"]] == pytest.approx([1, 1])
    assert [len(row) for row in both["attention"]] == [3, 6]

    # The prediction depends on the weights through the context alone: slopes by them, from finite
    # differences.
    attention, head = model.get_layer("attention"), model.layers[-7:]
    position = model.layers.index(attention)
    assert head == model.layers[position + 1 :]
    before = keras.Model(model.inputs[0], model.layers[position - 1].output)
    states = before(documents.padded(np.array([0]))).numpy()
    weights = np.array(both["attention"][1])[None]

    def answer(changed):
        context = keras.ops.convert_to_tensor(np.einsum("bt,btu->bu", changed, states).astype(np.float32))
        for layer in head:
            context = layer(context, training=False)
        return np.log(keras.ops.convert_to_numpy(context).max())

    for place in range(6):
        step = np.zeros_like(weights)
        step[0, place] = 0.02
        slope = (answer(weights + step) - answer(weights - step)) / 0.04
        assert both["attention_gradient"][1][place] == pytest.approx(weights[0, place] * slope, abs=2e-4)

    def log_probability(factor, word):
        changed = embeddings.copy()
        changed[word] *= factor
        model.get_layer("embedding").set_weights([changed])
        return np.log(model(documents.padded(np.array([0, 1])), training=False).numpy()[0].max())

    # Small steps: the layers after the attention have kinks.
    for position, word in enumerate(texts[0]):
        slope = (log_probability(1.02, word) - log_probability(0.98, word)) / 0.04
        assert scores[1][position] == pytest.approx(slope, abs=2e-4)


def test_rank_agreement_at_its_extremes():
    rows = [np.array([1.0, 2, 3]), np.array([1.0, 2, 3]), np.array([1.0, 1, 1])]
    tau = attribution.rank_agreement(rows, [np.array([4.0, 5, 9]), np.array([3.0, 2, 1]), rows[0]])
    assert tau[:2] == pytest.approx([1, -1])
    assert np.isnan(tau[2])


def test_agreements_are_of_every_model_and_document():
    short = TEXT[:4]
    scored = [
        {
            "attention": [TRUTH, np.array([1.0, 2, 3, 4])],
            "attention_gradient": [TRUTH, np.array([-4.0, 3, 2, -1])],
            "gradient": [-TRUTH, np.array([4.0, -3, 2, -1])],
        },
        {
            "attention": [TRUTH, np.array([1.0, 3, 2, 4])],
            "attention_gradient": [TRUTH, np.array([0.0, 0, 1, 0])],
            "gradient": [TRUTH, np.array([1.0, -3, 2, 4])],
        },
    ]
    taus = attribution.agreements([predict_by_one_token] * 2, [TEXT, short], scored, np.array([1]))
    assert taus["attention_gradient"] == pytest.approx([1, -1, 1, 1])  # the size has no sign
    alone = attribution.left_out(predict_by_one_token, [short])
    scores = {"attention": "attention", "product": "attention_gradient", "gradient": "gradient"}
    for name, own_name in scores.items():
        assert taus[f"{name}_left_out"] == pytest.approx(
            [attribution.rank_agreement([own[own_name][1]], alone)[0] for own in scored]
        )
    assert taus["product_left_out"][1] == pytest.approx(1)  # the order of the telling token, and its sign


def test_a_median_comes_with_the_extremes_and_without_constant_scores():
    found = attribution.medians({"a": np.array([0.3, np.nan, -0.5, 0.1])})
    assert found == {"a": {"median": 0.1, "lowest": -0.5, "highest": 0.3}}
