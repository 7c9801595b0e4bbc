"""All parameters of a report as plain rows: the name, the allowed values and the meaning of each."""

import ast
import json
from inspect import getdoc
from itertools import pairwise
from pathlib import Path
from typing import Any

from lstm_attention import settings

PREFIXES = {"AttentionParameters": "lstm_attention.", "VariantParameters": "<variant>."}
"""Prefix of a parameter that not every model has."""

TYPES = {
    **{"integer": "whole number", "number": "number", "boolean": "true or false"},
    **{"string": "text", "null": "null"},
}
"""JSON Schema's types in plain words."""

LIMITS = {
    "minItems": "not empty",
    "maxLength": "at most {:,} character",
    "minimum": "at least {:,}",
    "exclusiveMinimum": "more than {:,}",
    "maximum": "at most {:,}",
    "exclusiveMaximum": "less than {:,}",
}
"""JSON Schema's limits in plain words."""


def parameter_rows() -> list[dict[str, str]]:
    """Return one row per parameter, in the order of settings.py.

    Returns:
        `group`, what the parameters of its group are about; `name` and `default`, as written in
        overrides; `takes`, its type and limits; `meaning`.
    """
    rows = []
    for group, name, meaning in meanings():
        model = getattr(settings, group)
        field = model.model_json_schema()["properties"][name]
        if "$ref" not in field:  # the parameters of a model's section have rows of their own
            rows.append(
                {
                    "group": getdoc(model),
                    "name": PREFIXES.get(group, "") + name,
                    "takes": ": ".join(filter(None, [_type(field), ", ".join(_limits(field))])),
                    "default": written(field["default"]),
                    "meaning": meaning,
                }
            )
    return rows


def meanings() -> list[tuple[str, str, str]]:
    """Each group and parameter of settings.py with the text below it.

    pydantic could read that text too, but would do so at every import, in 70 ms.
    """
    source = Path(settings.__file__).read_text(encoding="utf-8")
    return [
        (group.name, field.target.id, " ".join(text.value.value.split()))
        for group in ast.parse(source).body
        if isinstance(group, ast.ClassDef)
        for field, text in pairwise(group.body)
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr)
    ]


def _type(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(map(_type, field["anyOf"]))
    if "const" in field:
        return field["const"]
    if field["type"] == "array":
        return f"list of {_type(field['items'])}s"
    if field["type"] == "object":
        return f"{'lists' if field['additionalProperties'].get('type') == 'array' else 'sections'} by name"
    return TYPES[field["type"]]


def _limits(field: dict[str, Any]) -> list[str]:
    """Return the limits of a value that is not null; for a list, also those of its items."""
    if "anyOf" in field:
        return _limits(field["anyOf"][0])
    own = [said.format(field[name]) for name, said in LIMITS.items() if name in field]
    *others, last = field.get("enum", ["", ""])
    choices = [f"{', '.join(others)} or {last}"] if "enum" in field else []
    return own + choices + (_limits(field["items"]) if "items" in field else [])


def written(value: Any) -> str:
    """Return a parameter's value as the command line takes it: `null`, `true`, `0.1`, `adam`, `[128,64]`."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
