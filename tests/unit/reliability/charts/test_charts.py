"""Charts are read back as XML: what is drawn stands where its value belongs, and is told in words as well."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reliability.charts.axes import MOST_TICKS, Plot, percent_text, time_ticks, value_scale
from reliability.charts.bars import LONGEST, Bar, bar_chart
from reliability.charts.burn_down import PLOT, Mark, burn_down_chart
from reliability.charts.burn_rate import Rates, Threshold, burn_rate_chart
from reliability.charts.firing_chart import Row, Span, firing_chart
from reliability.charts.heat_map import LEVELS, Hour, heat_map, heat_paint
from reliability.charts.sparkline import sparkline
from reliability.charts.svg import Paint

SVG = "{http://www.w3.org/2000/svg}"
START = datetime(2026, 10, 1, tzinfo=UTC)
END = START + timedelta(days=10)
MARKS = (
    Mark(start=START + timedelta(days=5), kind="deployment", title='v42 <script>"&'),
    Mark(start=START + timedelta(days=6), end=START + timedelta(days=7), kind="incident", title="database"),
)
HOURS = (
    Hour(day=date(2026, 10, 1), hour=3, spent=0.5, words="1 Oct 03:00: 50 %", link="#a?b=1&c=2"),
    Hour(day=date(2026, 10, 1), hour=4, spent=0.0, words="1 Oct 04:00: nothing"),
)
ALL = {
    "burn_down": burn_down_chart(
        [(START, 1.0), (START + timedelta(days=5), 0.5)], start=START, end=END, marks=MARKS, title="Budget"
    ),
    "burn_down, empty": burn_down_chart([], start=START, end=END, title="Budget"),
    "burn_rate": burn_rate_chart(
        [Rates("1h", [(START, 0.0), (END, 20.0)])],
        start=START, end=END, thresholds=[Threshold(14.4, "page")], title="Rate",
    ),
    "burn_rate, empty": burn_rate_chart([], start=START, end=END, title="Rate"),
    "bars": bar_chart([Bar("reviews <b>", 30), Bar("users", 10)], unit="bad events", title="Causes"),
    "bars, empty": bar_chart([], unit="bad events", title="Causes"),
    "heat_map": heat_map(HOURS, title="Hours"),
    "heat_map, empty": heat_map([], title="Hours"),
    "sparkline": sparkline([1.0, 0.5, -0.25], title="Left", description="-25 %"),
    "sparkline, empty": sparkline([], title="Left", description="nothing measured"),
    "firings": firing_chart(
        [Row("page 1h", Paint.SPENT, [Span(START, START + timedelta(days=5), "once")])],
        start=START, end=END, title="Alerts",
    ),
}  # fmt: skip


def drawn(name: str) -> ET.Element:
    return ET.fromstring(ALL[name])


def numbers(path: ET.Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.attrib["d"])]


@pytest.mark.parametrize("name", ALL)
def test_each_chart_is_a_named_picture_without_scripts_and_styles(name: str) -> None:
    picture = drawn(name)
    assert picture.tag == f"{SVG}svg"
    assert picture.attrib["role"] == "img"
    assert picture[0].tag == f"{SVG}title"
    assert picture[0].text
    assert picture[1].tag == f"{SVG}desc"
    assert picture[1].text
    for part in picture.iter():
        assert part.tag.removeprefix(SVG) in {"svg", "title", "desc", "g", "path", "rect", "circle", "text", "a"}
        assert not {"style", "onclick", "onload"} & part.attrib.keys()


@pytest.mark.parametrize("name", ALL)
def test_everything_drawn_lies_within_the_picture(name: str) -> None:
    picture = drawn(name)
    width, height = float(picture.attrib["width"]), float(picture.attrib["height"])
    for part in picture.iter(f"{SVG}path"):
        assert all(0 <= x <= width and 0 <= y <= height for x, y in numbers(part))
    for part in picture.iter(f"{SVG}rect"):
        assert float(part.attrib["x"]) + float(part.attrib["width"]) <= width


def test_what_is_left_of_a_budget_is_drawn_at_its_place() -> None:
    (course,) = [
        part
        for part in drawn("burn_down").iter(f"{SVG}path")
        if part.attrib["class"] == "stroke-budget" and numbers(part)[0][1] == PLOT.top
    ]
    assert numbers(course) == [(PLOT.left, PLOT.top), (PLOT.left + PLOT.width / 2, PLOT.top + PLOT.height / 2)]
    assert "50 % of the budget is left." in ALL["burn_down"]


def test_a_missed_budget_is_drawn_below_nothing_and_told() -> None:
    chart = burn_down_chart([(START, 1.0), (END, -0.3)], start=START, end=END, title="Budget")
    assert "-30 % of the budget is left." in chart
    assert "fill-spent" in chart
    assert "-50 %" in chart


def test_no_words_become_markup() -> None:
    assert "<script>" not in ALL["burn_down"]
    assert any(part.text == 'deployment: v42 <script>"&' for part in drawn("burn_down").iter(f"{SVG}title"))


def test_bars_are_as_long_as_their_counts() -> None:
    widths = [float(part.attrib["width"]) for part in drawn("bars").iter(f"{SVG}rect")]
    assert widths == [LONGEST, LONGEST / 3]
    words = [part.text for part in drawn("bars").iter(f"{SVG}text")]
    assert words == ["reviews <b>", "30 (75 %)", "users", "10 (25 %)"]


def test_an_hour_links_to_its_events() -> None:
    (link,) = drawn("heat_map").iter(f"{SVG}a")
    assert link.attrib["href"] == "#a?b=1&c=2"
    assert [title.text for title in link.iter(f"{SVG}title")] == ["1 Oct 03:00: 50 %"]


@given(st.floats(min_value=0, max_value=5))
def test_more_spent_is_never_painted_lighter(spent: float) -> None:
    order = [paint for _, paint in LEVELS]
    assert order.index(heat_paint(spent)) <= order.index(heat_paint(spent * 2))
    assert (heat_paint(spent) is Paint.HEAT_0) == (spent == 0)


@given(st.floats(min_value=-10, max_value=10), st.floats(min_value=-10, max_value=10))
def test_higher_values_never_stand_lower(one: float, other: float) -> None:
    y = value_scale(Plot(), -1, 1)
    assert (y(one) >= y(other)) or one > other
    assert Plot().top <= y(one) <= Plot().bottom


@given(st.integers(min_value=1, max_value=60 * 24 * 400))
def test_times_have_few_marks_within_the_plot(minutes: int) -> None:
    end = START + timedelta(minutes=minutes)
    ticks = time_ticks(START, end)
    assert len(ticks) <= MOST_TICKS + 1
    assert all(START <= at <= end for at, _ in ticks)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (1, "100 %"), (0.074, "7.4 %"), (1.034, "103 %"), (0.0002, "0.02 %"), (-0.3, "-30 %"), (0.25, "25 %")],
)
def test_percentages_are_as_short_as_they_say_something(share: float, text: str) -> None:
    assert percent_text(share) == text


def test_dark_mode_knows_every_paint() -> None:
    """A class without a rule would keep the colour of white paper."""
    style = Path("reliability/static/reliability/report.css").read_text(encoding="utf-8")
    used = {name for chart in ALL.values() for name in re.findall(r'class="((?:fill|stroke)-[\w-]+)"', chart)}
    assert len(used) > 10
    assert {name for name in used if f".{name} " not in style} == set()
