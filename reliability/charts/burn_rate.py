"""How fast a budget is spent, with the rates at which tiers alert."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from math import log10
from typing import Final

from reliability.charts.axes import Plot, frame, time_scale, time_ticks, value_scale
from reliability.charts.svg import Paint, drawing, element, line, path, stroked, text, tooltip

PLOT: Final = Plot(height=180)
DECADES: Final = (0, 1, 10, 100, 1_000)
LINES: Final = ((Paint.BUDGET, None, 1.5), (Paint.SPENT, "1 0", 2), (Paint.GOOD, "6 3", 1.5), (Paint.MARK, "2 3", 1.5))
"""Each series has its own colour and its own dashes."""


@dataclass(frozen=True, slots=True)
class Threshold:
    factor: float
    words: str


@dataclass(frozen=True, slots=True)
class Rates:
    """The burn rate over the window called `words`, at times."""

    words: str
    points: Sequence[tuple[datetime, float]]


def burn_rate_chart(
    rates: Sequence[Rates],
    *,
    start: datetime,
    end: datetime,
    thresholds: Sequence[Threshold] = (),
    title: str,
    zone: tzinfo = UTC,
) -> str:
    """Draw on a scale that is about linear to 1 and logarithmic above: rate 1 spends just the budget."""
    highest = max(
        (rate for series in rates for _, rate in series.points),
        default=0.0,
    )
    top = max(highest, *(threshold.factor * 1.3 for threshold in thresholds), 2.0)
    x, scaled = time_scale(PLOT, start, end), value_scale(PLOT, 0, _bent(top))

    def y(rate: float) -> float:
        return scaled(_bent(rate))

    parts = [
        frame(
            PLOT,
            [(y(decade), f"{decade}x") for decade in DECADES if decade <= top],
            [(x(at), words) for at, words in time_ticks(start, end, zone)],
        )
    ]
    for threshold in thresholds:
        height = y(threshold.factor)
        parts.append(
            element(
                "g",
                tooltip(f"{threshold.words}: from {threshold.factor:g}x"),
                line(PLOT.left, height, PLOT.right, height, **stroked(Paint.CAUTION, dashes="7 4")),
                text(PLOT.right + 4, height + 4, f"{threshold.factor:g}x {threshold.words}", size=10),
            )
        )
    for (paint, dashes, width), series in zip(LINES, rates, strict=False):
        if series.points:
            course = [(x(at), y(rate)) for at, rate in series.points]
            parts.append(
                element("path", tooltip(series.words), d=path(course), **stroked(paint, width=width, dashes=dashes))
            )
    left = PLOT.left
    for (paint, dashes, width), series in zip(LINES, rates, strict=False):
        row = PLOT.bottom + 40
        parts.append(line(left, row - 4, left + 22, row - 4, **stroked(paint, width=width, dashes=dashes)))
        parts.append(text(left + 28, row, series.words))
        left += 60 + 6 * len(series.words)
    return drawing(
        *parts,
        width=PLOT.right + 110,
        height=PLOT.bottom + 52,
        title=title,
        description=f"At most {highest:.3g} times the rate that spends just the budget.",
    )


def _bent(rate: float) -> float:
    return log10(1 + max(rate, 0.0))
