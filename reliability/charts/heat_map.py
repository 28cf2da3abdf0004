"""When a budget was spent: a row for each day, a column for each hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reliability.charts.axes import percent_text
from reliability.charts.svg import Paint, drawing, element, filled, text, tooltip

CELL: Final = 22
TALL: Final = 14
LEFT: Final = 56
TOP: Final = 22
HOURS: Final = 24
LEVELS: Final = (
    (0.0, Paint.HEAT_0),
    (0.001, Paint.HEAT_1),
    (0.01, Paint.HEAT_2),
    (0.05, Paint.HEAT_3),
    (0.2, Paint.HEAT_4),
    (1.0, Paint.HEAT_5),
)
"""Up to which share of the budget an hour's cell has which paint; above the last it has the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What one hour of a day, in the report's time zone, spent of the budget. `link` is where it opens."""

    day: date
    hour: int
    spent: float
    words: str
    link: str | None = None


def heat_paint(spent: float) -> Paint:
    return next((paint for most, paint in LEVELS if spent <= most), LEVELS[-1][1])


def heat_map(hours: Sequence[Hour], *, title: str) -> str:
    """Draw the hours there are; those that do not exist, or were not measured, stay empty."""
    days = sorted({hour.day for hour in hours})
    row = {day: TOP + index * (TALL + 2) for index, day in enumerate(days)}
    parts = [
        text(LEFT + hour * CELL + CELL / 2, TOP - 8, f"{hour:02}", anchor="middle", size=10) for hour in range(HOURS)
    ]
    parts += [text(LEFT - 6, row[day] + 11, f"{day:%a} {day.day} {day:%b}"[-10:], anchor="end", size=9) for day in days]
    for hour in hours:
        cell = element(
            "rect",
            tooltip(hour.words),
            x=LEFT + hour.hour * CELL,
            y=row[hour.day],
            width=CELL - 2,
            height=TALL,
            **filled(heat_paint(hour.spent)),
        )
        parts.append(element("a", cell, href=hour.link) if hour.link else cell)
    bottom = TOP + len(days) * (TALL + 2) + 10
    for index, (most, paint) in enumerate(LEVELS):
        x = LEFT + index * 84
        words = "nothing" if not most else f"to {percent_text(most)}"
        parts.append(element("rect", x=x, y=bottom, width=14, height=12, **filled(paint)))
        parts.append(text(x + 18, bottom + 10, words, size=10))
    worst = max(hours, key=lambda hour: hour.spent, default=None)
    told = worst.words if worst and worst.spent else "No hour spent anything"
    return drawing(
        *parts, width=LEFT + HOURS * CELL + 4, height=bottom + 18, title=title, description=f"Worst hour: {told}."
    )
