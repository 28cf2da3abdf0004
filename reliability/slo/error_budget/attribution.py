"""Who spent a budget: by counts, not guesses."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple


class Share(NamedTuple):
    """`cause` is None for bad events that no counter attributes; their number is negative where more were attributed
    than happened, which tells of counters that count one event twice.
    """

    cause: str | None
    bad: int
    share: Fraction
    """Of all bad events; 0 when there were none."""


def attribute(causes: Mapping[str, int], bad: int) -> tuple[Share, ...]:
    """Return the causes of the bad events, most of them first, and what remains last; their sum is always `bad`."""
    ranked = sorted(((cause, count) for cause, count in causes.items() if count), key=lambda item: (-item[1], item[0]))
    shares = [Share(cause, count, Fraction(count, bad) if bad else Fraction(0)) for cause, count in ranked]
    if rest := bad - sum(count for _, count in ranked):
        shares.append(Share(None, rest, Fraction(rest, bad) if bad else Fraction(0)))
    return tuple(shares)
