"""Numbers and times for people."""

from fractions import Fraction
from typing import Final

from reliability.slo.spec.numbers import decimal_text

UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
PARTS: Final = 2


def span(seconds: Fraction | float) -> str:
    """Return the two largest units: `43 min 12 s`, `2 d 2 h`."""
    rest = round(seconds)
    if rest == 0 and seconds > 0:
        return f"{float(seconds):.2g} s"
    found: list[str] = []
    for size, unit in UNITS:
        count, rest = divmod(rest, size)
        if count or found:
            found.append(f"{count} {unit}" if count else "")
        if len(found) == PARTS:
            break
    return " ".join(part for part in found if part) or "0 s"


def grouped(value: Fraction | float) -> str:
    """Return the number with thin groups of thousands, and decimals only where it is small."""
    if value == int(value):
        return f"{int(value):,}".replace(",", " ")
    return f"{float(value):.3g}" if value < 1000 else f"{float(value):,.0f}".replace(",", " ")  # noqa: PLR2004


def percent(share: Fraction) -> str:
    """Return the exact percentage where it is short."""
    text = decimal_text(share * 100)
    return f"{text} %" if len(text) <= 8 else f"{float(share * 100):.4g} %"  # noqa: PLR2004
