"""The recorder on a database, from a source whose events are known: to the event, however it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reliability.error_budgets.backfill import backfill
from reliability.error_budgets.reading import attribution, counts, groups, recording_of
from reliability.error_budgets.record import record
from reliability.error_budgets.sources.endpoints import matching
from reliability.error_budgets.sources.port import Evaluated
from reliability.models import Ledger, MinuteCause, MinuteCount, Recording
from reliability.prometheus import Sample, SampledSeries
from reliability.prometheus.increases import PROCESS_START, UP
from reliability.slo.model import (
    Comparison,
    ErrorRatio,
    IndicatorKind,
    LatencyHistogram,
    Selector,
    Slo,
    ThresholdGauge,
)
from tests.factories.slos import make_slo

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
TARGET = {"job": "shop", "instance": "shop:80"}


class Simulated:
    """A process, its scrapes, and the port of the recorder; `keeps_samples` says which of both sources it plays."""

    name = "simulated"

    def __init__(self, *, keeps_samples: bool = True, lag: int = 120_000) -> None:
        self.keeps_samples = keeps_samples
        self.lag = lag if keeps_samples else 0
        self.now = START
        self.expected: Counter[tuple[str, bool]] = Counter()
        self.causes: Counter[str] = Counter()
        self.totals = Counter[str]()
        self._values: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
        self._samples: dict[tuple[str, tuple[tuple[str, str], ...]], list[Sample]] = {}
        self.ratio = Fraction(0)
        self._started = START

    def happen(self, kind: str, events: int, *, bad: bool) -> None:
        self.expected[kind, bad] += events
        self._add("requests_total", events, **{"class": kind, "code": "error" if bad else "ok"})
        if bad:
            self.causes["users"] += events
            self._add("blamed_total", events, **{"class": kind, "subgraph": "users"})

    def _add(self, metric: str, value: int, **labels: str) -> None:
        self._values[metric, tuple(sorted({**labels, **TARGET}.items()))] += value

    def restart(self) -> None:
        self._values.clear()
        self._started = self.now

    def scrape(self, after: float = 15) -> None:
        self.now += timedelta(seconds=after)
        at = self._at(self.now)
        for key, value in self._values.items():
            self._samples.setdefault(key, []).append(Sample(at, Fraction(value)))
        for metric, value in ((UP, 1), (PROCESS_START, int(self._started.timestamp()))):
            self._samples.setdefault((metric, tuple(sorted(TARGET.items()))), []).append(Sample(at, Fraction(value)))

    @staticmethod
    def _at(moment: datetime) -> int:
        return int(moment.timestamp() * 1_000)

    def samples(self, selector: Selector, *, after: int, until: int) -> Sequence[SampledSeries]:
        if not self.keeps_samples:
            after, until = self._at(self.now) - 1, self._at(self.now)
        fits = matching(selector)
        return [
            SampledSeries(metric, labels, tuple(one for one in samples if after < one.at <= until))
            for (metric, labels), samples in self._samples.items()
            if metric == selector.metric and fits(labels)
        ]

    def about_targets(self, *, after: int, until: int) -> Sequence[SampledSeries]:
        return [
            one for metric in (UP, PROCESS_START) for one in self.samples(Selector(metric), after=after, until=until)
        ]

    def gauges(self, slo: Slo, *, until: int) -> Sequence[SampledSeries] | None:
        return None if self.keeps_samples else self.samples(Selector("age"), after=0, until=until)

    def show(self, value: float) -> None:
        self._values["age", tuple(sorted(TARGET.items()))] = Fraction(value)  # type: ignore[assignment]

    def evaluated(self, slo: Slo, *, first: int, end: int) -> Sequence[Evaluated]:
        return [Evaluated(minute, (), Fraction(1), self.ratio) for minute in range(first, end)]


def counted(slo: Slo) -> Counter[tuple[str, bool]]:
    found: Counter[tuple[str, bool]] = Counter()
    for group in groups(slo):
        for row in counts(slo, group, START - timedelta(days=1), START + timedelta(days=1)):
            found[group["class"], True] += row.bad
            found[group["class"], False] += row.total - row.bad
    return +found


class PowerCutError(Exception):
    pass


def crash(slo: Slo, source: Simulated) -> None:
    """Record, and die before anything is committed."""
    with suppress(PowerCutError), transaction.atomic():
        record(slos=[slo], source=source, now=source.now)
        raise PowerCutError


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["query", "mutation"]), st.integers(1, 30), st.booleans()),
        st.sampled_from(["scrape", "record", "crash", "restart"]),
        st.integers(60, 1_500),
    ),
    max_size=25,
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keeps_samples", [True, False])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_scraped_event_is_counted_once(keeps_samples, steps):
    """Runs are repeated, end in the middle, come late; processes restart (after a scrape), scrapes fail for long."""
    for model in (MinuteCount, MinuteCause, Ledger, Recording):
        model.objects.all().delete()
    slo, source = make_slo(), Simulated(keeps_samples=keeps_samples)
    source.scrape()
    record(slos=[slo], source=source, now=source.now)
    for step in [*steps, "scrape", "record", "record"]:
        if isinstance(step, tuple):
            source.happen(step[0], step[1], bad=step[2])
        elif step == "restart":
            source.scrape()
            record(slos=[slo], source=source, now=source.now)
            source.restart()
            source.scrape()
        elif step == "crash":
            crash(slo, source)
        elif step == "record":
            record(slos=[slo], source=source, now=source.now)
        else:
            source.scrape(15 if step == "scrape" else step)
            if not keeps_samples:  # scraping is what a run of that source does
                record(slos=[slo], source=source, now=source.now)
    assert counted(slo) == +source.expected
    whole = counts(slo, None, START - timedelta(days=1), START + timedelta(days=1))
    assert sum(row.total for row in whole) == sum(source.expected.values())
    shares = attribution(slo, None, START - timedelta(days=1), START + timedelta(days=1))
    assert {share.cause: share.bad for share in shares} == dict(source.causes)


@pytest.mark.django_db
def test_a_minute_is_counted_again_until_it_is_final():
    slo, source = make_slo(), Simulated()
    source.scrape()
    record(slos=[slo], source=source, now=source.now)
    source.happen("query", 7, bad=False)
    source.scrape()
    record(slos=[slo], source=source, now=source.now)
    first = recording_of(slo)
    assert first
    assert counted(slo) == {("query", False): 7}
    source.happen("query", 2, bad=True)
    source.scrape(10)  # the same minute: its row is replaced
    record(slos=[slo], source=source, now=source.now)
    assert counted(slo) == {("query", False): 7, ("query", True): 2}
    source.scrape(600)
    record(slos=[slo], source=source, now=source.now)
    last = recording_of(slo)
    assert last
    assert last.settled_at == (int(source.now.timestamp()) - 120) // 60 * 60_000 > first.settled_at


@pytest.mark.django_db
def test_backfill_finds_what_the_recorder_would_have_and_changes_nothing_twice():
    slo, source = make_slo(), Simulated()
    for minute in range(200):
        source.happen("query", minute % 7, bad=minute % 5 == 0)
        source.scrape(30)
    end = source.now + timedelta(minutes=1)
    for _ in range(2):
        [outcome] = backfill(slos=[slo], source=source, start=START - timedelta(minutes=5), end=end)
        assert counted(slo) == +source.expected
        assert (outcome.total, outcome.bad) == (sum(source.expected.values()), source.expected["query", True])
    half = START + timedelta(minutes=50)
    backfill(slos=[slo], source=source, start=half, end=end)
    assert counted(slo) == +source.expected


@pytest.mark.django_db
def test_a_quiet_minute_has_a_row_and_an_unwatched_one_has_none():
    slo, source = make_slo(), Simulated()
    source.happen("query", 1, bad=False)
    source.scrape(0)
    record(slos=[slo], source=source, now=source.now)
    source.scrape(120)
    source.scrape(900)
    record(slos=[slo], source=source, now=source.now)
    minutes = [row.minute for row in counts(slo, None, START, START + timedelta(hours=1))]
    first = minutes[0]
    assert minutes == [first, first + 1, first + 2, first + 17]


@pytest.mark.django_db
def test_estimates_are_whole_events_that_add_up():
    slo, source = make_slo(indicator=ErrorRatio(error_ratio="x[$window]"), group_by=(), attribution=None), Simulated()
    source.ratio = Fraction(1, 3)
    record(slos=[slo], source=source, now=source.now)
    for _ in range(10):
        source.now += timedelta(minutes=3)
        record(slos=[slo], source=source, now=source.now)
    rows = counts(slo, None, START, source.now)
    assert [row.total for row in rows] == [1] * 30
    assert sum(row.bad for row in rows) == 10
    assert Ledger.objects.get(slo=slo.reference).estimated


@pytest.mark.django_db
def test_a_gauge_is_one_event_a_minute():
    indicator = ThresholdGauge(
        kind=IndicatorKind.FRESHNESS, expression="age", comparison=Comparison.AT_MOST, limit=Fraction(60)
    )
    slo, source = make_slo(indicator=indicator, group_by=(), attribution=None), Simulated(keeps_samples=False)
    for age in (10, 20, 100, 50, 90):
        source.show(age)
        source.scrape(30)
        record(slos=[slo], source=source, now=source.now)
    # 10:00:30 good, 10:01 (20, then 100) bad, 10:02 (50, then 90) bad
    assert [(row.total, row.bad) for row in counts(slo, None, START, source.now + timedelta(minutes=1))] == [
        (1, 0),
        (1, 1),
        (1, 1),
    ]


@pytest.mark.django_db
def test_a_histogram_without_the_bucket_is_told_and_nothing_is_lost():
    indicator = LatencyHistogram(histogram=Selector("seconds"), threshold=Fraction(1, 4))
    slo, source = make_slo(indicator=indicator, group_by=(), attribution=None), Simulated()
    source.scrape()
    record(slos=[slo], source=source, now=source.now)
    source._add("seconds_count", 5)
    source._add("seconds_bucket", 4, le="0.5")
    source.scrape()
    [outcome] = record(slos=[slo], source=source, now=source.now)
    assert "has no bucket that ends at 0.25 s" in outcome.error
    row = recording_of(slo)
    assert row
    assert row.error == outcome.error
    source._add("seconds_bucket", 3, le="0.25")
    source.scrape()
    [outcome] = record(slos=[slo], source=source, now=source.now)
    assert (outcome.total, outcome.bad, outcome.error) == (5, 2, "")
