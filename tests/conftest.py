"""What many tests share: the real corpus, read once, a tiny report, built once, a browser, small books."""

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from playwright.sync_api import sync_playwright
from xdist.scheduler import LoadScopeScheduling

from lstm_attention.corpus import selection, splits
from lstm_attention.corpus.newsgroups import threads
from lstm_attention.settings import SourceParameters
from lstm_attention.store.provenance import commit

BUILD = Path("build/tiny")
OWN = Path("build/own-for-a-test")
HTML = (BUILD / "html").resolve()
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,  # axe's own requests would be taken for the page's
}
IN_BUILD = re.compile(
    "tests/(test_profiles|book/test_(comparison|execution|single)|commands/test_(cli|predict|progress|verify)"
    "|exhibits/test_schema|models/test_saved_models"
    "|whole/test_(any_language|browser|extending|live_page|on_slurm|own_corpus|report|swept|unbroken))"
)
# The pages get all possible buttons, wherever this clone is from.
os.environ["GITHUB_REPOSITORY"] = "someone/project"

# `make test` tries the same few examples each time, `make fuzz` many different ones.
hypothesis.settings.register_profile("test", max_examples=40, deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("fuzz", max_examples=5_000, deadline=None)
hypothesis.settings.load_profile("test")


class Scheduling(LoadScopeScheduling):
    """Leaves tests that read or write build/ of this clone to one process; others take a module each."""

    def _split_scope(self, nodeid):
        return "build" if IN_BUILD.match(nodeid) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)


def pytest_collection_modifyitems(items):
    for item in items:
        if "report" in item.fixturenames and not IN_BUILD.match(item.nodeid):
            raise pytest.UsageError(f"{item.nodeid} needs a report, so IN_BUILD must name its module")


@pytest.fixture(scope="session")
def predicted():
    """Labels (300,) and probabilities (300, 4) of a model that is better than chance."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, 300)
    logits = (rng.normal(size=(300, 4)) + np.eye(4)[labels]).round(1)  # rounded: with ties
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return labels, probabilities.round(2)


@pytest.fixture(scope="session")
def newsgroups():
    found, _ = selection.join(selection.draw_samples(SourceParameters()), documents_per_class=None)
    return found.assign(split=found["file"], group=threads(found["text"]))


@pytest.fixture(scope="session")
def posts(newsgroups):
    return splits.drop_empty_and_duplicates(newsgroups)[0]


def make_report(profile, overrides="", stdin=subprocess.DEVNULL, cluster="", target="report", **more):
    environment = os.environ | {"PROFILE": profile, "SET": overrides, "CLUSTER": cluster} | more
    return subprocess.run(
        ["make", "--no-print-directory", target],
        env=environment,
        stdin=stdin,
        timeout=1200,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def profile(name, text):
    """A profile for tests only: its file in config/, and its report, which is removed in the end."""
    path, build = Path(f"config/{name}.yaml"), Path("build") / name
    shutil.rmtree(build, ignore_errors=True)
    path.write_text(text, encoding="utf-8")
    try:
        yield build
    finally:
        path.unlink()
        shutil.rmtree(build, ignore_errors=True)


@pytest.fixture(scope="module")
def own_profile():
    """A copy of the profile `own`: tests leave the report of people's own corpus alone."""
    with profile(OWN.name, Path("config/own.yaml").read_text(encoding="utf-8")):
        yield OWN.name


@pytest.fixture(scope="session")
def report():
    results = BUILD / "results.json"
    if results.is_file():
        origin = json.loads(results.read_text(encoding="utf-8")).get("provenance", {})
        # results.json would list steps from two commits separately, and tests compare it byte by byte.
        if any(origin.get(fact) != now for fact, now in commit().items()):
            shutil.rmtree(BUILD)
    done = make_report("tiny")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(results.read_text(encoding="utf-8"))


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        pass


# Not for the whole session: a browser runs an event loop, and notebooks need one of their own.
@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium and not os.environ.get("CI"):
        pytest.skip("no Chromium here: install the package chromium to test what a browser shows")
    assert chromium, "CI must have a Chromium"
    with sync_playwright() as playwright:
        # Without its sandbox: root may not have one, and the pages are our own.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(report):
    handler = functools.partial(QuietHandler, directory=HTML)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def sphinx_book(tmp_path):
    """Builds files, `index.md` among them, by some extensions; returns the pages' folder and all warnings."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    def build(extensions, files, builder="html", **more):
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
        } | more
        with (tmp_path / "log").open("w") as log, docutils_namespace():
            app = Sphinx(source, None, out, tmp_path / "trees", builder, settings, status=None, warning=log)
            app.build()
        return out, (tmp_path / "log").read_text()

    return build
