"""Counts by cause, the largest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reliability.charts.axes import percent_text
from reliability.charts.svg import Paint, drawing, element, filled, text, tooltip

ROW: Final = 26
NAMES: Final = 190
LONGEST: Final = 420
AFTER: Final = 150
MOST_LETTERS: Final = 30


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    count: int


def bar_chart(bars: Sequence[Bar], *, unit: str, title: str) -> str:
    """Draw one row for each; the share written behind is that of all rows together."""
    ordered = sorted(bars, key=lambda bar: (-bar.count, bar.name))
    whole = sum(bar.count for bar in ordered)
    longest = max((bar.count for bar in ordered), default=0) or 1
    rows = []
    for index, bar in enumerate(ordered):
        top = index * ROW + 4
        words = f"{bar.count:,} ({percent_text(bar.count / whole) if whole else '0 %'})"
        name = bar.name if len(bar.name) <= MOST_LETTERS else f"{bar.name[: MOST_LETTERS - 3]}..."
        width = LONGEST * bar.count / longest
        rows += [
            text(NAMES - 8, top + 14, name, anchor="end", size=12, paint=Paint.INK),
            element(
                "rect",
                tooltip(f"{bar.name}: {words} {unit}"),
                x=NAMES,
                y=top,
                width=max(width, 1.0),
                height=ROW - 8,
                **filled(Paint.SPENT),
            ),
            text(NAMES + width + 6, top + 14, words, size=12),
        ]
    told = "; ".join(f"{bar.name} {bar.count}" for bar in ordered) or "None"
    return drawing(
        *rows,
        width=NAMES + LONGEST + AFTER,
        height=max(len(ordered), 1) * ROW + 8,
        title=title,
        description=f"{told} {unit}.",
    )
