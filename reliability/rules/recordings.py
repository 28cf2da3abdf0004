"""What is recorded of an SLO: see `conventions.SloSeries` for the names.

Each series has the labels `slo_id`, `slo_service`, `slo` and the SLO's groups; only `slo:info` has the others. An error
ratio is bad over all events of its window, so a busy hour weighs more than an idle one; it is 0 where nothing
happened, never NaN.

With budgeting by timeslices the events of all these series are slices of time.
"""

from collections.abc import Callable
from fractions import Fraction

from reliability.conventions import SloLabel, SloSeries
from reliability.rules.expressions import equal, half_open, number, series
from reliability.rules.model import Labels, RecordingRule, RuleGroup
from reliability.rules.names import identity, recorded, series_name
from reliability.rules.promql import EventExpressions, attributed_events, error_ratio, events, summed
from reliability.rules.windows import BASE, LONGEST_COUNTED, Intervals, attribution_windows, recorded_windows
from reliability.slo.model import Composite, RollingWindow, Service, Slo, Timeslices, duration_text, nominal_seconds


def recording_groups(service: Service, slo: Slo, intervals: Intervals) -> tuple[RuleGroup, ...]:
    """Return the group of short windows, and that of long ones, which is evaluated less often."""
    windows = recorded_windows(slo)
    short = tuple(window for window in windows if window <= LONGEST_COUNTED)
    long = tuple(window for window in windows if window > LONGEST_COUNTED)
    counted = (*_slices(slo, intervals), *_events(slo, short, intervals), *_constants(service, slo))
    groups = (
        RuleGroup(
            name=f"slo:{slo.identifier}:short_windows",
            interval=intervals.short,
            rules=(*counted, *_ratios(slo, short), *_attributed(slo, short, intervals)),
        ),
        RuleGroup(
            name=f"slo:{slo.identifier}:long_windows",
            interval=intervals.long,
            rules=(*_events(slo, long, intervals), *_ratios(slo, long), *_attributed(slo, long, intervals)),
        ),
    )
    return tuple(group for group in groups if group.rules)


def _record(slo: Slo, name: SloSeries, expression: str, window: int | None = None) -> RecordingRule:
    return RecordingRule(record=series_name(name, window), expression=expression, labels=identity(slo))


def _events(slo: Slo, windows: tuple[int, ...], intervals: Intervals) -> tuple[RecordingRule, ...]:
    return tuple(
        _record(slo, name, expression, window)
        for window in windows
        for name, expression in zip(
            (SloSeries.BAD_EVENTS, SloSeries.TOTAL_EVENTS), _expressions(slo, window, intervals), strict=True
        )
    )


def _expressions(slo: Slo, window: int, intervals: Intervals) -> EventExpressions:
    if isinstance(slo.budgeting, Timeslices):
        slices = (
            f"{recorded(slo, SloSeries.SLICE_BAD)}"
            f"[{half_open(max(window, slo.budgeting.seconds))}:{duration_text(slo.budgeting.seconds)}]"
        )
        return EventExpressions(f"sum_over_time({slices})", f"count_over_time({slices})")
    if window > LONGEST_COUNTED and not isinstance(slo.indicator, Composite):
        return EventExpressions(
            summed(recorded(slo, SloSeries.BAD_EVENTS, BASE), window, intervals),
            summed(recorded(slo, SloSeries.TOTAL_EVENTS, BASE), window, intervals),
        )
    return events(slo, window, intervals=intervals)


def _slices(slo: Slo, intervals: Intervals) -> tuple[RecordingRule, ...]:
    """The last slice's state, each evaluation; counting takes one state a slice."""
    if not isinstance(slo.budgeting, Timeslices):
        return ()
    bad, total = events(slo, slo.budgeting.seconds, intervals=intervals)
    ratio = error_ratio(f"({bad})", f"({total})")
    return (_record(slo, SloSeries.SLICE_BAD, f"({ratio})\n> bool {number(1 - slo.budgeting.target)}"),)


def _ratios(slo: Slo, windows: tuple[int, ...]) -> tuple[RecordingRule, ...]:
    rules: list[RecordingRule] = []
    budget = recorded(slo, SloSeries.ERROR_BUDGET)
    for window in windows:
        bad, total = (recorded(slo, name, window) for name in (SloSeries.BAD_EVENTS, SloSeries.TOTAL_EVENTS))
        ratio = recorded(slo, SloSeries.ERROR_RATIO, window)
        rules += [
            _record(slo, SloSeries.ERROR_RATIO, error_ratio(bad, total), window),
            _record(slo, SloSeries.BURN_RATE, f"{ratio} / {budget}", window),
        ]
    if isinstance(slo.window, RollingWindow) and slo.window.seconds in windows:
        burnt = recorded(slo, SloSeries.BURN_RATE, slo.window.seconds)
        rules.append(_record(slo, SloSeries.BUDGET_REMAINING, f"1 - {burnt}"))
    return tuple(rules)


def _constants(service: Service, slo: Slo) -> tuple[RecordingRule, ...]:
    return (
        _record(slo, SloSeries.OBJECTIVE, _of_groups(slo, lambda objective: objective)),
        _record(slo, SloSeries.ERROR_BUDGET, _of_groups(slo, lambda objective: 1 - objective)),
        _record(slo, SloSeries.WINDOW_SECONDS, f"vector({nominal_seconds(slo.window)})"),
        RecordingRule(record=SloSeries.INFO, expression="vector(1)", labels=_information(service, slo)),
    )


def _of_groups(slo: Slo, value: Callable[[Fraction], Fraction]) -> str:
    """Return the value of each group's objective: the first that fits holds, as in `Slo.objective_of`.

    Groups are those of the recorded totals, so that a new one has an objective at once.
    """
    if not slo.group_by:
        return f"vector({number(value(slo.objective))})"
    choices = [*((one.match, one.objective) for one in slo.group_objectives), ((), slo.objective)]
    name, identifier = series_name(SloSeries.TOTAL_EVENTS, BASE), equal(SloLabel.ID, slo.identifier)
    return " or ".join(
        f"0 * {series(name, identifier, *(equal(*pair) for pair in match))} + {number(value(objective))}"
        for match, objective in choices
    )


def _information(service: Service, slo: Slo) -> Labels:
    window = duration_text(slo.window.seconds) if isinstance(slo.window, RollingWindow) else slo.window.unit.value
    return {
        **dict(service.labels),
        **dict(slo.labels),
        **identity(slo),
        SloLabel.OWNER: service.owner,
        SloLabel.TIER: str(service.tier),
        SloLabel.KIND: slo.indicator.kind,
        SloLabel.OBJECTIVE: number(100 * slo.objective),
        SloLabel.WINDOW: window,
    }


def _attributed(slo: Slo, windows: tuple[int, ...], intervals: Intervals) -> tuple[RecordingRule, ...]:
    if slo.attribution is None:
        return ()
    base = recorded(slo, SloSeries.ATTRIBUTED_EVENTS, BASE)
    return tuple(
        _record(
            slo,
            SloSeries.ATTRIBUTED_EVENTS,
            summed(base, window, intervals) if window > LONGEST_COUNTED else attributed_events(slo, window),
            window,
        )
        for window in attribution_windows(slo)
        if window in windows
    )
