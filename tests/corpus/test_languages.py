"""What counts as a word, in eight languages and as a person may set it; and which language a corpus is in."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from lstm_attention.corpus.checks import check_corpus
from lstm_attention.corpus.cleaning import NOWHERE, clean, cleaning_steps
from lstm_attention.corpus.languages import (
    ENGLISH_WORDS,
    UNDETERMINED,
    Words,
    check_language,
    check_words,
    detect,
    settled,
    unicode_words,
)
from lstm_attention.corpus.posts import spans
from lstm_attention.corpus.rows import CorpusError
from lstm_attention.mistakes import SettingsError
from lstm_attention.settings import CorpusParameters, Settings, validated

SPORT_AND_FOOD = {
    "zh": ("", "足球 比赛 球员 冠军 教练 进球 体育 球队", "米饭 面条 蔬菜 厨师 味道 餐厅 水果 牛肉"),
    "ja": ("", "野球 試合 選手 監督 優勝 サッカー 球場 得点", "料理 野菜 ラーメン 味噌 果物 食堂 牛肉 寿司"),
    "th": ("", "ฟุตบอล นักกีฬา สนาม ประตู แชมป์ กีฬา คะแนน โค้ช", "อาหาร ข้าว ผลไม้ ผัก ร้าน ก๋วยเตี๋ยว น้ำปลา หมู"),
    "hi": (
        " ",
        "क्रिकेट खिलाड़ी मैदान गेंदबाज़ी प्रतियोगिता विजेता हॉकी कप्तान",
        "रोटी सब्ज़ी चावल मिठाई रसोई मसाला दूध स्वाद",
    ),
    "ar": (" ", "كُرَةُ مَلْعَب لاعب مُدَرِّب بطولة هدف رياضة منتخب", "خُبْز أرز طعام مطبخ فواكه خضار لحم مطعم"),
    "he": (" ", "כדורגל שחקן מאמן אליפות מגרש ספורט קבוצה שוער", "לחם אורז ירקות מטבח פירות בשר מסעדה גבינה"),
    "de": (
        " ",
        "Fußball Spieler Trainer Meisterschaft Stadion Tor Verein Schiedsrichter",
        "Brötchen Gemüse Küche Käse Würstchen Obst Rezept Gewürze",
    ),
    "ru": (
        " ",
        "футбол игрок тренер чемпионат стадион вратарь гол судья",
        "хлеб овощи кухня сыр мясо фрукты рецепт суп",
    ),
}
"""By language: what stands between words, and words about two topics."""

LANGUAGES = pytest.mark.parametrize("language", SPORT_AND_FOOD)


def corpus(language, documents=60, words=8):
    """Texts that each consist of words of one topic, and their topics."""
    rng = np.random.default_rng(0)
    space, *topics = SPORT_AND_FOOD[language]
    labels = rng.integers(2, size=documents)
    texts = [space.join(rng.choice(topics[label].split(), size=words)) + "。" for label in labels]
    return texts, labels


# Words


def test_english_words_are_those_of_scikit_learn(newsgroups):
    analyzer = CountVectorizer(stop_words="english").build_analyzer()
    for text in newsgroups["text"].iloc[::50]:
        assert ENGLISH_WORDS.tokens(text) == analyzer(text)


@LANGUAGES
def test_words_lose_no_letter(language):
    words = Words(language, stop_words=[])
    for text in corpus(language)[0]:
        assert "".join(words.tokens(text)) == re.sub(r"[\s。]", "", text.lower())


@LANGUAGES
def test_the_words_of_the_lists_are_found(language):
    space, *topics = SPORT_AND_FOOD[language]
    texts, _ = corpus(language)
    listed = {word.lower() for topic in topics for word in topic.split()}
    found = [word for text in texts for word in Words(language, stop_words=[]).tokens(text)]
    # A dictionary may divide a word, or join two, where nothing stands between them.
    assert np.mean([word in listed for word in found]) > (0.6 if space == "" else 0.999)
    assert max(map(len, found)) <= max(map(len, listed))


@LANGUAGES
def test_topics_are_learnt_from_the_words(language):
    texts, labels = corpus(language)
    features = TfidfVectorizer(analyzer=Words(language).tokens).fit_transform(texts)
    model = LogisticRegression().fit(features[:40], labels[:40])
    assert model.score(features[40:], labels[40:]) > 0.9


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("de", "C++ und C#, don’t 3.5 C++17 node.js", ["c++", "c#", "don't", "3.5", "c++17", "node", "js"]),
        ("de", "so\u00adft \u202eSpiel\u202c x #Fußball a+b", ["soft", "spiel", "fußball"]),
        ("zh", "今天天气很好，我们去公园玩吧。", ["今天", "天气", "很好", "公园", "玩"]),
        ("hi", "वह किताबें पढ़ता है।", ["किताबें", "पढ़ता"]),
        ("he", "צה\"ל וג'ירפה", ['צה"ל', "וג'ירפה"]),
        ("de", "\ud83d Spiel 😀", ["spiel"]),
    ],
)
def test_words_that_simple_rules_break(language, text, words):
    assert Words(language).tokens(text) == words


def test_english_can_have_unicode_words_too():
    assert Words("en", "unicode").tokens("I don't use C++ 3.5") == ["don't", "use", "c++", "3.5"]


def test_own_patterns_and_stop_words():
    assert Words("de", r"[a-z]+\d", ["a1"]).tokens("A1 b2 und c") == ["b2"]
    assert "der" in Words("de", stop_words=[]).tokens("Der Hund")
    assert Words("de", stop_words=["Hund"]).tokens("Der Hund") == ["der"]


@given(text=st.text(max_size=60))
def test_unicode_words_stand_in_any_text_in_order_and_apart(text):
    end = 0
    for word, start, after in unicode_words(text):
        assert end <= start < after <= len(text)
        assert word == re.sub("[\ud800-\udfff]", "\ufffd", text[start:after])
        assert any(map(str.isalnum, word))
        end = after


@given(text=st.text(max_size=60))
def test_no_letter_or_number_of_any_text_is_lost(text):
    covered = {place for _, start, end in unicode_words(text) for place in range(start, end)}
    assert all(place in covered for place, letter in enumerate(text) if letter.isalnum())


# Cleaning and places


@pytest.mark.parametrize(
    ("language", "text", "lemmas"),
    [
        ("de", "Die **Häuser** &amp; http://a.b Kinder spielten xqzt", ["haus", "kind", "spielen"]),
        ("ru", "Мы читали газеты", ["читать", "газета"]),
        ("th", "อากาศดี **เที่ยว**", ["อากาศ", "ดี", "เที่ยว"]),
    ],
)
def test_the_published_cleaning_in_other_languages(language, text, lemmas):
    words = Words(language)
    steps = cleaning_steps("published", "simplemma", words)
    [cleaned], table = clean([text], steps, words)
    assert words.tokens(cleaned) == lemmas
    assert ("lemmas" in steps) == (language != "th")
    places = spans(text, [*steps.values()], words)
    assert len(places) == len(lemmas)
    assert NOWHERE not in places
    assert table["tokens"].iloc[-1] == len(lemmas)


def test_wordnet_is_english():
    with pytest.raises(CorpusError, match="supports only English, not German: set lemmas=simplemma"):
        cleaning_steps("published", "wordnet", Words("de"))


# Language


@LANGUAGES
def test_the_language_is_detected(language):
    assert detect(corpus(language)[0]) == language


def test_the_default_corpus_is_english(newsgroups):
    assert detect(newsgroups["text"].tolist()) == "en"


def test_no_language_has_most_of_a_mixed_corpus():
    mixed = [text for language in SPORT_AND_FOOD for text in corpus(language)[0]]
    assert detect(mixed) == UNDETERMINED
    assert detect([]) == detect(["", " "]) == UNDETERMINED


def test_all_parts_of_a_corpus_are_sampled():
    """A folder's files come one after the other, and may be in different languages."""
    first, second = (corpus(language)[0][:1] * 199 for language in ("ru", "de"))
    assert detect(first + second) == UNDETERMINED


def test_a_language_that_is_set_is_not_detected():
    texts, _ = corpus("zh")
    assert settled(CorpusParameters(), texts).language == "zh"
    assert settled(CorpusParameters(language="de"), texts).language == "de"


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"language": "xx"}, "language='xx' is not an ISO 639 code"),
        ({"language": "pt_BR"}, "language='pt_BR' is not an ISO 639 code"),
        ({"language": "Thai"}, "the code of Thai is th"),
        ({"language": "german"}, "the code of German is de"),
        ({"token_pattern": "("}, "must be a Python regular expression: missing"),
        ({"token_pattern": "a*"}, "must not match an empty text"),
    ],
)
def test_a_language_or_pattern_that_cannot_be_is_said_before_any_step(parameters, says):
    with pytest.raises(CorpusError, match=says):
        check_corpus(CorpusParameters(**parameters))


def test_empty_matches_are_no_words():
    words = Words(token_pattern=r"\w*(?=\s)")
    assert words.tokens("hello big world") == ["hello", "big"]
    assert [word for word, _, _ in words.candidates("hello big world")] == ["hello", "big"]


def test_stop_words_are_found_by_either_code_of_norwegian_and_with_any_apostrophe():
    assert Words("nb").left_out == Words("no").left_out
    assert "ikke" in Words("nb").left_out
    assert Words("fr", stop_words=["aujourd’hui"]).tokens("aujourd’hui demain") == ["demain"]
    assert Words("fr", r"[\w’]+", ["aujourd’hui"]).tokens("aujourd’hui demain") == ["demain"]


def test_languages_and_patterns_that_can_be():
    for parameters in ({}, {"language": "zh"}, {"token_pattern": "unicode"}, {"token_pattern": r"\w+"}):
        check_language(CorpusParameters(**parameters))


def test_no_browser_runs_a_pattern_of_ones_own():
    with pytest.raises(SettingsError, match="live=True: must be false with a token_pattern"):
        validated(Settings, {"token_pattern": "[a-z]+"})


# What would make a report meaningless


@LANGUAGES
def test_a_corpus_read_by_its_own_rules_passes(language):
    check_words(corpus(language)[0], Words(language), detected=False)


def test_real_english_posts_pass(newsgroups):
    check_words(newsgroups["text"].tolist(), ENGLISH_WORDS, detected=False)
    check_words([], ENGLISH_WORDS, detected=False)
    check_words(["1234 :-)"], ENGLISH_WORDS, detected=False)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("zh", "words as long as a clause"),
        ("ja", "words as long as a clause"),
        ("th", ""),
        ("hi", ""),
    ],
)
def test_other_scripts_are_not_read_by_the_rules_for_english(language, says):
    with pytest.raises(CorpusError, match=f"{says}.*set language=auto instead of en"):
        check_words(corpus(language)[0], ENGLISH_WORDS, detected=False)


def test_a_language_that_was_detected_is_not_detected_again():
    with pytest.raises(CorpusError, match="set language, which was detected as en, or token_pattern=unicode"):
        check_words(corpus("hi")[0], ENGLISH_WORDS, detected=True)


def test_words_are_not_cut_before_their_marks():
    with pytest.raises(CorpusError, match="end between a letter and its mark \\(examples: 'ab'"):
        check_words(["ab\u0301 ab\u0301"], ENGLISH_WORDS, detected=False)


def test_lost_letters_are_noticed():
    texts, _ = corpus("ru")
    with pytest.raises(
        CorpusError, match=r"100% of the letters are in no word \(examples: '.*change token_pattern"
    ):
        check_words(texts, Words("ru", "[a-z]+"), detected=False)
