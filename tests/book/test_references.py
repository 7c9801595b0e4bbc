"""The book's own references are in alphabetical order, and only those that are cited."""

from pathlib import Path

from bs4 import BeautifulSoup
from pybtex.database import parse_file

from lstm_attention.book.extensions.references import AlphabeticalSorting


def test_accents_do_not_change_the_place_of_a_name():
    entries = parse_file("book/references.bib").entries.values()
    sorted_entries = AlphabeticalSorting().sort(list(entries))
    names = [entry.persons["author"][0].last_names[0] for entry in sorted_entries]
    place = names.index("Řehůřek")
    assert names[place - 1].startswith("Ra")  # Raffel
    assert names[place + 1].startswith("S")
    assert names[-1] == "Yang"


BRANCH = ":::{{only}} {tag}\nSee {{cite:p}}`{key}`.\n:::\n\n"


def test_a_work_that_is_cited_only_where_nobody_sees_it_is_not_listed(sphinx_book):
    branches = BRANCH.format(tag="own", key="lang1995") + BRANCH.format(tag="not own", key="guo2017")
    files = {
        "index.md": f"# T\n\n{branches}```{{toctree}}\nother\n```\n\n```{{bibliography}}\n```\n",
        "other.md": "# O\n\n" + BRANCH.format(tag="not own", key="holm1979"),
        "references.bib": Path("book/references.bib").read_text(encoding="utf-8"),
    }
    out, warnings = sphinx_book(["references"], files, bibtex_bibfiles=["references.bib"])
    page = BeautifulSoup((out / "index.html").read_text(encoding="utf-8"), "html.parser")
    listed = page.select_one(".citation-list, dl.citation")
    assert warnings == ""
    assert ["Guo" in listed.text, "Holm" in listed.text, "Lang" in listed.text] == [True, True, False]
