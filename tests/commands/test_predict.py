"""`make predict` says at once what is wrong with a request, and how much of a text it knows."""

import json
import re
import shutil
import subprocess
import sys

import pytest
from conftest import BUILD, make_report

WITHOUT_KERAS = """
import sys
from pathlib import Path
from lstm_attention.commands.predict import PredictionError, predict_texts
try:
    predict_texts([sys.argv[1]], Path(sys.argv[2]))
except PredictionError as error:
    print(error)
print(sorted({"keras", "tensorflow"} & sys.modules.keys()))
"""


def refused(text, build):
    """Return why a text is refused, and which slow packages were loaded before that."""
    command = [sys.executable, "-c", WITHOUT_KERAS, text, str(build)]
    why, loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert loaded == "[]"
    return why


def test_a_prediction_tells_how_many_words_it_knows_and_no_noise(report):
    words = json.loads((BUILD / "corpus/vocabulary.json").read_text(encoding="utf-8"))
    asked = f"The {words[0]}, and {words[5]} of a $qzx$ 'qzxy' {words[7]}"
    done = make_report("tiny", target="predict", TEXT=asked)
    assert (done.returncode, done.stderr) == (0, "")
    text, known, *classes = done.stdout.splitlines()
    assert text == asked
    assert (
        known == "  3 of 5 words known (stop words not counted)"
    )  # `the`, `and`, `of` and `a` are stop words
    shares = [float(re.fullmatch(r" +([\d.]+)%  \S+", line)[1]) for line in classes]
    assert len(shares) == 5
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(100, abs=0.3)


def test_what_cannot_be_sorted_is_refused_before_keras_is_loaded(report, tmp_path):
    assert refused(" ", BUILD) == 'no text given: make predict TEXT="..."'
    assert refused("a text", "build/nothing") == (
        "build/nothing holds no finished report: build one with `make report PROFILE=nothing`"
    )
    for text in ("qzx of the qzy", "the and of"):
        assert refused(text, BUILD) == (
            f"no word of {text!r} is in the vocabulary of build/tiny: give more words, or another PROFILE"
        )
    classes = BUILD / "corpus/classes.json"
    shutil.copy2(classes, tmp_path)
    try:
        classes.write_text("[]", encoding="utf-8")
        assert refused("space", BUILD) == (
            f"{classes} changed since it was made: run `make report PROFILE=tiny`, or wait until it is done"
        )
    finally:
        shutil.copy2(tmp_path / "classes.json", classes)
