"""One training run on two devices of this machine, in processes where TensorFlow has not started yet."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

from lstm_attention.models.devices import DeviceError, shared

TRAIN = """
import json, os, sys
from pathlib import Path
import keras, numpy as np
from lstm_attention.models.checkpoints import Checkpoint
from lstm_attention.models.devices import shared
from lstm_attention.models.networks import build_model
from lstm_attention.settings import TrainingParameters
from lstm_attention.models.training import predict, train
from lstm_attention.corpus.vocabulary import EncodedDocuments

name, devices, documents = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
unfinished = Path(sys.argv[4]) if len(sys.argv) > 4 else None
if "killed" in sys.argv:
    save = Checkpoint.save
    Checkpoint.save = lambda *state: (save(*state), os._exit(9))
rng = np.random.default_rng(0)
texts = [rng.integers(2, 30, length).astype(np.int32) for length in rng.integers(1, 12, documents)]
posts = EncodedDocuments.from_list(list(map(str, range(documents))), [len(text) % 2 for text in texts], texts)
strategy = shared(devices)
keras.utils.set_random_seed(0)
with strategy.scope():
    model = build_model(name, 30, 2, 8, embeddings=rng.normal(size=(30, 8)).astype(np.float32))
    for layer in model.layers:
        if hasattr(layer, "rate") and not unfinished:
            layer.rate = 0.0  # to compare with one device: each hides other units
parameters = TrainingParameters(epochs=2, batch_size=16, learning_rate=0.01, devices=devices)
with strategy.scope():
    history = train(model, posts, posts, parameters, 12, seed=0, unfinished=unfinished)
history.pop("seconds")
print(json.dumps([strategy.num_replicas_in_sync, history, predict(model, posts, parameters, 12).tolist()]))
"""


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-c", TRAIN, *map(str, arguments)],
        env=os.environ | {"CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def trained(*arguments):
    done = run(*arguments)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", ["dense", "lstm_attention"])
def test_two_devices_learn_what_one_learns_from_the_same_batches(name):
    one, two = trained(name, 1, 96), trained(name, 2, 96)
    assert (one[0], two[0]) == (1, 2)
    for measured in one[1]:
        assert one[1][measured] == pytest.approx(two[1][measured], abs=2e-5)
    assert np.allclose(one[2], two[2], atol=2e-5)


def test_a_batch_that_cannot_be_shared_equally_is_filled_up():
    _, history, probabilities = trained("lstm_attention", 2, 97)
    assert np.isfinite(history["loss"]).all()
    assert np.array(probabilities).shape == (97, 2)
    assert np.sum(probabilities, axis=1) == pytest.approx(np.ones(97), abs=1e-6)


def test_an_interrupted_training_goes_on_with_its_devices(tmp_path):
    whole = trained("lstm_attention", 2, 96, tmp_path / "whole.npz")
    assert run("lstm_attention", 2, 96, tmp_path / "state.npz", "killed").returncode == 9
    assert (tmp_path / "state.npz").is_file()
    assert trained("lstm_attention", 2, 96, tmp_path / "state.npz") == whole


def test_devices_are_chosen_before_tensorflow_starts():
    tf.zeros(1)
    with pytest.raises(DeviceError, match="devices=2: TensorFlow has already started; restart the kernel"):
        shared(2)
