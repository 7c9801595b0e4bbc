"""Several reports on one page."""

import json
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from lstm_attention.book import comparison

BUILD = Path("build")


@pytest.fixture
def results(report):
    return json.loads((BUILD / "tiny" / "results.json").read_text(encoding="utf-8"))


def test_only_what_differs_is_listed(results):
    other = json.loads(json.dumps(results))
    other["parameters"]["lstm"]["epochs"] = 99
    other["parameters"]["dense"]["invented"] = True
    table = comparison.differing_parameters({"tiny": results, "other": other})
    assert table.index.tolist() == ["lstm.epochs", "dense.invented"]
    assert table.loc["lstm.epochs", "other"] == 99
    assert table.loc["dense.invented"].tolist() == [None, True]
    assert comparison.differing_parameters({"tiny": results, "same": results}).empty


def test_another_corpus_is_a_difference(results):
    other = results | {"corpus": results["corpus"] | {"fingerprint": "f" * 64}}
    table = comparison.differing_parameters({"tiny": results, "other": other})
    assert table.index.tolist() == ["corpus"]


def test_headlines_are_those_of_results_json(results):
    table = comparison.headlines({"tiny": results, "again": results})
    assert table["source"].tolist() == ["tiny", "again"] * 3
    intervals = [results["compare"]["intervals"][model] for model in ("dense", "lstm", "lstm_attention")]
    quoted = [row["accuracy"]["mean"] for row in intervals]
    assert table["runs"].tolist() == [row["runs"] for row in intervals for _ in range(2)]
    assert table["accuracy"].tolist() == [value for value in quoted for _ in range(2)]
    assert (table["low"] <= table["accuracy"]).all()
    assert (table["accuracy"] <= table["high"]).all()


def test_the_door(report):
    other = BUILD / "beside" / "results.json"
    other.parent.mkdir(exist_ok=True)
    content = json.loads((BUILD / "tiny" / "results.json").read_text(encoding="utf-8"))
    content["parameters"]["max_tokens"] = 77
    other.write_text(json.dumps(content), encoding="utf-8")
    done = make("A=tiny", "B=beside")
    assert (done.returncode, done.stdout) == (0, "Open build/tiny-beside-beside.html\n")
    page = BeautifulSoup((BUILD / "tiny-beside-beside.html").read_text(encoding="utf-8"), "html.parser")
    assert [heading.get_text() for heading in page.select("h2")] == [
        "What came out¶",
        "How they learned¶",
        "Where they differ¶",
    ]
    assert len(page.select("img")) == 2
    differing = page.select("table")[-1]
    assert [cell.get_text() for cell in differing.select("tbody tr > *")] == [
        "max_tokens",
        str(report_parameter("max_tokens")),
        "77",
    ]
    assert not list(BUILD.glob("*.ipynb"))


def report_parameter(name):
    return json.loads((BUILD / "tiny" / "results.json").read_text(encoding="utf-8"))["parameters"][name]


@pytest.mark.parametrize(
    ("profiles", "says"),
    [
        (["A=tiny", "B=none"], "no report of profile 'none' in build/ (reports there: "),
        (["A=tiny"], "name two or more different profiles"),
        (["A=tiny", "B=tiny"], "name two or more different profiles"),
        (["A=tiny", "B=../tiny"], "no report of profile '../tiny' in build/ (reports there: "),
    ],
)
def test_what_cannot_be_compared(report, profiles, says):
    done = make(*profiles)
    assert done.returncode != 0
    assert says in done.stderr


def make(*words):
    command = ["make", "--no-print-directory", "compare", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)
