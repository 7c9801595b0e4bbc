"""References by number are Sphinx's own, and a page is read once for all references to it."""

from collections import Counter

from sphinx.environment import BuildEnvironment

TABLE = "```{{list-table}} Things\n:name: {name}\n\n* - thing\n```\n\n"
FILES = {
    "index.md": "# One\n\nSee {numref}`a`, {numref}`b`, {numref}`c`.\n\n```{toctree}\n:numbered:\ntwo\n```\n",
    "two.md": "(c)=\n# Two\n\nAs {numref}`a` says.\n\n" + "".join(TABLE.format(name=name) for name in "ab"),
}


def test_a_page_is_read_once_for_all_references_to_it(sphinx_book, monkeypatch):
    read = Counter()
    get = BuildEnvironment.get_doctree

    def counted(self, page):
        read[page] += 1
        return get(self, page)

    def built(extensions):
        read.clear()
        out, warnings = sphinx_book(extensions, FILES)
        pages = [(out / f"{name}.html").read_text(encoding="utf-8") for name in ("index", "two")]
        assert warnings == ""
        return pages, read["two"]

    monkeypatch.setattr(BuildEnvironment, "get_doctree", counted)
    as_sphinx, often = built([])
    assert "Table 1.2" in as_sphinx[0]
    assert built(["numbers"]) == (as_sphinx, often - 3)  # four references, one of them on the page itself
