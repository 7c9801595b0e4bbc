"""A Sphinx extension: references in alphabetical order, regardless of accents.

pybtex, which sorts them, puts every letter with an accent after Z.
"""

import unicodedata
from typing import Any

from pybtex.database import Person
from pybtex.plugin import register_plugin
from pybtex.style.formatting.plain import Style
from pybtex.style.sorting.author_year_title import SortingStyle
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


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    register_plugin("pybtex.style.sorting", "alphabetical", AlphabeticalSorting)
    register_plugin("pybtex.style.formatting", "alphabetical", AlphabeticalStyle)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
