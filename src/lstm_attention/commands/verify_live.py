"""Checks that the models that a page runs are those of the report."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lstm_attention.commands.predict import tensorflow_silent
from lstm_attention.settings import Settings

ROUNDING = 1e-4
"""Difference of two probabilities that another machine, or number of threads, can make."""

TIE = 0.002
"""Two highest probabilities that are less than this apart may change places on another machine."""


def check_live(build: Path, results: dict[str, Any]) -> Iterator[str]:
    """Compare the copies beside the page with those that were made, and their predictions with the models'.

    Args:
        build: the folder of a built report.
        results: content of its results.json.
    """
    if "live" not in results:
        return
    page = build / "html/live"
    for made in sorted((build / "live").iterdir()):
        if not (page / made.name).is_file() or (page / made.name).read_bytes() != made.read_bytes():
            yield f"{page / made.name} differs from {made}"
            return
    with tensorflow_silent():
        from lstm_attention.exhibits import live, scripts
        from lstm_attention.models.networks import load_model

    from lstm_attention.corpus.vocabulary import EncodedDocuments

    copied, head = live.unpack(scripts.read(page))
    test = EncodedDocuments.load(build / "corpus/test.npz")
    settings = Settings(**results["parameters"])
    sample = live.sample(test, settings.corpus_seed)
    for name, stated in results["live"]["agreement"].items():
        run = build / "runs" / f"{name}-{settings.seeds_by_name()[name][0]}"
        again = live.compare(load_model(run), copied[name], test, sample, head["shown"][name]["length"])
        largest, limit = again["largest"], stated["largest"] + ROUNDING
        farther = again["apart"] > max(stated["apart"] + ROUNDING, TIE)
        if largest > limit or farther:
            yield (
                f"{page}: probabilities of {run} and its copy differ by up to {largest:.4f}, and the classes "
                f"of {again['other_class']} documents; results.json says {stated['largest']:.4f} and "
                f"{stated['other_class']}"
            )
