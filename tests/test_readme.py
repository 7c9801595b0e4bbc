"""The first screen of the README says what the default report says."""

import json
import re
from pathlib import Path

import pytest

from lstm_attention.exhibits import comparisons
from lstm_attention.profiles import load_settings

NUMBER = r"([−+][\d.]+)"


def test_the_readme_has_the_findings_of_the_default_report():
    path = Path("build/quick/results.json")
    if not path.is_file():
        pytest.skip("no default report here: `make report` makes one")
    results = json.loads(path.read_text(encoding="utf-8"))
    if results["parameters"] != load_settings(Path("config/quick.yaml")).model_dump(mode="json"):
        pytest.skip("the report in build/quick has other parameters")
    text = Path("README.md").read_text(encoding="utf-8")
    pair = results["compare"]["pairs"][comparisons.GAIN]
    assert results["verdicts"]["prose"]["headline"] in text
    assert pair["low"] < 0 < pair["high"]
    assert pair["p_equivalent"] >= 0.05
    assert len(pair["each_seed"]) == 3
    # On another processor, training runs end elsewhere: each difference is within the other's interval.
    stated = re.search(rf"minus that without is {NUMBER} points \({NUMBER} to {NUMBER}\)", text)
    difference, low, high = (float(number.replace("−", "-")) / 100 for number in stated.groups())
    assert pair["low"] < difference < pair["high"]
    assert low < pair["difference"] < high
