"""Figures show letters of every script, in the right order, if fonts of apt.txt are installed."""

from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from lstm_attention.exhibits import figures, fonts

WRITTEN = {
    "NotoSansArabic-Regular": "مدرسة",
    "NotoSansHebrew-Regular": "שלום",
    "NotoSansDevanagari-Regular": "किताबें",
    "NotoSansThai-Regular": "อากาศดี",
    "NotoSansKhmer-Regular": "សាលា",
    "wqy-microhei": "天气很好 日本語テスト 한국어",
}


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@pytest.mark.parametrize("name", WRITTEN)
def test_a_script_has_a_font(name):
    if name not in fonts.installed():
        pytest.skip(f"{name} is not installed here: see apt.txt")
    assert fonts.letters_of(fonts.installed()[name]).issuperset(map(ord, WRITTEN[name].replace(" ", "")))
    assert fonts.without_font(WRITTEN[name]) == []


def test_letters_without_a_font_are_found_once_and_signs_are_not_letters():
    assert fonts.without_font("ab\U000103a0c\U000103a0 \U0010fffd!") == ["\U000103a0"]


def test_without_other_fonts_only_the_letters_of_matplotlibs_own_can_be_drawn(monkeypatch):
    monkeypatch.setattr(fonts, "installed", dict)
    fonts.drawable.cache_clear()
    assert fonts.without_font("Straße Ж Ω مدرسة 漢字 漢") == ["漢", "字"]
    fonts.drawable.cache_clear()


def test_the_packages_of_fonts_are_worth_installing_only_if_one_is_missing(monkeypatch):
    names = fonts.SCRIPTS.keys() - {"NotoSansCJK-Regular"}  # the other font for Chinese suffices
    monkeypatch.setattr(fonts, "installed", lambda: dict.fromkeys(names))
    assert not fonts.lacking()
    monkeypatch.setattr(fonts, "installed", lambda: dict.fromkeys(names - {"wqy-microhei"}))
    assert fonts.lacking()


def test_every_font_of_the_list_has_a_package():
    packages = Path("apt.txt").read_text(encoding="utf-8").split()
    assert {"fonts-noto-core", "fonts-wqy-microhei"} <= set(packages)


@pytest.mark.filterwarnings("error:Glyph")  # as matplotlib warns of a letter that it cannot draw
def test_figures_draw_installed_scripts_without_a_box():
    shown = [text for name, text in WRITTEN.items() if name in fonts.installed()]
    if not shown:
        pytest.skip("no font of other scripts here: see apt.txt")
    figure, axis = plt.subplots()
    axis.set_yticks(range(len(shown)), shown)
    figure.canvas.draw()
    assert plt.rcParams["font.family"] == ["sans-serif", *fonts.families()]
    assert figures.STYLE["font.family"][0] == "sans-serif"
