"""What is wrong with a parameter, in one line for the person who set it."""

import difflib
import re
from collections.abc import Callable, Iterable
from typing import Any

ALTERNATIVE = re.compile(r"constrained-\w+|literal\[.*\]")
"""What pydantic adds to the place of a value that may be of several types."""


class SettingsError(ValueError):
    """A parameter does not exist, or cannot take its value."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question that suggests the known name most like an unknown one; empty if none is close."""
    folded = {each.strip().casefold(): each for each in known}
    close = difflib.get_close_matches(name.strip().casefold(), folded, n=1)
    return f"did you mean {folded[close[0]]!r}? " if close else ""


def line(mistake: str, model: str, *others: str) -> str:
    """Return one line that says what is wrong, and in which sections."""
    also = f" (also {', '.join(others)})" if others else ""
    return f"{model}.{mistake}{also}" if model else mistake


def found(error: dict[str, Any], known: Callable[[list[str]], list[str]]) -> tuple[str, str]:
    """Return the section of a mistake, empty if it has none, and what the mistake is.

    Args:
        error: as pydantic describes it.
        known: gives the names of all parameters in a section.
    """
    parts = (str(part) for part in error["loc"] if not isinstance(part, int))
    *section, name = (part for part in parts if not ALTERNATIVE.fullmatch(part))
    if error["type"] == "extra_forbidden":
        names = known(section)
        said = f"unknown parameter; {did_you_mean(name, names)}the parameters are {', '.join(sorted(names))}"
        return ".".join(section), f"{name}={error['input']!r}: {said}"
    reason = error["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    # Quoting a whole section would hide the reason, which names what is wrong in it.
    named = name if isinstance(error["input"], dict) else f"{name}={error['input']!r}"
    return ".".join(section), f"{named}: {reason}"
