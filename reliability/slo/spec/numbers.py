"""Exact numbers as YAML has them."""

from fractions import Fraction


def number(value: Fraction) -> int | float | str:
    """Return what reads back to the value: a float only where its shortest text is exact. A number that has no end in
    decimals, such as a third, is rounded to what a float holds.
    """
    if value.denominator == 1:
        return int(value)
    nearest = float(value)
    return nearest if "e" not in repr(nearest) else f"{nearest:.20f}".rstrip("0")


def is_decimal(value: Fraction) -> bool:
    """Whether `number` reads back to exactly the value."""
    return Fraction(str(number(value))) == value


def decimal_text(value: Fraction) -> str:
    return str(number(value))


def percentage_text(share: Fraction) -> str:
    """Return a share as a percentage: 1/4 is `25%`."""
    return f"{number(share * 100)}%"
