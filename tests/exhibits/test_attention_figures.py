"""Figures of the attention show the numbers that they are given, and text literally."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_attention.exhibits import attention_figures
from lstm_attention.exhibits.heatmap import AttendedDocument, Part

CLASSES = ["$a_b$", "<script>", "plain"]


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def texts(figure):
    return [text.get_text() for axis in figure.axes for text in axis.texts]


def test_largest_weight_marks_the_bound():
    figure = attention_figures.largest_weight(
        np.array([[92], [50]]), np.array([[0.02], [0.03]]), median_length=92, max_tokens=1072
    )
    legend = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert "median document, 92 positions: 7.51%" in legend
    assert "every document, padded to 1,072 positions: 0.69%" in legend
    assert figure.axes[0].lines[1].get_ydata().tolist() == [0.02, 0.03]


def test_padding_and_entropies_are_drawn_of_every_document():
    figure = attention_figures.padding_share(np.array([10, 50]), np.array([0.99, 0.9]), max_tokens=100)
    assert figure.axes[0].lines[1].get_ydata().tolist() == [0.99, 0.9]
    figure = attention_figures.entropies(np.array([[1.0], [0.99]]), np.array([[0.9], [0.8]]))
    assert len(figure.axes[0].patches) == 2


def grounds(figure):
    """Colours behind the words, without those of the legend."""
    return [patch.get_facecolor()[:3] for patch in figure.axes[0].patches[41:]]


def test_heatmap_shows_a_post_as_it_was_written_and_shades_by_weight():
    parts = [
        Part("The "),
        Part("x_1", 0.5, "x"),
        Part(", a\n"),
        Part("<b>", 0.25, None),
        Part(" \U000103a0 "),
        Part("$y$", 0.25, "y"),
    ]
    figure = attention_figures.heatmap([AttendedDocument("d", "$a$", "b", parts)], columns=9)
    shown = figure.axes[0].texts[4:]  # after those of the legend
    assert [text.get_text() for text in shown] == [
        "d: $a$, classified as b",
        "The",
        "x_1",
        ",",
        "a",
        "<b>",
        "[U+103A0]",
        "$y$",
    ]
    places = [tuple(text.get_position()) for text in shown[1:]]
    assert places == [(0, 3.5), (4, 3.5), (7, 3.5), (0, 4.5), (2, 4.5), (0, 5.5), (0, 6.5)]
    colours = [text.get_color() for text in shown[1:]]
    assert [colour == attention_figures.UNREAD for colour in colours] == [
        True,
        False,
        True,
        True,
        False,
        True,
        False,
    ]
    assert [text.get_fontstyle() for text in shown[1:]] == ["normal"] * 4 + ["italic"] + ["normal"] * 2
    assert figure.axes[0].get_position().width == 1
    more, less, _ = grounds(figure)
    assert more[0] > more[2]  # orange
    assert less[2] > less[0]  # blue
    figure.canvas.draw()


def test_heatmap_breaks_a_word_that_is_longer_than_a_line_and_leaves_out_what_does_not_fit():
    long = AttendedDocument("d", "a", "a", [Part("y" * 20, 1.0, "y")])
    figure = attention_figures.heatmap([long], columns=9)
    assert [text.get_text() for text in figure.axes[0].texts[5:]] == ["y" * 9, "y" * 9, "yy"]
    assert [
        len(attention_figures.heatmap([long] * 9, 9, most).axes[0].texts) - 4 for most in (1, 10, 99)
    ] == [
        2,  # of the first, its title and as much as fits
        8,
        36,
    ]


def placed(parts, columns):
    """Each piece of a document, with the columns where it starts and ends, and its line."""
    figure = attention_figures.heatmap([AttendedDocument("d", "a", "a", parts)], columns)
    texts = figure.axes[0].texts[5:]  # after the legend and the title
    grounds = iter(figure.axes[0].patches[41:])
    ends = [next(grounds).get_bbox().x1 if text.get_color() == "black" else None for text in texts]
    return [(text.get_text(), *text.get_position(), end) for text, end in zip(texts, ends, strict=True)]


def test_words_stand_in_the_order_of_their_script_in_a_heatmap():
    words = [Part("קרים", 0.25, "קרים"), Part(" ("), Part("חמים", 0.25, "חמים"), Part(") ")]
    hebrew = placed([*words, Part("New", 0.25, "new"), Part(" "), Part("York", 0.25, "york"), Part(".")], 40)
    assert [text for text, *_ in sorted(hebrew, key=lambda piece: piece[1])] == [
        *("\N{RIGHT-TO-LEFT MARK}.", "New", "York"),
        *("\N{RIGHT-TO-LEFT MARK})", "חמים", "\N{RIGHT-TO-LEFT MARK}(", "קרים"),
    ]
    assert hebrew[-1][3] == pytest.approx(40, abs=0.1)  # the first word ends at the right
    english = placed([Part("please say ", None), Part("קר", 0.5, "קר"), Part(" "), Part("חם", 0.5, "חם")], 40)
    assert [text for text, *_ in english] == ["please", "say", "חם", "קר"]


def test_a_line_may_end_after_any_word_of_a_script_without_spaces_and_no_word_lies_on_another():
    chinese = placed([Part(word, 1 / 6, word) for word in ("天气", "很好", "公园") * 2] + [Part("。")], 9)
    if "[U+" in chinese[0][0]:
        pytest.skip("no Chinese font is installed here: see apt.txt")
    lines = {y for _, _, y, _ in chinese}
    assert len(lines) == 3
    for (_, _, line, end), (_, start, next_line, _) in itertools.pairwise(chinese):
        assert line != next_line or end is None or start == pytest.approx(end - 0.05)


def test_even_weights_have_no_colour():
    even = AttendedDocument("d", "a", "a", [Part(word, 0.5, word) for word in ("one", "two")])
    assert grounds(attention_figures.heatmap([even])) == [(1, 1, 1), (1, 1, 1)]


def test_erasure_shows_every_share_and_interval():
    point = {"mean": 0.2, "low": 0.1, "high": 0.4}
    figure = attention_figures.erasure(
        {"attention": {side: [point, point] for side in ("deleted", "kept", "replaced")}}, (0.1, 0.5)
    )
    assert len(figure.axes) == 3
    bars = figure.axes[1].containers[0]
    assert bars.lines[2][0].get_segments()[1][:, 1] == pytest.approx([0.1, 0.4])
    assert (
        attention_figures.distributions({"tau": np.array([0.1, np.nan, 0.3])}, "tau").axes[0].get_xlabel()
        == "tau"
    )


def test_maps_have_a_panel_a_space_and_a_mark_a_class():
    figure = attention_figures.maps(
        {"one": np.zeros((4, 2)), "two": np.ones((4, 2))}, np.array([0, 1, 2, 1]), CLASSES
    )
    assert [len(axis.collections) for axis in figure.axes] == [3, 3]
    figure.canvas.draw()


def test_fifty_classes_can_be_distinguished_on_a_map():
    classes = [f"a class with a rather long name, number {n}" for n in range(50)]
    points = np.random.default_rng(0).normal(size=(500, 2))
    plane = attention_figures.maps({"one": points}, np.arange(500) % 50, classes)
    colours = {
        (tuple(group.get_facecolor()[0]), len(group.get_paths()[0].vertices))
        for group in plane.axes[0].collections
    }
    assert len(colours) == 50
    plane.canvas.draw()
