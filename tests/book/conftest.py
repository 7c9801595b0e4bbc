"""A small book, built by Sphinx with extensions of this package."""

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace


@pytest.fixture
def sphinx_book(tmp_path):
    """Builds files, `index.md` among them, and returns the folder with the pages and all warnings."""

    def build(extensions, files, builder="html"):
        source, out = tmp_path / "source", tmp_path / "out"
        for name, text in files.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(text, encoding="utf-8")
        names = ["myst_parser", *(f"lstm_attention.book.extensions.{name}" for name in extensions)]
        settings = {
            "html_title": "A book",
            "extensions": names,
            "myst_enable_extensions": ["colon_fence"],
            "numfig": True,
            "numfig_secnum_depth": 1,
        }
        with (tmp_path / "log").open("w") as log, docutils_namespace():
            app = Sphinx(source, None, out, tmp_path / "trees", builder, settings, status=None, warning=log)
            app.build()
        return out, (tmp_path / "log").read_text()

    return build
