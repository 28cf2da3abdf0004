"""Where a value stands in a plot, and what is written beside it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from reliability.charts.svg import Paint, line, stroked, text

MOST_TICKS: Final = 8
TIME_STEPS: Final = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 5, 15, 30, 60, 180, 360, 720, 1440, 2880, 7200, 10080, 20160, 43200, 129600)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The rectangle in which values are drawn; the space around it holds words."""

    left: int = 56
    top: int = 16
    width: int = 720
    height: int = 200

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height


def time_scale(plot: Plot, start: datetime, end: datetime) -> Callable[[datetime], float]:
    """Return what gives an instant's x; instants outside are put on the edge."""
    seconds = (end - start).total_seconds() or 1

    def place(at: datetime) -> float:
        share = (at - start).total_seconds() / seconds
        return plot.left + plot.width * min(max(share, 0.0), 1.0)

    return place


def value_scale(plot: Plot, lowest: float, highest: float) -> Callable[[float], float]:
    """Return what gives a value's y; values outside are put on the edge."""
    span = highest - lowest or 1

    def place(value: float) -> float:
        return plot.bottom - plot.height * (min(max(value, lowest), highest) - lowest) / span

    return place


def time_ticks(start: datetime, end: datetime, zone: tzinfo = UTC) -> list[tuple[datetime, str]]:
    """Return at most `MOST_TICKS` whole minutes, hours or days of the time zone, with their text."""
    step = next((step for step in TIME_STEPS if (end - start) / step <= MOST_TICKS), TIME_STEPS[-1])
    local = start.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    shown = "%-d %b" if step >= timedelta(days=1) else "%H:%M"
    ticks = []
    for index in range(int((end - start) / step) + int(timedelta(days=1) / step) + 3):
        at = (midnight + index * step).replace(tzinfo=zone)
        if start <= at <= end:
            ticks.append((at, at.strftime(shown)))
    return ticks


def frame(plot: Plot, values: Iterable[tuple[float, str]], times: Iterable[tuple[float, str]]) -> str:
    """Return grid lines with the text of each: `values` by their y, `times` by their x."""
    grid = stroked(Paint.GRID)
    rows = [
        line(plot.left, y, plot.right, y, **grid) + text(plot.left - 6, y + 4, words, anchor="end")
        for y, words in values
    ]
    columns = [
        line(x, plot.top, x, plot.bottom, **grid) + text(x, plot.bottom + 16, words, anchor="middle")
        for x, words in times
    ]
    return "".join(rows + columns)


def percent_text(share: float) -> str:
    """Return a percentage as short as it says something: `7.4 %`, `103 %`, `0.02 %`."""
    percent = share * 100
    size = abs(percent)
    decimals = 0 if size >= 100 or percent == int(percent) else 1 if size >= 1 else 2  # noqa: PLR2004 the boundaries of the decimals
    return f"{percent:.{decimals}f} %"
