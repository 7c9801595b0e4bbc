"""Were the models trained long enough? What twice the budget gains on validation documents.

python benchmarks/budgets.py FOLDER...

Each FOLDER is a built report, such as build/quick. Every model is trained with three seeds by the recipe in
the settings, and again with twice the epochs and twice the patience. The table shows the mean accuracy on the
validation documents; the test documents are not read.
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.models.networks import build_model
from lstm_attention.models.training import budget, train
from lstm_attention.settings import ARCHITECTURE, MODELS

SEEDS = (0, 1, 2)


def trained(folder: Path, model: str, seed: int, times: int) -> tuple[float, int]:
    """Train with a multiple of the budget; return the best validation accuracy and the number of epochs."""
    training, validation = (
        EncodedDocuments.load(folder / "corpus" / f"{part}.npz") for part in ("train", "validation")
    )
    vectors = np.load(folder / "vectors.npy", allow_pickle=False)
    classes = json.loads((folder / "corpus" / "classes.json").read_text(encoding="utf-8"))
    allowed = budget(MODELS[model](), len(training))
    parameters = MODELS[model](epochs=times * allowed.epochs, patience=times * allowed.patience)
    keras.utils.set_random_seed(seed)
    network = build_model(
        model,
        rows=len(vectors),
        classes=len(classes),
        vector_size=vectors.shape[1],
        embeddings=vectors,
        **parameters.model_dump(include=ARCHITECTURE),
    )
    longest = int(training.lengths.max())
    history = train(network, training, validation, parameters, longest, seed)
    best = int(np.argmin(history["val_loss"]))
    return history["val_accuracy"][best], len(history["val_loss"])


def main(folders: list[str]) -> None:
    """Print a row for each corpus and model, as soon as it is known."""
    print("| corpus | model | epochs | validation accuracy | with twice the budget | gain, points |")
    print("| --- | --- | --- | --- | --- | --- |")
    for folder in map(Path, folders):
        for model in MODELS:
            once, twice = ([trained(folder, model, seed, times) for seed in SEEDS] for times in (1, 2))
            means = [np.mean([accuracy for accuracy, _ in runs]) for runs in (once, twice)]
            epochs = ", ".join(str(number) for _, number in once)
            gain = f"{100 * (means[1] - means[0]):+.1f}"
            print(
                f"| {folder.name} | {model} | {epochs} | {means[0]:.1%} | {means[1]:.1%} | {gain} |",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
