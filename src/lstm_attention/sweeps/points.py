"""The points of a sweep: a profile with some of its parameters varied, on a grid or drawn from ranges."""

import json
import re
import shlex
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml
from scipy.stats import qmc

from lstm_attention.profiles import Loader, load_settings
from lstm_attention.settings import (
    MODELS,
    AttentionParameters,
    CorpusParameters,
    Settings,
    SettingsError,
    VectorParameters,
)

RANGE = re.compile(r"(log|uniform)\(([^,()]+),([^,()]+)\)")
"""A range from which values are drawn: evenly on a logarithmic scale, or evenly."""

SHARED = (CorpusParameters.model_fields.keys() | VectorParameters.model_fields.keys()) - {"source"}
"""Parameters that concern all models."""

OF_ALL_POINTS = "redraw=false search={} live=false"
"""All seeds share one split, as validation accuracies are compared; a sweep is itself a search; and it has no
page that runs models."""


@dataclass(frozen=True)
class Range:
    """A range of numbers; whole numbers if both ends are written as such.

    Attributes:
        scale: on which values are spread evenly.
        low, high: the ends.
    """

    scale: str
    low: float
    high: float

    def at(self, share: float) -> float:
        """Return the number at a share, from 0 to 1, of the way from `low` to `high`."""
        if self.scale == "log":
            value = float(np.exp(np.log(self.low) + share * (np.log(self.high) - np.log(self.low))))
        else:
            value = self.low + share * (self.high - self.low)
        whole = isinstance(self.low, int) and isinstance(self.high, int)
        return round(value) if whole else float(f"{value:.4g}")


@dataclass(frozen=True)
class Sampling:
    """How points are drawn if a parameter varies over a range.

    Attributes:
        points: their number.
        method: Sobol's sequence, scrambled (Owen 1998), which covers the ranges evenly; or at random.
        seed: of either.
    """

    points: int = 16
    method: Literal["sobol", "random"] = "sobol"
    seed: int = 0


@dataclass(frozen=True)
class Point:
    """One point: `values` of the varied parameters by name, and the whole `settings`."""

    values: dict[str, Any]
    settings: Settings


def sweep_points(profile: Path, overrides: str, over: str, sampling: Sampling) -> list[Point]:
    """Return the points of a sweep, each once: all combinations of lists, or as many as are drawn.

    Args:
        profile: file of config/.
        overrides: parameters of all points that differ from the profile, as `load_settings` takes them.
        over: parameters with their values, such as `max_tokens=[50,200] learning_rate=log(1e-4,1e-2)`.
        sampling: how points are drawn if a parameter has a range; values of lists are then drawn as well.

    Raises:
        SettingsError: in one line that names parameter, value and what is allowed.
    """
    load_settings(profile, overrides)  # what is wrong without the sweep is said first
    varied = _parse(over)
    combinations = (
        product(*varied.values())
        if all(isinstance(values, list) for values in varied.values())
        else _drawn(list(varied.values()), sampling)
    )
    found = {json.dumps(values): dict(zip(varied, values, strict=True)) for values in map(list, combinations)}
    return [Point(values, _settings(profile, overrides, values)) for values in found.values()]


def _settings(profile: Path, overrides: str, values: dict[str, Any]) -> Settings:
    words = [shlex.quote(f"{name}={json.dumps(value)}") for name, value in values.items()]
    return load_settings(profile, " ".join([overrides, OF_ALL_POINTS, *words]))


def trained_models(points: list[Point], listed: list[str]) -> list[str]:
    """Return the models and variants to train: those listed, or those that the varied parameters concern.

    Raises:
        SettingsError: if a listed name is neither a model nor a variant.
    """
    known = points[0].settings.seeds_by_name()
    for name in listed:
        if name not in known:
            raise SettingsError(f"models={name}: no such model or variant; choose from {', '.join(known)}")
    if listed:
        return list(dict.fromkeys(listed))
    names = points[0].values
    return [model for model in known if any(model in _owners(name) for name in names)]


def concerning(points: list[Point], model: str) -> list[str]:
    """Return the varied parameters that change something for a model or variant."""
    names = []
    for name in points[0].values:
        owner, dot, parameter = name.rpartition(".")
        own = not dot or owner in (model, "lstm_attention" if model not in MODELS else model)
        found = [point.settings.model_dump() | point.settings.training(model) for point in points]
        if own and len({json.dumps(settings.get(parameter)) for settings in found}) > 1:
            names.append(name)
    return names


def _owners(name: str) -> list[str]:
    owner, dot, _ = name.rpartition(".")
    if dot:
        return [owner]
    if name in SHARED:
        return list(MODELS)
    return [model for model, group in MODELS.items() if name in group.model_fields]


def _parse(over: str) -> dict[str, list[Any] | Range]:
    try:
        words = shlex.split(over)
    except ValueError as error:
        raise SettingsError(f"cannot read OVER={over!r}: {error}") from None
    if not words:
        raise SettingsError('name parameters and their values, as in OVER="max_tokens=[50,200]"')
    varied: dict[str, list[Any] | Range] = {}
    for word in words:
        name, _, text = word.partition("=")
        if name in varied:
            raise SettingsError(f"{word}: {name} is varied twice; give all its values in one list")
        of_trainings = SHARED | AttentionParameters.model_fields.keys()
        # `load_settings` refuses a parameter that does not exist.
        if name in Settings.model_fields and name not in of_trainings:
            raise SettingsError(
                f"{word}: {name} cannot be varied; a sweep varies parameters of the corpus, of the word "
                "vectors and of the training of models, such as max_tokens, vector_size and learning_rate"
            )
        varied[name] = _values(word, text)
    return varied


def _values(word: str, text: str) -> list[Any] | Range:
    if found := RANGE.fullmatch(text.replace(" ", "")):
        try:
            low, high = (
                int(end) if re.fullmatch(r"[+-]?\d+", end) else float(end) for end in found.groups()[1:]
            )
        except ValueError:
            raise SettingsError(f"{word}: the ends of a range must be numbers") from None
        if not (low < high and np.isfinite([low, high]).all() and (found[1] == "uniform" or low > 0)):
            above = " above 0" if found[1] == "log" else ""
            raise SettingsError(f"{word}: the ends of a range must be numbers{above}, the smaller one first")
        return Range(found[1], low, high)
    try:
        values = yaml.load(text, Loader)
    except yaml.YAMLError:
        values = None
    if not isinstance(values, list):
        raise SettingsError(
            f"{word}: must be a list of values, such as [50,200], or a range, such as log(1e-4,1e-2) or "
            "uniform(0,0.5)"
        )
    if not values:
        raise SettingsError(f"{word}: the list is empty; it must have one value or more")
    if len({json.dumps(value) for value in values}) < len(values):
        raise SettingsError(f"{word}: each value may be listed only once")
    return values


def _drawn(varied: list[list[Any] | Range], sampling: Sampling) -> list[list[Any]]:
    """Return drawn values: of a range, a number from it; of a list, one of its values."""
    count = sampling.points
    if count < 1 or (sampling.method == "sobol" and count & (count - 1)):
        allowed = (
            "a power of 2 for a Sobol sequence; DRAW=random takes any number"
            if sampling.method == "sobol"
            else "1 or more"
        )
        raise SettingsError(f"points={count}: must be {allowed}")
    if sampling.method == "sobol":
        shares = qmc.Sobol(len(varied), rng=sampling.seed).random(count)
    else:
        shares = np.random.default_rng(sampling.seed).random((count, len(varied)))
    return [
        [
            values.at(share) if isinstance(values, Range) else values[int(share * len(values))]
            for values, share in zip(varied, row, strict=True)
        ]
        for row in shares.tolist()
    ]
