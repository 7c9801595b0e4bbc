"""The network of the report under three LSTMs: Keras's own loop, this project's layer, and PyTorch's.

Whole steps are timed: word vectors, dropout, both LSTMs, attention, dense layers, Adam. The batches have no
padding. Each LSTM has a process of its own, and the three take turns, so that a slow minute affects them all.

.venv/bin/python benchmarks/layers.py LAYER    answers `training BATCH LENGTH` with the seconds of a step
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

SHAPES = ((64, 20), (64, 128), (64, 300), (32, 1072))
"""Documents in a batch, and tokens in each."""
ROWS, VECTOR_SIZE, CLASSES = 20_000, 300, 5
ROUNDS = 5


def measure() -> dict[str, Any]:
    """Return tokens per second in training and prediction, by shape and layer, the best of a few rounds.

    PyTorch is left out if it, the extra `peers`, is not installed.
    """
    layers = ["keras", "ours", *(["torch"] if find_spec("torch") else [])]
    workers = {
        layer: subprocess.Popen(
            [sys.executable, __file__, layer],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for layer in layers
    }
    try:
        return {
            f"{batch} x {length}": {
                kind: _best_rates(workers, kind, batch, length) for kind in ("training", "prediction")
            }
            for batch, length in SHAPES
        }
    finally:
        for worker in workers.values():
            worker.kill()


def _best_rates(
    workers: dict[str, subprocess.Popen[str]], kind: str, batch: int, length: int
) -> dict[str, float]:
    best: dict[str, float] = {}
    for turn in range(1 + ROUNDS):  # the first warms up
        for layer, worker in workers.items():
            print(kind, batch, length, file=worker.stdin, flush=True)
            answer = worker.stdout.readline()
            if not answer:
                sys.exit(f"the process of {layer} ended: run `python {__file__} {layer}` to see why")
            if turn:
                best[layer] = max(batch * length / json.loads(answer), best.get(layer, 0))
    return best


def serve(layer: str) -> None:
    """Answer each line of the standard input with the seconds of a step."""
    import numpy as np

    rng = np.random.default_rng(0)
    vectors = rng.normal(0, 0.1, (ROWS, VECTOR_SIZE)).astype(np.float32)
    makers = {
        "keras": lambda: _keras_steps(vectors, "keras"),
        "ours": lambda: _keras_steps(vectors, "compiled"),
        "torch": lambda: _torch_steps(vectors),
    }
    steps = makers[layer]()
    for line in sys.stdin:
        kind, batch, length = line.split()
        tokens = rng.integers(1, ROWS, (int(batch), int(length))).astype(np.int32)
        labels = rng.integers(0, CLASSES, int(batch)).astype(np.int32)
        start = time.perf_counter()
        steps[kind](tokens, labels)
        print(time.perf_counter() - start, flush=True)


def _keras_steps(vectors: Any, layer: str) -> dict[str, Callable]:
    import keras

    from lstm_attention.models.networks import build_model

    model = build_model("lstm_attention", ROWS, CLASSES, VECTOR_SIZE, embeddings=vectors, layer=layer)
    model.compile(keras.optimizers.Adam(), "sparse_categorical_crossentropy")
    return {
        "training": model.train_on_batch,
        "prediction": lambda tokens, _: model.predict_on_batch(tokens),
    }


def _torch_steps(vectors: Any) -> dict[str, Callable]:
    import torch
    from torch import nn

    class Network(nn.Module):
        """The same layers; the attention is the published one."""

        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding.from_pretrained(torch.from_numpy(vectors))
            self.first = nn.LSTM(VECTOR_SIZE, 128, batch_first=True, bidirectional=True)
            self.second = nn.LSTM(256, 64, batch_first=True, bidirectional=True)
            self.score = nn.Linear(128, 1)
            stack: list[nn.Module] = []
            for inputs, outputs in ((128, 128), (128, 64), (64, 32)):
                stack += [nn.Linear(inputs, outputs), nn.ReLU(), nn.Dropout(0.3)]
            self.dense = nn.Sequential(*stack, nn.Linear(32, CLASSES))
            self.dropout, self.word_dropout = nn.Dropout(0.2), nn.Dropout1d(0.2)

        def forward(self, tokens: torch.Tensor) -> torch.Tensor:
            words = self.embedding(tokens).transpose(1, 2)  # Dropout1d hides whole channels
            states = self.dropout(self.first(self.word_dropout(words).transpose(1, 2))[0])
            states = self.dropout(self.second(states)[0])
            weights = torch.softmax(torch.tanh(self.score(states)), dim=1)
            return self.dense((weights * states).sum(dim=1))

    network = Network()
    optimizer = torch.optim.Adam(p for p in network.parameters() if p.requires_grad)

    def training(tokens: Any, labels: Any) -> None:
        network.train()
        optimizer.zero_grad()
        logits = network(torch.from_numpy(tokens))
        nn.functional.cross_entropy(logits, torch.from_numpy(labels).long()).backward()
        optimizer.step()

    def prediction(tokens: Any, _: Any) -> None:
        network.eval()
        with torch.inference_mode():
            torch.softmax(network(torch.from_numpy(tokens)), dim=-1)

    return {"training": training, "prediction": prediction}


if __name__ == "__main__":
    serve(sys.argv[1])
