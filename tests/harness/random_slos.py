"""Random services as SLO files can say them, for hypothesis."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from reliability.slo.model import (
    GOOGLE_TIERS,
    Adjustment,
    Alerting,
    Attribution,
    BudgetPolicy,
    BudgetState,
    BurnRateTier,
    CalendarUnit,
    CalendarWindow,
    Comparison,
    Counters,
    ErrorRatio,
    EventIndicator,
    GroupObjective,
    IndicatorKind,
    LatencyHistogram,
    Matcher,
    MatchOperator,
    Period,
    PolicyStep,
    Query,
    Recurrence,
    RollingWindow,
    Selector,
    Service,
    Severity,
    Slo,
    ThresholdGauge,
    Timeslices,
)
from reliability.slo.model.policy import DEFAULT_POLICY

DAY = 86_400
MINUTE = 60

names = st.sampled_from(["shop", "a", "check-out", "x1-2b", "users", "z9"])
label_names = st.sampled_from(["region", "_a", "team", "channel", "code", "b2"])
words = st.sampled_from(
    [
        *("plain", "5", "1e3", "yes", "null", "~", "2026-01-01", "a: b", "- dash", "#hash", "tab\tinside", "ünïcödé ✓"),
        *("'single' \"double\"", "back\\slash", "two\nlines", "a long text that is folded " * 6 + "in the file", "{x}"),
    ]
)
labels = st.dictionaries(label_names, words, max_size=2).map(lambda found: tuple(sorted(found.items())))
objectives = st.integers(1, 99_999).map(lambda part: Fraction(part, 100_000))
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]).map(ZoneInfo)

metrics = st.sampled_from(["a_total", "http_requests_total", "b_total"])
plain_matchers = st.builds(Matcher, label_names, st.sampled_from([MatchOperator.EQUAL, MatchOperator.NOT_EQUAL]), words)
regex_matchers = st.builds(
    Matcher,
    label_names,
    st.sampled_from([MatchOperator.REGEX, MatchOperator.NOT_REGEX]),
    st.sampled_from(["5..", "a|b", r"\d+", ".*"]),
)
selectors = st.builds(
    lambda metric, found: Selector(metric, tuple(sorted(set(found)))),
    metrics,
    st.lists(plain_matchers | regex_matchers, max_size=2),
)
counters = st.lists(selectors, min_size=1, max_size=2, unique=True).map(lambda found: Counters(tuple(found)))
queries = metrics.map(lambda metric: Query(f"sum(irate({metric}[$window]))"))
events = counters | queries

totals = st.builds(
    lambda kind, side, part, total: EventIndicator(kind=kind, total=total, **{side: part}),
    st.just(IndicatorKind.AVAILABILITY),
    st.sampled_from(["good", "bad"]),
    counters,
    counters,
)
event_indicators = (
    totals
    | st.builds(EventIndicator, kind=st.just(IndicatorKind.CORRECTNESS), bad=events, total=events)
    | st.builds(EventIndicator, kind=st.just(IndicatorKind.AVAILABILITY), good=events, bad=events)
)
thresholds = st.integers(1, 10_000).map(lambda milliseconds: Fraction(milliseconds, 1_000))
histograms = selectors.map(lambda found: Selector(found.metric.removesuffix("_total") + "_seconds", found.matchers))
classic_latencies = st.builds(LatencyHistogram, histogram=histograms, threshold=thresholds)
latencies = st.builds(LatencyHistogram, histogram=histograms, threshold=thresholds, native=st.booleans())
saturations = st.builds(
    ThresholdGauge,
    kind=st.just(IndicatorKind.SATURATION),
    expression=metrics.map(lambda metric: f"max({metric})"),
    comparison=st.sampled_from(Comparison),
    limit=thresholds,
)
freshnesses = st.builds(
    ThresholdGauge,
    kind=st.just(IndicatorKind.FRESHNESS),
    expression=metrics.map(lambda metric: f"time() - {metric}"),
    comparison=st.just(Comparison.AT_MOST),
    limit=thresholds,
)
ratios = st.builds(ErrorRatio, error_ratio=metrics.map(lambda metric: f"avg_over_time({metric}[$window])"))
ratios_with_totals = st.builds(ErrorRatio, error_ratio=st.just("avg_over_time(a[$window])"), total=events)
indicators = event_indicators | latencies | saturations | freshnesses | ratios | ratios_with_totals

calendar_windows = st.builds(
    CalendarWindow, st.sampled_from([CalendarUnit.WEEK, CalendarUnit.MONTH, CalendarUnit.QUARTER]), zones
)
windows = st.integers(3, 90).map(lambda days: RollingWindow(days * DAY)) | calendar_windows


@st.composite
def tiers(draw: st.DrawFn) -> BurnRateTier:
    short = draw(st.integers(1, 60)) * MINUTE
    return BurnRateTier(
        severity=draw(st.sampled_from(Severity)),
        budget=Fraction(draw(st.integers(1, 100)), 100),
        long=short * draw(st.integers(2, 12)),
        short=short,
        hold=draw(st.integers(0, 5)) * MINUTE,
    )


tables = st.lists(tiers(), max_size=3, unique_by=lambda tier: (tier.severity, tier.long, tier.short)).map(tuple)
alertings = st.builds(
    Alerting,
    tiers=tables | st.just(GOOGLE_TIERS),
    absent_after=st.none() | st.integers(1, 90).map(lambda minutes: minutes * MINUTE),
    labels=labels,
    annotations=labels,
    page_labels=labels,
    ticket_labels=labels,
    name=st.none() | st.sampled_from(["Alert", "A_1"]),
).flatmap(
    lambda alerting: (
        st.just(alerting)
        | st.integers(0, 1000).map(lambda least: _with(alerting, minimum_events=least))
        | st.integers(50, 99).map(lambda percent: _with(alerting, confidence=Fraction(percent, 100)))
    )
)


def _with(alerting: Alerting, **changes: object) -> Alerting:
    values = {name: getattr(alerting, name) for name in Alerting.__slots__} | changes
    return Alerting(**values)


policies = st.just(DEFAULT_POLICY) | st.integers(1, 99).map(
    lambda percent: BudgetPolicy(
        (
            PolicyStep(BudgetState.CAUTION, Fraction(percent, 100), ("Look.",)),
            PolicyStep(BudgetState.FROZEN, Fraction(percent - 1, 100)),
        )
    )
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001 - hypothesis wants naive bounds
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)
spans = st.builds(
    lambda start, minutes: Period(start, start + timedelta(minutes=minutes)), moments, st.integers(1, 900)
)
recurrences = st.builds(
    lambda moment, zone, seconds, rule: Recurrence(
        first=moment.astimezone(zone), seconds=seconds * MINUTE, rule=rule, time_zone=zone
    ),
    moments,
    zones,
    st.integers(1, 600),
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SU", "FREQ=MONTHLY;BYMONTHDAY=1"]),
)


@st.composite
def slos(draw: st.DrawFn, service: str, name: str) -> Slo:
    groups = draw(st.lists(label_names, max_size=2, unique=True))
    taken = draw(labels.map(lambda found: tuple(pair for pair in found if pair[0] not in groups)))
    matches = draw(st.lists(words, max_size=2, unique=True)) if groups else []
    return Slo(
        service=service,
        name=name,
        description=draw(words),
        objective=draw(objectives),
        window=draw(windows),
        indicator=draw(indicators),
        group_by=tuple(groups),
        group_objectives=tuple(GroupObjective(((groups[0], word),), draw(objectives)) for word in matches),
        budgeting=draw(st.none() | st.just(Timeslices(MINUTE, Fraction(95, 100)))),
        attribution=draw(
            st.none() | st.builds(lambda label, found: Attribution(label, found.selectors), label_names, counters)
        ),
        alerting=draw(alertings),
        policy=draw(policies),
        labels=taken,
    )


@st.composite
def services(draw: st.DrawFn) -> Service:
    """Return anything that a file can say, but composites, which refer to others."""
    name = draw(names)
    found = draw(st.lists(names, min_size=1, max_size=2, unique=True))
    return Service(
        name=name,
        slos=tuple(draw(slos(name, one)) for one in found),
        title=draw(st.just("") | words),
        owner=draw(st.just("") | words),
        tier=draw(st.integers(1, 3)),
        depends_on=tuple(draw(st.lists(names.filter(lambda other: other != name), max_size=2, unique=True))),
        labels=draw(labels),
        adjustments=tuple(
            Adjustment(name=f"{found[0]}-{number}", reason="Planned.", when=when, slos=(f"{name}/{found[0]}",))
            for number, when in enumerate(draw(st.lists(spans | recurrences, max_size=2)))
        ),
    )
