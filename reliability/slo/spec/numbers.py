"""Exact numbers as YAML has them."""

from decimal import Decimal
from fractions import Fraction


def number(value: Fraction) -> int | float:
    """Return what reads back to the value, since a float's shortest text is what is read. A number that has no end in
    decimals, such as a third, is rounded to what a float holds: see `is_decimal`.
    """
    return int(value) if value.denominator == 1 else float(value)


def is_decimal(value: Fraction) -> bool:
    """Whether `number` reads back to exactly the value."""
    return Fraction(str(number(value))) == value


def decimal_text(value: Fraction) -> str:
    """Return the number without an exponent."""
    return f"{Decimal(str(number(value))):f}"


def percentage_text(share: Fraction) -> str:
    """Return a share as a percentage: 1/4 is `25%`."""
    return f"{decimal_text(share * 100)}%"
