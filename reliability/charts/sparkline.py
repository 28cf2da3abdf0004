"""The course of a value in one line of a table."""

from collections.abc import Sequence
from typing import Final

from reliability.charts.svg import Paint, drawing, element, filled, line, path, stroked

WIDTH: Final = 140
HEIGHT: Final = 28
EDGE: Final = 3


def sparkline(values: Sequence[float], *, title: str, description: str) -> str:
    """Draw the values evenly; a line stands at 0, below which a budget is missed."""
    lowest, highest = min([*values, 0.0]), max([*values, 1.0])

    def y(value: float) -> float:
        return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - lowest) / (highest - lowest)

    parts = [line(EDGE, y(0), WIDTH - EDGE, y(0), **stroked(Paint.GRID))]
    if values:
        step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
        course = [(EDGE + index * step, y(value)) for index, value in enumerate(values)]
        paint = Paint.SPENT if values[-1] < 0 else Paint.BUDGET
        parts.append(element("path", d=path([*course]), **stroked(paint, width=1.5)))
        parts.append(element("circle", cx=course[-1][0], cy=course[-1][1], r=2.5, **filled(paint)))
    return drawing(*parts, width=WIDTH, height=HEIGHT, title=title, description=description)
