"""Series that an indicator of counters would count: some of good events, and some of bad ones.

Labels' values are tried: those that stand in the matchers, simple texts that their regular expressions may mean, and
one that stands nowhere. Where none fits, the tests of an SLO begin at its recorded series instead.
"""

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import NamedTuple

from reliability.rules.expressions import equal, number, series
from reliability.slo.model import (
    Counters,
    EventIndicator,
    Events,
    LatencyHistogram,
    Matcher,
    MatchOperator,
    Selector,
    Slo,
)

_MOST_TRIED = 20_000
_ELSEWHERE = "example"


class ExampleSeries(NamedTuple):
    """A series that rises by so many of the bad events, and so many of the good ones."""

    name: str
    bad: int
    good: int


class _Counter(NamedTuple):
    metric: str
    labels: tuple[tuple[str, str], ...]

    def counted_by(self, selectors: tuple[Selector, ...]) -> bool:
        labels = dict(self.labels)
        return any(
            one.metric == self.metric and all(_fits(matcher, labels.get(matcher.label, "")) for matcher in one.matchers)
            for one in selectors
        )

    def group(self, slo: Slo) -> tuple[str, ...]:
        labels = dict(self.labels)
        return tuple(labels[label] for label in slo.group_by)

    def rising(self, *, bad: int, good: int) -> ExampleSeries:
        return ExampleSeries(series(self.metric, *(equal(*pair) for pair in self.labels)), bad, good)


def example_series(slo: Slo) -> tuple[ExampleSeries, ...] | None:
    """Return series in which an SLO's good and bad events can be told apart; None where there are none to be found."""
    match slo.indicator:
        case EventIndicator():
            return _of_events(slo, slo.indicator)
        case LatencyHistogram(native=False):
            return _of_histogram(slo, slo.indicator)
    return None


def _of_events(slo: Slo, indicator: EventIndicator) -> tuple[ExampleSeries, ...] | None:
    good, bad, total = (_selectors(part) for part in (indicator.good, indicator.bad, indicator.total))
    if good is None or bad is None or total is None:
        return None
    everything = list(_candidates(slo, (*good, *bad, *total)))

    def found(*, first: tuple[bool, ...], second: tuple[bool, ...]) -> tuple[_Counter, _Counter] | None:
        """Return two of one group, each in good, bad and total or not, as asked."""
        kinds = [(one, tuple(one.counted_by(part) for part in (good, bad, total))) for one in everything]
        pairs = (
            (one, other)
            for one, kind in kinds
            if kind == first
            for other, other_kind in kinds
            if other_kind == second and one.group(slo) == other.group(slo)
        )
        return next(pairs, None)

    no, yes = False, True
    if pair := found(first=(no, bool(bad), bool(total)), second=(bool(good), no, bool(total))):
        return (pair[0].rising(bad=1, good=0), pair[1].rising(bad=0, good=1))
    if bad and (pair := found(first=(no, yes, no), second=(no, no, yes))):
        return (pair[0].rising(bad=1, good=0), pair[1].rising(bad=1, good=1))
    if good and (pair := found(first=(yes, no, no), second=(no, no, yes))):
        return (pair[0].rising(bad=0, good=1), pair[1].rising(bad=1, good=1))
    return None


def _of_histogram(slo: Slo, indicator: LatencyHistogram) -> tuple[ExampleSeries, ...] | None:
    count = Selector(f"{indicator.histogram.metric}_count", indicator.histogram.matchers)
    counter = next((one for one in _candidates(slo, (count,)) if one.counted_by((count,))), None)
    if counter is None:
        return None
    bucket = _Counter(f"{indicator.histogram.metric}_bucket", (*counter.labels, ("le", number(indicator.threshold))))
    return (counter.rising(bad=1, good=1), bucket.rising(bad=0, good=1))


def _selectors(part: Events | None) -> tuple[Selector, ...] | None:
    """Return none for events that are not given, None for those by a query."""
    if part is None:
        return ()
    return part.selectors if isinstance(part, Counters) else None


def _candidates(slo: Slo, selectors: tuple[Selector, ...]) -> Iterator[_Counter]:
    """Yield series of the group for which the SLO's own objective holds."""
    texts: dict[str, dict[str, None]] = {label: {} for label in slo.group_by}
    for matcher in (matcher for one in selectors for matcher in one.matchers):
        texts.setdefault(matcher.label, {}).update(dict.fromkeys(_texts(matcher)))
    for found in texts.values():
        found[_ELSEWHERE] = None
    for metric in dict.fromkeys(one.metric for one in selectors):
        for values in islice(product(*texts.values()), _MOST_TRIED):
            labels = dict(zip(texts, values, strict=True))
            if slo.objective_of(labels) == slo.objective:
                yield _Counter(metric, tuple(labels.items()))


def _texts(matcher: Matcher) -> list[str]:
    if matcher.operator in {MatchOperator.EQUAL, MatchOperator.NOT_EQUAL}:
        return [matcher.value]
    return [
        re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\.[*+]?", "0", text))
        for text in re.sub(r"(?<!\\)[()^$]", "", matcher.value).split("|")
    ]


def _fits(matcher: Matcher, value: str) -> bool:
    match matcher.operator:
        case MatchOperator.EQUAL:
            return value == matcher.value
        case MatchOperator.NOT_EQUAL:
            return value != matcher.value
        case MatchOperator.REGEX:
            return _matches(matcher.value, value)
        case MatchOperator.NOT_REGEX:
            return not _matches(matcher.value, value)


def _matches(pattern: str, value: str) -> bool:
    """What only Prometheus' RE2 understands matches nothing here."""
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:
        return False
