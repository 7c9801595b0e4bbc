"""Profiles, the files in config/ with the settings of one report each, and overrides for one run."""

import re
import shlex
from pathlib import Path
from typing import Any, ClassVar

import yaml

from lstm_attention.settings import MODELS, LSTMParameters, Settings, SettingsError, validated


class Loader(yaml.SafeLoader):
    """Reads 1e-4 as a number, and no, on and yes as words, as YAML 1.2 does and PyYAML does not."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


for kind, pattern, first in (
    ("float", r"[-+]?\d+(\.\d*)?[eE][-+]?\d+$", "-+0123456789"),
    ("bool", r"(true|True|TRUE|false|False|FALSE)$", "tTfF"),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{kind}", re.compile(pattern), list(first))


def described_profiles(folder: Path) -> dict[str, str]:
    """Return the profiles in a folder by name, each with its first line, a comment on its purpose."""
    paths = sorted(folder.glob("*.yaml"))
    return {path.stem: path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ") for path in paths}


def load_settings(profile: Path, overrides: str = "") -> Settings:
    """Read a profile and apply overrides such as `epochs=3 dense.epochs=30 seeds=[0,1]`.

    A bare training parameter (`epochs=3`) is set for every model and every variant that has it; `pooling` and
    `head` need the name of one, as in `lstm_attention.head=[64]`.

    Raises:
        SettingsError: with one line per mistake, naming parameter, value and what is allowed.
    """
    if not profile.is_file():
        known = ", ".join(sorted(path.stem for path in profile.parent.glob("*.yaml")))
        raise SettingsError(f"no profile {profile}; profiles there: {known or 'none'}")
    try:
        values = yaml.load(profile.read_text(encoding="utf-8"), Loader) or {}
    except yaml.YAMLError as error:
        raise SettingsError(f"{profile} is not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(values, dict):
        raise SettingsError(f"{profile} must hold `name: value` lines, not a {type(values).__name__}")
    for name, value in _parse_overrides(overrides):
        _override(values, name, value)
    return validated(Settings, values)


def _parse_overrides(overrides: str) -> list[tuple[str, Any]]:
    try:
        words = shlex.split(overrides)
    except ValueError as error:
        raise SettingsError(f"cannot read SET={overrides!r}: {error}") from None
    pairs = []
    for word in words:
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise SettingsError(f"{word!r} in SET must have the form name=value, without spaces")
        try:
            pairs.append((name, yaml.load(value, Loader)))
        except yaml.YAMLError:
            remedy = "write a list without spaces, as in seeds=[0,1]"
            raise SettingsError(f"{name}={value}: the value cannot be read; {remedy}") from None
    return pairs


def _override(values: dict[str, Any], name: str, value: Any) -> None:
    model, dot, parameter = name.partition(".")
    variants = values.get("variants") or {}
    if dot:
        if model not in (*MODELS, *variants):
            owners = ", ".join([*MODELS, *variants])
            raise SettingsError(f"{name}={value}: only {owners} have parameters of their own")
        section = variants[model] if model in variants else values.setdefault(model, {})
        if not isinstance(section, dict):
            raise SettingsError(f"{model} must hold lines `name: value`, not {section!r}; or leave it out")
        section[parameter] = value
    elif name in LSTMParameters.model_fields:
        for model in (*MODELS, *variants):
            if name in MODELS.get(model, LSTMParameters).model_fields:
                _override(values, f"{model}.{name}", value)
    else:
        values[name] = value
