"""What is left of an error budget over its window, beside what an even use of it would leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from reliability.charts.axes import Plot, frame, percent_text, time_scale, time_ticks, value_scale
from reliability.charts.svg import Paint, drawing, element, filled, line, path, stroked, text, tooltip

PLOT: Final = Plot()
ROOM: Final = 60
DEEPEST: Final = -1.0
"""More than twice the budget is drawn as twice: how much it is stands in the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that happened: a deployment, an incident, an experiment. Without an end it was an instant."""

    start: datetime
    end: datetime | None = None
    kind: str
    title: str


def burn_down_chart(
    left: Sequence[tuple[datetime, float]],
    *,
    start: datetime,
    end: datetime,
    marks: Sequence[Mark] = (),
    title: str,
    zone: tzinfo = UTC,
) -> str:
    """Draw the share of the budget left at each time: 1 is all of it, below 0 is more spent than there was."""
    paint = Paint.SPENT if left and left[-1][1] < 0 else Paint.BUDGET
    lowest = max(min((share for _, share in left), default=0.0), DEEPEST)
    floor = -0.25 * -(-lowest // -0.25) if lowest < 0 else 0.0
    x, y = time_scale(PLOT, start, end), value_scale(PLOT, floor, 1.0)
    rows = [index / 4 for index in range(int(floor * 4), 5)]
    parts = [
        *(_band(x(mark.start), x(mark.end), mark) for mark in marks if mark.end),
        frame(
            PLOT,
            [(y(row), percent_text(row)) for row in rows],
            [(x(at), words) for at, words in time_ticks(start, end, zone)],
        ),
        line(PLOT.left, y(1), PLOT.right, y(0), **stroked(Paint.MUTED, dashes="5 4")),
        line(PLOT.left, y(0), PLOT.right, y(0), **stroked(Paint.INK)),
    ]
    if left:
        course = [(x(at), y(share)) for at, share in left]
        area = [(course[0][0], y(0)), *course, (course[-1][0], y(0))]
        parts += [
            element("path", d=path(area, closed=True), fill_opacity=0.15, **filled(paint)),
            element("path", d=path(course), **stroked(paint, width=2)),
            element("circle", cx=course[-1][0], cy=course[-1][1], r=4, **filled(paint)),
            _last_value(course[-1], percent_text(left[-1][1])),
        ]
    parts += [_flag(x(mark.start), mark) for mark in marks]
    parts.append(_legend(paint, marks))
    now = f"{percent_text(left[-1][1])} of the budget is left." if left else "There are no measurements."
    return drawing(
        *parts, width=PLOT.right + 16, height=PLOT.bottom + 52, title=title, description=f"{now} {_told(marks)}".strip()
    )


def _last_value(at: tuple[float, float], words: str) -> str:
    """Behind the last point where there is room; else above it, where a course that falls has not been."""
    x, y = at
    if x < PLOT.right - ROOM:
        return text(x + 8, y + 4, words, size=13, paint=Paint.INK)
    return text(PLOT.right, max(y - 10, PLOT.top + 10), words, anchor="end", size=13, paint=Paint.INK)


def _band(left: float, right: float, mark: Mark) -> str:
    return element(
        "rect",
        tooltip(f"{mark.kind}: {mark.title}"),
        x=left,
        y=PLOT.top,
        width=max(right - left, 1.5),
        height=PLOT.height,
        fill_opacity=0.18,
        **filled(Paint.MARK),
    )


def _flag(x: float, mark: Mark) -> str:
    """A triangle on the upper edge with a line down: seen without telling colours apart."""
    top = PLOT.top
    return element(
        "g",
        tooltip(f"{mark.kind}: {mark.title}"),
        line(x, top, x, PLOT.bottom, **stroked(Paint.MARK, dashes="2 3")),
        element("path", d=path([(x - 5, top - 8), (x + 5, top - 8), (x, top)], closed=True), **filled(Paint.MARK)),
    )


def _legend(paint: Paint, marks: Sequence[Mark]) -> str:
    y = PLOT.bottom + 40
    entries = [
        line(PLOT.left, y - 4, PLOT.left + 22, y - 4, **stroked(paint, width=2)),
        text(PLOT.left + 28, y, "left of the budget"),
        line(PLOT.left + 160, y - 4, PLOT.left + 182, y - 4, **stroked(Paint.MUTED, dashes="5 4")),
        text(PLOT.left + 188, y, "if it were used evenly"),
    ]
    if marks:
        x = PLOT.left + 340
        entries += [
            element("path", d=path([(x, y - 9), (x + 10, y - 9), (x + 5, y - 1)], closed=True), **filled(Paint.MARK)),
            text(x + 16, y, ", ".join(sorted({mark.kind for mark in marks}))),
        ]
    return "".join(entries)


def _told(marks: Sequence[Mark]) -> str:
    return f"Marked: {'; '.join(f'{mark.kind} {mark.title}' for mark in marks)}." if marks else ""
