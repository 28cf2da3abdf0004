"""The charts of a report."""

from datetime import timedelta
from fractions import Fraction

from reliability.charts.bars import Bar, bar_chart
from reliability.charts.burn_down import Mark, burn_down_chart
from reliability.charts.burn_rate import Rates, Threshold, burn_rate_chart
from reliability.charts.heat_map import Hour, heat_map
from reliability.charts.sparkline import sparkline
from reliability.reports.report import SloReport
from reliability.slo.error_budget import number, percent
from reliability.slo.model import duration_text, nominal_seconds

HEAT_DAYS = 92


def budget_chart(report: SloReport) -> str:
    return burn_down_chart(
        report.left,
        start=report.budget.period.start,
        end=report.budget.period.end,
        marks=[
            Mark(start=one.start, end=one.end, kind=one.kind, title=one.title)
            for one in (overlap.happening for overlap in report.overlaps)
        ],
        title=f"Budget of {report.slo.reference}",
        zone=report.zone,
    )


def rates_chart(report: SloReport) -> str:
    window = nominal_seconds(report.slo.window)
    return burn_rate_chart(
        [Rates(f"over {duration_text(seconds)}", points) for seconds, points in report.rates.items()],
        start=report.budget.period.start,
        end=report.budget.period.end,
        thresholds=[
            Threshold(float(tier.factor(window)), f"{tier.severity.value} {duration_text(tier.long)}")
            for tier in report.slo.alerting.tiers
        ],
        title=f"Burn rate of {report.slo.reference}",
        zone=report.zone,
    )


def cause_chart(report: SloReport) -> str:
    bars = [Bar(share.cause or "unattributed", share.bad) for share in report.shares if share.bad > 0]
    return bar_chart(bars, unit="bad events", title=f"What spent the budget of {report.slo.reference}")


def hours_chart(report: SloReport) -> str:
    """The last quarter of a year at most: more rows than that are no picture any longer."""
    since = (report.at - timedelta(days=HEAT_DAYS)).astimezone(report.zone).date()
    hours: dict[tuple[object, int], Hour] = {}
    for interval in (hour for day in report.days for hour in day.parts):
        local = interval.start.astimezone(report.zone)
        if local.date() < since:
            continue
        words = f"{local:%Y-%m-%d %H:00}: {number(interval.bad)} bad of {number(interval.total)}"
        spent = float(interval.spent)
        earlier = hours.get((local.date(), local.hour))
        if earlier:  # the hour that comes twice when clocks are put back
            spent, words = spent + earlier.spent, f"{earlier.words}; {words}"
        hours[local.date(), local.hour] = Hour(
            day=local.date(),
            hour=local.hour,
            spent=spent,
            words=words,
            link=f"#{report.anchor(interval)}" if interval.bad else None,
        )
    return heat_map(list(hours.values()), title=f"When the budget of {report.slo.reference} was spent")


def left_sparkline(reference: str, values: list[float], remaining: Fraction) -> str:
    return sparkline(values, title=f"Budget of {reference}", description=f"{percent(remaining)} is left")
