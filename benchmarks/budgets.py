"""Whether models are trained long enough: what twice the budget gains on validation documents.

python benchmarks/budgets.py [NAME=FILE ...]

Every model is trained with three seeds by the recipe of the settings, and again with twice the epochs and
twice the patience: on parts of the default corpus, and on each FILE, a CSV with columns `text` and `label`.
The table has the mean accuracy on the validation documents; the test documents are not read. Interrupted, the
next run carries on.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np

from lstm_attention.book.execution import execute
from lstm_attention.corpus import selection, sources
from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.models.networks import build_model
from lstm_attention.models.training import budget, train
from lstm_attention.settings import ARCHITECTURE, MODELS, SourceParameters

SEEDS = (0, 1, 2)
CORPORA: dict[str, dict[str, Any]] = {
    "1,000 posts": {"sample": 1_000},
    "4,000 posts": {"sample": 4_000},
    "long posts": {"min_characters": 3_000},
    "default": {},
}
"""Parts of the default corpus, and which settings make them."""
BUILD = Path("build/budgets")
MEASURED = BUILD / "measured.json"
os.environ["PYTHONHASHSEED"] = "0"  # of the kernels that notebooks run in


def prepared(folder: Path, settings: dict[str, Any]) -> Path:
    """The folder of a corpus and its word vectors, made by the report's own notebooks if need be."""
    corpus, vectors = str(folder / "corpus"), str(folder / "vectors.npy")
    if not Path(vectors).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        exhibits = {"exhibits_folder": str(folder / "exhibits")}
        if "source" in settings:
            parameters = SourceParameters(**settings)
            rows = sources.read_rows(Path(parameters.source), parameters)
            selection.save(*selection.select(rows, "0", parameters), folder)
            settings = settings | {"selected": [str(folder)]}
        for name, more in (
            ("corpus", settings | {"output": corpus}),
            (
                "vectors",
                {"corpus": corpus, "output": vectors},
            ),
        ):
            execute(Path(f"book/notebooks/{name}.ipynb"), folder / f"{name}.ipynb", more | exhibits)
    return folder


def trained(folder: Path, model: str, seed: int, times: int) -> dict[str, Any]:
    """Validation accuracy of the best epoch with so many times the budget, and the number of epochs."""
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
    unfinished = folder / f"{model}-{seed}-{times}.npz"
    history = train(network, training, validation, parameters, longest, seed, unfinished)
    unfinished.unlink()
    best = int(np.argmin(history["val_loss"]))
    return {
        "accuracy": history["val_accuracy"][best],
        "epochs": len(history["val_loss"]),
        "training": len(training),
        "budget": asdict(allowed),
    }


def main(own: list[str]) -> None:
    """Print a row for each corpus and model, as soon as it is known."""
    files = dict(argument.split("=", maxsplit=1) for argument in own)
    corpora = CORPORA | {name: {"source": file} for name, file in files.items()}
    measured = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.is_file() else {}
    names = ["corpus", "for training", "model", "epochs"]
    names += ["validation accuracy", "with twice the budget", "gain, points"]
    print(_row(names))
    print(_row(["---"] * len(names)))
    for corpus, settings in corpora.items():
        folder = prepared(BUILD / corpus.replace(",", "").replace(" ", "-"), settings)
        for model in MODELS:
            for times, seed in ((times, seed) for times in (1, 2) for seed in SEEDS):
                key = f"{corpus}/{model}/{times}/{seed}"
                if key not in measured:
                    measured[key] = trained(folder, model, seed, times)
                    aside = MEASURED.with_suffix(".new")
                    aside.write_text(json.dumps(measured, indent=1), encoding="utf-8")
                    aside.replace(MEASURED)
            once, twice = (
                [measured[f"{corpus}/{model}/{times}/{seed}"] for seed in SEEDS] for times in (1, 2)
            )
            means = [np.mean([run["accuracy"] for run in runs]) for runs in (once, twice)]
            epochs = ", ".join(str(run["epochs"]) for run in once)
            gain = f"{100 * (means[1] - means[0]):+.1f}"
            cells = [
                corpus,
                f"{once[0]['training']:,}",
                model,
                epochs,
                *(f"{mean:.1%}" for mean in means),
                gain,
            ]
            print(_row(cells), flush=True)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. What was measured is kept: run the same command to carry on.")
