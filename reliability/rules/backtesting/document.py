"""A backtest as one HTML file with charts, which needs nothing else."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from reliability.charts.firing_chart import Row, Span, firing_chart
from reliability.charts.svg import Paint
from reliability.rules.backtesting.backtest import Backtest
from reliability.rules.backtesting.texts import backtest_text, fired_at, tier_text
from reliability.slo.model import Severity, duration_text

STYLE: Final = Path(__file__).resolve().parents[2] / "static/reliability/report.css"


def firings_svg(one: Backtest) -> str:
    counts = one.counts
    rows = [
        Row(
            f"{tier_text(gated.tier)} from {float(gated.factor):g}x",
            Paint.SPENT if gated.tier.severity is Severity.PAGE else Paint.CAUTION,
            [
                Span(
                    fired_at(counts, fired.firing),
                    counts.at(fired.firing.last + 1),
                    f"{fired_at(counts, fired.firing):%Y-%m-%d %H:%M}, "
                    f"{duration_text((fired.firing.last - fired.firing.first) * 60)}",
                )
                for fired in one.fired
                if fired.firing.tier == gated.tier
            ],
        )
        for gated in one.tiers
    ]
    if one.pages.detections:
        spans = [Span(found.incident.start, found.incident.end, found.incident.title) for found in one.pages.detections]
        rows.append(Row("incidents", Paint.MARK, spans))
    return firing_chart(
        rows, start=counts.at(0), end=counts.at(len(counts)), title=f"When {one.slo.reference} would have alerted"
    )


def backtest_html(backtests: Sequence[Backtest], *, summary: str = "") -> str:
    sections = "".join(
        f"<section class=card><h2>{escape(one.slo.reference)}</h2>{firings_svg(one)}"
        f"<pre>{escape(backtest_text(one))}</pre></section>"
        for one in backtests
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Backtest</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body><main><h1>Backtest</h1>"
        f"<p>{escape(summary)}</p>{sections}</main></body></html>\n"
    )
