"""Counters' samples against a simulated process whose events are known: nothing is lost or doubled."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from reliability.prometheus import Sample, SampledSeries
from reliability.prometheus.increases import PROCESS_START, UP, Increases

TARGET = (("instance", "shop:8000"), ("job", "shop"))
SECOND = 1_000
SCRAPE = 15 * SECOND
CODES = ("ok", "error", "timeout")


class Scraped:
    """Samples of one target as a Prometheus would keep them."""

    def __init__(self, *, tells_start: bool) -> None:
        self.samples: dict[tuple[str, tuple[tuple[str, str], ...]], list[Sample]] = {}
        self._tells_start = tells_start

    def scrape(self, at: int, counters: Counter[str], started: int) -> None:
        for code, value in counters.items():
            self._add("requests_total", tuple(sorted((*TARGET, ("code", code)))), at, Fraction(value))
        self._add(UP, TARGET, at, Fraction(1))
        if self._tells_start:
            self._add(PROCESS_START, TARGET, at, Fraction(started, SECOND))

    def _add(self, metric, labels, at, value) -> None:
        self.samples.setdefault((metric, labels), []).append(Sample(at, value))

    def series(self, *metrics: str, after: int, until: int) -> list[SampledSeries]:
        return [
            SampledSeries(metric, labels, tuple(one for one in samples if after < one.at <= until))
            for (metric, labels), samples in self.samples.items()
            if metric in metrics
        ]


STEPS = st.lists(
    st.one_of(
        st.dictionaries(st.sampled_from(CODES), st.integers(1, 50)),  # events
        st.just("scrape"),
        st.just("restart"),
        st.integers(1, 40),  # scrapes that fail, or are not made
    ),
    max_size=60,
)


@given(steps=STEPS, run_after=st.lists(st.integers(1, 20), max_size=12), tells_start=st.booleans())
def test_counts_are_those_of_the_process_however_often_the_recorder_stops(steps, run_after, tells_start):
    """Only events that no scrape saw before a restart are lost: nobody could know of them."""
    scraped = Scraped(tells_start=tells_start)
    now = started = 100 * SECOND
    process: Counter[str] = Counter()
    scraped.scrape(now, process, started)  # watched from the beginning
    expected: Counter[str] = Counter()
    unseen: Counter[str] = Counter()
    may_hide_a_restart = False
    restarted = False
    for step in steps:
        if isinstance(step, dict):
            process.update(step)
            unseen.update(step)
        elif step == "restart":
            process, unseen, restarted = Counter(), Counter(), True
            now += SECOND
            started = now
        else:
            now += SCRAPE if step == "scrape" else step * SCRAPE
            if restarted and not tells_start:
                may_hide_a_restart = True
            restarted = False
            scraped.scrape(now, process, started)
            expected.update(unseen)
            unseen = Counter()
    if may_hide_a_restart:
        return  # a value that overtakes the one before a restart cannot be told from none: see the next test
    increases = Increases(began_at=100 * SECOND)
    found: Counter[str] = Counter()
    for border in [*sorted({100 * SECOND + runs * SCRAPE * 7 for runs in run_after}), now + 1]:
        for _ in range(2):  # a run that is repeated finds nothing more
            series = scraped.series("requests_total", after=0, until=now)
            about = scraped.series(UP, PROCESS_START, after=0, until=now)
            for one in increases.count(series, about, before=border):
                found[dict(one.labels)["code"]] += one.events
    assert +found == +expected


def count(*values: float, began_at: int = 0, before: int = 10**9, up_since: int | None = None, starts=()) -> list[int]:
    labels = (("code", "ok"), *TARGET)
    series = SampledSeries(
        "requests_total",
        labels,
        tuple(Sample((index + 10) * SCRAPE, Fraction(value)) for index, value in enumerate(values)),
    )
    about = [SampledSeries(UP, TARGET, (Sample(up_since, Fraction(1)),))] if up_since is not None else []
    if starts:
        samples = tuple(Sample((index + 10) * SCRAPE, Fraction(start)) for index, start in enumerate(starts))
        about.append(SampledSeries(PROCESS_START, TARGET, samples))
    return [one.events for one in Increases(began_at).count([series], about, before=before)]


def test_a_lower_value_is_a_new_process_that_counted_from_zero():
    assert count(5, 9, 2, 3) == [0, 4, 2, 1]


def test_a_value_that_overtook_the_old_one_is_told_by_the_process_start():
    assert count(5, 9, 20, 21) == [0, 4, 11, 1]
    assert count(5, 9, 20, 21, starts=(1, 1, 200, 200), began_at=10**6) == [0, 4, 20, 1]


def test_a_series_that_appears_while_its_target_is_watched_counts_from_zero():
    assert count(3, 4, up_since=9 * SCRAPE) == [3, 1]


def test_a_series_that_appears_with_its_target_begins_with_its_value():
    assert count(1_000_000, 1_000_001, up_since=10 * SCRAPE) == [0, 1]


def test_a_process_that_started_after_the_recording_began_counts_from_zero():
    assert count(3, 4, began_at=100 * SECOND, starts=(120, 120)) == [3, 1]
    assert count(3, 4, began_at=130 * SECOND, starts=(120, 120)) == [0, 1]


def test_parts_of_events_are_counted_when_they_are_whole():
    assert count(0.5, 1.25, 1.75, 2.0) == [0, 1, 0, 1]


def test_a_series_that_returns_goes_on():
    increases = Increases(began_at=0)
    labels = (("code", "ok"), *TARGET)
    first = SampledSeries("requests_total", labels, (Sample(1, Fraction(10)),))
    later = SampledSeries("requests_total", labels, (Sample(9_000_000, Fraction(25)),))
    increases.count([first], [], before=2)
    increases.count([], [], before=8_000_000)
    assert [one.events for one in increases.count([later], [], before=10**8)] == [15]


def test_a_target_that_was_forgotten_begins_anew():
    """Else all that its process ever counted would be counted again."""
    increases = Increases(began_at=0)
    labels = (("code", "ok"), *TARGET)
    increases.count([SampledSeries("requests_total", labels, (Sample(1, Fraction(10)),))], [], before=2)
    increases.forget(before=1)
    assert increases.counters
    increases.forget(before=2)
    later = SampledSeries("requests_total", labels, (Sample(9_000_000, Fraction(25)), Sample(9_015_000, Fraction(26))))
    assert [one.events for one in increases.count([later], [], before=10**8)] == [0, 1]
