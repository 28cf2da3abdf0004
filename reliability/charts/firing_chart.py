"""When alerts would have fired: a row for each tier over the same time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from reliability.charts.axes import Plot, time_scale, time_ticks
from reliability.charts.svg import Paint, drawing, element, filled, line, stroked, text, tooltip

ROW: Final = 24
LEFT: Final = 170


@dataclass(frozen=True, slots=True)
class Span:
    start: datetime
    end: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    paint: Paint
    spans: Sequence[Span]


def firing_chart(rows: Sequence[Row], *, start: datetime, end: datetime, title: str, zone: tzinfo = UTC) -> str:
    plot = Plot(left=LEFT, top=8, width=640, height=max(len(rows), 1) * ROW)
    x = time_scale(plot, start, end)
    parts = []
    for at, words in time_ticks(start, end, zone):
        parts.append(line(x(at), plot.top, x(at), plot.bottom, **stroked(Paint.GRID)))
        parts.append(text(x(at), plot.bottom + 16, words, anchor="middle"))
    for index, row in enumerate(rows):
        top = plot.top + index * ROW
        parts.append(text(LEFT - 8, top + 15, row.name, anchor="end", paint=Paint.INK))
        parts += [
            element(
                "rect",
                tooltip(f"{row.name}: {span.words}"),
                x=x(span.start),
                y=top + 3,
                width=max(x(span.end) - x(span.start), 1.5),
                height=ROW - 8,
                **filled(row.paint),
            )
            for span in row.spans
        ]
    told = "; ".join(f"{row.name}: {len(row.spans)}" for row in rows)
    return drawing(*parts, width=plot.right + 24, height=plot.bottom + 24, title=title, description=f"{told}.")
