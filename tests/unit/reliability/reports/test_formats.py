"""Each format says the same numbers, and nothing that people wrote becomes markup, a formula or a script."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime
from fractions import Fraction
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reliability.reports.formats import FORMATS, SUFFIXES
from reliability.reports.formats.as_csv import harmless
from reliability.reports.formats.as_json import SCHEMA
from reliability.reports.make_sheet import rounded
from tests.factories.error_budget_reports import empty_report, missed_report, quiet_report, usual_report

REPORT = usual_report()
ALL = (REPORT, missed_report(), quiet_report(), empty_report())
OPERAND = re.compile(r"[a-z_]+")


def text(form: str, *reports: Any) -> str:
    return FORMATS[form](reports or (REPORT,)).decode().replace("\u202f", " ")


def told() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(text("json", *ALL))
    return content


@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_what_people_read_has_the_numbers(form: str) -> None:
    words = text(form)
    for number in ("6 888 585", "2 186", "31.73 %", "68.27 %", "healthy", "database-upgrade", "gateway v42", "reviews"):
        assert number in words


def test_json_keeps_to_its_published_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(told())) == []


def test_every_expression_gives_its_number_again() -> None:
    reckoned = 0
    for slo in told()["slos"]:
        for number in slo["numbers"]:
            if "expression" in number:
                operands = {name: Fraction(value["exact"]) for name, value in number["operands"].items()}
                assert set(OPERAND.findall(number["expression"])) == set(operands)
                assert eval(number["expression"], {}, operands) == Fraction(number["value"]["exact"]), number["name"]
                reckoned += 1
    assert reckoned > 20


def test_json_opens_down_to_minutes_that_add_up() -> None:
    slo = told()["slos"][0]
    values = {number["name"]: number["value"] for number in slo["numbers"]}
    assert sum(day["bad"] for day in slo["days"]) == Fraction(values["bad"]["exact"])
    for day in slo["days"]:
        assert day["bad"] == sum(hour["bad"] for hour in day["parts"])
        for hour in day["parts"]:
            assert hour["bad"] == sum(minute["bad"] for minute in hour["parts"])
            assert hour["causes"] == {} or sum(hour["causes"].values()) == hour["bad_events"]


def test_csv_has_a_row_for_each_level() -> None:
    rows = list(csv.DictReader(StringIO(text("csv"))))
    assert {row["level"] for row in rows} == {"window", "group", "cause", "day", "hour", "smallest"}
    window = rows[0]
    assert (window["total"], window["bad"], window["objective"]) == ("6888585", "2186", "0.999")
    assert sum(int(row["bad"]) for row in rows if row["level"] == "smallest") == 2186
    assert all(datetime.fromisoformat(row["start"]) for row in rows if row["start"])


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(value: str) -> None:
    assert harmless(value) == f"'{value}"


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.targets: set[str] = set()
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        self.attributes |= given.keys()
        if tag == "a":
            self.targets.add(given.get("href") or "")
        if "id" in given:
            self.ids.append(given["id"] or "")


def test_the_html_file_needs_nothing_else_and_runs_nothing() -> None:
    page = text("html", *ALL)
    found = Elements()
    found.feed(page)
    assert not found.tags & {"script", "link", "img", "iframe"}
    assert not {name for name in found.attributes if name.startswith("on") or name in {"style", "src"}}
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert "reviews: database pool &lt;exhausted&gt;" in page


def test_every_link_of_the_html_file_leads_somewhere() -> None:
    found = Elements()
    found.feed(text("html", *ALL))
    assert len(found.ids) == len(set(found.ids))
    assert {target for target in found.targets if target.removeprefix("#") not in found.ids} == set()
    assert len(found.targets) > 20


def test_markdown_escapes_what_it_would_take_for_more() -> None:
    assert "pool \\<exhausted\\>" in text("markdown")
    rows = [line for line in text("markdown").splitlines() if line.startswith("| ")]
    assert len(rows) > 40


def test_several_slos_are_one_table() -> None:
    lines = text("table", *ALL).splitlines()
    for report in ALL:
        assert sum(report.slo.reference in line for line in lines) == 1
    assert any("gateway/latency" in line and "frozen" in line and "-216.51 %" in line for line in lines)


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_without_measurements_says_what_to_do(form: str) -> None:
    content = FORMATS[form]([empty_report()])
    if form in {"table", "markdown", "html"}:
        assert "Nothing was measured" in content.decode()
    assert content


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_is_the_same_file(form: str) -> None:
    assert FORMATS[form]([REPORT]) == FORMATS[form]([REPORT])


def test_every_format_has_a_suffix() -> None:
    assert sorted(SUFFIXES.values()) == sorted(FORMATS)


@pytest.mark.parametrize(
    ("share", "shown"), [(Fraction(1, 3), "33.33 %"), (Fraction(0), "0 %"), (Fraction(1, 10**6), "<0.01 %")]
)
def test_percentages_are_rounded_but_never_to_nothing(share: Fraction, shown: str) -> None:
    assert rounded(share).replace("\u202f", " ") == shown
