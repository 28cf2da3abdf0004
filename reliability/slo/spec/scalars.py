"""Kinds of single values: what is read of a text, and the JSON Schema that says the same to editors."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from reliability.slo.model import parse_duration
from reliability.slo.spec.nodes import Node, Scalar, Syntax, words
from reliability.slo.spec.numbers import decimal_text
from reliability.slo.spec.problems import Problems, did_you_mean
from reliability.slo.spec.values import INVALID

NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?")
DURATION_PATTERN: Final = r"^(?=.)([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$"
PRECISE_PATTERN: Final = r"^(?=.)([0-9]+h)?([0-9]+m)?([0-9]+(\.[0-9]+)?s)?([0-9]+ms)?$"
PRECISE: Final = re.compile(
    r"(?=.)(?:(?P<h>[0-9]+)h)?(?:(?P<m>[0-9]+)m(?!s))?(?:(?P<s>[0-9]+(?:\.[0-9]+)?)s)?(?:(?P<ms>[0-9]+)ms)?"
)
PRECISE_UNITS: Final = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarKind:
    """One value of a given syntax, made by `read`, which raises ValueError with what to write instead."""

    make: Callable[[str], Any]
    schema_of: Mapping[str, Any]
    example: str
    syntaxes: tuple[Syntax, ...] = (Syntax.TEXT,)
    verbatim: bool = False
    """Whether white space around the text is kept."""

    def read(self, node: Node, name: str, problems: Problems) -> Any:
        """Return the value; INVALID with a problem noted."""
        if not isinstance(node, Scalar) or node.syntax not in self.syntaxes:
            problems.add(node.place, f"{name} cannot be {words(node)}. {self._remedy(node)}")
            return INVALID
        value = problems.attempt(node.place, lambda: self.make(node.text if self.verbatim else node.text.strip()))
        return INVALID if value is None else value

    def _remedy(self, node: Node) -> str:
        """Quotes help where a text is wanted that looks like a number."""
        if isinstance(node, Scalar) and node.syntax is not Syntax.NULL and Syntax.TEXT in self.syntaxes:
            try:
                self.make(node.text)
            except ValueError:
                return f"Write for example {self.example}."
            return f'Put it between quotes: "{node.text}".'
        return f"Write for example {self.example}."

    def schema(self) -> dict[str, Any]:
        return dict(self.schema_of)


def text(
    *,
    pattern: str = r".+",
    rule: str = "a text",
    example: str = "some words",
    several: bool = False,
    number: bool = False,
) -> ScalarKind:
    """Return the kind of texts that match `pattern` whole, which `rule` says in words; `several` allows many lines,
    `number` what YAML takes for one.
    """
    expression = re.compile(pattern, re.DOTALL if several else 0)

    def make(value: str) -> str:
        if not expression.fullmatch(value):
            raise ValueError(f"{value!r} is not {rule}. Write for example {example}.")
        return value

    schema = {"type": "string", "minLength": 1} if several else {"type": "string", "pattern": f"^(?:{pattern})$"}
    syntaxes = (Syntax.TEXT, Syntax.NUMBER) if number else (Syntax.TEXT,)
    return ScalarKind(make=make, schema_of=schema, example=example, syntaxes=syntaxes)


def choice(*values: str) -> ScalarKind:
    def make(value: str) -> str:
        if value not in values:
            raise ValueError(f"{value!r} is not one of {', '.join(values)}.{did_you_mean(value, values)}")
        return value

    return ScalarKind(make=make, schema_of={"enum": list(values)}, example=values[0])


def parse_percentage(value: str) -> Fraction:
    """Return the share that a percentage says: `99.9` and `99.9%` are 999/1000, exactly."""
    number = value.removesuffix("%").rstrip()
    if not NUMBER.fullmatch(number):
        raise ValueError(f"{value!r} is no percentage. Write for example 99.9.")
    return Fraction(number) / 100


def percentage(
    *, least: int = 0, most: int = 100, least_included: bool = False, most_included: bool = False
) -> ScalarKind:
    """Return the kind of percentages between two bounds, read as shares."""

    def make(value: str) -> Fraction:
        share = parse_percentage(value)
        low = share >= Fraction(least, 100) if least_included else share > Fraction(least, 100)
        high = share <= Fraction(most, 100) if most_included else share < Fraction(most, 100)
        if not (low and high):
            lower = f"{'from' if least_included else 'above'} {least}"
            upper = f"{'up to' if most_included else 'below'} {most}"
            raise ValueError(f"{value} is out of range. Write a percentage {lower}, {upper}.")
        return share

    bounds = {
        "minimum" if least_included else "exclusiveMinimum": least,
        "maximum" if most_included else "exclusiveMaximum": most,
    }
    schema = {"anyOf": [{"type": "number", **bounds}, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? ?%?$"}]}
    return ScalarKind(make=make, schema_of=schema, example="99.9", syntaxes=(Syntax.NUMBER, Syntax.TEXT))


def decimal(*, above: int | None = None) -> ScalarKind:
    """Return the kind of exact numbers."""

    def make(value: str) -> Fraction:
        if not NUMBER.fullmatch(value):
            raise ValueError(f"{value!r} is no decimal number. Write for example 0.8.")
        if above is not None and Fraction(value) <= above:
            raise ValueError(f"{value} is too small. Write a number above {above}.")
        return Fraction(value)

    schema = {"type": "number"} | ({} if above is None else {"exclusiveMinimum": above})
    return ScalarKind(make=make, schema_of=schema, example="0.8", syntaxes=(Syntax.NUMBER,))


def whole(*, least: int, most: int | None = None) -> ScalarKind:
    """Return the kind of whole numbers between two bounds, both included."""
    rule = f"from {least} up" if most is None else f"from {least} to {most}"

    def make(value: str) -> int:
        if not value.isdecimal() or int(value) < least or (most is not None and int(value) > most):
            raise ValueError(f"{value} is no whole number {rule}. Write for example {least}.")
        return int(value)

    schema = {"type": "integer", "minimum": least} | ({} if most is None else {"maximum": most})
    return ScalarKind(make=make, schema_of=schema, example=str(least), syntaxes=(Syntax.NUMBER,))


def flag() -> ScalarKind:
    return ScalarKind(
        make=lambda value: value.lower() == "true",
        schema_of={"type": "boolean"},
        example="true",
        syntaxes=(Syntax.BOOLEAN,),
    )


def duration(*, zero: bool = False, or_word: str | None = None, example: str = "30d") -> ScalarKind:
    """Return the kind of durations in whole seconds; `or_word` is read as itself."""

    def make(value: str) -> int | str:
        if zero and re.fullmatch(r"0[smhdw]?", value):
            return 0
        return value if value == or_word else parse_duration(value)

    pattern = {"type": "string", "pattern": DURATION_PATTERN}
    schema = pattern if or_word is None else {"anyOf": [{"const": or_word}, pattern]}
    return ScalarKind(make=make, schema_of=schema, example=example)


def parse_precise_duration(value: str) -> Fraction:
    """Return exact seconds, of `250ms`, `1.5s` or `1m30s`."""
    found = PRECISE.fullmatch(value)
    seconds = (
        sum(Fraction(count) * PRECISE_UNITS[unit] for unit, count in found.groupdict(default="0").items())
        if found
        else 0
    )
    if not seconds:
        raise ValueError(f"{value!r} is no duration above 0. Write for example 250ms, 1.5s or 1m.")
    return Fraction(seconds)


def precise_duration_text(seconds: Fraction) -> str:
    """Return what reads back to the seconds: `250ms`, `2s`."""
    whole_milliseconds = (seconds * 1000).denominator == 1 != seconds.denominator
    return f"{seconds * 1000}ms" if whole_milliseconds else f"{decimal_text(seconds)}s"


def precise_duration() -> ScalarKind:
    return ScalarKind(
        make=parse_precise_duration, schema_of={"type": "string", "pattern": PRECISE_PATTERN}, example="250ms"
    )
