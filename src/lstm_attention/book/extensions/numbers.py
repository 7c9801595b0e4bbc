"""A Sphinx extension: references by number, such as 'Figure 4.1', at a fifth of the time.

Sphinx unpickles the whole page to which such a reference points, once for every reference.
"""

from functools import cache, cached_property
from typing import Any

from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment


class Read:
    """Sphinx's environment after all pages were read: a page is unpickled once, so it must not be changed."""

    def __init__(self, environment: BuildEnvironment) -> None:
        self._environment = environment
        self.get_doctree = cache(environment.get_doctree)

    def __getattr__(self, name: str) -> Any:
        """Return what the environment has under this name."""
        return getattr(self._environment, name)


class NumberedDomain(StandardDomain):
    """Sphinx's domain of labels, which only looks at the page of a figure, table or section."""

    @cached_property
    def _read(self) -> Read:
        return Read(self.env)

    def resolve_xref(self, env: BuildEnvironment, docname: str, builder: Any, typ: str, *more: Any) -> Any:
        """Return the link of a reference, as Sphinx does."""
        return super().resolve_xref(self._read if typ == "numref" else env, docname, builder, typ, *more)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_domain(NumberedDomain, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
