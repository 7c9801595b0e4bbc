"""Saved models, and everything else that a report reads: no code in them runs."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest

from lstm_attention.models.networks import load_model


def planted(run, config):
    """A run whose model file was tampered with: a real file with a different `config.json`."""
    run.mkdir()
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="dense")]).save(run / "clean.keras")
    with zipfile.ZipFile(run / "clean.keras") as clean, zipfile.ZipFile(run / "model.keras", "w") as model:
        for name in clean.namelist():
            content = clean.read(name)
            if name == "config.json":
                content = json.dumps(config(json.loads(content)))
            model.writestr(name, content)
    return run


def test_a_lambda_layer_is_refused_and_its_code_never_run(tmp_path):
    run, proof = tmp_path / "run", tmp_path / "pwned"
    run.mkdir()
    payload = f"lambda x: (__import__('pathlib').Path({str(proof)!r}).touch(), x)[1]"
    layer = keras.layers.Lambda(eval(payload))
    layer(np.ones((1, 3), dtype=np.float32))
    assert proof.exists()  # it does what it is meant to do
    keras.Sequential([keras.Input((3,)), layer]).save(run / "model.keras")
    proof.unlink(missing_ok=True)
    with pytest.raises(ValueError, match=r"Lambda|lambda"):
        load_model(run)
    assert not proof.exists()


@pytest.mark.parametrize(
    "function",
    [
        {"module": "os", "class_name": "function", "config": "system", "registered_name": "system"},
        {
            "module": "os",
            "class_name": "system",
            "config": {"command": "touch pwned"},
            "registered_name": None,
        },
        {"module": "builtins", "class_name": "function", "config": "exec", "registered_name": "exec"},
        {"module": "subprocess", "class_name": "Popen", "config": {"args": ["touch", "pwned"]}},
    ],
)
def test_a_model_that_names_a_function_of_another_package_is_refused(tmp_path, monkeypatch, function):
    def config(whole):
        dense = next(layer for layer in whole["config"]["layers"] if layer["class_name"] == "Dense")
        dense["config"]["activation"] = function
        return whole

    run = planted(tmp_path / "run", config)
    monkeypatch.chdir(tmp_path)
    with pytest.raises((ValueError, TypeError)):
        load_model(run)
    assert not (tmp_path / "pwned").exists()


def test_a_model_file_that_is_a_pickle_is_refused(tmp_path, monkeypatch):
    (tmp_path / "model.keras").write_bytes(b"\x80\x04cos\nsystem\n(S'touch pwned'\ntR.")
    monkeypatch.chdir(tmp_path)
    with pytest.raises((ValueError, OSError)):
        load_model(tmp_path)
    assert not (tmp_path / "pwned").exists()


READ_ALL = """
import json
import sys
from pathlib import Path

import numpy as np

def refuse(event, arguments):
    if event == "pickle.find_class" or (event == "import" and arguments[0] in ("dill", "cloudpickle")):
        raise RuntimeError(f"{event} {arguments}")

from lstm_attention.commands import predict
from lstm_attention.models import runs
from lstm_attention.models.lstm import BidirectionalLSTM
from lstm_attention.models.networks import load_model
from lstm_attention.corpus import languages, vocabulary  # languages reads data of Babel's package
# Numba's cache is beside Python's bytecode and, like it, is not a file of a report.
BidirectionalLSTM(2, return_sequences=True)(np.ones((1, 1, 1), np.float32))
sys.addaudithook(refuse)
build = Path("build/tiny")
for run in sorted(build.glob("runs/*")):
    runs.load_run(run)
    load_model(run)
for part in ("train", "validation", "test"):
    vocabulary.EncodedDocuments.load(build / "corpus" / f"{part}.npz")
np.load(build / "vectors.npy", allow_pickle=False)
known = json.loads((build / "corpus/vocabulary.json").read_text(encoding="utf-8"))
predict.predict_texts([" ".join(known[:5])], build)
import pickle
try:
    pickle.loads(pickle.dumps(Path("a")))
except RuntimeError:
    print("read without pickle")
"""


def test_no_file_of_a_report_is_read_by_pickle(report):
    done = subprocess.run([sys.executable, "-c", READ_ALL], capture_output=True, text=True, check=False)
    assert done.stdout.endswith("read without pickle\n"), done.stderr[-2000:]


def test_no_code_reads_pickles_but_that_of_gensims_vectors():
    sources = [*Path("src").rglob("*.py"), *Path("book/notebooks").glob("*.ipynb")]
    unsafe = (
        "pickle.load",
        "allow_pickle=True",
        "joblib",
        "read_pickle",
        "marshal",
        "safe_mode=False",
        "eval(",
    )
    found = {path.stem for path in sources for word in unsafe if word in path.read_text(encoding="utf-8")}
    assert found == set()
    by_gensim = {path.stem for path in sources if "KeyedVectors.load(" in path.read_text(encoding="utf-8")}
    assert by_gensim == {"pretrained"}
