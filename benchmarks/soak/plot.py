"""The chart as SVG: requests, latency, errors and memory over time, with a band for each fault."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from benchmarks.soak.sampling import Series
from benchmarks.soak.seconds import Seconds
from benchmarks.soak.timeline import Window

WIDTH, LEFT, RIGHT = 1200, 70, 20
TOP, PANEL, GAP, BOTTOM = 150, 130, 34, 40
COLOURS: Final = ("#1f77b4", "#d62728", "#2ca02c", "#ff7f0e", "#9467bd", "#8c564b", "#e377c2", "#17becf")
Line = tuple[str, str, Sequence[float], Sequence[float]]
"""Name, colour, seconds, values."""


def draw(seconds: Seconds, series: Sequence[Series], windows: Sequence[Window]) -> str:
    """A whole SVG document."""
    times = list(range(len(seconds.rate)))
    errors = seconds.errors.items()
    panels: list[tuple[str, list[Line]]] = [
        ("requests/s", [("answers", COLOURS[0], times, seconds.rate)]),
        ("latency p95, ms", [("p95", COLOURS[3], times, seconds.p95_ms)]),
        ("not right, by kind, /s", [(kind, COLOURS[i % 8], times, counts) for i, (kind, counts) in enumerate(errors)]),
        (
            "memory, MB",
            [(f"{one.gateway} {one.pid}", COLOURS[i % 8], one.times, one.memory) for i, one in enumerate(series)],
        ),
    ]
    height = TOP + len(panels) * (PANEL + GAP) + BOTTOM
    end = max(len(times) - 1, 1)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif"'
            ' font-size="11"><rect width="100%" height="100%" fill="white"/>'
        ),
        *_bands(windows, end, height),
    ]
    for number, (title, lines) in enumerate(panels):
        parts += _panel(title, lines, end, TOP + number * (PANEL + GAP))
    parts += _axis(end, height - BOTTOM + 12)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(time: float, end: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * min(time, end) / end


def _bands(windows: Iterable[Window], end: float, height: int) -> Iterable[str]:
    for window in windows:
        start, stop = _x(window.began, end), _x(window.ended, end)
        yield (
            f'<rect x="{start:.1f}" y="{TOP - 8}" width="{max(1.0, stop - start):.1f}" '
            f'height="{height - TOP - BOTTOM + 8}" fill="#f4d35e" opacity="0.3"/>'
            f'<text transform="translate({start + 4:.1f},{TOP - 12}) rotate(-35)">{escape(window.fault.title)}</text>'
        )


def _panel(title: str, lines: Sequence[Line], end: float, top: int) -> Iterable[str]:
    highest = max((value for *_, values in lines for value in values), default=0.0) or 1.0
    yield (
        f'<rect x="{LEFT}" y="{top}" width="{WIDTH - LEFT - RIGHT}" height="{PANEL}" fill="none" stroke="#ccc"/>'
        f'<text x="{LEFT - 6}" y="{top + 10}" text-anchor="end">{highest:.0f}</text>'
        f'<text x="{LEFT - 6}" y="{top + PANEL}" text-anchor="end">0</text>'
        f'<text x="{LEFT}" y="{top + PANEL + 13}" font-weight="bold">{escape(title)}</text>'
    )
    across = LEFT + 190
    for name, colour, times, values in lines:
        points = " ".join(
            f"{_x(time, end):.1f},{top + PANEL * (1 - value / highest):.1f}"
            for time, value in zip(times, values, strict=True)
        )
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.2"/>'
        yield f'<text x="{across}" y="{top + PANEL + 13}" fill="{colour}">{escape(name)}</text>'
        across += 20 + 6 * len(name)


def _axis(end: float, y: int) -> Iterable[str]:
    step = next((each for each in (5, 10, 30, 60, 120) if end / each <= 12), 300)  # noqa: PLR2004 - labels that fit
    for time in range(0, int(end) + 1, step):
        yield f'<text x="{_x(time, end):.1f}" y="{y}" text-anchor="middle">{time} s</text>'
