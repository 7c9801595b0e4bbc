"""Letters without a glyph are named, long words may break, and other text is unchanged."""

import pytest
from docutils import nodes

from lstm_attention.book.extensions.latex import MAY_BREAK, breakable, may_break, name_missing, typeset

PDF = frozenset(range(32, 0x500))
OTHERS = {"{A.ttf}{}": frozenset(range(0x600, 0x700)), "{C.ttc}{}": frozenset(range(0x3000, 0xA000))}


def test_missing_letters_are_named():
    known = frozenset(map(ord, "abcé"))
    assert name_missing("abc é\n😀漢b", known) == "abc é\n[U+1F600][U+6F22]b"


def test_long_words_may_break_and_english_ones_may_not():
    for plain in ("a classification of words", "(comprehensiveness: contradicted; “representation”, though)"):
        assert list(map(str, breakable(plain))) == [plain]
    assert len(list(breakable("rec.sport.hockey, sci.electronics"))) > 10
    pieces = list(breakable("see <script>alert(1)</script> here"))
    assert "".join(str(piece) for piece in pieces if isinstance(piece, nodes.Text)) == (
        "see <script>alert(1)</script> here"
    )
    breaks = [piece for piece in pieces if isinstance(piece, nodes.raw)]
    assert len(breaks) == 7
    assert all(piece.astext() == MAY_BREAK and piece["format"] == "latex" for piece in breaks)
    assert len(list(breakable("x" * 40))) > 20


def test_words_break_in_tables_and_in_quoted_results_only():
    prose, result, cell = nodes.Text("a"), nodes.Text("b"), nodes.Text("c")
    nodes.document(
        None, None, nodes.paragraph("", "", prose, nodes.inline("", "", result, classes=["value"]))
    )
    nodes.entry("", nodes.paragraph("", "", cell))
    assert [may_break(text) for text in (prose, result, cell)] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("plain text", "plain text"),
        ("see 天气, here", r"see \otherletters{C.ttc}{}{天气}, here"),
        # A run from right to left in English, with the marks of its letters and the space within it.
        (
            "words of كَتَب علم, here",
            r"words of \righttoleft{\otherletters{A.ttf}{}{كَتَب} \otherletters{A.ttf}{}{علم}}, here",
        ),
        # English in a text from right to left; LaTeX reads what stands between words from right to left.
        (
            "علم مكتوب (3.5%)! Up",
            r"\righttoleft{\otherletters{A.ttf}{}{علم} \otherletters{A.ttf}{}{مكتوب} !(3.5%) "
            r"\lefttoright{Up}}",
        ),
        # Turned by nothing: a mark that has no letter before it, and one that steers the direction.
        (
            "\u0650 a\u202eb \ue000",
            "\\otherletters{A.ttf}{}{\u0650} ab [U+E000]",
        ),
    ],
)
def test_letters_are_set_in_a_font_that_has_them_and_in_the_order_of_their_script(text, set_as):
    pieces = typeset(text, PDF, OTHERS, breaks=False)
    assert "".join(piece.astext() for piece in pieces) == set_as


def test_text_of_the_corpus_is_never_a_command():
    hostile = r"\input{x} علم } \end{document} 天"
    for piece in typeset(hostile, PDF, OTHERS, breaks=True):
        assert not isinstance(piece, nodes.raw) or not any(word in piece for word in ("input", "end{"))


def test_only_latin_words_break_anywhere():
    pieces = list(typeset("天" * 40 + "x" * 40, PDF, OTHERS, breaks=True))
    assert [piece for piece in pieces if piece == "天" * 40]
    assert sum(piece.astext() == MAY_BREAK for piece in pieces) == 10


def test_letters_of_a_font_of_the_pdf_stay_in_order_from_right_to_left():
    pieces = typeset("שלום, עולם (12%)", PDF | frozenset(range(0x590, 0x600)), {}, breaks=False)
    assert "".join(piece.astext() for piece in pieces) == r"\righttoleft{,שלום עולם (12%)}"
