"""A report's value to its figures, tables and charts."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Final

from reliability.reports.report import AdjustmentEffect, Interval, SloReport
from reliability.reports.report_charts import budget_chart, cause_chart, hours_chart, rates_chart
from reliability.reports.sheet import Cell, Chart, Days, Figure, Line, Part, Section, Sheet, Table, Words, table
from reliability.slo.error_budget import number, percent
from reliability.slo.model import CalendarWindow, Recurrence, Window, duration_text

HEADLINE: Final = ("total", "bad", "spent", "remaining", "exhaustion")
NAMES: Final = {
    "total": "Events",
    "bad": "Bad",
    "good": "Good",
    "error_ratio": "Error ratio",
    "allowed_bad": "Allowed bad",
    "spent": "Budget spent",
    "remaining": "Budget left",
    "projected_total": "Events at the window's end",
    "projected_allowed_bad": "Allowed bad at the window's end",
    "projected_spent": "Spent of the whole window's budget",
    "exhaustion": "Budget exhausted",
    "minutes_without_data": "Minutes without data",
    "excluded_events": "Events left out",
}


def place_in_file(reference: str) -> str:
    return f"#{reference.replace('/', '-')}"


def make_sheet(report: SloReport, *, link: Callable[[str], str] = place_in_file) -> Sheet:
    """Return the sheet, its times in the zone that the subtitle names; `link` tells where another SLO stands."""
    figures = tuple(
        Figure(_name(one.name), _short(one.name, one.value, one.text), f"{one.text} = {one.formula}")
        for one in report.numbers
    )
    keys = [one.name for one in report.numbers]
    return Sheet(
        reference=report.slo.reference,
        place=place_in_file(report.slo.reference).removeprefix("#"),
        subtitle=_subtitle(report),
        state=report.state.value if report.has_data else "unknown",
        actions=report.actions if report.has_data else (),
        notice=_notice(report),
        headline=tuple(figures[keys.index(name)] for name in HEADLINE),
        figures=tuple(figure for key, figure in zip(keys, figures, strict=True) if key not in HEADLINE),
        sections=tuple(section for section in _sections(report, link) if section.parts),
    )


def window_text(window: Window) -> str:
    if isinstance(window, CalendarWindow):
        return f"calendar {window.unit.value} in {window.time_zone.key}"
    return f"the last {duration_text(window.seconds)}"


def local_text(at: datetime, report: SloReport) -> str:
    return f"{at.astimezone(report.zone):%Y-%m-%d %H:%M}"


def rounded(share: Fraction, decimals: int = 2) -> str:
    """Return a percentage for people; what is behind it stands in the report as well."""
    text = percent(Fraction(round(share * 100 * 10**decimals), 100 * 10**decimals))
    return f"<{percent(Fraction(1, 100 * 10**decimals))}" if share and text == percent(Fraction(0)) else text


def group_text(group: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{label}={value}" for label, value in group) or "all"


def _subtitle(report: SloReport) -> str:
    period = report.budget.period
    words = (
        f"Objective {percent(report.budget.objective)} over {window_text(report.slo.window)}: "
        f"{local_text(period.start, report)} to {local_text(period.end, report)} {report.zone}, "
        f"as of {local_text(report.at, report)}"
    )
    signed = f". Signed with the key {report.signed_with}" if report.signed_with else ""
    return f"{report.slo.description} {words}{signed}".strip()


def _name(name: str) -> str:
    return NAMES.get(name) or f"Burn rate {name.removeprefix('burn_rate_')}"


def _short(name: str, value: Fraction | int | datetime | None, text: str) -> str:
    if isinstance(value, Fraction) and name in {"error_ratio", "spent", "remaining", "projected_spent"}:
        return rounded(value, 4 if name == "error_ratio" else 2)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return number(Fraction(round(value * 100), 100)) if isinstance(value, Fraction) else text


def _notice(report: SloReport) -> str:
    if not report.has_data:
        return (
            "Nothing was measured in this window. Start the recording of counts, or fill in the past from Prometheus: "
            "see manage.py backfill_error_budgets --help."
        )
    if report.budget.minutes_without_data:
        minutes = number(report.budget.minutes_without_data)
        return f"In {minutes} minutes of the window nothing was measured: what happened then is in no number here."
    return ""


def _sections(report: SloReport, link: Callable[[str], str]) -> list[Section]:
    if not report.has_data:
        return [Section("Adjustments", _adjustments(report))]
    if report.budget.components:
        return [Section("Components", _components(report, link))]
    return [
        Section("Budget left", _budget_left(report)),
        Section("Burn rate", (Chart(rates_chart(report)),) if report.rates else ()),
        Section("What the numbers can tell", _verdict(report)),
        Section("What spent it", _causes(report)),
        Section("Worst hours", _worst(report)),
        Section("What happened meanwhile", (_overlaps(report),)),
        Section("Groups", _groups(report)),
        Section("Adjustments", _adjustments(report)),
        Section("Day by day", _days(report)),
    ]


def _budget_left(report: SloReport) -> tuple[Part, ...]:
    if not report.left:
        return ()
    projection = report.budget.projection
    chart = Chart(budget_chart(report))
    if projection is None:
        return (chart,)
    words = (
        "Drawn of what the whole window allows if traffic goes on as so far, "
        f"{number(round(projection.allowed_bad))} bad. The policy goes by this. Of the budget of the events so far "
        f"{rounded(report.budget.remaining)} is left."
    )
    return (chart, Words(words))


def _verdict(report: SloReport) -> tuple[Part, ...]:
    if report.verdict is None:
        return ()
    found = report.verdict
    interval = f"{rounded(Fraction(found.low), 4)} and {rounded(Fraction(found.high), 4)}"
    return (
        Words(
            f"{found.words} With {percent(found.confidence)} confidence the error ratio lies between {interval} "
            f"(Clopper and Pearson); {percent(1 - report.budget.objective)} is allowed. They make it "
            f"{rounded(Fraction(found.sure_missed))} sure that the objective is missed, and not only luck was bad."
        ),
    )


def _components(report: SloReport, link: Callable[[str], str]) -> tuple[Part, ...]:
    rows = [
        (
            Cell(one.reference, link=link(one.reference)),
            number(weight),
            number(one.total),
            rounded(one.error_ratio, 4),
        )
        for weight, one in report.budget.components
    ]
    listed = table(("SLO", "Weight", "Events", "Error ratio"), rows, empty="", numeric=(1, 2, 3))
    return (listed, Words("When it was spent, and by whom, is counted with each of these."))


def _causes(report: SloReport) -> tuple[Part, ...]:
    attribution = report.slo.attribution
    if attribution is None:
        return (Words("This SLO attributes nothing: name counters under attribution in its file."),)
    rows = [(one.cause or "unattributed", number(one.bad), rounded(one.share)) for one in report.shares]
    listed = table(
        (attribution.label.capitalize(), "Bad events", "Share"), rows, empty="There were no bad events.", numeric=(1, 2)
    )
    return (Chart(cause_chart(report)), listed) if rows else (listed,)


def _worst(report: SloReport) -> tuple[Part, ...]:
    rows = [
        (
            Cell(local_text(one.start, report), link=f"#{report.anchor(one)}"),
            number(one.bad),
            number(one.total),
            rounded(one.spent),
            _caused(one),
        )
        for one in report.worst
    ]
    listed = table(
        ("Hour from", "Bad", "Total", "Of the budget", "By"), rows, empty="No hour had bad events.", numeric=(1, 2, 3)
    )
    return (Chart(hours_chart(report)), listed) if rows else (listed,)


def _overlaps(report: SloReport) -> Table:
    rows = [
        (
            one.happening.kind,
            one.happening.title,
            local_text(one.happening.start, report),
            local_text(one.happening.end, report) if one.happening.end else "",
            number(one.bad_before),
            number(one.bad),
            rounded(one.spent),
        )
        for one in report.overlaps
    ]
    return table(
        ("Kind", "What", "From", "To", "Bad before", "Bad meanwhile", "Of the budget"),
        rows,
        empty="No deployment, incident or experiment was told of in this window.",
        numeric=(4, 5, 6),
    )


def _groups(report: SloReport) -> tuple[Part, ...]:
    if not report.slo.group_by:
        return ()
    rows = [
        (
            group_text(row.group),
            percent(row.budget.objective),
            number(row.budget.total),
            number(row.budget.bad),
            rounded(row.budget.spent),
            rounded(row.budget.remaining),
        )
        for row in report.groups
    ]
    return (
        table(
            (", ".join(report.slo.group_by), "Objective", "Total", "Bad", "Spent", "Left"),
            rows,
            empty="No group has had events.",
            numeric=(1, 2, 3, 4, 5),
        ),
    )


def _adjustments(report: SloReport) -> tuple[Part, ...]:
    rows = [
        (
            one.adjustment.name,
            _when(one, report),
            one.adjustment.reason,
            one.adjustment.announced_by or f"the file of {report.service.name}",
            number(one.minutes),
            number(one.events),
            number(one.bad),
        )
        for one in report.adjustments
    ]
    return (
        table(
            ("Name", "When", "Reason", "Decided by", "Minutes", "Events left out", "Bad among them"),
            rows,
            empty="No time was taken out of this window.",
            numeric=(4, 5, 6),
        ),
    )


def _when(effect: AdjustmentEffect, report: SloReport) -> str:
    when = effect.adjustment.when
    if isinstance(when, Recurrence):
        return f"{when.rule}, {effect.times} times for {duration_text(when.seconds)}"
    return f"{local_text(when.start, report)} to {local_text(when.end, report)}"


def _days(report: SloReport) -> tuple[Part, ...]:
    unit = "events" if report.slo.budgeting is None else f"slices of {duration_text(report.slo.budgeting.seconds)}"
    return (Days(tuple(_line(day, report, "%a %Y-%m-%d") for day in report.days), unit),) if report.days else ()


def _line(interval: Interval, report: SloReport, shown: str) -> Line:
    allowed = report.budget.allowed_at_end
    raw = ""
    if report.slo.budgeting is not None:
        raw = f" ({number(interval.bad_events)} bad of {number(interval.events)} events)"
    return Line(
        interval=interval,
        when=interval.start.astimezone(report.zone).strftime(shown),
        counts=f"{number(interval.bad)} bad of {number(interval.total)}{raw}",
        spent=f"{number(interval.bad)} / {number(allowed)} allowed in the window = {rounded(interval.spent)}",
        causes=_caused(interval),
        anchor=report.anchor(interval),
        lines=tuple(_line(part, report, "%H:%M") for part in interval.parts),
    )


def _caused(interval: Interval) -> str:
    ranked = sorted(interval.causes.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{cause} {number(count)}" for cause, count in ranked if count)
