"""Can a report be wrong? Its own code on generated corpora for which the truth is known.

The functions are those that the notebooks call, from the splits to the verdicts. Some things are cheaper than
in a report: word vectors are drawn at random; networks have a small head and are trained for few epochs; and
where a test or an interval is examined on hundreds of corpora, its two models are linear, one on mean word
vectors and one on TF-IDF.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from lstm_attention.corpus import generated, splits, vocabulary
from lstm_attention.corpus.folder import encode_parts
from lstm_attention.corpus.languages import ENGLISH_WORDS
from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.evidence import attribution, focus, intervals, length, neighbours, significance
from lstm_attention.exhibits import control_rows, key_features
from lstm_attention.exhibits.control_rows import Row
from lstm_attention.exhibits.wording import NAMES
from lstm_attention.models import networks, training
from lstm_attention.models.baselines import NAMES as BASELINES
from lstm_attention.models.baselines import train_baseline
from lstm_attention.settings import ARCHITECTURE, MODELS, PRIMARY, Settings
from lstm_attention.store import provenance
from lstm_attention.store.outputs import replacing

SETTINGS = Settings()
"""The defaults of a report, for all that is not said here."""

SEED, VALIDATION_SHARE, TEST_SHARE = 0, 0.2, 1 / 3

LINEAR = ("mean_vectors", "tfidf_svm")
"""The two models of the controls that need hundreds of corpora."""

VECTOR_SIZE, LONGER = 16, 4
"""Numbers in a word vector, and how many times longer those of words that belong to a class are."""

TRAINING = {"batch_size": 16, "learning_rate": 0.004, "patience": None}
"""How the networks are trained: they have few documents, and few epochs in which to learn."""

HEAD = [32]
"""Units of the dense layers after the attention, for the same reason."""

CLUES, LEARNED = 0.1, 200
"""Of the corpora on which intervals are examined: share of words of a class, number of training groups."""

EQUAL, BETTER = 2.0, 4.5
"""Log-odds of being right, of two equally good models, and of one that is better by 16 points of accuracy."""

FIGURES = {"accuracy": "accuracy", "difference": "a difference in accuracy"}
"""Whose intervals are examined."""


@dataclass(frozen=True)
class Size:
    """How large the controls are.

    Attributes:
        groups: number of groups whose labels have nothing to do with the text.
        documents: number of documents with one word that decides.
        epochs: number of epochs of the networks on the first corpus, and on the second.
        erased: documents from which words are deleted.
        repetitions: corpora on which a test is examined.
        simulations: corpora on which intervals are examined.
        groups_each: number of test groups in each of these corpora.
        trainings: number of training runs of each model, where a test of several training runs is examined.
    """

    groups: int = 800
    documents: int = 900
    epochs: tuple[int, int] = (3, 6)
    erased: int = 24
    repetitions: int = 200
    simulations: int = 500
    groups_each: int = 60
    trainings: int = 3


@dataclass(frozen=True)
class Corpus:
    """A generated corpus, as models read it.

    Attributes:
        documents: with their `split`.
        parts: encoded, by name.
        words: ids of the words that have a row of their own.
    """

    documents: pd.DataFrame
    parts: dict[str, EncodedDocuments]
    words: dict[str, int]


def run_controls(build: Path) -> bool:
    """Run all controls, print what they say and write controls.json to a folder; return whether all hold."""
    console, started = Console(), time.perf_counter()
    rows: dict[str, Row] = {}
    for name, row in run(Size()):
        rows[name] = row
        console.print(f"{'holds ' if row['holds'] else 'FAILED'} {row['seconds']:5.0f} s  {row['truth']}")
        if not row["holds"]:
            console.print(f"  {row['said']}")
    content = {
        "command": "make controls",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        **provenance.origin(),
        "seconds": time.perf_counter() - started,
        "size": asdict(Size()),
        "controls": rows,
    }
    build.mkdir(exist_ok=True)
    with replacing(build / "controls.json") as draft:
        draft.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    table = Table("What is true", "What the report's code says", "")
    for row in rows.values():
        table.add_row(row["truth"], row["said"], "holds" if row["holds"] else "FAILED")
    console.print(table)
    console.print(f"{control_rows.outcome(rows)}; {content['seconds']:.0f} s; {build / 'controls.json'}")
    return all(row["holds"] for row in rows.values())


def run(size: Size) -> Iterator[tuple[str, Row]]:
    """Every control by name, as it is finished, with the `seconds` that it took."""
    started = time.perf_counter()
    for control in (unrelated_labels, level, several_trainings, deciding_word, coverage):
        for name, row in control(size):
            now = time.perf_counter()
            yield name, row | {"seconds": now - started}
            started = now


def unrelated_labels(size: Size) -> Iterator[tuple[str, Row]]:
    """Labels without any relation to the text, for all models and verdicts."""
    corpus = encoded(generated.in_groups(size.groups, SEED), TEST_SHARE, SEED)
    embeddings = word_vectors(corpus.words, SEED)
    parts = [corpus.parts[part] for part in splits.PARTS]
    test = corpus.parts["test"]
    trained = {model: network(model, corpus, embeddings, size.epochs[0]) for model in MODELS}
    probabilities = {model: [predicted(own, test)] for model, own in trained.items()}
    linear = {name: train_baseline(name, *parts, embeddings).probabilities for name in BASELINES}
    everything = {NAMES[name]: own for name, (own,) in probabilities.items()}
    everything |= {NAMES[name]: own for name, own in linear.items()}
    chance = 1 / len(generated.CLASSES)
    over = {
        name: intervals.mean_interval(
            intervals.right(test.labels, [own]) - chance, test.groups, tests=len(everything)
        )
        for name, own in everything.items()
    }
    yield "chance", control_rows.at_chance(over)
    yield "shown", control_rows.nothing_shown(claims(trained, probabilities, corpus, embeddings, size))
    yield (
        "redrawn",
        control_rows.level_of_test(
            "the primary test, on the predictions of both LSTMs with the labels of the test groups redrawn,",
            redrawn([probabilities[model] for model in PRIMARY], test.groups, size.repetitions),
            size.repetitions,
        ),
    )


def redrawn(runs: list[list[np.ndarray]], groups: np.ndarray, repetitions: int) -> int:
    """How often the primary test rejects if the labels of all groups are drawn again and again."""
    rng, own = np.random.default_rng(SEED), np.unique(groups, return_inverse=True)[1]
    rejected = 0
    for _ in range(repetitions):
        labels = rng.integers(len(generated.CLASSES), size=own.max() + 1)[own]
        rejected += significance.paired_accuracy(labels, *runs, groups)["p"] < 1 - intervals.LEVEL
    return rejected


def claims(
    trained: dict[str, keras.Model],
    probabilities: dict[str, list[np.ndarray]],
    corpus: Corpus,
    embeddings: np.ndarray,
    size: Size,
) -> dict[str, str]:
    """The verdict on every claim about attention, in the words of the report."""
    train, test = corpus.parts["train"], corpus.parts["test"]
    everything, known = np.arange(len(test)), np.arange(len(train))
    with_attention, without = (probabilities[model] for model in PRIMARY)

    single = {model: [own] for model, own in trained.items()}
    right = neighbours.spaces_right(
        neighbours.spaces(single, [embeddings], test, everything),
        neighbours.spaces(single, [embeddings], train, known),
        test.labels,
        train.labels,
    )
    context = intervals.share_interval(right["context_vectors"], test.groups)
    gain = length.gain(test.labels, test.lengths, with_attention, without, test.groups, SETTINGS.resamples)
    over = neighbours.context_over_others(right, test.groups)
    represented = key_features.contextual_representation(context, over, SETTINGS.margin)
    _, _, found = attention(trained["lstm_attention"], test)
    return found | {
        "contextual representation": represented["verdict"],
        "scalability": key_features.scalability(**gain)["verdict"],
        "importance": importance(trained["lstm_attention"], test, size.erased),
    }


def attention(
    model: keras.Model, test: EncodedDocuments
) -> tuple[list[np.ndarray], dict[str, Any], dict[str, str]]:
    """The weights of each document, the share of the words that holds half of them, and two verdicts."""
    start = focus.untrained(model, SEED).get_layer("attention")
    reading = focus.read(model, test, np.arange(len(test)), start=start)
    measured = focus.concentrations([reading])
    half = intervals.share_interval(measured["half"], test.groups)
    margin = SETTINGS.margin
    swaps = focus.swaps([reading], test.labels, test.groups, margin)
    uniform, initial = (swaps[name]["loss"] for name in ("uniform", "initial"))
    found = {
        "selective focus": key_features.selective_focus(half),
        "learned relevance": key_features.learned_relevance(uniform, initial, margin),
    }
    return reading.on_tokens, half, {name: own["verdict"] for name, own in found.items()}


def importance(model: keras.Model, test: EncodedDocuments, documents: int) -> str:
    """The verdict on whether deleting the words that attention names hurts, from some documents."""
    sample = attribution.sample(test.lengths, documents, SEED)
    scored = attribution.scores(model, test, sample)
    falls = attribution.erasures([focus.predictor(model)], test.texts(sample), [scored], SEED)
    found = attribution.against_others(falls, test.groups[sample], SETTINGS.margin)
    return key_features.importance(**found, margin=SETTINGS.margin)["verdict"]


def level(size: Size) -> Iterator[tuple[str, Row]]:
    """How often two models that know nothing are said to differ."""
    rejected = {"primary": 0, "mcnemar": 0}
    for seed in range(size.repetitions):
        corpus = encoded(generated.in_groups(2 * size.groups_each, seed), 0.5, seed)
        test = corpus.parts["test"]
        runs = {name: [own] for name, own in zip(PRIMARY, linear_models(corpus, seed), strict=True)}
        _, pairs = significance.compare(
            test.labels, runs, [PRIMARY], test.groups, SETTINGS.margin, resamples=100, primary=PRIMARY
        )
        apart = significance.discordance(test.labels, *(own for (own,) in runs.values()), test.groups)
        rejected["primary"] += pairs.loc[pairs["primary"], "p_corrected"].item() < 1 - intervals.LEVEL
        rejected["mcnemar"] += apart["p"] < 1 - intervals.LEVEL
    yield "primary", control_rows.level_of_test("the primary test", rejected["primary"], size.repetitions)
    yield "mcnemar", control_rows.level_of_exact_test("McNemar's test", rejected["mcnemar"], size.repetitions)


def several_trainings(size: Size) -> Iterator[tuple[str, Row]]:
    """How often the primary test, over several runs, finds a difference that is not there, and one that is.

    Nothing is trained: whether a trained model would be right about a document is drawn at random.
    """
    equal = compared(EQUAL, size)
    rejected = sum(found["p"] < 1 - intervals.LEVEL for found in equal)
    yield "trainings", control_rows.level_of_trainings(size.trainings, rejected, size.simulations)
    better = compared(BETTER, size)
    difference = float(np.mean([found["difference"] for found in better]))
    ahead = sum(found["low"] > 0 for found in better)
    yield "power", control_rows.power_of_trainings(size.trainings, difference, ahead, size.simulations)


def compared(log_odds: float, size: Size) -> list[dict[str, Any]]:
    """The primary test of a model with these log-odds of being right and one with those of `EQUAL`."""
    rng, every = np.random.default_rng(SEED), []
    for _ in range(size.simulations):
        own, right = generated.trainings(size.groups_each, np.repeat([log_odds, EQUAL], size.trainings), rng)
        runs = [np.stack([row, 1 - row], axis=1) for row in right.astype(float)]
        one, other = runs[: size.trainings], runs[size.trainings :]
        every.append(significance.paired_accuracy(np.zeros(len(own), dtype=int), one, other, own))
    return every


def deciding_word(size: Size) -> Iterator[tuple[str, Row]]:
    """One early word among hundreds decides, for a layer that can single it out and for the published one."""
    corpus = encoded(generated.with_deciding_word(size.documents, SEED), TEST_SHARE, SEED)
    embeddings = word_vectors(corpus.words, SEED)
    test = corpus.parts["test"]
    places = corpus.documents.loc[corpus.documents["split"] == "test", "place"]
    free = network("lstm_attention", corpus, embeddings, size.epochs[1], pooling="context_vector")
    probabilities = predicted(free, test)
    weights, _, found = attention(free, test)
    heaviest = [row.argmax() == place for row, place in zip(weights, places, strict=True)]
    yield (
        "word",
        control_rows.word_found(
            intervals.accuracy_interval(test.labels, [probabilities], test.groups),
            intervals.share_interval(np.array([heaviest], dtype=float), test.groups),
            found | {"importance": importance(free, test, size.erased)},
        ),
    )
    _, half, found = attention(network("lstm_attention", corpus, embeddings, size.epochs[1]), test)
    yield "bound", control_rows.bounded_layer(half, found["selective focus"])
    yield "copies", copies(free, probabilities, test)


def copies(model: keras.Model, probabilities: np.ndarray, test: EncodedDocuments) -> Row:
    """A model and its copy, read from a file, as if they were the two of the primary question."""
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "model.keras")
        copy = predicted(networks.load_model(Path(folder)), test)
    runs = dict(zip(PRIMARY, ([probabilities], [copy]), strict=True))
    margin = SETTINGS.margin
    _, pairs = significance.compare(
        test.labels, runs, [PRIMARY], test.groups, margin, SETTINGS.resamples, PRIMARY
    )
    apart = significance.discordance(test.labels, probabilities, copy, test.groups)
    return control_rows.copies_equal(pairs.set_index("metric").to_dict(orient="index"), apart, margin)


def coverage(size: Size) -> Iterator[tuple[str, Row]]:
    """How often intervals contain the truth, with groups and as if there were none."""
    # The truth is measured on a third as many groups again: its own error is that of thousands.
    tested = size.simulations * size.groups_each * 4 // 3
    learned = LEARNED + tested // 50
    corpus = encoded(generated.in_groups(learned + tested, SEED, CLUES), tested / (learned + tested), SEED)
    test = corpus.parts["test"]
    one, other = linear_models(corpus, SEED)
    number = np.unique(test.groups, return_inverse=True)[1] // size.groups_each
    rest = number >= size.simulations
    right, others = (intervals.right(test.labels[rest], [own[rest]]).mean() for own in (one, other))
    truth = {"accuracy": right, "difference": right - others}
    held = {(name, grouped): 0 for name in truth for grouped in (True, False)}
    for simulation in range(size.simulations):
        own = np.flatnonzero(number == simulation)
        labels, first, second = test.labels[own], [one[own]], [other[own]]
        for grouped in (True, False):
            groups = test.groups[own] if grouped else np.arange(len(own))
            found = {
                "accuracy": intervals.accuracy_interval(labels, first, groups),
                "difference": significance.paired_accuracy(labels, first, second, groups),
            }
            for name, interval in found.items():
                held[name, grouped] += bool(interval["low"] <= truth[name] <= interval["high"])
    for name in truth:
        yield f"{name}_groups", control_rows.covers(FIGURES[name], held[name, True], size.simulations)
        yield f"{name}_alone", control_rows.covers_less(FIGURES[name], held[name, False], size.simulations)


def encoded(documents: pd.DataFrame, test_share: float, seed: int) -> Corpus:
    """Split a corpus in whole groups, and encode it."""
    tested = splits.set_test_aside(documents, test_share, seed, stratified=False, by_time=False)
    split = splits.set_validation_aside(tested, VALIDATION_SHARE, seed, stratified=False)
    tokens = split["text"].map(ENGLISH_WORDS.tokens)
    words = vocabulary.build_vocabulary(tokens[split["split"] == "train"], SETTINGS.min_count)
    return Corpus(split, encode_parts(split, tokens, words), words)


def word_vectors(words: dict[str, int], seed: int) -> np.ndarray:
    """Vectors that are drawn at random, float32 (rows, vector).

    Those of words that belong to a class are longer, as word2vec's are of words that say much (Schakel and
    Wilson 2015).
    """
    drawn = np.random.default_rng(seed).normal(0, 2, size=(len(words) + vocabulary.UNKNOWN + 1, VECTOR_SIZE))
    drawn[: vocabulary.UNKNOWN + 1] = 0
    drawn[[row for word, row in words.items() if generated.tells(word)]] *= LONGER
    return drawn.astype(np.float32)


def network(model: str, corpus: Corpus, embeddings: np.ndarray, epochs: int, **options: Any) -> keras.Model:
    """One of the report's networks, trained; `options` are parameters of its training."""
    head = {"head": HEAD} if model == "lstm_attention" else {}
    parameters = MODELS[model](epochs=epochs, **TRAINING, **head, **options)
    keras.utils.set_random_seed(SEED)
    built = networks.build_model(
        model,
        rows=len(embeddings),
        classes=len(generated.CLASSES),
        vector_size=embeddings.shape[1],
        embeddings=embeddings,
        **parameters.model_dump(include=ARCHITECTURE),
    )
    train, validation = corpus.parts["train"], corpus.parts["validation"]
    training.train(built, train, validation, parameters, SETTINGS.max_tokens, SEED)
    return built


def predicted(model: keras.Model, documents: EncodedDocuments) -> np.ndarray:
    """Probabilities (documents, classes)."""
    return training.predict(model, documents, SETTINGS.lstm, SETTINGS.max_tokens)


def linear_models(corpus: Corpus, seed: int) -> list[np.ndarray]:
    """Probabilities of the test documents by each of `LINEAR`."""
    parts, embeddings = [corpus.parts[part] for part in splits.PARTS], word_vectors(corpus.words, seed)
    return [train_baseline(name, *parts, embeddings).probabilities for name in LINEAR]
