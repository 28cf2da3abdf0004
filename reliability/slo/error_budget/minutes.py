"""Time in whole minutes since 1970: the smallest unit in which events are kept."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from reliability.slo.model import Period

MINUTE: Final = timedelta(minutes=1)
SECONDS: Final = 60
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Span(NamedTuple):
    """Minutes from `start`, included, to `end`, excluded."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        return max(0, self.end - self.start)


def minute_of(moment: datetime) -> int:
    """Return the minute that an aware moment is in."""
    return (moment - _BEGINNING) // MINUTE


def start_of(minute: int) -> datetime:
    return _BEGINNING + minute * MINUTE


def minutes_begun_in(period: Period) -> Span:
    """Return the minutes that begin in a period: neighbouring periods share none and leave out none."""
    return Span(_first_from(period.start), _first_from(period.end))


def minutes_touched_by(period: Period) -> Span:
    """Return every minute of which a period holds at least a moment."""
    return Span(minute_of(period.start), _first_from(period.end))


def _first_from(moment: datetime) -> int:
    return -((_BEGINNING - moment) // MINUTE)


def merge(spans: Iterable[Span], within: Span) -> tuple[Span, ...]:
    """Return the minutes of the spans that lie within another, as few spans as possible, in order."""
    merged: list[Span] = []
    for span in sorted(spans):
        start, end = max(span.start, within.start), min(span.end, within.end)
        if start >= end:
            continue
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Span(start, end))
    return tuple(merged)


def length(spans: Sequence[Span]) -> int:
    return sum(span.minutes for span in spans)
