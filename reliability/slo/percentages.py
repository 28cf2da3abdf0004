"""Shares as people write them."""

from fractions import Fraction


def percentage(share: Fraction) -> str:
    """Return `99.95 %`: all the digits of an objective that has up to six of them behind the point, and no more."""
    return f"{float(share * 100):.6f}".rstrip("0").rstrip(".") + " %"
