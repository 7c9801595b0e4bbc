"""Whether a cell of a table, as it is printed, shows a value."""

import re
from typing import Any


def rounds_to(shown: str, exact: float) -> bool:
    """Whether a cell shows a number, as it is, in percent or in points, or a bound of it."""
    text = shown.replace(",", "").replace("−", "-").rstrip("%")
    try:
        number = float(text.removeprefix("< "))
    except ValueError:
        return False
    if text.startswith("< "):
        return exact < number
    half = 0.5 * 10 ** -len(text.partition(".")[2]) + 1e-9
    return any(abs(number - value) <= half for value in (exact, 100 * exact))


def shows(cell: str, value: Any) -> bool:
    """Whether a cell of a table shows a value; of an estimate, the mean alone or with both its ends."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return rounds_to(cell, value)
    if isinstance(value, dict | list):
        numbers, values = re.findall(r"[−\d.]+%?", cell), list(value)
        if isinstance(value, dict):
            estimate = {"mean": value.get("difference")} | value
            values = [estimate[part] for part in ("mean", "low", "high")][: 1 if len(numbers) == 1 else 3]
        return len(numbers) == len(values) and all(map(rounds_to, numbers, values))
    return cell in ("", "–") if value is None else cell == " ".join(str(value).split())
