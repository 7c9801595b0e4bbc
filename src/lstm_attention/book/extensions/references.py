"""A Sphinx extension: references in alphabetical order, and only those that a reader meets.

pybtex, which sorts them, puts every letter with an accent after Z; sphinxcontrib-bibtex also lists works that
are cited in a branch of `only` that is not shown.
"""

import unicodedata
from typing import Any

from docutils import nodes
from pybtex.database import Person
from pybtex.plugin import register_plugin
from pybtex.style.formatting.plain import Style
from pybtex.style.sorting.author_year_title import SortingStyle
from sphinx import addnodes
from sphinx.application import Sphinx


class AlphabeticalSorting(SortingStyle):
    """Sort by author, year and title, with `ř` as `r`."""

    def person_key(self, person: Person) -> str:
        """Return the name of an author in lower case and without accents."""
        letters = unicodedata.normalize("NFD", super().person_key(person))
        return "".join(letter for letter in letters if not unicodedata.combining(letter))


class AlphabeticalStyle(Style):
    """pybtex's style `plain`, sorted by `AlphabeticalSorting`."""

    default_sorting_style = "alphabetical"


def drop_hidden_branches(app: Sphinx, document: nodes.document) -> None:
    """Remove what `only` hides from a page, and its citations from the bibliography."""
    branches = [
        branch for branch in document.findall(addnodes.only) if not app.tags.eval_condition(branch["expr"])
    ]
    hidden = {
        name
        for branch in branches
        for citation in branch.findall(addnodes.pending_xref)
        for name in citation["ids"]
    }
    for branch in branches:
        branch.parent.remove(branch)
    cited = app.env.get_domain("cite").citation_refs
    cited[:] = [one for one in cited if one.docname != app.env.docname or one.citation_ref_id not in hidden]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.setup_extension("sphinxcontrib.bibtex")
    register_plugin("pybtex.style.sorting", "alphabetical", AlphabeticalSorting)
    register_plugin("pybtex.style.formatting", "alphabetical", AlphabeticalStyle)
    app.connect("doctree-read", drop_hidden_branches)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
