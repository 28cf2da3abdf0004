"""What a backtest tells, to people and machines."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from reliability.errors import MeasurementError, SpecificationError
from reliability.rules.backtesting.backtest import backtest
from reliability.rules.backtesting.command import add_parser, read_objective
from reliability.rules.backtesting.comparing import Comparison
from reliability.rules.backtesting.counts import MinuteCounts
from reliability.rules.backtesting.document import firings_svg
from reliability.rules.backtesting.judging import Incident, episodes_of
from reliability.rules.backtesting.read_counts import minute_counts, read_counts, read_incidents
from reliability.slo.model import Alerting, Counters, EventIndicator, IndicatorKind, RollingWindow, Selector, Slo

START = datetime(2026, 10, 1, tzinfo=UTC)
SLO = Slo(
    service="gateway",
    name="availability",
    description="",
    objective=Fraction(999, 1000),
    window=RollingWindow(30 * 86_400),
    indicator=EventIndicator(
        kind=IndicatorKind.AVAILABILITY,
        bad=Counters((Selector("errors_total"),)),
        total=Counters((Selector("requests_total"),)),
    ),
    alerting=Alerting(minimum_events=50),
)
SPECIFICATION = """\
version: holdfast/v1
service: gateway
slos:
  - name: availability
    description: Operations are answered.
    objective: 99.9
    window: 30d
    indicator:
      availability: {bad: 'errors_total', total: 'requests_total'}
    alerting: {minimum_events: 50}
"""


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def day_with_failures(*, first: int, minutes: int) -> MinuteCounts:
    bad = [100 if first <= minute < first + minutes else 0 for minute in range(1440)]
    return MinuteCounts(int(START.timestamp()), bad, [100] * 1440)


def test_an_incident_is_found_and_its_cost_by_then_counted() -> None:
    incidents = (Incident("database", at(600), at(620)), Incident("unnoticed", at(60), at(70)))
    found = backtest(SLO, day_with_failures(first=600, minutes=20), incidents=incidents)
    assert found.budget == 100 * 30 * 1440 * Fraction(1, 1000)
    assert found.pages.precision == 1
    assert found.pages.recall == Fraction(1, 2)
    database, unnoticed = found.pages.detections
    assert database.minutes == 1
    assert database.spent == 100 / found.budget
    assert unnoticed.minutes is None
    assert unnoticed.spent == 0


def test_what_fires_without_an_incident_is_wrong() -> None:
    found = backtest(SLO, day_with_failures(first=600, minutes=20), incidents=(Incident("other", at(60), at(70)),))
    assert found.pages.right == 0
    assert found.pages.precision == 0


def test_episodes_are_apart() -> None:
    assert [(one.first, one.last) for one in episodes_of([(5, 7), (1, 3), (2, 4), (7, 9)])] == [(1, 4), (5, 9)]


def test_a_lower_objective_pages_less() -> None:
    slight = MinuteCounts(
        int(START.timestamp()), [2 if 600 <= minute < 700 else 0 for minute in range(1440)], [100] * 1440
    )
    two = Comparison(backtest(SLO, slight), backtest(replace(SLO, objective=Fraction(995, 1000)), slight))
    assert two.pages == -1
    assert two.sentence.replace("\u202f", " ") == (
        "With objective 99.5 % instead of 99.9 %: 1 page fewer, 1 ticket fewer."
    )


def test_few_events_are_gated() -> None:
    lone = MinuteCounts(
        int(START.timestamp()), [minute == 600 for minute in range(1440)], [minute % 6 == 0 for minute in range(1440)]
    )
    assert backtest(replace(SLO, alerting=Alerting(minimum_events=0)), lone).page_episodes
    assert backtest(replace(SLO, alerting=Alerting()), lone).page_episodes == ()


def test_minutes_in_between_have_no_events_and_equal_ones_add_up() -> None:
    rows = [(at(2), 1, 5), (at(0), 0, 3), (at(2) + timedelta(seconds=59), 1, 1)]
    assert minute_counts(rows) == MinuteCounts(int(START.timestamp()), [0, 0, 2], [3, 0, 6])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("time,total\n2026-10-01T00:00Z,3\n", "counts.csv:2: 'good' is missing"),
        ("time,total,bad\n2026-10-01T00:00Z,3,1\n2026-10-01T00:01Z,3,4\n", "counts.csv:3: 4 bad of 3 events"),
        ("time,total,bad\n2026-10-01T00:00,3,1\n", "has no offset"),
        ("time,total,bad\n1790812800,3,1.5\n", "give whole numbers"),
        ("time,total,bad\n", "at least one minute"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "counts.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MeasurementError, match=told):
        read_counts(file)


def test_incidents_are_read_by_time(tmp_path: Path) -> None:
    file = tmp_path / "incidents.json"
    later = {"start": "2026-10-02T00:00Z", "end": "2026-10-02T01:00Z", "title": "later"}
    earlier = {"start": "2026-10-01T02:00+02:00", "end": "2026-10-01T03:00+02:00"}
    file.write_text(json.dumps([later, earlier]), encoding="utf-8")
    assert [(one.title, one.start) for one in read_incidents(file)] == [
        ("incident", START),
        ("later", START + timedelta(days=1)),
    ]


@pytest.mark.parametrize("text", ["100", "0", "ninety", "1/0"])
def test_an_objective_is_a_percentage(text: str) -> None:
    with pytest.raises(SpecificationError, match=f"--objective {text}"):
        read_objective(text)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    specification, counted, incidents = (tmp_path / name for name in ("gateway.yaml", "october.csv", "incidents.csv"))
    specification.write_text(SPECIFICATION, encoding="utf-8")
    rows = [f"{at(minute).isoformat()},100,{2 if 600 <= minute < 700 else 0}" for minute in range(1440)]
    counted.write_text("\n".join(["time,total,bad", *rows]), encoding="utf-8")
    incidents.write_text(f"start,end,title\n{at(600).isoformat()},{at(700).isoformat()},<database>\n", encoding="utf-8")
    return ["backtest", str(specification), "--counts", str(counted), "--incidents", str(incidents)]


def run(arguments: list[str]) -> None:
    parser = ArgumentParser()
    add_parser(parser.add_subparsers())
    namespace = parser.parse_args(arguments)
    assert namespace.run(namespace) == 0


def test_the_command_tells_what_would_have_fired(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run([*files, "--objective", "99.5"])
    text = capsys.readouterr().out.replace("\u202f", " ")
    assert "gateway/availability, objective 99.9 %" in text
    assert "1 page, 1 ticket" in text
    assert "pages: precision 100 % (1 of 1), recall 100 % (1 of 1), detected after" in text
    assert text.endswith("With objective 99.5 % instead of 99.9 %: 1 page fewer, 1 ticket fewer.\n")


def test_the_command_speaks_json(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run([*files, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["events"] == 144_000
    assert told["bad"] == 200
    assert told["pages"]["count"] == 1
    assert told["pages"]["incidents"][0]["title"] == "<database>"


def test_the_command_writes_pages_and_pictures(files: list[str], tmp_path: Path) -> None:
    for name in ("backtest.html", "backtest.svg"):
        run([*files, "-o", str(tmp_path / name)])
    page = (tmp_path / "backtest.html").read_text(encoding="utf-8")
    assert "&lt;database&gt;" in page
    assert "<database>" not in page
    assert ET.parse(tmp_path / "backtest.svg").getroot().attrib["role"] == "img"


def test_a_picture_has_a_row_for_each_tier() -> None:
    picture = firings_svg(backtest(SLO, day_with_failures(first=600, minutes=20)))
    assert "page 1h/5m from 14.4x: 1; page 6h/30m from 6x: 1" in picture
