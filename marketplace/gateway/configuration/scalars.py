"""From the text of one value to the value, as its option's kind demands.

Each reader raises ValueError, which says what is wrong and what to write instead.
"""

import math
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from marketplace.gateway.config.units import Range, Unit
from marketplace.gateway.configuration.kinds import Choice, Number
from marketplace.gateway.configuration.nodes import Scalar, Syntax

TRUE, FALSE = "true", "false"
QUANTITY = re.compile(r"(?P<number>[-+]?[0-9][0-9_]*(?:\.[0-9]+)?) ?(?P<unit>[A-Za-z]+)")
UNITS: Mapping[Unit, Mapping[str, float]] = {
    Unit.BYTES: {"B": 1, "kB": 1000, "KB": 1000, "MB": 1000**2, "GB": 1000**3}
    | {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3},
    Unit.SECONDS: {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86_400},
}
EXAMPLES = {Unit.BYTES: "65536 or 64KiB", Unit.SECONDS: "10 or 500ms"}
LONGEST_QUOTE = 40


def read_number(kind: Number, scalar: Scalar) -> int | float:
    """A number in the option's unit, or with a unit behind it."""
    number = _number(kind, scalar)
    minimum, maximum = kind.range.minimum, kind.range.maximum
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        raise ValueError(f"{quoted(scalar)} is out of range. Write a number {range_text(kind.range)}.")
    return number


def range_text(bounds: Range) -> str:
    """In words."""
    match bounds.minimum, bounds.maximum:
        case None, None:
            return "of any size"
        case minimum, None:
            return f"from {minimum} up"
        case None, maximum:
            return f"up to {maximum}"
        case minimum, maximum:
            return f"from {minimum} to {maximum}"


def read_flag(scalar: Scalar) -> bool:
    """Only `true` and `false`, as YAML 1.2 has it: `no` and `off` are texts."""
    if scalar.syntax in {Syntax.BOOLEAN, Syntax.ANY} and scalar.text.lower() in {TRUE, FALSE}:
        return scalar.text.lower() == TRUE
    raise ValueError(f"{quoted(scalar)} is neither true nor false. Write true or false, without quotes.")


def read_text(scalar: Scalar) -> str:
    if scalar.syntax in {Syntax.TEXT, Syntax.ANY}:
        return scalar.text
    raise ValueError(f"{quoted(scalar)} is not a text. Put it between quotes if it is meant as one.")


def read_choice(kind: Choice, scalar: Scalar) -> Any:
    if scalar.text in kind.values and scalar.syntax is not Syntax.NULL:
        return kind.values[scalar.text]
    near = did_you_mean(scalar.text, kind.values)
    raise ValueError(f"{quoted(scalar)} is not one of {', '.join(kind.values)}.{near}")


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """A sentence about the nearest name, where one is near; empty where none is."""
    lower = {name.lower(): name for name in names}
    near = get_close_matches(text.lower().replace("-", "_"), lower, n=1, cutoff=0.6)
    return f" Did you mean {lower[near[0]]}?" if near else ""


def quoted(scalar: Scalar) -> str:
    """The value for a message, cut where it is long; texts in quotes."""
    text = scalar.text if len(scalar.text) <= LONGEST_QUOTE else f"{scalar.text[:LONGEST_QUOTE]}…"
    return f'"{text}"' if scalar.syntax in {Syntax.TEXT, Syntax.ANY} else text or "null"


def _number(kind: Number, scalar: Scalar) -> int | float:
    if scalar.syntax in {Syntax.TEXT, Syntax.ANY} and (found := _quantity(kind, scalar.text)) is not None:
        return found
    if scalar.syntax not in {Syntax.TEXT, Syntax.BOOLEAN, Syntax.NULL}:
        try:
            return _plain_number(scalar.text, whole=kind.whole)
        except ValueError:
            pass
    raise ValueError(f"{quoted(scalar)} is not {_wanted(kind)}.")


def _quantity(kind: Number, text: str) -> int | float | None:
    """A number with a unit; None where the text is none, or has a unit that the option does not."""
    match = QUANTITY.fullmatch(text)
    if kind.unit is None or match is None or match["unit"] not in UNITS[kind.unit]:
        return None
    number = float(match["number"].replace("_", "")) * UNITS[kind.unit][match["unit"]]
    if not kind.whole:
        return number
    return round(number) if number == round(number) else None


def _plain_number(text: str, *, whole: bool) -> int | float:
    try:
        return int(text, 0)
    except ValueError:
        if whole:
            raise
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _wanted(kind: Number) -> str:
    name = "a whole number" if kind.whole else "a number"
    if kind.unit is None:
        return f"{name}. Write one, such as 10" if kind.whole else f"{name}. Write one, such as 0.5"
    return f"{name} of {kind.unit}. Write one, such as {EXAMPLES[kind.unit]}"
