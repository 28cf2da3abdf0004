"""Events by group, minute and cause, added up from what a source shows."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor
from typing import Final

from reliability.error_budgets.measured import Measured, Role, group_of
from reliability.error_budgets.sources import Evaluated
from reliability.error_budgets.state import Carry
from reliability.errors import MeasurementError
from reliability.prometheus import Increase, Labels, SampledSeries
from reliability.prometheus.increases import Increases
from reliability.slo.model import Comparison, LatencyHistogram, Slo, ThresholdGauge

MINUTE: Final = 60_000
"""Milliseconds."""
COVERED: Final = 5 * MINUTE
"""Minutes between two samples no further apart than this have data: Prometheus' own lookback."""
WHOLE: Final[Labels] = ()
"""The group of all events."""
_BY_ROLE: Final[Mapping[Role, tuple[int, int]]] = {Role.TOTAL: (1, 0), Role.BAD: (0, 1), Role.GOOD: (0, -1)}
"""What one event adds to total and bad, where there is a total."""
_WITHOUT_TOTAL: Final[Mapping[Role, tuple[int, int]]] = {Role.GOOD: (1, 0), Role.BAD: (1, 1)}

Cell = tuple[Labels, int]


@dataclass(slots=True)
class Tally:
    """`total` and `bad` by group and minute; a minute in `total`, be it with 0, has data."""

    total: Counter[Cell] = field(default_factory=Counter)
    bad: Counter[Cell] = field(default_factory=Counter)
    causes: Counter[tuple[Labels, int, str]] = field(default_factory=Counter)

    def add(self, group: Labels, minute: int, total: int, bad: int) -> None:
        """Count events for their group and for the whole."""
        for one in {group, WHOLE}:
            self.total[one, minute] += total
            self.bad[one, minute] += bad

    @property
    def whole(self) -> tuple[int, int]:
        """All events and all bad ones."""
        total, bad = (
            sum(count for (group, _), count in counts.items() if group == WHOLE) for counts in (self.total, self.bad)
        )
        return total, bad


def tally_counters(
    slo: Slo,
    plan: Measured,
    samples: Mapping[str, Sequence[SampledSeries]],
    about_targets: Sequence[SampledSeries],
    increases: Mapping[str, Increases],
    *,
    first: int,
    before: int,
) -> Tally:
    """Count what the samples before a time (milliseconds) show, into minutes from `first` on; move `increases` on.

    Where bad events are `total - good`, a minute's may be off by those that one counter shows a sample before the
    other, even below 0; their sum never is.
    """
    tally = Tally()
    parts = _BY_ROLE if any(one.role is Role.TOTAL for one in plan.counters) else _WITHOUT_TOTAL
    by_difference = not any(one.role is Role.BAD for one in plan.counters)
    for one in plan.everything:
        found = increases[one.key].count(samples[one.key], about_targets, before=before)
        if one.role is Role.CAUSE:
            _add_causes(slo, tally, found)
            continue
        total, bad = parts[one.role]
        if by_difference and one.role is Role.TOTAL:
            bad = 1
        for increase in found:
            group = group_of(slo, increase.labels)
            if total:
                for minute in _covered(increase, first):
                    tally.add(group, minute, 0, 0)
            tally.add(group, increase.at // MINUTE, total * increase.events, bad * increase.events)
    return tally


def _covered(increase: Increase, first: int) -> Iterable[int]:
    if increase.since is None or increase.at - increase.since > COVERED:
        return ()
    return range(max(first, increase.since // MINUTE + 1), increase.at // MINUTE)


def _add_causes(slo: Slo, tally: Tally, found: Iterable[Increase]) -> None:
    for increase in found:
        if not increase.events or slo.attribution is None:
            continue
        labels = dict(increase.labels)
        cause, minute = labels.get(slo.attribution.label, ""), increase.at // MINUTE
        group = group_of(slo, increase.labels)
        # Counters that do not tell the group tell of the whole only.
        known = all(label in labels for label in slo.group_by)
        for one in {group, WHOLE} if known else {WHOLE}:
            tally.causes[one, minute, cause] += increase.events


def tally_gauges(slo: Slo, shown: Sequence[SampledSeries], *, before: int) -> Tally:
    """Make one event of each minute and group of which a gauge was seen: the last look decides, the worst series."""
    if not isinstance(slo.indicator, ThresholdGauge):
        raise TypeError(f"{slo.reference} is no gauge.")
    is_bad = _limit(slo.indicator)
    minutes: dict[Cell, dict[Labels, bool]] = {}
    for series in shown:
        for at, value in series.samples:
            if at < before:
                minutes.setdefault((group_of(slo, series.labels), at // MINUTE), {})[series.labels] = is_bad(value)
    tally = Tally()
    for (group, minute), looks in minutes.items():
        tally.add(group, minute, 1, int(any(looks.values())))
    return tally


def _limit(indicator: ThresholdGauge) -> Callable[[object], bool]:
    limit = indicator.limit
    if indicator.comparison is Comparison.AT_MOST:
        return lambda value: value > limit  # type: ignore[operator]
    return lambda value: value < limit  # type: ignore[operator]


def tally_evaluated(evaluated: Sequence[Evaluated], carry: Carry) -> Tally:
    """Count whole events; what is left of a minute is carried into the next, so that a sum is off by less than one."""
    tally = Tally()
    for one in evaluated:
        total, bad = carry.get(one.group, (0, 0))
        total, bad = total + one.total, bad + one.bad
        tally.add(one.group, one.minute, floor(total), floor(bad))
        carry[one.group] = (total - floor(total), bad - floor(bad))
    return tally


def require_bucket(slo: Slo, plan: Measured, samples: Mapping[str, Sequence[SampledSeries]]) -> None:
    """Raise MeasurementError when a histogram counts, but has no bucket for the threshold: it must not look all bad."""
    if not isinstance(slo.indicator, LatencyHistogram) or not plan.counters:
        return
    shown = {one.role: any(series.samples for series in samples[one.key]) for one in plan.counters}
    if shown[Role.TOTAL] and not shown[Role.GOOD]:
        raise MeasurementError(
            f"{slo.reference}: {slo.indicator.histogram.metric} has no bucket that ends at "
            f"{float(slo.indicator.threshold):g} s. Make it one, or set the threshold to a bucket's upper bound."
        )
