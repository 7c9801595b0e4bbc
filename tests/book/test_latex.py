"""Letters without a glyph are named, long words may break, and other text is unchanged."""

from docutils import nodes

from lstm_attention.book.extensions.latex import MAY_BREAK, breakable, may_break, name_missing


def test_missing_letters_are_named():
    known = frozenset(map(ord, "abcé"))
    assert name_missing("abc é\n😀漢b", known) == "abc é\n[U+1F600][U+6F22]b"


def test_long_words_may_break_and_english_ones_may_not():
    assert list(map(str, breakable("a classification of words"))) == ["a classification of words"]
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
