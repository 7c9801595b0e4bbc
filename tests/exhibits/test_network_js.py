"""book/live/network.js in Chromium: words as `languages` finds them, every layer and network as Keras."""

import re
import sys

import keras
import numpy as np
import pytest

from lstm_attention.corpus.languages import ENGLISH_WORDS, Words
from lstm_attention.corpus.vocabulary import EncodedDocuments, encode
from lstm_attention.exhibits import live, scripts
from lstm_attention.models import networks
from lstm_attention.models.attention import Attention, MaxPooling, MultiHeadPooling

ROWS, VECTOR = 40, 10

READ = """([texts, words, stopWords, most, unicode]) => {
  const vocabulary = new Map(words.map((word, row) => [word, row + 2]));
  return texts.map((text) => network.words(text, vocabulary, new Set(stopWords), most, unicode));
}"""
LAYER = """([kind, input, arrays, options]) => {
  const typed = ({ shape, values }) => ({ shape, values: Float32Array.from(values) });
  const given = kind === "embedding" ? input : typed(input);
  const { shape, values, weights } = network.layers[kind](given, arrays.map(typed), options);
  return { shape, values: [...values], weights: weights && [...weights] };
}"""
ANSWERS = """([name, texts, equal]) => {
  const model = { layers: head.models[name], ...head.shown[name] };
  return texts.map((ids) => network.answer(model, ids, equal));
}"""
OPEN = """async () => {
  const unzipped = new Blob(pieces).stream().pipeThrough(new DecompressionStream("gzip"));
  globalThis.head = network.unpack(await new Response(unzipped).arrayBuffer());
}"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    page.add_script_tag(path="book/live/network.js")
    page.evaluate("globalThis.network = liveNetwork()")
    yield page
    page.close()


def plain(array):
    return {"shape": list(array.shape), "values": np.asarray(array, dtype=float).ravel().tolist()}


def computed(page, kind, given, arrays, **options):
    """What a layer in the page makes of an input, and its weights."""
    given = given if kind == "embedding" else plain(given)
    made = page.evaluate(LAYER, [kind, given, [plain(array) for array in arrays], options])
    return np.reshape(made["values"], made["shape"]), made["weights"]


def read(page, texts, words=(), most=10_000, counted=ENGLISH_WORDS):
    known = live.reading(counted)
    return page.evaluate(READ, [texts, list(words), known["stop_words"], most, known["unicode"]])


# Words


def test_the_page_reads_500_posts_as_the_models_do(page, posts):
    texts = posts["text"].sample(500, random_state=0).tolist()
    expected = [ENGLISH_WORDS.tokens(text) for text in texts]
    vocabulary = sorted({word for document in expected for word in document})[::2]
    rows = {word: row for row, word in enumerate(vocabulary, start=2)}
    for text, tokens, found in zip(texts, expected, read(page, texts, vocabulary), strict=True):
        kept = [each for each in found["words"] if each["id"] is not None]
        assert [each["word"] for each in kept] == tokens, text
        assert [each["id"] for each in kept] == (encode(tokens, rows).tolist() if tokens else [])


TEXTS = [
    *("", "  \n", "x", "the of and", "I'm 3.5 C++ don't _under_score_", "straße STRASSE İstanbul"),
    *("ΟΔΥΣΣΕΥΣ ὈΔΥΣΣΕΎΣ", "עברית שָׁלוֹם", "مرحبا بِكُم", "हिन्दी में", "中文。分詞", "日本語、です"),
    *("🙂 👩‍👩‍👧 a🙂b", "𝒳𝒴 𝒵 𐐀𐐁", "½ ² ⅷ ⅷ② x²", "e\u0301a ﬁn ﬀ", "a\u200bbc\u00addef", "\ud83d ab"),
]
WRITTEN = [
    "今天天气很好，我们去公园玩吧。机器学习",
    "昨日は東京で美味しいラーメンを食べました。",
    "วันนี้อากาศดีมากเราไปเที่ยวกันเถอะ",
    "मैं आज बाज़ार जा रहा हूँ",
    "كَتَبَ الطَّالِبُ الدَّرْسَ في المدرسة",
    "צה\"ל ב־3.5 ג'ירפה",
    "don’t C++ C++17 C# a+b #tag x++y node.js",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_page_divides_any_script_as_python_does(page, text):
    found = [each["word"] for each in read(page, [text])[0]["words"] if each["id"] is not None]
    assert found == ENGLISH_WORDS.tokens(text)


@pytest.mark.parametrize("text", TEXTS + WRITTEN)
def test_the_page_has_unicode_words_where_the_models_have_them(page, text):
    for counted in (Words("de"), Words("zh", stop_words=[])):
        [found] = read(page, [text], counted=counted)
        assert [each["word"] for each in found["words"] if each["id"] is not None] == counted.tokens(text)


def test_every_letter_that_python_knows_is_one_to_the_page_and_in_the_same_case(page):
    every = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    letters = [letter for letter in every if re.fullmatch(r"\w", letter)]
    lower = page.evaluate("letters => letters.map((letter) => letter.toLowerCase())", letters)
    assert lower == [letter.lower() for letter in letters]
    # What a browser knows beyond Python is from a later version of Unicode, and so in no trained vocabulary.
    strange = "letters => letters.filter((letter) => !/^[\\p{L}\\p{N}_]$/u.test(letter))"
    assert page.evaluate(strange, letters) == []


def test_reading_ends_with_the_last_word_that_the_models_were_trained_to_read(page):
    one, two = read(page, ["goal the goal vote", "goal the goal of"], ["goal"], most=2)
    assert one == {
        "words": [{"word": "goal", "id": 2}, {"word": "the", "id": None}, {"word": "goal", "id": 2}],
        "cut": True,
    }
    assert two["cut"] is False
    assert [each["id"] for each in two["words"]] == [2, None, 2, None]


# Layers


@pytest.fixture(scope="module")
def states():
    return np.random.default_rng(0).normal(size=(1, 7, 8)).astype(np.float32)


def randomly(layer, shape):
    """A layer, built, with random weights: its own zeros would hide a mistake."""
    layer.build(shape)
    rng = np.random.default_rng(3)
    layer.set_weights([rng.normal(size=weight.shape) * 0.7 for weight in layer.get_weights()])
    return layer


def test_embedding(page):
    vectors = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32)
    assert computed(page, "embedding", [3, 0, 3], [vectors])[0] == pytest.approx(vectors[[3, 0, 3]])
    minima, steps = np.arange(5) - 2, np.arange(5) + 1
    exact = (minima[:, None] + vectors * steps[:, None])[[4, 1]]
    assert computed(page, "embedding", [4, 1], [vectors, minima, steps])[0] == pytest.approx(exact)


@pytest.mark.parametrize("sequences", [True, False])
@pytest.mark.parametrize("kind", ["compiled", "keras"])
def test_bidirectional_lstm(page, states, kind, sequences):
    layer = randomly(networks.BIDIRECTIONAL[kind](3, return_sequences=sequences, name="x"), (None, None, 8))
    made, _ = computed(page, "bidirectional_lstm", states[0], layer.get_weights(), sequences=sequences)
    assert made == pytest.approx(np.asarray(layer(states))[0], abs=1e-5)


@pytest.mark.parametrize(
    ("kind", "layer", "options"),
    [
        ("attention", Attention(), {}),
        ("context_vector", Attention(context_vector=True), {}),
        ("multi_head", MultiHeadPooling(), {"heads": 4}),
    ],
)
def test_attention(page, states, kind, layer, options):
    layer = randomly(layer, (None, None, 8))
    context, weights = (np.asarray(each)[0] for each in layer(states, return_attention_scores=True))
    made, own = computed(page, kind, states[0], layer.get_weights(), **options)
    assert made == pytest.approx(context, abs=1e-5)
    assert own == pytest.approx(weights, abs=1e-5)
    assert max(own) > 1.2 / 7
    mean, alike = computed(page, kind, states[0], layer.get_weights(), equal=True, **options)
    assert alike == pytest.approx([1 / 7] * 7)
    if kind != "multi_head":  # which projects the states before and after
        assert mean == pytest.approx(states[0].mean(axis=0), abs=1e-5)


@pytest.mark.parametrize(
    ("kind", "layer"), [("mean", keras.layers.GlobalAveragePooling1D()), ("max", MaxPooling())]
)
def test_pooling_without_weights(page, states, kind, layer):
    made, weights = computed(page, kind, states[0], [])
    assert made == pytest.approx(np.asarray(layer(states))[0], abs=1e-5)
    assert weights is None


@pytest.mark.parametrize("activation", ["relu", "softmax"])
def test_dense(page, activation):
    layer = randomly(keras.layers.Dense(5, activation=activation), (None, 9))  # 9: not a multiple of eight
    x = np.random.default_rng(0).normal(size=(1, 9)).astype(np.float32)
    made, _ = computed(page, "dense", x[0], layer.get_weights(), activation=activation)
    assert made == pytest.approx(np.asarray(layer(x))[0], abs=1e-5)


# Files and whole networks


def test_halves_are_ieee_754(page):
    halves = np.arange(2**16, dtype=np.uint16)
    finite = np.isfinite(halves.view(np.float16))
    made = page.evaluate(
        "halves => [...network.fromHalves(Uint16Array.from(halves))]", halves[finite].tolist()
    )
    assert made == halves.view(np.float16)[finite].astype(float).tolist()


def test_what_a_file_holds_comes_back(page):
    data = np.random.default_rng(0).bytes(1001)
    made = page.evaluate("([n, text]) => [...network.bytes(n, text)]", [1001, scripts.letters(data)])
    assert bytes(made) == data


def opened(page, folder):
    """Load the files of a copy as the page does, by script tags, and unpack them."""
    page.evaluate(
        "globalThis.pieces = []; globalThis.copied = (n, all, length, letters) => "
        "{ pieces[n] = network.bytes(length, letters); }"
    )
    for path in sorted(folder.glob("copy-*.js")):
        page.evaluate("text => (0, eval)(text)", path.read_bytes().decode("utf-16"))
    page.evaluate(OPEN)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("lstm", {}),
        *(
            ("lstm_attention", {"pooling": pooling})
            for pooling in ("published", "context_vector", "multi_head", "mean", "max")
        ),
        ("lstm_attention", {"mask": False, "head": [8]}),
        ("dense", {}),
    ],
)
def test_a_network_in_the_page_answers_as_in_keras(page, tmp_path, name, options):
    keras.utils.set_random_seed(1)
    vectors = np.random.default_rng(0).normal(size=(ROWS, VECTOR)).astype(np.float32)
    model = networks.build_model(name, ROWS, 3, VECTOR, embeddings=vectors, **options)
    rng = np.random.default_rng(2)
    documents = [rng.integers(1, ROWS, length).astype(np.int32) for length in (2, 5, 5, 40)]
    encoded = EncodedDocuments.from_list(list("abcd"), [0] * 4, documents)
    length = 45 if options.get("mask") is False else None
    expected = live.answers(model, encoded, np.arange(4), length)
    exact = live.layers_of(model)
    for folder, layers, tolerance in (
        ("exact", exact, 1e-4),
        ("close", live.compact(exact, ROWS, bits=16), 1e-3),
        ("compact", live.compact(exact, ROWS, bits=8), 0.01),
    ):
        (tmp_path / folder).mkdir()
        data = live.pack({"one": layers}, {"shown": {"one": {"length": length}}})
        scripts.write(tmp_path / folder, data)
        opened(page, tmp_path / folder)
        answers = page.evaluate(ANSWERS, ["one", [document.tolist() for document in documents], False])
        made = np.array([answer["probabilities"] for answer in answers])
        assert made == pytest.approx(expected, abs=tolerance)
        for document, answer in zip(documents, answers, strict=True):
            if answer["weights"]:
                assert len(answer["weights"]) == (length or len(document))
                assert sum(answer["weights"]) == pytest.approx(1)
