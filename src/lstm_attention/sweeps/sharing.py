"""What the points of a sweep need, each thing once: corpora, word vectors, runs, attention weights.

Each has a key, a hash of exactly those parameters on which it depends; what has the same key is made once. If
the profile's own report has it, it is in the folder of that report, and otherwise in build/<profile>/sweep/.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lstm_attention.corpus.sources import source_files
from lstm_attention.settings import WEIGHING, Settings, SourceParameters
from lstm_attention.store.layout import Layout
from lstm_attention.store.repository import strings
from lstm_attention.sweeps.points import Point, concerning

PLACES = {"output", "run", "unfinished", "exhibits_folder"}
"""Parameters of a notebook that say where its results go."""

KINDS = {
    "selected": ("select", ""),
    "corpus": ("corpus", ""),
    "vectors": ("vectors", ".npy"),
    "runs": ("train", ""),
    "weights": ("weights", ".json"),
}
"""What points may share: the step that makes it, and the suffix, if the output is a single file."""


@dataclass(frozen=True)
class Sweep:
    """A sweep, ready to be made.

    Attributes:
        points: what is tried.
        tried: for each model and variant, what it is trained with, each once: the `values` of the parameters
            that concern it, and the paths of its `runs` and of their attention `weights`.
        made: as in `Shared`.
        unshared: number of training runs if every point made its own.
        files: of the corpus, if that is not the default one.
        steps: for the path of each output, the name of the record of the step that makes it.
        needs: for the path of each output, the paths of its inputs.
    """

    points: list[Point]
    tried: dict[str, list[dict[str, Any]]]
    made: dict[str, dict[str, Any]]
    unshared: int
    files: list[Path]
    steps: dict[str, str]
    needs: dict[str, list[str]]

    def paths(self, kind: str) -> list[str]:
        """Return the `runs` or the `weights` of all points, each once."""
        return list(dict.fromkeys(path for own in self.tried.values() for row in own for path in row[kind]))


def planned(build: str, report: Settings, points: list[Point], models: list[str]) -> Sweep:
    """Return what the points of a sweep need.

    Args:
        build: folder of the profile's own report.
        report: settings of that report.
        points: of the sweep.
        models: the models and variants to train.

    Raises:
        CorpusError: if a corpus is missing.
    """
    shared = Shared(build, report, source_files(report.source))
    files, tried = source_files(points[0].settings.source), {}
    for model in models:
        names, rows = concerning(points, model), {}
        for point in points:
            row = shared.trained(point.settings, model, files)
            rows[tuple(row["runs"])] = {"values": {name: point.values[name] for name in names}} | row
        tried[model] = list(rows.values())
    unshared = len(points) * sum(len(points[0].settings.seeds_by_name()[model]) for model in models)
    return Sweep(points, tried, shared.made, unshared, files, shared.steps, shared.needs)


class Shared:
    """Corpora, vectors and runs by their keys, those of a report first.

    Attributes:
        folder: of what no report has.
        steps, needs: as in `Sweep`.
        made: for each kind, one of `KINDS`, and key, the parameters of the notebook or module that makes it;
            outputs that a report already has are left out.
    """

    def __init__(self, build: str, report: Settings, files: list[Path]) -> None:
        """Register what a report already has.

        Args:
            build: folder of the report, such as build/quick.
            report: its settings.
            files: of its corpus, if that is its own.
        """
        self.folder = f"{build}/sweep"
        self.made: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        self.steps: dict[str, str] = {}
        self.needs: dict[str, list[str]] = {}
        self._places: dict[tuple[str, str], str] = {}
        self._keys: dict[str, str] = {}
        own = Layout(report, build)
        selected = [
            self._put("selected", _selection(report, file), (f"{build}/selected/{part}", f"select-{part}"))
            for part, file in enumerate(files)
        ]
        corpus = own.given("corpus", {"selected": selected})
        corpus = self._put("corpus", corpus, (own.made("corpus"), "corpus"))
        vectors = own.given("vectors", {"corpus": corpus})
        self._put("vectors", vectors, (own.made("vectors"), "vectors"))
        for model, runs in own.runs().items():
            for seed, run in zip(report.seeds_by_name()[model], runs, strict=True):
                self._put("runs", own.training(model, str(seed)), (run, f"train-{model}-{seed}"))

    def trained(self, settings: Settings, model: str, files: list[Path]) -> dict[str, list[str]]:
        """Return the paths of a model's runs and attention weights under some settings, one for each seed.

        Args:
            settings: of a point.
            model: or variant.
            files: of the corpus, if that is not the default one.

        Returns:
            Paths of the `runs`, and of their attention `weights`, if the model gives weights to words.
        """
        own = Layout(settings, self.folder)
        selected = [self._put("selected", _selection(settings, file)) for file in files]
        corpus = self._put("corpus", own.given("corpus", {"selected": selected}))
        vectors = self._put("vectors", own.given("vectors", {"corpus": corpus}))
        inputs = {"corpus": corpus, "vectors": vectors}
        seeds = settings.seeds_by_name()[model]
        runs = [self._put("runs", own.training(model, str(seed)) | inputs) for seed in seeds]
        read = {"corpus": corpus, "documents": settings.weight_documents, "seed": settings.corpus_seed}
        weighs = settings.training(model).get("pooling") in WEIGHING
        weights = [self._put("weights", read | {"trained": run}) for run in runs if weighs]
        return {"runs": runs, "weights": weights}

    def _put(self, kind: str, parameters: dict[str, Any], report: tuple[str, str] | None = None) -> str:
        """Return the path of the output that is made with some parameters.

        Args:
            kind: of the output, one of `KINDS`.
            parameters: of the notebook or module that makes it.
            report: its path in a report, and the step of the report that makes it.
        """
        key = self._key(parameters)
        if place := self._places.get((kind, key)):
            return place
        name, suffix = KINDS[kind]
        place, step = report or (f"{self.folder}/{kind}/{key}{suffix}", f"sweep-{name}-{key}")
        self._places[kind, key], self._keys[place], self.steps[place] = place, key, step
        self.needs[place] = [path for path in strings(parameters) if path in self.steps and path != place]
        if not report:
            outputs = {
                "output": place,
                "run": place,
                "unfinished": f"{self.folder}/unfinished/{name}-{key}.npz",
                "exhibits_folder": f"{self.folder}/exhibits/{name}-{key}",
            }
            own = {name: path for name, path in outputs.items() if name in parameters}
            self.made[kind][key] = parameters | own
        return place

    def _key(self, parameters: dict[str, Any]) -> str:
        depends = {
            name: [self._keys.get(part, part) for part in value]
            if isinstance(value, list)
            else self._keys.get(value, value)
            if isinstance(value, str)
            else value
            for name, value in parameters.items()
            if name not in PLACES
        }
        return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()[:12]


def _selection(settings: Settings, file: Path) -> dict[str, Any]:
    """Return what the selection from a file of a corpus depends on."""
    return {"file": str(file), "settings": settings.group(SourceParameters)}
