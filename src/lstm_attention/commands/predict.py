"""Classification of texts from outside the corpus, by the model that a built report recommends.

Errors in a request are reported before Keras is loaded, which takes seconds.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from lstm_attention.settings import TrainingParameters
from lstm_attention.store.outputs import changed


class PredictionError(Exception):
    """There is no built report to predict with, or nothing to predict."""


def answers(texts: list[str], build: Path) -> Iterator[str]:
    """Yield what `predict_texts` finds as lines: each text, how many of its words are known, its classes.

    Raises:
        PredictionError: as `predict_texts`.
    """
    classes, probabilities, words = predict_texts(texts, build)
    for text, row, (known, read) in zip(texts, probabilities, words, strict=True):
        yield " ".join(text.split())[:100]
        yield f"  {known} of {read} words known (stop words not counted)"
        for k in np.argsort(-row, kind="stable"):
            yield f"  {row[k]:6.1%}  {classes[k]}"


def predict_texts(texts: list[str], build: Path) -> tuple[list[str], np.ndarray, list[tuple[int, int]]]:
    """Return the probabilities of each class for some texts, as the mean over the recommended runs.

    Args:
        texts: raw texts, which are cleaned, tokenized and cut as the corpus was.
        build: folder of a built report.

    Returns:
        The classes; the probabilities, float32 (texts, classes); and for each text, how many words have a
        vector of their own and how many are read, without stop words.

    Raises:
        PredictionError: if a text has no known word, or if `build` holds no finished report or holds files
            that have changed since.
    """
    if not texts or not all(text.strip() for text in texts):
        raise PredictionError('no text given: make predict TEXT="..."')
    results = _checked_results(build)
    from lstm_attention.corpus.anonymity import anonymous
    from lstm_attention.corpus.cleaning import clean
    from lstm_attention.corpus.folder import load_cleaning
    from lstm_attention.corpus.vocabulary import UNKNOWN, encode, word_ids

    max_tokens = results["parameters"]["max_tokens"]
    words = json.loads((build / "corpus" / "vocabulary.json").read_text(encoding="utf-8"))
    steps, counted = load_cleaning(build / "corpus")
    if results["parameters"]["anonymize"]:
        texts = [anonymous(text) for text in texts]
    cleaned, _ = clean(texts, steps, counted)
    ids = word_ids(words)
    documents = [encode(counted.tokens(text)[:max_tokens], ids) for text in cleaned]
    counts = [(int((document != UNKNOWN).sum()), len(document)) for document in documents]
    for text, (known, _) in zip(texts, counts, strict=True):
        if not known:
            unknown = f"no word of {text[:60]!r} is in the vocabulary of {build}"
            raise PredictionError(f"{unknown}: give more words, or another PROFILE")
    runs = [Path(folder) for folder in results["variants"]["recommended"]["runs"]]
    return results["corpus"]["classes"], _mean_probabilities(documents, runs, max_tokens), counts


def _checked_results(build: Path) -> dict[str, Any]:
    """Return the content of results.json, if the runs that it recommends are there and unchanged."""
    if not (build / "results.json").is_file():
        raise PredictionError(
            f"{build} holds no finished report: build one with `make report PROFILE={build.name}`"
        )
    results = json.loads((build / "results.json").read_text(encoding="utf-8"))
    runs = results["variants"]["recommended"]["runs"]
    read = tuple(f"{folder}/" for folder in (build / "corpus", *runs))
    differing = [path for paths in changed(build).values() for path in paths if path.startswith(read)]
    if differing or not all(Path(folder).is_dir() for folder in read):
        what = f"{differing[0]} changed since it was made" if differing else f"{build} is being made again"
        raise PredictionError(f"{what}: run `make report PROFILE={build.name}`, or wait until it is done")
    return results


@contextmanager
def tensorflow_silent() -> Iterator[None]:
    """Let TensorFlow be loaded without its messages about processors and missing GPUs.

    TensorFlow has a variable for that, but writes the first messages before it reads the variable.
    """
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    terminal, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
        os.close(nowhere)


def _mean_probabilities(documents: list[np.ndarray], runs: list[Path], max_tokens: int) -> np.ndarray:
    with tensorflow_silent():
        from lstm_attention.models.networks import load_model

    from lstm_attention.corpus.vocabulary import EncodedDocuments
    from lstm_attention.models.runs import load_run
    from lstm_attention.models.training import predict

    names = [str(number) for number in range(len(documents))]
    encoded = EncodedDocuments.from_list(names, [0] * len(documents), documents)
    probabilities = []
    for folder in runs:
        padding = TrainingParameters(padding=load_run(folder).record["parameters"]["padding"])
        probabilities.append(predict(load_model(folder), encoded, padding, max_tokens))
    return np.mean(probabilities, axis=0)
