"""The book's source, laid out for Jupyter Book."""

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
