"""The page that runs the models, as a reader uses it: from disk, offline, by mouse and keyboard."""

import json
import re
import shutil

import keras
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import AXE, BUILD, HTML

from lstm_attention.corpus import posts
from lstm_attention.corpus.languages import ENGLISH_WORDS
from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.exhibits import live, scripts
from lstm_attention.models.networks import build_model, load_model

RESULT = "document.querySelector('.live-message')?.textContent.includes('%')"
MESSAGE = ".live-message"
LIMIT = 20_000_000
ANSWERS = """async ([files, texts]) => {
  const network = liveNetwork(), pieces = [];
  globalThis.copied = (own, count, length, letters) => { pieces[own] = network.bytes(length, letters); };
  for (const file of files) (0, eval)(file);
  const unzipped = new Blob(pieces).stream().pipeThrough(new DecompressionStream("gzip"));
  const head = network.unpack(await new Response(unzipped).arrayBuffer());
  const vocabulary = new Map(head.words.map((word, row) => [word, row + 2]));
  const stops = new Set(head.stop_words);
  const ids = texts.map((text) => {
    const { words } = network.words(text, vocabulary, stops, head.max_tokens);
    const read = words.filter(({ id }) => id !== null).map(({ id }) => id);
    return read.length ? read : [1];
  });
  return Object.fromEntries(Object.entries(head.models).map(([name, layers]) =>
    [name, ids.map((own) => network.answer({ layers, ...head.shown[name] }, own, false).probabilities)]));
}"""


@pytest.fixture
def page(browser, report):
    problems = []
    page = browser.new_page(viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: line.type == "error" and problems.append(line.text))
    page.on("dialog", lambda dialog: problems.append(dialog.message) or dialog.dismiss())
    page.on(
        "request",
        lambda request: request.url.startswith(("file:", "data:", "blob:")) or problems.append(request.url),
    )
    page.goto((HTML / "live.html").as_uri())
    page.wait_for_function(RESULT)
    yield page
    page.close()
    assert not problems


def write(page, text):
    """Write a text and wait for what is announced of it."""
    page.evaluate("document.querySelector('.live-message').textContent = 'waiting'")
    page.get_by_label("Text", exact=True).fill(text)
    page.wait_for_function("document.querySelector('.live-message').textContent !== 'waiting'")
    return page.locator(MESSAGE).inner_text()


def shown(page):
    """The table of probabilities in percent, (classes, models)."""
    rows = page.locator(".live-table tbody tr:not([hidden])").all()
    cells = [row.locator("td").all_inner_texts() for row in rows]
    return np.array([[float(re.match(r"[\d.]+", cell)[0]) for cell in row] for row in cells])


def test_the_page_answers_as_the_trained_models_do(page, report):
    test = EncodedDocuments.load(BUILD / "corpus/test.npz")
    sample = live.sample(test, report["parameters"]["corpus_seed"])
    texts = [post.text for post in posts.load(BUILD / "corpus/test-posts.parquet", sample.tolist())]
    files = [path.read_bytes().decode("utf-16") for path in sorted((HTML / "live").glob("copy-*.js"))]
    answers = page.evaluate(ANSWERS, [files, texts])
    _, head = live.unpack(scripts.read(HTML / "live"))
    assert answers.keys() == report["live"]["agreement"].keys() == head["models"].keys()
    for name, made in answers.items():
        model, length = load_model(BUILD / "runs" / f"{name}-0"), head["shown"][name]["length"]
        exact = live.answers(model, test, sample, length)
        found = live.agreement(exact, np.array(made))
        assert found["largest"] < 0.01
        assert found["apart"] < 0.002
        assert found["largest"] == pytest.approx(report["live"]["agreement"][name]["largest"], abs=1e-4)
    write(page, texts[0])
    first = np.array([made[0] for made in answers.values()]).T
    assert shown(page) == pytest.approx(100 * first, abs=0.051)


def test_copies_are_near_their_models_and_small(report):
    assert report["live"]["agreement"].keys() >= {"lstm", "lstm_attention"}
    for found in report["live"]["agreement"].values():
        assert found["documents"] == min(live.COMPARED, report["corpus"]["documents"]["test"])
        assert found["largest"] < 0.01
        assert found["apart"] < 0.002
    assert sum(path.stat().st_size for path in (HTML / "live").iterdir()) < LIMIT


def test_no_other_page_loads_a_file_of_it(report):
    for path in HTML.rglob("*.html"):
        assert ('src="live/' in path.read_text(encoding="utf-8")) is (
            path.name == "live.html" and path.parent == HTML
        )


def test_posts_are_offered_and_words_of_ones_own_taken(page, report):
    offered = page.get_by_label("Start from").locator("option").all_inner_texts()
    assert offered[-1] == "your own words"
    assert all(re.fullmatch(r"a document of .+, classified (correctly|as .+)", each) for each in offered[:-1])
    assert len(offered) > 2
    first = page.get_by_label("Text", exact=True).input_value()
    test = EncodedDocuments.load(BUILD / "corpus/test.npz")
    written = posts.load(BUILD / "corpus/test-posts.parquet", range(len(test)))
    assert first in [post.text for post in written]
    page.get_by_label("Start from").select_option(offered[1])
    assert page.get_by_label("Text", exact=True).input_value() != first
    write(page, "the goal of space and windows")
    assert page.get_by_label("Start from").input_value() == "own"


def test_words_are_marked_and_weights_stand_beside_their_bound(page):
    known = json.loads((BUILD / "corpus/vocabulary.json").read_text(encoding="utf-8"))[:4]
    write(page, f"The {' '.join(known)} qzxqzx")
    section = page.locator(".live section").first
    assert section.locator(".live-skipped").all_inner_texts() == ["the"]
    assert section.locator("button.live-unknown").all_inner_texts() == ["qzxqzx"]
    assert section.locator("button").all_inner_texts() == [*known, "qzxqzx"]
    labels = [button.get_attribute("aria-label") for button in section.locator("button").all()]
    assert sum(float(re.search(r"([\d.]+)% of", label)[1]) for label in labels) == pytest.approx(100, abs=0.1)
    bound = np.e**2 / (np.e**2 + 4)
    assert (
        f"The formula allows at most {bound:.2%} with 5 positions"
        in section.locator(".live-summary").inner_text()
    )


def test_a_word_is_left_out_by_keyboard_and_put_back(page):
    write(page, "space drive windows game")
    before = shown(page)
    words = page.locator(".live section").first.locator("button")
    words.nth(0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('.live-message').textContent.includes('1 of 4 words left out')"
    )
    assert words.nth(1).get_attribute("aria-pressed") == "true"
    assert words.nth(1).evaluate("word => word === document.activeElement")
    changes = page.locator(".live-change").all_inner_texts()
    assert all(re.fullmatch(r"[+−]\d+\.\d|0\.0", change) for change in changes)
    assert (shown(page) != before).any()
    page.get_by_role("button", name="Put all words back").click()
    page.wait_for_function("!document.querySelector('.live-message').textContent.includes('left out')")
    assert (shown(page) == before).all()
    assert set(page.locator(".live-change").all_inner_texts()) == {""}


def test_equal_attention_is_equal_and_leaves_the_lstm_as_it_is(page):
    write(page, "space drive windows game")
    before = shown(page)
    page.get_by_label("Give all words equal attention").check()
    page.wait_for_function("document.querySelector('.live-message').textContent.includes('equal attention')")
    labels = (
        page.locator(".live section").first.locator("button").evaluate_all("all => all.map(b => b.ariaLabel)")
    )
    assert all("25.00% of the attention, 1.0 times an equal share" in label for label in labels)
    assert (shown(page)[:, 0] == before[:, 0]).all()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no words to read"),
        ("  … 🙂 !", "no words to read"),
        ("qzxqzx", "know none of these words"),
        ("the of and", "know none of these words"),
        ("space", "%"),
        ("space שלום עולם العربية", "%"),
        ("space 👩‍👩‍👧 🙂", "%"),
        ("space " * 180_000, "Only the first 100 words are read"),
        ("x" * 1_000_000, "know none of these words"),
        ("the " * 250_000 + "space", "%"),
        ("<img src=x onerror=alert(1)> space <script>alert(2)</script> &lt;b&gt;", "%"),
    ],
    ids=["none", "signs", "unknown", "stop", "one", "rtl", "emoji", "long", "word", "stops", "markup"],
)
def test_any_text_is_answered_or_refused_in_words(page, text, says):
    assert says in write(page, text)
    assert not page.locator(".live img, .live script, .live b").count()
    assert page.locator(".live-words").first.locator("button, span").count() <= 3000


@pytest.mark.parametrize("width", [375, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_in_use_shuts_nobody_out_and_fits(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.locator(".live section button").nth(2).click()
    page.wait_for_function("document.querySelector('.live-message').textContent.includes('left out')")
    violations = Axe().run(page, options=AXE).response["violations"]
    assert [(each["help"], [node["html"] for node in each["nodes"]]) for each in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    small = page.locator(".live section button").evaluate_all(
        "all => all.map(word => word.getBoundingClientRect()).filter(at => at.width < 24 || at.height < 24)"
    )
    assert not small
    assert page.locator("#fig-live").is_hidden()
    assert page.locator("#fig-live + .downloads").is_hidden()


def test_of_many_classes_only_those_with_a_share_are_shown_and_the_rest_is_summed_up(
    browser, report, tmp_path
):
    keras.utils.set_random_seed(0)
    words, classes = ["goalie", "puck"], [f"class {number}" for number in range(50)]
    network = build_model(
        "dense", rows=4, classes=50, vector_size=3, embeddings=np.eye(4, 3, dtype="float32")
    )
    bias = network.layers[-1].bias
    bias.assign(np.linspace(-20, 3, 50))
    example = {"text": "puck", "true": "class 49", "predicted": "class 49"}
    about = {"classes": classes, "max_tokens": 9, "examples": [example]}
    about["shown"] = {"dense": {"title": "dense model", "length": None}}
    shutil.copytree(HTML, tmp_path / "html", ignore=shutil.ignore_patterns("copy-*.js"))
    data = live.fitted({"dense": live.layers_of(network)}, words, about | live.reading(ENGLISH_WORDS))
    scripts.write(tmp_path / "html/live", data)
    page = browser.new_page()
    page.goto((tmp_path / "html/live.html").as_uri())
    page.wait_for_function(RESULT)
    rows = [
        row.inner_text().split("\t") for row in page.locator(".live-table tbody tr").all() if row.is_visible()
    ]
    named, rest = rows[:-1], rows[-1]
    assert len(named) < 20
    assert named[-1][0] == "class 49"
    assert rest[0] == f"{50 - len(named)} other classes"
    shares = [float(cell.rstrip("%")) for _, cell in rows]
    assert min(shares[:-1]) >= 0.5
    assert sum(shares) == pytest.approx(100, abs=1)
    page.close()


def test_where_a_file_is_missing_the_page_says_which_and_keeps_its_figure(browser, report, tmp_path):
    shutil.copytree(HTML, tmp_path / "html")
    (tmp_path / "html/live/copy-01.js").unlink()
    page = browser.new_page()
    page.goto((tmp_path / "html/live.html").as_uri())
    page.wait_for_function("document.querySelector('.live-message').textContent.includes('copy-01.js')")
    assert page.locator("#fig-live").is_visible()
    assert page.locator("#fig-live + .downloads").is_visible()
    page.close()


def test_without_scripts_the_figure_is_shown(browser, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((HTML / "live.html").as_uri())
    assert page.locator("#fig-live img").is_visible()
    context.close()


def test_the_page_also_answers_from_a_server(browser, site):
    page = browser.new_page()
    page.goto(f"{site}/live.html")
    page.wait_for_function(RESULT)
    page.close()
