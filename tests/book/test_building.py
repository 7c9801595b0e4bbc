"""The book's source, laid out for Jupyter Book."""

import json
from pathlib import Path

import pytest
import yaml

from lstm_attention.book.building import stage


@pytest.mark.parametrize("repository", ["", "someone/project"])
def test_notebooks_open_elsewhere_only_where_the_repository_is_known(tmp_path, repository):
    (tmp_path / "exhibits").mkdir()
    (tmp_path / "results.json").write_text("{}")
    source = stage(tmp_path, repository, pages=[])
    config = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8"))
    theme = config["sphinx"]["config"]["html_theme_options"]
    if repository:
        assert theme["repository_url"] == "https://github.com/someone/project"
        assert {"binderhub_url", "colab_url"} <= set(theme["launch_buttons"])
    else:
        assert not {"repository_url", "launch_buttons"} & set(theme)


@pytest.mark.parametrize("variants", [{}, {"max": {}}])
def test_the_chapter_on_variants_is_there_if_variants_are(tmp_path, variants):
    (tmp_path / "exhibits").mkdir()
    (tmp_path / "results.json").write_text(json.dumps({"parameters": {"variants": variants}}))
    source = stage(tmp_path, "", pages=[])
    chapters = [chapter["file"] for chapter in yaml.safe_load((source / "_toc.yml").read_text())["chapters"]]
    assert (source / "variants.md").is_file() is ("variants" in chapters) is bool(variants)
    assert {"attention", "comparison", "appendix"} < set(chapters)


def test_the_code_beside_the_formula_is_the_layers_own(tmp_path):
    (tmp_path / "exhibits").mkdir()
    (tmp_path / "results.json").write_text("{}")
    source = stage(tmp_path, "", pages=[])
    shown = source / "code" / "attention.py"
    assert shown.read_bytes() == Path("src/lstm_attention/models/attention.py").read_bytes()
