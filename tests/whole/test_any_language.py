"""Whole reports of texts in Chinese and in Arabic: every letter is shown, in the order of its script."""

import csv
import json
import re
import shutil
import subprocess

import numpy as np
import pytest
from bs4 import BeautifulSoup
from conftest import OWN, make_report

from lstm_attention.exhibits import fonts

pytestmark = pytest.mark.soak  # five minutes; tests/corpus/test_languages.py has the words of eight languages

TINY = (
    "epochs=3 seeds=[0] max_tokens=100 vector_size=20 vector_epochs=5 weight_documents=20 padded_documents=2 "
    "erased_documents=4 left_out_documents=2 map_documents=40 sweep_models=[] variants={} resamples=100"
)
TOPICS = {
    "zh": {
        "体育": "足球 比赛 球员 冠军 教练 进球 体育场 球队 训练 决赛",
        "美食": "米饭 面条 蔬菜 厨师 味道 餐厅 水果 牛肉 早餐 火锅",
        "科技": "电脑 手机 软件 网络 数据 程序 芯片 卫星 实验 机器",
    },
    "ar": {
        "رياضة": "كرة ملعب لاعب مدرّب بطولة هدف منتخب مباراة فريق نهائي",
        "طعام": "خبز أرز مطبخ فواكه خضار لحم مطعم حساء إفطار طبّاخ",
        "تقنية": "حاسوب هاتف برنامج شبكة بيانات معالج قمر تجربة آلة شاشة",
    },
}
AROUND = {
    "zh": ("", "今天 我们 昨天 大家 他们 已经 非常 觉得 开始 一起", "，", "。"),
    "ar": (" ", "اليوم جديد كبير قال الناس بعد أمس كثير معًا دائمًا", "، ", ". "),
}
"""By language: what stands between words, words of all topics, and the ends of clauses and sentences."""


def documents(language):
    """Two hundred texts, each about one topic, and their topics."""
    rng = np.random.default_rng(0)
    space, common, clause, sentence = AROUND[language]
    for number in range(200):
        topic = list(TOPICS[language])[number % 3]
        own = TOPICS[language][topic].split() + common.split()
        sentences = [
            clause.join(space.join(rng.choice(own, size=5)) for _ in range(2))
            for _ in range(rng.integers(2, 5))
        ]
        yield sentence.join(sentences) + sentence.strip(), topic


@pytest.fixture(scope="module", params=TOPICS)
def report(request, own_profile, tmp_path_factory):
    """The language of a report and its results."""
    needed = {"zh": "wqy-microhei", "ar": "NotoSansArabic-Regular"}[request.param]
    if needed not in fonts.installed() or not shutil.which("xelatex"):
        pytest.skip("needs LaTeX and the fonts of apt.txt")
    path = tmp_path_factory.mktemp("corpus") / f"{request.param}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("text", "label"), *documents(request.param)])
    done = make_report(own_profile, TINY, CORPUS=str(path), TEXT="text", LABEL="label", target="pdf")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No installed font" not in done.stdout
    return request.param, json.loads((OWN / "results.json").read_text(encoding="utf-8"))


def page(name):
    return BeautifulSoup((OWN / "html" / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def test_the_language_is_detected_and_the_topics_are_learnt(report):
    language, results = report
    assert results["corpus"]["language"] == language
    assert results["corpus"]["classes"] == sorted(TOPICS[language])
    assert results["baselines"]["models"]["tfidf_logistic"]["mean"] > 0.95


def test_no_letter_is_a_box_in_a_figure(report):
    assert report[1]["corpus"]["without_font"] == []
    for log in (OWN / "logs").rglob("*"):
        assert not log.is_file() or "missing from font" not in log.read_text(encoding="utf-8")


def test_the_pdf_shows_every_letter(report):
    language, results = report
    text = subprocess.run(["pdftotext", OWN / "report.pdf", "-"], capture_output=True, text=True, check=True)
    assert "[U+" not in text.stdout
    for name in results["corpus"]["classes"]:
        assert name in re.sub("[\u200e\u200f\u202a-\u202e]", "", text.stdout)
    used = subprocess.run(["pdffonts", OWN / "report.pdf"], capture_output=True, text=True, check=True).stdout
    assert {"zh": "WenQuanYi", "ar": "NotoSansArabic"}[language] in used


def test_pages_say_which_language_and_direction_texts_have(report):
    language, _ = report
    way = {"zh": "ltr", "ar": "rtl"}[language]
    assert page("attention").html["lang"] == "en"
    lists = page("attention").select("[role=listbox]")
    assert lists
    assert {(each["lang"], each["dir"]) for each in lists} == {(language, way)}
    cells = page("appendix").select("table.written td")
    assert cells
    assert {(each["lang"], each["dir"]) for each in cells} == {(language, way)}


def test_words_stand_in_the_order_of_their_script(report, browser):
    language, _ = report
    shown = browser.new_page()
    shown.goto((OWN / "html/attention.html").resolve().as_uri())
    words = shown.locator("[role=listbox]").first.locator("[role=option]")
    first, second = (words.nth(number).bounding_box() for number in range(2))
    assert (first["x"] > second["x"]) == (language == "ar")
    words.first.focus()
    shown.keyboard.press({"zh": "ArrowRight", "ar": "ArrowLeft"}[language])
    assert words.nth(1).get_attribute("tabindex") == "0"
    shown.goto((OWN / "html/live.html").resolve().as_uri())
    shown.wait_for_selector(".live-words button")
    assert shown.locator(".live-words").first.get_attribute("lang") == language
    buttons = shown.locator(".live-words").first.locator("button")
    first, second = (buttons.nth(number).bounding_box() for number in range(2))
    assert (first["x"] > second["x"]) == (language == "ar")
    shown.close()
