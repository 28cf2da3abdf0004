"""Exact numbers as the shortest decimal text that means the same."""

from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

_DIGITS: Final = Context(prec=17)
"""More than a float holds: what has no end as a decimal is written as nearly as k6 and Python can read it."""


def decimal_text(value: Fraction) -> str:
    """Return `99.95` for 1999/20; never with an exponent."""
    exact = _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
    return format(exact.normalize(), "f")


def percentage_text(share: Fraction) -> str:
    """Return `99.95 %` for 9995/10000."""
    return f"{decimal_text(share * 100)} %"
