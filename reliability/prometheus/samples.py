"""Measured values. Times are whole milliseconds since 1970, as Prometheus keeps them; numbers are exact."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

Labels = tuple[tuple[str, str], ...]
"""In the order of names, without `__name__`."""

_NO_NUMBERS: Final = frozenset({"NaN", "+Inf", "-Inf", "Inf"})


class Sample(NamedTuple):
    at: int
    value: Fraction


class SampledSeries(NamedTuple):
    """Samples in the order of time."""

    metric: str
    labels: Labels
    samples: tuple[Sample, ...]


class VectorElement(NamedTuple):
    """One series of an instant vector; `value` is None for NaN and the infinities, which no event has."""

    metric: str
    labels: Labels
    at: int
    value: Fraction | None


def split_name(labels: Mapping[str, str]) -> tuple[str, Labels]:
    """Return the metric's name and the other labels."""
    return labels.get("__name__", ""), tuple(
        sorted((name, text) for name, text in labels.items() if name != "__name__")
    )


def exact(text: str) -> Fraction | None:
    """Return the number that a text of Prometheus writes; None for NaN and the infinities."""
    if text.isdecimal():
        return Fraction(int(text))
    return None if text in _NO_NUMBERS else Fraction(Decimal(text))


def milliseconds(seconds: str) -> int:
    return int(Decimal(seconds) * 1_000)
