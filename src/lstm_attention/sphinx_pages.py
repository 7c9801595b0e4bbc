"""A Sphinx extension: HTML pages load no script of Thebe, and lists of literature are well formed."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


def mend_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Take Thebe out of a page, and the role `list` from what is not a list to a screen reader.

    Jupyter Book always loads Thebe, declares its constants twice, which is an error in every
    browser, and names a server that this book has no need of.
    """
    context["script_files"] = [
        script
        for script in context["script_files"]
        if "thebe" not in f"{script.filename} {script.attributes.get('body')}".lower()
    ]
    if "body" in context:
        context["body"] = context["body"].replace(
            '<div role="list" class="citation-list">', '<div class="citation-list">'
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("html-page-context", mend_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
