"""How prose quotes a result: {value}`focus.times.mean:.2f`, its name in results.json and a format.

A name starts with the notebook's. The notebook `evaluate` runs once for each model, so the model's name comes
next. The role is in `book.extensions.values`; `make verify` and the tests read pages by the same rules.
"""

import difflib
import re
from collections.abc import Iterator
from typing import Any

RESULTS = "results.json"
"""Name of the file, and of what a notebook hands over for it beside its tables."""

NARROW = "-narrow"
"""At the end of the name of the file of a figure's narrow layout."""

COST = "cost"
"""Name of every table that shows seconds: it goes to timings.json."""

QUOTE = re.compile(r"(?<!`)\{value\}`([^`]+)`")
"""A quotation in the source of a page; the group of the pattern is the text of the role."""


class QuoteError(ValueError):
    """No result has the name, or the format does not fit."""


def quote(results: dict[str, Any], text: str) -> str:
    """Return what a page shows for the text of a role, `name` or `name:format`.

    Args:
        results: content of results.json.
        text: the name, and a format as `format` takes it; only text and whole numbers need none.

    Raises:
        QuoteError: if there is no such result, if it has parts, or if the format does not fit.
    """
    name, _, form = text.partition(":")
    value = _find(results, name)
    if isinstance(value, dict | list):
        raise QuoteError(f"{name} is not one value: it has {len(value)} parts")
    if value is None or (isinstance(value, float) and not form):
        raise QuoteError(f"{name} is {value}: {'it cannot be quoted' if value is None else 'give a format'}")
    try:
        return format(value, form)
    except (ValueError, TypeError):
        raise QuoteError(f"the format {form!r} does not fit {name}, which is {value!r}") from None


def tags(results: dict[str, Any]) -> set[str]:
    """Return the tags whose passages, `:::{only} tag`, are part of a report with these results.

    They name the kinds of the corpus and of the word vectors, and what sets the variants apart: how they pool
    hidden states, `head`, `fine_tuned` word vectors, `word_dropout`.
    """
    variants = results["parameters"]["variants"].values()
    published = results["parameters"]["lstm_attention"]
    named = {"head": "head", "trainable_embeddings": "fine_tuned", "word_dropout": "word_dropout"}
    return {
        results["corpus"]["kind"],
        results["vectors"]["kind"],
        *(variant["pooling"] for variant in variants),
        *(
            tag
            for name, tag in named.items()
            if any(variant[name] != published[name] for variant in variants)
        ),
    }


def names(results: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield the names of all single values that are not in a list."""
    for name, value in results.items():
        if isinstance(value, dict):
            yield from names(value, f"{prefix}{name}.")
        elif not isinstance(value, list):
            yield prefix + name


def of_notebook(results: dict[str, Any], notebook: str) -> Any:
    """Return the results of an executed notebook; those of `evaluate-lstm` are at `evaluate.lstm`."""
    name, _, model = notebook.partition("-")
    return results[name][model] if model else results[name]


def _find(results: dict[str, Any], name: str) -> Any:
    found: Any = results
    for part in name.split("."):
        if not isinstance(found, dict) or part not in found:
            close = difflib.get_close_matches(name, names(results), n=1)
            raise QuoteError(f"no result {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
        found = found[part]
    return found
