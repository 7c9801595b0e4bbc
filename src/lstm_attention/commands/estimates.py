"""How long the steps of a report take, roughly, in seconds on two slow cores."""

from pathlib import Path

from lstm_attention.settings import Settings

BYTES_OF_A_DOCUMENT = 1_300
NEWSGROUPS_DOCUMENTS = 13_500


def documents(settings: Settings, files: list[Path]) -> int:
    """About how many documents the corpus has; `files` of an own one."""
    found = (
        sum(file.stat().st_size for file in files) // BYTES_OF_A_DOCUMENT if files else NEWSGROUPS_DOCUMENTS
    )
    found = min(settings.sample or found, found)
    return min(found, (len(settings.classes) or 5) * (settings.documents_per_class or found))


def notebook_seconds(settings: Settings, documents: int) -> dict[str, float]:
    """Of each notebook but `train`."""
    seeds = len(settings.seeds)
    trainings = sum(map(len, settings.seeds_by_name().values()))
    return {
        **{"corpus": 30, "evaluate": 20, "length": 10, "confidence": 10},
        **dict.fromkeys(("verdicts", "speed", "controls"), 5),
        "vectors": 8 + 0.001 * documents * (settings.vector_epochs or 5),
        "variants": 10 + settings.erased_documents / 10 * trainings,
        "baselines": 15 + 0.003 * documents,
        "compare": 15 + 0.0003 * documents * seeds,
        "focus": 25 * seeds,
        "faithfulness": (20 + settings.erased_documents / 4) * seeds,
        "context": 50 * seeds,
        "live": 40,
    }


def training_seconds(model: str, epochs: int | None, documents: int) -> float:
    """Start-up, and the epochs over the training part, often 10 until it ends; the dense model is cheaper."""
    cost = 0.0002 if model == "dense" else 0.006
    return 30 + cost * documents * (epochs or 10)
