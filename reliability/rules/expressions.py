"""The pieces that PromQL's text is made of. All numbers exact until they are written; all text quoted here."""

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from reliability.slo.model import Matcher, MatchOperator, Selector, duration_text

_MILLISECONDS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1))
_PLAIN_FROM, _PLAIN_BELOW = 1e-4, 1e6


def number(value: Fraction | float) -> str:
    """Return the shortest text that Prometheus reads as the nearest float."""
    return repr(float(value)).removesuffix(".0")


def quoted(text: str) -> str:
    """Return a string literal: PromQL's escapes are Go's, of which JSON's are a part."""
    return json.dumps(text, ensure_ascii=False)


def selector(what: Selector, extra: Iterable[Matcher] = ()) -> str:
    return series(what.metric, *what.matchers, *extra)


def series(name: str, *matchers: Matcher) -> str:
    if not matchers:
        return name
    return f"{name}{{{','.join(f'{one.label}{one.operator}{quoted(one.value)}' for one in matchers)}}}"


def equal(label: str, value: str) -> Matcher:
    return Matcher(label, MatchOperator.EQUAL, value)


def range_text(seconds: int) -> str:
    return f"[{duration_text(seconds)}]"


def half_open(seconds: int) -> str:
    """Return a duration one millisecond shorter.

    A range of Prometheus 2 holds both its ends, one of Prometheus 3 only the last. With this one, samples that stand
    exactly one interval apart are `seconds / interval` in both.
    """
    rest, text = seconds * 1_000 - 1, ""
    for unit, size in _MILLISECONDS:
        count, rest = divmod(rest, size)
        text += f"{count}{unit}" if count else ""
    return text


def aggregated(operator: str, labels: tuple[str, ...], expression: str) -> str:
    by = f" by ({', '.join(labels)})" if labels else ""
    return f"{operator}{by} ({expression})"


def bound(seconds: Fraction) -> Matcher:
    """Return what finds the bucket with this upper bound, however its `le` is written.

    Prometheus 3 and OpenMetrics write 1.0 where Prometheus 2 wrote 1; Go and the Python client write an exponent from
    a million on and below a ten-thousandth.
    """
    value = float(seconds)
    whole, _, rest = format(Decimal(repr(value)), "f").partition(".")
    rest = rest.rstrip("0")
    pattern = rf"{whole}\.{rest}0*" if rest else rf"{whole}(\.0+)?"
    if not _PLAIN_FROM <= value < _PLAIN_BELOW:
        digits = len((whole + rest).strip("0"))
        pattern += "|" + re.escape(f"{value:.{max(digits - 1, 0)}e}").replace(r"\-", "-")
    return Matcher("le", MatchOperator.REGEX, pattern)
