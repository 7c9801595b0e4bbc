"""A Sphinx extension: the directive `citation`, which says how to cite the report, as text and in BibTeX.

Title, authors and version come from CITATION.cff; commit, profile and corpus from results.json; and the date,
of the last notebook that was executed, from the book's own record. So HTML and PDF say the same.
"""

import json
import re
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from pybtex.database import BibliographyData, Entry, Person
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lstm_attention.book.building import PROVENANCE
from lstm_attention.book.extensions.values import results
from lstm_attention.exhibits.wording import listing


class Citation(SphinxDirective):
    """How to cite the report that is being built."""

    def run(self) -> list[nodes.Node]:
        """A box with a sentence and a BibTeX entry."""
        source = Path(self.env.srcdir)
        described = yaml.safe_load((source / "CITATION.cff").read_text(encoding="utf-8"))
        record = json.loads((source / "extra" / PROVENANCE).read_text(encoding="utf-8"))
        date = record["executed"][:10]
        made_from = edition(described["version"], results(source))
        text = f"{' and '.join(authors(described))}: {described['title']}. {made_from}, computed on {date}."
        block = nodes.literal_block("", bibtex(described, made_from, date), language="bibtex")
        return [nodes.container("", nodes.paragraph("", text), block, classes=["citation-box"])]


def authors(described: dict[str, Any]) -> list[str]:
    """Names of the authors in CITATION.cff, of persons and of groups."""
    return [
        author.get("name") or f"{author['given-names']} {author['family-names']}"
        for author in described["authors"]
    ]


def edition(version: str, content: dict[str, Any]) -> str:
    """What distinguishes this report from others of the same title.

    Args:
        version: of the software.
        content: of results.json.
    """
    origin = content["provenance"]
    commits, dirty = (
        sorted(set(value.values()), key=str) if isinstance(value, dict) else [value]
        for value in (origin["commit"], origin["dirty"])
    )
    short = [commit[:10] for commit in commits if commit]
    named = f"{'commit' if len(short) == 1 else 'commits'} {listing(short)}" if short else ""
    return ", ".join(
        [
            f"Version {version}",
            *([named + (" with changes" if any(dirty) else "")] if named else []),
            f"profile {content['profile']}",
            f"corpus {content['corpus']['fingerprint'][:12]}",
        ]
    )


def bibtex(described: dict[str, Any], made_from: str, date: str) -> str:
    """A BibTeX entry.

    Args:
        described: content of CITATION.cff.
        made_from: what `edition` returns.
        date: YYYY-MM-DD.
    """
    fields = {
        "title": f"{{{described['title']}}}",
        "year": date[:4],
        "note": f"{made_from}, computed on {date}",
    }
    if "repository-code" in described:
        fields["url"] = described["repository-code"]
    names = [Person(f"{{{name}}}") for name in authors(described)]
    key = "-".join([*re.findall(r"\w+", described["title"].lower()), date[:4]])
    return BibliographyData({key: Entry("misc", fields, {"author": names})}).to_string("bibtex")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_directive("citation", Citation)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
