"""The benchmarks' table and command line, on given measurements; a small training for the GPU's part."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, "benchmarks")
import bench
import gpu

from lstm_attention.exhibits import speed_statements

MEASURED = {
    "matrix_rate": {"gflops": 300.0},
    "original_training": {"documents_per_second": 20.0},
    "our_training": {
        **{"documents": 8000, "documents_per_second": 200.0},
        **{"tokens_per_second": 25_000.0, "mflop_per_token": 3.0},
    },
    "original_prediction": {"documents_per_second": 100.0},
    "our_prediction": {"documents_per_second": 900.0, "largest_difference": 1e-8},
    "time_to_accuracy": {
        **{"documents": 512, "accuracy": 0.7, "our_accuracy": 0.75},
        **{"published_seconds": 600.0, "our_seconds": 20.0},
    },
    "selection_rate": {"rows_per_second": 100_000.0},
    "report": {
        **{"whole_seconds": 230.0, "again_seconds": 2.04, "prose_seconds": 7.0},
        "most": "train 300 s, vectors 30 s",
    },
    "layers": {
        "64 x 128": {
            "training": {"keras": 10_000.0, "ours": 25_000.0, "torch": 20_000.0},
            "prediction": {"keras": 50_000.0, "ours": 60_000.0},
        }
    },
    "gpu": {},
    **{
        f"scale_{size}": {"peak_megabytes": 1000 + size / 1e4, "encoded_megabytes": size / 2e4}
        for size in bench.SIZES
    },
}


def test_the_table_tells_ratios_and_goals():
    reached = {what: value for what, _, value, _ in bench.lines(MEASURED, processors=2)}
    assert reached["epoch of the LSTM with attention"] == "10.0 times"
    assert reached["share of the matrix rate, whole epochs"] == "25%"
    layer = reached["training, batches of 64 x 128"]
    assert layer == "2.5 times Keras, 1.25 times PyTorch; 25% of the matrix rate"
    assert reached["prediction, batches of 64 x 128"] == "1.2 times Keras"
    assert reached["prediction"] == "9.0 times"
    assert reached["time to the accuracy of 30 published epochs, 512 posts"] == "30 times"
    assert reached["memory, 10,000 to 1,000,000 documents"] == "2.0 times the size of the documents"
    assert reached["quick report, after installation"] == "230 s, 0.6 published epochs"
    assert reached["the same again"] == "2.0 s"
    # 1.4e9 / 100,000 s; 32,400 x 10 documents / 200 s on two cores
    assert reached["1.4 billion comments"] == "3.9 and 0.9 core hours"
    assert reached["GPU"] == "not measured"
    measured = {what: value for what, value, _, _ in bench.lines(MEASURED, processors=2)}
    memory = measured["memory, 10,000 to 1,000,000 documents"]
    # (99 - 49.5) MB / 990,000 documents; 125 tokens of 4 bytes
    assert memory.endswith("50 MB; 50 bytes more for each, beside 500 for the tokens of a post")
    assert measured["quick report, after installation"].endswith("train 300 s, vectors 30 s")


def test_a_gpu_has_lines_of_its_own():
    measured = {
        **{"gpu": "H", "milliseconds_per_step": 21.0, "minutes_with_batches_by_length": 3.0},
        "published": gpu.PUBLISHED,
        "ways": [
            {
                **{"precision": "mixed_float16", "lstm": "cuDNN", "milliseconds_per_step": 12.3},
                **{"largest_difference": 0.00123, "other_classes": 1, "documents": 32},
            }
        ],
    }
    *_, step, training, half = bench.lines(MEASURED | {"gpu": measured}, processors=2)
    assert step == ("step as published, H", "154 ms on the original's RTX 3090", "21 ms", "40 ms")
    assert training[2:] == ("3.0 min with batches by length", "10 min")
    assert half[:3] == (
        "step in mixed_float16, LSTM by cuDNN",
        "12 ms",
        "probabilities differ from the processor's by up to 0.001, classes of 1 of 32 documents",
    )


def test_a_record_holds_the_recipe_and_the_page_knows_it_for_todays():
    record = json.loads(json.dumps(bench.record(MEASURED)))
    assert {"at", "commit", "dirty", "machine", "results"} < record.keys()
    assert speed_statements.measured(record)["recipe"] == "the default recipe of this report"
    assert speed_statements.rows(record) == record["table"]


def test_the_readme_shows_the_record():
    record = json.loads(Path("benchmarks/measured.json").read_text(encoding="utf-8"))
    readme = Path("benchmarks/README.md").read_text(encoding="utf-8")
    for row in record["table"]:
        assert f"| {' | '.join(row.values())} |" in readme


def test_operations_of_a_token():
    """Count by hand: forward, and backward twice, but no gradient of the first kernel's input."""
    first, second = 2 * 4 * 128 * (300 + 128), 2 * 4 * 64 * (256 + 64)
    inputs = 2 * 4 * 128 * 300
    model = bench.attention_model(10, mask=True)
    assert bench.operations_per_token(model) == 2 * (3 * (first + second) - inputs)


def test_a_machine_without_gpu_gets_a_clear_message():
    done = subprocess.run(
        [sys.executable, "benchmarks/gpu.py"],
        env=os.environ | {"CUDA_VISIBLE_DEVICES": "", "PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "finds no GPU" in done.stderr.splitlines()[-1]


def test_the_gpu_measures_the_published_model(monkeypatch):
    monkeypatch.setattr(gpu, "gpus", lambda: ["this processor"])
    for name, small in {"STEPS": 1, "DOCUMENTS": 64, "LENGTH": 8, "WAYS": gpu.WAYS[:2]}.items():
        monkeypatch.setattr(gpu, name, small)
    measured = gpu.measure()
    assert measured["trainable_parameters"] == 630_790
    assert measured["milliseconds_per_step"] > 0
    processor, xla = (way["largest_difference"] for way in measured["ways"])
    assert processor == 0  # compared with itself
    assert 0 < xla < 1e-6
    assert {way["documents"] for way in measured["ways"]} == {gpu.BATCH}
    lengths = gpu.documents(20_000, np.random.default_rng(0)).lengths
    assert lengths.min() >= 1
    assert lengths.max() == 8
