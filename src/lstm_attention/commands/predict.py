"""Classes of texts from outside the corpus, by the model that a built report recommends.

python -m lstm_attention.commands.predict build/<profile> TEXT [TEXT ...]
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np

from lstm_attention.corpus.cleaning import clean, cleaning_steps
from lstm_attention.corpus.vocabulary import UNKNOWN, EncodedDocuments, encode, make_analyzer
from lstm_attention.models import attention  # noqa: F401 - registers the layers of a saved model
from lstm_attention.models.runs import load_run
from lstm_attention.models.training import predict
from lstm_attention.settings import TrainingParameters
from lstm_attention.store.outputs import changed


class PredictionError(Exception):
    """There is no built report to predict with, or nothing to predict."""


def predict_texts(texts: list[str], build: Path) -> tuple[list[str], np.ndarray]:
    """Probabilities of each class for some texts, as the mean over the recommended runs.

    Args:
        texts: raw texts; they are cleaned, tokenized and cut as the corpus was.
        build: folder of a built report.

    Returns:
        The classes, and probabilities, float32 (texts, classes).

    Raises:
        PredictionError: if `build` holds no finished report, or files that have changed since.
    """
    if not (build / "results.json").is_file():
        raise PredictionError(f"{build} holds no finished report: build one with `make report`")
    runs = json.loads((build / "results.json").read_text(encoding="utf-8"))["variants"]["recommended"]["runs"]
    read = tuple(f"{folder}/" for folder in (build / "corpus", *runs))
    differing = [path for paths in changed(build).values() for path in paths if path.startswith(read)]
    if differing or not all(Path(folder).is_dir() for folder in read):
        what = f"{differing[0]} changed since it was made" if differing else f"{build} is being made anew"
        raise PredictionError(f"{what}: run `make report`, or wait until it is done")
    words = json.loads((build / "corpus" / "vocabulary.json").read_text(encoding="utf-8"))
    word_ids = {word: row for row, word in enumerate(words, start=UNKNOWN + 1)}
    cleaning = json.loads((build / "corpus" / "cleaning.json").read_text(encoding="utf-8"))
    texts, _ = clean(texts, cleaning_steps(**cleaning))
    analyzer = make_analyzer()
    probabilities = []
    for folder in map(Path, runs):
        record = load_run(folder).record
        max_tokens = record["parameters"]["max_tokens"]
        documents = EncodedDocuments.from_list(
            [str(number) for number in range(len(texts))],
            [0] * len(texts),
            [encode(analyzer(text)[:max_tokens], word_ids) for text in texts],
        )
        model = keras.saving.load_model(folder / "model.keras", safe_mode=True)
        padding = TrainingParameters(padding=record["parameters"]["padding"])
        probabilities.append(predict(model, documents, padding, max_tokens))
    return record["classes"], np.mean(probabilities, axis=0)


def main() -> None:
    """Print one block a text: its classes, the likeliest first."""
    build, *texts = sys.argv[1:]
    try:
        if not any(text.strip() for text in texts):
            raise PredictionError('no text given: make predict TEXT="..."')
        classes, probabilities = predict_texts(texts, Path(build))
    except PredictionError as error:
        sys.exit(str(error))
    for text, row in zip(texts, probabilities, strict=True):
        print(" ".join(text.split())[:100])
        for k in np.argsort(-row, kind="stable"):
            print(f"  {row[k]:6.1%}  {classes[k]}")


if __name__ == "__main__":
    main()
