"""`make bench`: the published recipe and this report's, on the same machine and data, in one run.

.venv/bin/python benchmarks/bench.py          all measurements, then the table, and build/bench.json
.venv/bin/python benchmarks/bench.py NAME     one measurement in this process; its result is the last line
.venv/bin/python benchmarks/bench.py whole    time to accuracy on all posts; takes hours

Each measurement has a process of its own, so that neither side inherits the other's memory or threads. After
an interruption, the next run carries on with the missing measurements.
"""

import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

PUBLISHED_LENGTH, PUBLISHED_BATCH = 1072, 32
BATCH = 64
VECTOR_SIZE, CLASSES = 300, 5
REPEATS = 3
SUBSET = 128
"""Documents on which the published recipe is timed. All cost the same, as each is padded to 1,072 tokens."""
ACCURACY_SUBSET = 256
"""Posts on which both recipes are trained to measure the time to the accuracy of all published epochs."""
VALIDATION_SUBSET = 256
PUBLISHED_TRAINING = {
    **{"mask": False, "padding": "max_tokens", "patience": None},
    **{"learning_rate": 5e-5, "schedule": "constant", "batch_size": PUBLISHED_BATCH, "epochs": 30},
}
FAST_TRAINING = {"batch_size": PUBLISHED_BATCH}
REDDIT = 1_400_000_000
"""Comments in the corpus for which the cost is reported."""
REDDIT_SAMPLE, REDDIT_EPOCHS = 32_400, 10
"""Training documents that the original drew, and about as many epochs as this report's recipe takes."""
SIZES = (10_000, 100_000, 1_000_000)
TOKEN_BYTES = 4
"""Size of a token id in memory, int32."""
SHORT = 4
"""Tokens in a generated document: few, so that a million documents take minutes."""
BUILD = Path("build")
PARTS = BUILD / "bench-parts.json"


def encoded_posts() -> Any:
    """Return the default corpus's training set, encoded as in the report, and the size of its vocabulary."""
    from lstm_attention.corpus.languages import ENGLISH_WORDS
    from lstm_attention.corpus.newsgroups import newsgroup_files, read_newsgroups
    from lstm_attention.corpus.vocabulary import EncodedDocuments, build_vocabulary, encode

    rows = list(read_newsgroups(newsgroup_files()["train"], "train"))
    documents = [ENGLISH_WORDS.tokens(row.text)[:PUBLISHED_LENGTH] for row in rows]
    words = build_vocabulary(documents, min_count=3)
    labels = sorted({row.label for row in rows})
    posts = EncodedDocuments.from_list(
        [str(row.number) for row in rows],
        [labels.index(row.label) for row in rows],
        [encode(document, words) for document in documents],
    )
    return posts, len(words) + 2


def some(posts: Any, count: int) -> Any:
    """Return a random part of the posts, the same in every process."""
    import numpy as np

    from lstm_attention.corpus.vocabulary import EncodedDocuments

    chosen = np.random.default_rng(0).permutation(len(posts))[:count]
    tokens = [posts.tokens[posts.offsets[n] : posts.offsets[n + 1]] for n in chosen]
    return EncodedDocuments.from_list([str(n) for n in chosen], list(posts.labels[chosen]), tokens)


def attention_model(rows: int, *, mask: bool, layer: str = "compiled") -> Any:
    """Return the LSTM with attention on random word vectors; speed does not depend on their values."""
    import keras
    import numpy as np

    from lstm_attention.models.networks import build_model

    keras.utils.set_random_seed(0)
    vectors = np.random.default_rng(0).normal(0, 0.1, (rows, VECTOR_SIZE)).astype(np.float32)
    return build_model(
        "lstm_attention", rows, CLASSES, VECTOR_SIZE, mask=mask, embeddings=vectors, layer=layer
    )


def median_seconds(work: Callable[[], object]) -> float:
    """Return the median time of a few runs, after a warm-up."""
    work()
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def matrix_rate() -> dict[str, float]:
    """Return the float32 operations per second of a large matrix product, the machine's limit."""
    import tensorflow as tf

    size = 2048
    one, other = (tf.random.normal((size, size)) for _ in range(2))
    seconds = median_seconds(lambda: tf.matmul(one, other).numpy())
    return {"gflops": 2 * size**3 / seconds / 1e9}


def original_training() -> dict[str, float]:
    """Time the published recipe: every document padded to 1,072 tokens, no mask, plain `fit`."""
    import numpy as np

    posts, rows = encoded_posts()
    part = some(posts, SUBSET)
    model = attention_model(rows, mask=False, layer="keras")
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    tokens = part.padded(np.arange(len(part)), PUBLISHED_LENGTH)
    fit = lambda: model.fit(tokens, part.labels, batch_size=PUBLISHED_BATCH, epochs=1, verbose=0)  # noqa: E731
    seconds = median_seconds(fit)
    steps = len(part) / PUBLISHED_BATCH
    return {"documents": len(part), "documents_per_second": len(part) / seconds, "step": seconds / steps}


def our_training() -> dict[str, float]:
    """Time whole epochs of our recipe: batches of similar length with a mask."""
    from lstm_attention.models.batches import TrainingBatches

    posts, rows = encoded_posts()
    model = attention_model(rows, mask=True)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    batches = TrainingBatches(posts, BATCH, seed=0)
    seconds = median_seconds(lambda: model.fit(batches, epochs=1, shuffle=False, verbose=0))
    padded = sum(len(batch) * int(posts.lengths[batch].max()) for batch in batches.batches)
    return {
        "documents": len(posts),
        "documents_per_second": len(posts) / seconds,
        "tokens_per_second": len(posts.tokens) / seconds,
        "padding": padded / len(posts.tokens) - 1,
        "mflop_per_token": operations_per_token(model) / 1e6,
    }


def operations_per_token(model: Any) -> float:
    """Return the floating-point operations of a training step per token: forward, and backward twice.

    The word vectors are frozen, so the first LSTM's kernel needs no gradient of its input.
    """
    multiply_adds, first_kernel = 0, None
    for name in ("lstm_1", "lstm_2"):
        for weight in model.get_layer(name).weights:
            if len(weight.shape) == 2:  # a kernel or a recurrent kernel, not a bias
                multiply_adds += weight.shape[0] * weight.shape[1]
        if first_kernel is None:
            first_kernel = sum(
                weight.shape[0] * weight.shape[1]
                for weight in model.get_layer(name).weights
                if weight.shape[0] == VECTOR_SIZE
            )
    return 2 * (3 * multiply_adds - first_kernel)


def original_prediction() -> dict[str, float]:
    """Time the published prediction: documents padded to 1,072 tokens, plain `predict`."""
    import numpy as np

    posts, rows = encoded_posts()
    part = some(posts, SUBSET)
    model = attention_model(rows, mask=False, layer="keras")
    tokens = part.padded(np.arange(len(part)), PUBLISHED_LENGTH)
    seconds = median_seconds(lambda: model.predict(tokens, batch_size=PUBLISHED_BATCH, verbose=0))
    return {"documents_per_second": len(part) / seconds}


def our_prediction() -> dict[str, float]:
    """Time the report's prediction, and compare its probabilities with those of padded documents."""
    import numpy as np

    from lstm_attention.models.training import predict
    from lstm_attention.settings import TrainingParameters

    posts, rows = encoded_posts()
    model = attention_model(rows, mask=True)
    seconds = median_seconds(lambda: predict(model, posts, TrainingParameters(), PUBLISHED_LENGTH))
    few = some(posts, 64)
    padded = model.predict(few.padded(np.arange(64), PUBLISHED_LENGTH), verbose=0)
    ours = predict(model, few, TrainingParameters(), PUBLISHED_LENGTH)
    return {
        "documents_per_second": len(posts) / seconds,
        "largest_difference": float(np.abs(padded - ours).max()),
    }


def time_to_accuracy(training_posts: int | None) -> dict[str, float]:
    """Return the seconds until our recipe reaches the published recipe's final validation accuracy.

    Both learn from the same posts (all but those for validation if None), with the same word
    vectors, by the report's own training code. It takes up where an earlier call was stopped.
    """
    import keras
    import numpy as np

    from lstm_attention.models.networks import build_model
    from lstm_attention.models.training import train
    from lstm_attention.models.vectors import train_word_vectors
    from lstm_attention.settings import TrainingParameters

    posts, rows = encoded_posts()
    training_posts = training_posts or len(posts) - VALIDATION_SUBSET
    chosen = some(posts, training_posts + VALIDATION_SUBSET)
    learned = chosen.part(0, training_posts)
    validation = chosen.part(training_posts, len(chosen))
    words = {str(row): row for row in range(2, rows)}
    documents = [[str(row) for row in posts.tokens[start:end]] for start, end in pairwise(posts.offsets)]
    embeddings = train_word_vectors(
        documents, words, VECTOR_SIZE, window=10, epochs=2, negative=2, learning_rate=0.05, seed=0
    )
    histories = {}
    for name, recipe in {"ours": FAST_TRAINING, "published": PUBLISHED_TRAINING}.items():
        parameters = TrainingParameters(**recipe)
        keras.utils.set_random_seed(0)
        model = build_model(
            "lstm_attention",
            rows,
            CLASSES,
            VECTOR_SIZE,
            mask=parameters.mask,
            embeddings=embeddings,
            layer="keras" if name == "published" else "compiled",
        )
        unfinished = BUILD / f"bench-{name}-{training_posts}.npz"
        histories[name] = train(
            model, learned, validation, parameters, PUBLISHED_LENGTH, seed=0, unfinished=unfinished
        )
    target = histories["published"]["val_accuracy"][-1]
    accuracies = np.array(histories["ours"]["val_accuracy"])
    if accuracies.max() < target:
        raise SystemExit(f"this recipe ends at {accuracies.max():.1%}, the published one at {target:.1%}")
    for name in histories:
        (BUILD / f"bench-{name}-{training_posts}.npz").unlink()
    epochs = int(np.argmax(accuracies >= target)) + 1
    return {
        "documents": training_posts,
        "accuracy": target,
        "epochs": epochs,
        "our_accuracy": float(accuracies[epochs - 1]),
        "our_seconds": sum(histories["ours"]["seconds"][:epochs]),
        "published_seconds": sum(histories["published"]["seconds"]),
    }


def selection_rate() -> dict[str, float]:
    """Return the rows per second that one process selects from a monthly dump, compressed by zstandard."""
    import tempfile

    import dumps

    from lstm_attention.corpus.selection import select
    from lstm_attention.corpus.sources import read_rows
    from lstm_attention.settings import SourceParameters

    parameters = SourceParameters(
        text_column="body",
        label_column="subreddit",
        classes=[f"class{number}" for number in range(dumps.CLASSES)],
        min_characters=1_000,
        documents_per_class=9_000,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "RC_2010-01.zst"
        path.write_bytes(dumps.block(0))
        start = time.perf_counter()
        select(read_rows(path, parameters), path.name, parameters)
        return {"rows_per_second": dumps.COMMENTS / (time.perf_counter() - start)}


def report() -> dict[str, Any]:
    """Time the quick report in a copy of this project: the whole, again, and after a change of prose."""
    import shutil
    import tempfile

    tracked = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in filter(None, tracked.stdout.split("\0")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, copy / name, follow_symlinks=False)  # .snakemake is a link

        def seconds() -> tuple[float, str]:
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-m", "lstm_attention", "report"],
                env=os.environ | {"PYTHONPATH": str(copy / "src")},
                cwd=copy,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                sys.exit(f"the report failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
            return time.perf_counter() - start, done.stdout

        whole, printed = seconds()
        again, _ = seconds()
        with (copy / "book" / "rerun.md").open("a", encoding="utf-8") as page:
            page.write("\nOne sentence more.\n")
        prose, _ = seconds()
    spent = re.search(r"Slowest steps, by kind: (.*)", printed)
    return {"whole_seconds": whole, "again_seconds": again, "prose_seconds": prose, "most": spent[1]}


def peers() -> dict[str, Any]:
    """Time Keras's loop, this project's layer and PyTorch's LSTM in the same network, on the same batches."""
    import layers

    return layers.measure()


def gpu() -> dict[str, Any]:
    """Time the published training on a GPU, if there is one."""
    import gpu

    return gpu.measure() if gpu.gpus() else {}


def scale(count: int) -> dict[str, float]:
    """Measure time and peak memory of an epoch and of prediction on generated documents of a few tokens."""
    import numpy as np

    from lstm_attention.corpus.vocabulary import EncodedDocuments
    from lstm_attention.models.batches import TrainingBatches
    from lstm_attention.models.training import predict
    from lstm_attention.settings import TrainingParameters

    rows = 20_000
    rng = np.random.default_rng(0)
    model = attention_model(rows, mask=True)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")

    def generated(documents: int) -> EncodedDocuments:
        return EncodedDocuments(
            ids=np.arange(documents).astype("U7"),
            labels=rng.integers(0, CLASSES, documents, dtype=np.int32),
            tokens=rng.integers(2, rows, documents * SHORT, dtype=np.int32),
            offsets=np.arange(0, documents * SHORT + 1, SHORT, dtype=np.int64),
            groups=np.arange(documents, dtype=np.int32),
        )

    few = generated(SIZES[0])
    model.fit(TrainingBatches(few, 1024, seed=0), shuffle=False, verbose=0)
    predict(model, few, TrainingParameters(), PUBLISHED_LENGTH)
    before = peak_megabytes()
    documents = generated(count)
    start = time.perf_counter()
    model.fit(TrainingBatches(documents, 1024, seed=0), shuffle=False, verbose=0)
    trained = time.perf_counter()
    predict(model, documents, TrainingParameters(), PUBLISHED_LENGTH)
    return {
        "documents": count,
        "training_seconds": trained - start,
        "prediction_seconds": time.perf_counter() - trained,
        "peak_megabytes": peak_megabytes(),
        "grown_megabytes": peak_megabytes() - before,
        "encoded_megabytes": sum(
            array.nbytes for array in (documents.ids, documents.labels, documents.tokens, documents.offsets)
        )
        / 1e6,
    }


def peak_megabytes() -> float:
    """Return the peak resident memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


MEASUREMENTS: dict[str, Callable[[], dict[str, Any]]] = {
    "matrix_rate": matrix_rate,
    "original_training": original_training,
    "our_training": our_training,
    "original_prediction": original_prediction,
    "our_prediction": our_prediction,
    "time_to_accuracy": lambda: time_to_accuracy(ACCURACY_SUBSET),
    "selection_rate": selection_rate,
    "report": report,
    "layers": peers,
    "gpu": gpu,
    **{f"scale_{size}": lambda size=size: scale(size) for size in SIZES},
}


def machine() -> dict[str, Any]:
    """Describe the machine."""
    models = [
        line.split(":")[1].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    return {
        "cpu": models[0] if models else platform.processor(),
        "processors": len(os.sched_getaffinity(0)),
        "system": platform.platform(),
        "versions": {
            "python": platform.python_version(),
            "keras": version("keras"),
            "tensorflow": version("tensorflow"),
        },
    }


def measured(name: str) -> dict[str, Any]:
    """Run one measurement in a process of its own."""
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, __file__, name], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def lines(results: dict[str, dict[str, Any]], processors: int) -> list[tuple[str, str, str, str]]:
    """Return the table: what, measured, reached, goal."""
    theirs, ours = results["original_training"], results["our_training"]
    epoch = ours["documents"]
    published_epoch = epoch / theirs["documents_per_second"]
    reached = ours["tokens_per_second"] * ours["mflop_per_token"] / 1e3 / results["matrix_rate"]["gflops"]
    predicted = results["our_prediction"]["documents_per_second"]
    padded = results["original_prediction"]["documents_per_second"]
    accuracy, selection, quick = (results[name] for name in ("time_to_accuracy", "selection_rate", "report"))
    selecting = REDDIT / selection["rows_per_second"] / 3600
    documents = REDDIT_SAMPLE * REDDIT_EPOCHS
    training = documents / ours["documents_per_second"] * processors / 3600
    small, large = (results[f"scale_{size}"] for size in (SIZES[0], SIZES[-1]))
    grown = large["peak_megabytes"] - small["peak_megabytes"]
    encoded = large["encoded_megabytes"] - small["encoded_megabytes"]
    excess = (grown - encoded) * 1e6 / (SIZES[-1] - SIZES[0])
    post = TOKEN_BYTES * ours["tokens_per_second"] / ours["documents_per_second"]
    return [
        (
            "epoch of the LSTM with attention",
            f"{published_epoch:.0f} s as published, {epoch / ours['documents_per_second']:.0f} s ours",
            f"{ours['documents_per_second'] / theirs['documents_per_second']:.1f} times",
            "25 times",
        ),
        (
            "share of the matrix rate, whole epochs",
            f"{ours['tokens_per_second']:,.0f} tokens/s x {ours['mflop_per_token']:.1f} MFLOP "
            f"of {results['matrix_rate']['gflops']:.0f} GFLOP/s",
            f"{reached:.0%}",
            "60%",
        ),
        *_layer_lines(results["layers"], ours["mflop_per_token"], results["matrix_rate"]["gflops"]),
        (
            f"time to the accuracy of {PUBLISHED_TRAINING['epochs']} published epochs, "
            f"{accuracy['documents']:,} posts",
            f"{accuracy['published_seconds']:.0f} s to {accuracy['accuracy']:.1%} as published, "
            f"{accuracy['our_seconds']:.0f} s to {accuracy['our_accuracy']:.1%} ours",
            f"{accuracy['published_seconds'] / accuracy['our_seconds']:.0f} times",
            "25 times",
        ),
        (
            "prediction",
            f"{padded:.0f} documents/s as published, {predicted:.0f} ours",
            f"{predicted / padded:.1f} times",
            "14 times",
        ),
        (
            "probabilities, padded or not",
            "largest difference of 64 documents",
            f"{results['our_prediction']['largest_difference']:.0g}",
            "1e-05",
        ),
        (
            f"memory, {SIZES[0]:,} to {SIZES[-1]:,} documents",
            f"{small['peak_megabytes']:.0f} to {large['peak_megabytes']:.0f} MB; "
            f"the documents {encoded:.0f} MB; {excess:.0f} bytes more for each, "
            f"beside {post:.0f} for the tokens of a post",
            f"{grown / encoded:.1f} times the size of the documents",
            "1 time",
        ),
        (
            "quick report, after installation",
            f"slowest kinds of steps, of which several run at a time: {quick['most']}",
            f"{quick['whole_seconds']:.0f} s, "
            f"{quick['whole_seconds'] / published_epoch:.1f} published epochs",
            "1 epoch",
        ),
        ("the same again", "nothing to do", f"{quick['again_seconds']:.1f} s", "3 s"),
        ("the same after a change of prose", "HTML alone", f"{quick['prose_seconds']:.1f} s", "10 s"),
        (
            f"{REDDIT / 1e9:.1f} billion comments",
            f"selection at {selection['rows_per_second']:,.0f} comments/s a core; "
            f"{REDDIT_EPOCHS} epochs of {REDDIT_SAMPLE:,} of them, if as long as these posts",
            f"{selecting:.1f} and {training:.1f} core hours",
            "none",
        ),
        *_gpu_lines(results["gpu"]),
    ]


def _layer_lines(
    rates: dict[str, Any], mflop_per_token: float, gflops: float
) -> list[tuple[str, str, str, str]]:
    """Return one line for each shape of a batch, for training and for prediction."""
    rows = []
    for shape, kinds in rates.items():
        for kind, by_layer in kinds.items():
            ours, peer = by_layer["ours"], by_layer.get("torch")
            share = ours * mflop_per_token / 1e3 / gflops
            said = [f"{by_layer['keras']:,.0f} tokens/s by Keras's loop", f"{ours:,.0f} ours"]
            said += [f"{peer:,.0f} by PyTorch" if peer else "PyTorch is not installed (extra `peers`)"]
            reached = f"{ours / by_layer['keras']:.1f} times Keras"
            reached += f", {ours / peer:.2f} times PyTorch" if peer else ""
            if kind == "training":
                reached += f"; {share:.0%} of the matrix rate"
            goal = "ahead of PyTorch" + ("; 70%" if (shape, kind) == ("64 x 128", "training") else "")
            rows.append((f"{kind}, batches of {shape}", ", ".join(said), reached, goal))
    return rows


def _gpu_lines(measured: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    if not measured:
        return [("GPU", "none on this machine", "not measured", "40 ms a step, 10 min")]
    published = measured["published"]
    return [
        (
            f"step as published, {measured['gpu']}",
            f"{published['milliseconds_per_step']} ms on the original's RTX 3090",
            f"{measured['milliseconds_per_step']:.0f} ms",
            "40 ms",
        ),
        (
            f"whole published training, {measured['gpu']}",
            f"{published['minutes']} min on the original's RTX 3090",
            f"{measured['minutes_with_batches_by_length']:.1f} min with batches by length",
            "10 min",
        ),
        *(
            (
                f"step in {way['precision']}, LSTM by {way['lstm'].removeprefix('compiled by ')}",
                f"{way['milliseconds_per_step']:.0f} ms",
                f"probabilities differ from the processor's by up to {way['largest_difference']:.1g}, "
                f"classes of {way['other_classes']} of {way['documents']} documents",
                "none",
            )
            for way in measured["ways"]
        ),
    ]


def record(results: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the content of bench.json: when, on what machine, and of which commit and recipe."""
    from lstm_attention.exhibits.speed_statements import recipe
    from lstm_attention.store import provenance

    described = machine()
    names = ("what", "measured", "reached", "goal")
    rows = lines(results, described["processors"])
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        **provenance.commit(),
        "recipe": recipe(),
        "machine": described,
        "results": results,
        "table": [dict(zip(names, row, strict=True)) for row in rows],
    }


def main() -> None:
    """Measure what is missing, print the table, write build/bench.json."""
    if len(sys.argv) > 1:
        measure = {**MEASUREMENTS, "whole": lambda: time_to_accuracy(None)}[sys.argv[1]]
        print(json.dumps(measure()))
        return
    BUILD.mkdir(exist_ok=True)
    results = json.loads(PARTS.read_text(encoding="utf-8")) if PARTS.is_file() else {}
    console = Console()
    for number, name in enumerate(MEASUREMENTS, start=1):
        if name not in results:
            start = time.perf_counter()
            with console.status(f"{number}/{len(MEASUREMENTS)} {name}"):
                results[name] = measured(name)
            aside = PARTS.with_suffix(".new")
            aside.write_text(json.dumps(results), encoding="utf-8")
            aside.replace(PARTS)
            console.print(f"{number}/{len(MEASUREMENTS)} {name}: {time.perf_counter() - start:.0f} s")
    content = record(results)
    (BUILD / "bench.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
    PARTS.unlink()
    table = Table(*content["table"][0])
    for row in content["table"]:
        table.add_row(*row.values())
    described = content["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in described["versions"].items())
    console.print(f"{described['cpu']}, {described['processors']} processors, {versions}")
    console.print(table)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. What was measured is kept: run the same command to carry on.")
