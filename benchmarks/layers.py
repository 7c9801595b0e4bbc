"""The network of the report under three LSTMs: Keras's own loop, this project's layer, and PyTorch's.

A step is a whole one: word vectors, dropout, both LSTMs, attention, dense layers, Adam. The batches hold no
padding. The three take turns, so that a slow minute of the machine slows them all.
"""

import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

SHAPES = ((64, 20), (64, 128), (64, 300), (32, 1072))
"""Documents in a batch, and tokens in each."""
ROWS, VECTOR_SIZE, CLASSES = 20_000, 300, 5
ROUNDS = 5


def measure() -> dict[str, Any]:
    """Tokens a second of training and of prediction, by shape and layer: the best of a few rounds.

    Without PyTorch, which is the extra `peers`, its columns are missing.
    """
    import numpy as np

    rng = np.random.default_rng(0)
    vectors = rng.normal(0, 0.1, (ROWS, VECTOR_SIZE)).astype(np.float32)
    steps = {"keras": _keras_steps(vectors, "keras"), "ours": _keras_steps(vectors, "compiled")}
    if find_spec("torch"):
        steps["torch"] = _torch_steps(vectors)
    rates: dict[str, Any] = {}
    for batch, length in SHAPES:
        tokens = rng.integers(1, ROWS, (batch, length)).astype(np.int32)
        labels = rng.integers(0, CLASSES, batch).astype(np.int32)
        rates[f"{batch} x {length}"] = _best_rates(steps, tokens, labels)
    return rates


def _best_rates(steps: dict[str, dict[str, Callable]], tokens: Any, labels: Any) -> dict[str, Any]:
    best: dict[str, dict[str, float]] = {kind: {} for kind in ("training", "prediction")}
    for turn in range(1 + ROUNDS):  # the first warms up
        for layer, own in steps.items():
            for kind, step in own.items():
                start = time.perf_counter()
                step(tokens, labels)
                rate = tokens.size / (time.perf_counter() - start)
                if turn:
                    best[kind][layer] = max(rate, best[kind].get(layer, 0))
    return best


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
