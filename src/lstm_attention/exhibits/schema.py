"""The JSON Schema of results.json, read from the code that makes it.

The parameters are those of settings.py. The names of results and the columns of tables are those that the
notebooks hand over: found by reading the notebooks, not by running them. What a function of this package
returns is described in its own words.
"""

import ast
import json
import re
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any, NamedTuple

from lstm_attention.exhibits.parameters import meanings
from lstm_attention.exhibits.quoting import COST
from lstm_attention.settings import MODELS, Settings
from lstm_attention.store.dependencies import PACKAGE

PROVENANCE = {
    **{"commit": "Commit in git, or null outside a clone.", "dirty": "Whether a file in git was changed."},
    **{"versions": "Python and packages.", "machine": "System, processor, cores and memory."},
    **{"corpus": "Fingerprint, SHA-256.", "vectors": "SHA-256 of the word vectors."},
    "seeds": "Of every model and variant, by name.",
}
"""What results were made from."""

LIVE = "live"
"""The notebook that copies the models for the page that runs them: a report may be made without it."""

NUMBER = {"type": ["number", "null"]}
"""Null where there is nothing to compute a number from."""

ANY: dict[str, Any] = {}
"""Plain data of any kind."""

KINDS: dict[str, dict[str, Any]] = {
    **{"float": NUMBER, "int": {"type": "integer"}, "len": {"type": "integer"}},
    **{"str": {"type": "string"}, "bool": {"type": "boolean"}},
}
"""What is returned by functions with these annotations, and by these functions themselves."""


SWEEP = "sweep"
"""A notebook whose results are not a report's."""


def results_schema(templates: Path) -> dict[str, Any]:
    """The schema, draft 2020-12, of the results.json of any report.

    Args:
        templates: folder of the notebooks that hand the results over.
    """
    parameters = Settings.model_json_schema(ref_template="#/$defs/{model}")
    definitions = parameters.pop("$defs")
    for group, name, meaning in meanings():
        for where in (definitions.get(group, {}), parameters):
            if name in where.get("properties", {}):
                where["properties"][name]["description"] = meaning
    top = {
        "profile": {"type": "string", "description": "Which file of config/ the report was made with."},
        "parameters": parameters | {"title": "Parameters", "description": "All parameters of the report."},
        "provenance": {
            "type": "object",
            "description": "What the results were made from; where notebooks or runs differ, by their names.",
            "properties": {name: {"description": meaning} for name, meaning in PROVENANCE.items()},
            "required": list(PROVENANCE),
            "additionalProperties": False,
        },
    }
    for template in sorted(templates.glob("*.ipynb")):
        own, tables = notebook_schema(json.loads(template.read_text(encoding="utf-8"))["cells"])
        if template.stem == SWEEP or not (own["properties"] or tables):
            continue
        name = template.stem
        definitions |= {f"{name}.{table}": row for table, row in tables.items()}
        own["properties"] |= {table: _table(f"{name}.{table}") for table in tables}
        own["required"] = list(own["properties"])
        top[name] = own
    top["evaluate"] = {
        "type": "object",
        "title": top["evaluate"].pop("title"),
        "description": f"{top['evaluate'].pop('description')} The same for each model, by its name.",
        "properties": dict.fromkeys(MODELS, top["evaluate"]),
        "required": list(MODELS),
        "additionalProperties": False,
    }
    top[LIVE]["description"] += " Only in reports made with live=true."
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Results of a report",
        "description": "Every number that a report shows, under the name of the notebook that computed it.",
        "type": "object",
        "properties": top,
        "required": [name for name in top if name != LIVE],
        "additionalProperties": False,
        "$defs": definitions,
    }


def keys(schema: dict[str, Any]) -> list[dict[str, str]]:
    """The names at the top of results.json.

    Returns:
        Of each its `key`, what it `holds`, and the `names` in it, in Markdown.
    """
    rows = []
    for key, part in schema["properties"].items():
        inner = next(iter(part["properties"].values())) if key == "evaluate" else part
        # The appendix lists all parameters.
        names = [] if key == "parameters" else list(inner.get("properties", []))
        rows.append(
            {
                "key": f"`{key}`",
                "holds": part["description"],
                "names": ", ".join(f"`{name}`" for name in names),
            }
        )
    return rows


class Known(NamedTuple):
    """What a notebook's names stand for."""

    functions: dict[str, ast.FunctionDef]
    values: dict[str, list[ast.expr]]


def notebook_schema(cells: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a notebook hands over.

    Args:
        cells: of the notebook.

    Returns:
        The schema of its results, with its heading and its first paragraph; and by table that of one row.
    """
    texts = {
        kind: ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]
        for kind in ("code", "markdown")
    }
    title, _, rest = texts["markdown"][0].partition("\n\n")
    code = [ast.parse(source) for source in texts["code"]]
    nodes = [node for tree in code for node in ast.walk(tree)]
    known = Known(dict(_imported(nodes)), {})
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            known.values.setdefault(node.targets[0].id, []).append(node.value)
    own: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
    tables = {}
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("handover"), attr="results"), args=[_, content]):
                own = {"type": "object", "properties": {}} | _kind(content, known)
            case ast.Call(
                func=ast.Attribute(value=ast.Name("handover"), attr="table"),
                args=[_, ast.BinOp(right=ast.Constant(str(name))), *more],
                keywords=keywords,
            ):
                named = {keyword.arg: keyword.value for keyword in keywords}
                if name != COST and "new" not in named:
                    tables[name] = _row(dict(_columns(named.get("headers", *more[:1]), known)))
    described = " ".join(rest.partition("\n\n")[0].split())
    return {"title": title.removeprefix("# "), "description": described, **own}, tables


def _imported(nodes: list[ast.AST]) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of this package's modules that a notebook imports, as `module.function`."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                path = PACKAGE.parent.joinpath(*node.module.split("."), f"{alias.name}.py")
                if path.is_file():
                    for part in ast.parse(path.read_text(encoding="utf-8")).body:
                        if isinstance(part, ast.FunctionDef):
                            yield f"{alias.asname or alias.name}.{part.name}", part


def _kind(node: ast.expr, known: Known) -> dict[str, Any]:
    """The schema of what an expression makes, as far as it can be read."""
    match node:
        case ast.Dict(keys=keys, values=values):
            named = [
                (key.value, value)
                for key, value in zip(keys, values, strict=True)
                if key is not None and isinstance(key, ast.Constant)
            ]
            properties = {name: _kind(value, known) for name, value in named}
            inner = [_kind(value, known) for key, value in zip(keys, values, strict=True) if key is None]
            for spread in inner:
                properties |= spread.get("properties", {})
            closed = len(named) == len(keys) - len(inner) and all("properties" in spread for spread in inner)
            return {
                "type": "object",
                "properties": properties,
                "required": list(properties),
                **({"additionalProperties": False} if closed else {}),
            }
        case ast.DictComp(value=value):
            return {"type": "object", "additionalProperties": _kind(value, known)}
        case ast.ListComp(elt=value):
            return {"type": "array", "items": _kind(value, known)}
        case ast.JoinedStr() | ast.Constant(value=str()):
            return KINDS["str"]
        case ast.Call(func=ast.Name(name)) if name in KINDS:
            return KINDS[name]
        case ast.Name(name) if len(known.values.get(name, [])) == 1:
            return _kind(known.values[name][0], known)
        case ast.Call(func=function) if called := known.functions.get(ast.unparse(function)):
            return _annotated(called.returns) | {"description": _summary(ast.get_docstring(called) or "")}
    return ANY


def _annotated(annotation: ast.expr | None) -> dict[str, Any]:
    match annotation:
        case ast.Name(name):
            return KINDS.get(name, ANY)
        case ast.Subscript(value=ast.Name("dict"), slice=ast.Tuple(elts=[_, value])):
            return {"type": "object", "additionalProperties": _annotated(value)}
        case ast.Subscript(value=ast.Name("list"), slice=value):
            return {"type": "array", "items": _annotated(value)}
    return ANY


def _columns(node: ast.expr, known: Known) -> Iterator[tuple[str, str]]:
    """The columns of a table with their headings, as far as they are written out."""
    match node:
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if key is None:
                    yield from _columns(value, known)
                elif isinstance(key, ast.Constant):
                    yield key.value, value.value.strip() if isinstance(value, ast.Constant) else ""
        case ast.BinOp(left=left, right=right):
            yield from _columns(left, known)
            yield from _columns(right, known)
        case ast.Name(name) if name in known.values:
            yield from _columns(known.values[name][0], known)


def _row(columns: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"title": heading} if heading else {} for name, heading in columns.items()},
        "required": list(columns),
    }


def _table(row: str) -> dict[str, Any]:
    """Of a table: its rows in a list, or by name."""
    reference = {"$ref": f"#/$defs/{row}"}
    return {"type": ["array", "object"], "items": reference, "additionalProperties": reference}


def _summary(docstring: str) -> str:
    """Return a docstring's first line, as a description of the value, and what it says about the value."""
    first, returned = cleandoc(docstring).partition("\n")[0], _returned(docstring)
    first = re.sub(r"^(Return|Compute) (.)", lambda match: match[2].upper(), first)
    return f"{first} {returned}".strip()


def _returned(docstring: str) -> str:
    _, _, section = cleandoc(docstring).partition("Returns:\n")
    return " ".join(section.partition("\n\n")[0].split())
