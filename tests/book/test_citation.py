"""How to cite a report: from CITATION.cff and what the report was made from."""

import json

import yaml
from bs4 import BeautifulSoup
from pybtex.database import parse_string

from lstm_attention.book.extensions.citation import authors, bibtex, edition

ORIGIN = {"commit": "67a0cec7a5d1f2", "dirty": False}
RESULTS = {"profile": "own_10%", "provenance": ORIGIN, "corpus": {"fingerprint": "0123456789abcdef"}}
DESCRIBED = {
    "title": "LSTM with attention, reproduced",
    "version": "0.1.0",
    "authors": [
        {"name": "The authors of lstm-attention"},
        {"given-names": "Ada", "family-names": "Lovelace"},
    ],
    "repository-code": "https://example.org/a_b",
}


def test_authors_are_groups_or_persons():
    assert authors(DESCRIBED) == ["The authors of lstm-attention", "Ada Lovelace"]


def test_an_edition_names_version_commit_profile_and_corpus():
    assert edition("0.1.0", RESULTS) == (
        "Version 0.1.0, commit 67a0cec7a5, profile own_10%, corpus 0123456789ab"
    )


def test_an_edition_of_several_commits_of_changed_files_or_outside_a_clone_says_so():
    several = {"commit": {"compare": "b" * 40, "focus": "a" * 40}, "dirty": {"compare": False, "focus": True}}
    assert "commits aaaaaaaaaa and bbbbbbbbbb with changes," in edition(
        "1", RESULTS | {"provenance": several}
    )
    nowhere = {"commit": None, "dirty": None}
    assert edition("1", RESULTS | {"provenance": nowhere}).startswith("Version 1, profile")


def test_bibtex_is_read_back_as_it_was_meant():
    text = bibtex(DESCRIBED, edition("0.1.0", RESULTS), "2026-11-26")
    (key, entry), *_ = parse_string(text, "bibtex").entries.items()
    assert (key, entry.type) == ("lstm-with-attention-reproduced-2026", "misc")
    assert entry.fields["title"] == "{LSTM with attention, reproduced}"
    assert entry.fields["year"] == "2026"
    assert r"own\_10\%" in entry.fields["note"]
    assert [str(person) for person in entry.persons["author"]] == [
        "{The authors of lstm-attention}",
        "{Ada Lovelace}",
    ]


def test_the_box_shows_both(sphinx_book):
    files = {
        "index.md": "# T\n\n```{citation}\n```\n",
        "results.json": json.dumps(RESULTS),
        "CITATION.cff": yaml.safe_dump(DESCRIBED),
        "extra/provenance.json": json.dumps({"executed": "2026-11-26T08:00:00"}),
    }
    out, warnings = sphinx_book(["citation"], files)
    assert warnings == ""
    page = BeautifulSoup((out / "index.html").read_text(encoding="utf-8"), "html.parser")
    box = page.select_one(".citation-box")
    assert box.p.get_text() == (
        "The authors of lstm-attention and Ada Lovelace: LSTM with attention, reproduced. Version 0.1.0, "
        "commit 67a0cec7a5, profile own_10%, corpus 0123456789ab, computed on 2026-11-26."
    )
    assert box.pre.get_text().startswith("@misc{lstm-with-attention-reproduced-2026,")
