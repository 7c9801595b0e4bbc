"""`make verify` finds a page whose models are not those of the report."""

import shutil

import numpy as np
import pytest
from conftest import BUILD

from lstm_attention.commands.verify_live import check_live
from lstm_attention.exhibits import live, scripts


@pytest.fixture
def build(report, tmp_path):
    for name in ("live", "html/live", "corpus", "runs"):
        shutil.copytree(BUILD / name, tmp_path / name)
    return tmp_path


def test_the_models_of_the_page_answer_as_results_json_says(build, report):
    assert list(check_live(build, report)) == []


def test_a_report_without_the_page_has_nothing_to_check(build, report):
    shutil.rmtree(build / "live")
    assert list(check_live(build, {name: part for name, part in report.items() if name != "live"})) == []


def test_another_file_beside_the_page_is_named(build, report):
    path = build / "html/live/copy-00.js"
    path.write_bytes(path.read_bytes() + b" \0")
    assert list(check_live(build, report)) == [f"{path} differs from {build / 'live/copy-00.js'}"]
    path.unlink()
    assert list(check_live(build, report)) == [f"{path} differs from {build / 'live/copy-00.js'}"]


def test_weights_of_another_model_are_named(build, report):
    copied, head = live.unpack(scripts.read(build / "live"))
    copied["lstm"][-1].arrays[1] = np.float16([3, 0, 0, 0, 0])  # biases of the classes
    about = {name: part for name, part in head.items() if name not in ("models", "arrays")}
    for folder in (build / "live", build / "html/live"):
        scripts.write(folder, live.pack(copied, about))
    (problem,) = check_live(build, report)
    assert problem.startswith(
        f"{build / 'html/live'}: probabilities of {build / 'runs/lstm-0'} and its copy differ"
    )
