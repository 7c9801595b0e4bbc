"""Whether models are trained long enough: what twice the budget gains on validation documents.

.venv/bin/python benchmarks/budgets.py [NAME=FILE ...]

Every model is trained with three seeds by the recipe of the settings, and again with twice the epochs and
twice the patience: on parts of the default corpus, on generated texts, and on each FILE, a CSV with columns
`text` and `label`. The table has mean accuracies, and the standard error of the gain over the seeds.
Accuracy is measured on the validation documents. Generated texts, long posts and each FILE keep more of them
than a report does, so that one document is less than half a point. For a sample, accuracy is measured on
posts left out. Test documents are not read. After an interruption, the next run carries on.
"""

import json
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd

from lstm_attention.book.execution import execute
from lstm_attention.corpus import selection, sources
from lstm_attention.corpus.vocabulary import UNKNOWN, EncodedDocuments, word_ids
from lstm_attention.models.networks import build_model
from lstm_attention.models.training import budget, predict, train
from lstm_attention.settings import ARCHITECTURE, MODELS, SourceParameters

SEEDS = (0, 1, 2)
SHARE = {"validation_share": 0.3}
"""What long posts, generated texts and each FILE keep for validation."""
CORPORA: dict[str, dict[str, Any]] = {
    "1,000 posts": {"sample": 1_000},
    "4,000 posts": {"sample": 4_000},
    "long posts": {"min_characters": 3_000} | SHARE,
    "50 classes": {"generated": (50, 2_000, 34)} | SHARE,
    "1,000 generated": {"generated": (5, 1_250, 10)} | SHARE,
    "default": {},
}
"""Corpora, and which settings make them; of generated ones, how many classes, texts, and words in a text."""
LEFT_OUT = 2_000
"""Posts left out by a sample, on which it is measured; the smallest sample has 60 validation posts."""
BUILD = Path("build/budgets")
MEASURED = BUILD / "measured.json"
os.environ["PYTHONHASHSEED"] = "0"  # of the kernels that notebooks run in


def generated(classes: int, texts: int, words: int) -> pd.DataFrame:
    """Draw texts: one word in six comes from the 60 words of the class, the others from those of all classes.

    How often a word occurs follows Zipf's law. Half of the words of a class are also those of the next one.
    """
    random = np.random.default_rng(0)
    labels = np.arange(texts) % classes

    def zipf(number: int) -> np.ndarray:
        shares = 1 / np.arange(1, number + 1)
        return random.choice(number, (texts, words), p=shares / shares.sum())

    common, of_class = zipf(4_000), 4_000 + 30 * labels[:, None] + zipf(60)
    drawn = np.where(random.random((texts, words)) < 1 / 6, of_class, common)
    spelled = [" ".join(f"word{word}" for word in text) for text in drawn.tolist()]
    return pd.DataFrame({"text": spelled, "label": [f"class {label}" for label in labels]})


def prepared(folder: Path, settings: dict[str, Any]) -> Path:
    """The folder of a corpus and its word vectors, made by the report's own notebooks if need be."""
    corpus, vectors = str(folder / "corpus"), str(folder / "vectors.npy")
    if not Path(vectors).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        exhibits = {"exhibits_folder": str(folder / "exhibits")}
        if "generated" in settings:
            source = folder / "texts.csv"
            settings = settings | {"source": str(source)}
            generated(*settings.pop("generated")).to_csv(source, index=False)
        if "source" in settings:
            parameters = SourceParameters(source=settings["source"])
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


def parts(folder: Path) -> tuple[EncodedDocuments, EncodedDocuments]:
    """The training and the validation set of a corpus."""
    training, validation = (
        EncodedDocuments.load(folder / "corpus" / f"{part}.npz") for part in ("train", "validation")
    )
    return training, validation


def left_out(whole: Path, sample: Path) -> EncodedDocuments:
    """Posts of a corpus, of both parts, that are not in a sample of it, in the sample's vocabulary."""
    training, validation = parts(whole)
    posts = training.joined(validation)
    of_whole, of_sample = (_list(folder, "vocabulary") for folder in (whole, sample))
    known = word_ids(of_sample)
    rows = np.array([*range(UNKNOWN + 1), *(known.get(word, UNKNOWN) for word in of_whole)], dtype=np.int32)
    others = np.flatnonzero(~np.isin(posts.ids, np.concatenate([part.ids for part in parts(sample)])))
    drawn = posts.chosen(np.random.default_rng(0).permutation(others)[:LEFT_OUT])
    return replace(drawn, tokens=rows[drawn.tokens])


def _list(folder: Path, name: str) -> list[str]:
    return json.loads((folder / "corpus" / f"{name}.json").read_text(encoding="utf-8"))


def trained(
    folder: Path, model: str, seed: int, times: int, measured_on: EncodedDocuments | None
) -> dict[str, Any]:
    """Accuracy of the best epoch with so many times the budget, and the number of epochs.

    It is measured on the documents that are given, or else on the validation set.
    """
    training, validation = parts(folder)
    vectors = np.load(folder / "vectors.npy", allow_pickle=False)
    classes = _list(folder, "classes")
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
    documents = validation if measured_on is None else measured_on
    answers = predict(network, documents, parameters, longest).argmax(axis=1)
    return {
        "accuracy": float(np.mean(answers == documents.labels)),
        "epochs": len(history["val_loss"]),
        "training": len(training),
        "measured_on": len(documents),
        "budget": asdict(allowed),
    }


def main(own: list[str]) -> None:
    """Print a row for each corpus and model, as soon as it is known."""
    files = dict(argument.split("=", maxsplit=1) for argument in own)
    corpora = {name: {"source": file} | SHARE for name, file in files.items()} | CORPORA
    measured = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.is_file() else {}
    names = ["corpus", "for training", "measured on", "model", "epochs"]
    names += ["accuracy", "with twice the budget", "gain, points"]
    print(_row(names))
    print(_row(["---"] * len(names)))
    whole = prepared(BUILD / "default", {})
    for corpus, settings in corpora.items():
        folder = prepared(BUILD / corpus.replace(",", "").replace(" ", "-"), settings)
        measured_on = left_out(whole, folder) if "sample" in settings else None
        for model in MODELS:
            for times, seed in ((times, seed) for times in (1, 2) for seed in SEEDS):
                key = f"{corpus}/{model}/{times}/{seed}"
                if key not in measured:
                    measured[key] = trained(folder, model, seed, times, measured_on)
                    aside = MEASURED.with_suffix(".new")
                    aside.write_text(json.dumps(measured, indent=1), encoding="utf-8")
                    aside.replace(MEASURED)
            once, twice = (
                [measured[f"{corpus}/{model}/{times}/{seed}"] for seed in SEEDS] for times in (1, 2)
            )
            means = [np.mean([run["accuracy"] for run in runs]) for runs in (once, twice)]
            epochs = ", ".join(str(run["epochs"]) for run in once)
            pairs = zip(once, twice, strict=True)
            gains = [100 * (longer["accuracy"] - run["accuracy"]) for run, longer in pairs]
            error = np.std(gains, ddof=1) / len(gains) ** 0.5
            cells = [
                corpus,
                f"{once[0]['training']:,}",
                f"{once[0]['measured_on']:,}",
                model,
                epochs,
                *(f"{mean:.1%}" for mean in means),
                f"{np.mean(gains):+.1f} ± {error:.1f}",
            ]
            print(_row(cells), flush=True)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. What was measured is kept: run the same command to carry on.")
