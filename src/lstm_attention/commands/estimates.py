"""What the steps of a report need, roughly: seconds on two slow cores, and memory.

Snakemake loads this whenever it starts, so nothing is imported that takes long to load.
"""

import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lstm_attention.corpus import newsgroups, reddit
from lstm_attention.settings import REDDIT, Settings

BYTES_OF_A_DOCUMENT = 1_300
DEFAULT_DOCUMENTS = sum(newsgroups.DOCUMENTS.values())
SELECTED_PER_SECOND = 30_000_000
"""Bytes of a compressed dump from which one processor selects."""
SELECTED_TOGETHER = 100_000_000
"""A file of fewer bytes is no job of its own on a cluster."""
LIGHT = ("vectors", "baselines", "compare", "length", "confidence", "verdicts", "speed", "controls")
"""Notebooks that run no network."""


def documents(settings: Settings, files: list[Path]) -> int:
    """Return about how many documents the corpus has, by the sizes of its files, if it has any."""
    size = sum(file.stat().st_size for file in files)
    found = size // BYTES_OF_A_DOCUMENT if files else DEFAULT_DOCUMENTS
    found = reddit.DOCUMENTS if settings.source == REDDIT else found
    found = min(settings.sample or found, found)
    return min(found, (len(settings.classes) or 5) * (settings.documents_per_class or found))


def notebook_seconds(settings: Settings, documents: int) -> dict[str, float]:
    """Return the seconds of each notebook except `train`; 30 for one that is not listed."""
    seeds = len(settings.seeds)
    trainings = sum(map(len, settings.seeds_by_name().values()))
    listed = {
        **{"corpus": 30, "evaluate": 20, "length": 10, "confidence": 10},
        **dict.fromkeys(("verdicts", "speed", "controls"), 5),
        "vectors": 8 + 0.001 * documents * (settings.vector_epochs or 5),
        "variants": 10 + settings.erased_documents / 10 * trainings,
        "baselines": 15 + 0.003 * documents,
        "compare": 15 + 0.0003 * documents * seeds,
        "focus": (25 + 0.0015 * documents) * seeds,
        "faithfulness": (20 + settings.erased_documents / 2) * seeds,
        "context": 50 * seeds,
        "live": 40,
    }
    return defaultdict(lambda: 30.0, listed)


def training_seconds(training: dict[str, Any], documents: int) -> float:
    """Return the seconds of a training run: its start, and its epochs, often 20 until it ends.

    Args:
        training: parameters of the notebook `train`: `model`, `epochs`, `max_tokens`.
        documents: of the corpus.
    """
    longest = training["max_tokens"]
    # Most documents have no more than 100 tokens, so that longer ones are too few to cost much.
    cost = 0.0002 if training["model"] == "dense" else 0.004 * longest / (longest + 100)
    return 30 + cost * documents * (training["epochs"] or 20)


def selection_seconds(_: Any, input: Any) -> float:
    """Return the seconds of the selection from one file."""
    return 3 + Path(input.file).stat().st_size // SELECTED_PER_SECOND


def selection_group(file: str | Path) -> str | None:
    """Return the group of Snakemake whose selections a cluster's profile joins into one job, or None."""
    return "selection" if Path(file).stat().st_size < SELECTED_TOGETHER else None


def megabytes(name: str, documents: int) -> int:
    """Memory to ask a cluster for, by the name of a notebook or step: at least twice what was measured.

    Measured were 2,740 MB in a training run on the default corpus, 930 on 300 of its documents, 890 in the
    corpus notebook and 390 in other notebooks without a network; Snakemake takes about 250 more in each job.
    A training run takes more with longer documents, but not with more of them.
    """
    if name == "corpus":
        return 2_000 + documents // 50
    if name in LIGHT:
        return 1_500 + documents // 10
    return 2_700 + min(documents, DEFAULT_DOCUMENTS) // 4


def asked(seconds: float | Callable[..., float], megabytes: int = 1_500) -> dict[str, Any]:
    """Return the resources of a rule: `seconds` for the time left, `mem_mb` and `runtime` for a cluster.

    The runtime is in minutes: five times the expected time and ten more, as a node may be slow or shared.

    Args:
        seconds: expected, or a function of a job's `wildcards` and `input`.
        megabytes: memory to ask for.
    """

    def expected(wildcards: Any, input: Any) -> float:
        return seconds(wildcards, input) if callable(seconds) else seconds

    def runtime(wildcards: Any, input: Any) -> int:
        return 10 + round(expected(wildcards, input) / 12)

    return {"seconds": expected, "runtime": runtime, "mem_mb": megabytes}


def together(seconds: list[float]) -> float:
    """Return the seconds that steps take on this machine if none has to wait for another."""
    return max([sum(seconds) / (os.cpu_count() or 1), *seconds])


def duration(seconds: float) -> str:
    """Return a waiting time in plain words: `45 s`, `12 min`."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
