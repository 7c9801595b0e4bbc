"""The book's source, laid out for Jupyter Book."""

import pytest
import yaml

from lstm_attention.book.building import sources, stage


def built(folder):
    """As little of a build as can be staged."""
    (folder / "exhibits").mkdir()
    (folder / "results.json").write_text("{}")
    for path in ("live/copy-00.js", "notebooks/live.ipynb"):
        (folder / path).parent.mkdir()
        (folder / path).write_text("{}")


def chapters(source):
    return [each["file"] for each in yaml.safe_load((source / "_toc.yml").read_text())["chapters"]]


def test_the_page_that_runs_models_comes_with_its_files_and_goes_with_its_notebook(tmp_path):
    built(tmp_path)
    source = stage(tmp_path, "", pages=["live"])
    assert "live" in chapters(source)
    beside = {path.name for path in (source / "extra/live").iterdir()}
    assert beside == {"copy-00.js", "network.js", "page.js", "live.css"}
    assert tmp_path / "live/copy-00.js" in sources(tmp_path, ["live"])
    source = stage(tmp_path, "", pages=[])
    assert "live" not in chapters(source)
    assert not (source / "live.md").exists()
    assert not (source / "extra/live").exists()
    assert tmp_path / "live/copy-00.js" not in sources(tmp_path, [])


@pytest.mark.parametrize("repository", ["", "someone/project"])
def test_notebooks_open_elsewhere_only_where_the_repository_is_known(tmp_path, repository):
    built(tmp_path)
    source = stage(tmp_path, repository, pages=[])
    config = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8"))
    theme = config["sphinx"]["config"]["html_theme_options"]
    if repository:
        assert theme["repository_url"] == "https://github.com/someone/project"
        assert {"binderhub_url", "colab_url"} <= set(theme["launch_buttons"])
    else:
        assert not {"repository_url", "launch_buttons"} & set(theme)
