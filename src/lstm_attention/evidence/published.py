"""The figures of the original experiment, with their source (see `published()['_about']`)."""

import json
from importlib.resources import files
from typing import Any


def published() -> dict[str, Any]:
    """Content of published.json: corpus, hardware, models, claims, classical baselines."""
    return json.loads(files("lstm_attention.evidence").joinpath("published.json").read_text(encoding="utf-8"))
