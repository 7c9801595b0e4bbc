"""The book's source, laid out for Jupyter Book."""

import json
import re
from pathlib import Path

import pytest
import yaml

from lstm_attention.book.building import LATEX_COMPLAINTS, sources, stage


@pytest.fixture
def build(tmp_path):
    """A folder with what a report without notebooks is made from."""
    (tmp_path / "exhibits").mkdir()
    (tmp_path / "results.json").write_text("{}")
    schema = {"properties": {"profile": {"description": "Which file."}}}
    (tmp_path / "results.schema.json").write_text(json.dumps(schema))
    return tmp_path


def chapters(source):
    return [chapter["file"] for chapter in yaml.safe_load((source / "_toc.yml").read_text())["chapters"]]


@pytest.mark.parametrize("repository", ["", "someone/project"])
def test_notebooks_open_elsewhere_only_where_the_repository_is_known(build, repository):
    source = stage(build, repository, pages=[])
    config = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8"))
    theme = config["sphinx"]["config"]["html_theme_options"]
    if repository:
        assert theme["repository_url"] == "https://github.com/someone/project"
        assert {"binderhub_url", "colab_url"} <= set(theme["launch_buttons"])
    else:
        assert not {"repository_url", "launch_buttons"} & set(theme)


@pytest.mark.parametrize("variants", [{}, {"max": {}}])
def test_the_chapter_on_variants_is_there_if_variants_are(build, variants):
    (build / "results.json").write_text(json.dumps({"parameters": {"variants": variants}}))
    source = stage(build, "", pages=[])
    assert (source / "variants.md").is_file() is ("variants" in chapters(source)) is bool(variants)
    assert {"attention", "comparison", "appendix"} < set(chapters(source))


def test_the_page_that_runs_models_has_its_files_beside_it_and_is_left_out_without_its_notebook(build):
    executed = json.dumps({"metadata": {"executed": {"at": "2026-01-01T00:00:00"}}})
    files = {"live/copy-00.js": "copied()", "exhibits/live/f.svg": "<svg/>", "notebooks/live.ipynb": executed}
    for path, text in files.items():
        (build / path).parent.mkdir()
        (build / path).write_text(text)
    source = stage(build, "", pages=["live"])
    assert "live" in chapters(source)
    beside = {path.name for path in (source / "extra/live").iterdir()}
    assert beside == {"copy-00.js", "network.js", "page.js", "live.css"}
    assert {build / path for path in files} < set(sources(build, ["live"]))
    source = stage(build, "", pages=[])
    assert "live" not in chapters(source)
    assert not any((source / path).exists() for path in ("live.md", "extra/live", "exhibits/live"))
    assert not {build / path for path in files} & set(sources(build, []))


def test_the_code_beside_the_formula_is_the_layers_own(build):
    source = stage(build, "", pages=[])
    shown = source / "code" / "attention.py"
    assert shown.read_bytes() == Path("src/lstm_attention/models/attention.py").read_bytes()


def test_a_book_is_made_from_exhibits_and_not_from_the_files_of_an_earlier_book(build):
    for folder in ("compare", "by-number"):
        (build / "exhibits" / folder).mkdir()
        (build / "exhibits" / folder / "f.svg").write_text("<svg/>")
    source = stage(build, "", pages=[])
    assert [path.name for path in (source / "exhibits").iterdir()] == ["compare"]
    exhibits = [path for path in sources(build, []) if path.name == "f.svg"]
    assert exhibits == [build / "exhibits" / "compare" / "f.svg"]


def test_the_page_on_results_json_gets_the_keys_of_its_schema(build):
    source = stage(build, "", pages=[])
    assert (source / "results-keys.csv").read_text().splitlines() == [
        "Key,Holds,Names in it",
        "`profile`,Which file.,",
    ]
    assert (source / "results.schema.json").is_file()


@pytest.mark.parametrize(
    ("line", "stops"),
    [
        ("Overfull \\vbox (193.97975pt too high) has occurred while \\output is active []", True),
        ("Overfull \\hbox (20.1pt too wide) in paragraph at lines 1--2", True),
        ("Overfull \\hbox (3.6327pt too wide) in paragraph at lines 1--2", False),
        ("Missing character: There is no x in font y!", True),
        ("LaTeX Warning: Reference `a' on page 1 undefined on input line 1.", True),
        ("LaTeX Warning: Float too large for page by 1.0pt", False),
    ],
)
def test_a_line_of_latex_that_a_reader_would_see_stops_the_pdf(line, stops):
    assert bool(re.search(LATEX_COMPLAINTS, f"before\n{line}\nafter", re.MULTILINE)) is stops
