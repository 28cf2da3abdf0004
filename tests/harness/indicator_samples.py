"""An SLO with every kind of indicator, and random ones."""

from __future__ import annotations

from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from reliability.slo.model import (
    GOOGLE_TIERS,
    Alerting,
    Attribution,
    BurnRateTier,
    CalendarUnit,
    CalendarWindow,
    Comparison,
    Component,
    Composite,
    Counters,
    ErrorRatio,
    EventIndicator,
    GroupObjective,
    Indicator,
    IndicatorKind,
    LatencyHistogram,
    Matcher,
    MatchOperator,
    Query,
    RollingWindow,
    Selector,
    Service,
    Severity,
    Slo,
    ThresholdGauge,
    Timeslices,
)
from tests.harness.slo_samples import availability, selector

AVAILABILITY = IndicatorKind.AVAILABILITY
BAD = Counters((selector("requests_total", outcome="error"), selector("lost_total")))
GOOD = Counters((selector("requests_total", outcome="ok"),))
TOTAL = Counters(
    (
        Selector("requests_total", (Matcher("outcome", MatchOperator.NOT_REGEX, "client.*"),)),
        selector("lost_total"),
    )
)
RATE = Query("sum(rate(requests_total[$window]))")
HISTOGRAM = selector("request_duration_seconds", handler="page")
RATIO = "sum(rate(a_total[$window])) / sum(rate(b_total[$window]))"

INDICATORS: dict[str, Indicator] = {
    "bad-total": EventIndicator(kind=AVAILABILITY, bad=BAD, total=TOTAL),
    "good-total": EventIndicator(kind=AVAILABILITY, good=GOOD, total=TOTAL),
    "good-bad": EventIndicator(kind=IndicatorKind.CORRECTNESS, good=GOOD, bad=BAD),
    "query": EventIndicator(kind=AVAILABILITY, bad=BAD, total=RATE),
    "latency": LatencyHistogram(histogram=HISTOGRAM, threshold=Fraction(1, 4)),
    "native-latency": LatencyHistogram(histogram=HISTOGRAM, threshold=Fraction(1, 4), native=True),
    "freshness": ThresholdGauge(
        kind=IndicatorKind.FRESHNESS,
        expression="time() - published_timestamp_seconds",
        comparison=Comparison.AT_MOST,
        limit=Fraction(60),
    ),
    "saturation": ThresholdGauge(
        kind=IndicatorKind.SATURATION, expression="free_ratio", comparison=Comparison.AT_LEAST, limit=Fraction(1, 5)
    ),
    "ratio": ErrorRatio(error_ratio=RATIO),
    "ratio-of-total": ErrorRatio(error_ratio=RATIO, total=TOTAL),
    "composite": Composite(
        components=(Component("shop/bad-total", Fraction(2)), Component("users/latency", Fraction(1)))
    ),
}


def sample(name: str, service: str = "shop", **changes: object) -> Slo:
    """99.9 % over 30 days of that indicator."""
    return availability(service, name=name, indicator=INDICATORS[name], **changes)


def samples() -> dict[str, Slo]:
    """Every kind of indicator, by name, and every kind of grouping, window and budgeting with one of them."""
    return {
        **{name: sample(name) for name in INDICATORS},
        "grouped": sample(
            "bad-total",
            group_by=("operation", "zone"),
            group_objectives=(GroupObjective((("operation", "write"),), Fraction(9999, 10_000)),),
            attribution=Attribution("cause_of_it", (selector("attributed_total"), selector("late_total"))),
        ),
        "monthly": sample("latency", window=CalendarWindow(CalendarUnit.MONTH, ZoneInfo("Europe/Berlin"))),
        "timeslices": sample("bad-total", budgeting=Timeslices(60, Fraction(95, 100))),
    }


def service_of(*slos: Slo) -> Service:
    """A service with these objectives."""
    return Service(name=slos[0].service, slos=slos, owner="platform", tier=1)


fractions = st.fractions(min_value=Fraction(1, 2), max_value=Fraction(99_999, 100_000), max_denominator=100_000)
label_values = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
tiers = st.builds(
    BurnRateTier,
    severity=st.sampled_from(Severity),
    budget=st.fractions(min_value=Fraction(1, 100), max_value=Fraction(1, 5), max_denominator=100),
    long=st.sampled_from([3_600, 21_600, 86_400, 259_200]),
    short=st.sampled_from([60, 300, 1_800, 5_400]),
    hold=st.sampled_from([0, 120]),
)
alertings = st.builds(
    Alerting,
    tiers=st.just(GOOGLE_TIERS) | st.lists(tiers, max_size=4, unique_by=lambda one: (one.long, one.short)).map(tuple),
    minimum_events=st.none() | st.integers(0, 500),
    absent_after=st.none() | st.integers(1, 90_000),
    annotations=st.dictionaries(st.sampled_from(["ticket_queue", "note"]), label_values).map(
        lambda one: tuple(one.items())
    ),
)
windows = st.builds(RollingWindow, st.sampled_from([7, 28, 30, 90]).map(lambda days: days * 86_400)) | st.builds(
    CalendarWindow, st.sampled_from(CalendarUnit), st.just(ZoneInfo("UTC"))
)
random_slos = st.builds(
    lambda name, text, **changes: sample(name, labels=(("team", text),), description=text, **changes),
    st.sampled_from(sorted(INDICATORS)),
    label_values,
    objective=fractions,
    window=windows,
    group_by=st.sampled_from([(), ("operation",), ("operation", "zone")]),
    budgeting=st.none() | st.builds(Timeslices, st.sampled_from([60, 300]), fractions),
    alerting=alertings,
)
