"""The commands: what is counted in the database comes out to the event, signed and verified."""

from __future__ import annotations

import json
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reliability.slo.error_budget import MinuteCounts
from tests.factories.error_budget_reports import AT


def report(*arguments: str) -> str:
    out = StringIO()
    call_command("report_error_budget", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_report", *arguments, stdout=out)
    return out.getvalue()


def numbers(slo: dict[str, Any]) -> dict[str, Fraction]:
    return {
        number["name"]: Fraction(number["value"]["exact"])
        for number in slo["numbers"]
        if isinstance(number["value"], dict)
    }


def test_the_report_is_what_was_counted_to_the_event(recorded: list[MinuteCounts]) -> None:
    (slo,) = json.loads(report("--slo", "gateway/availability", "--at", AT.isoformat(), "--format", "json"))["slos"]
    told = numbers(slo)
    assert told["total"] == sum(row.total for row in recorded)
    assert told["bad"] == sum(row.bad for row in recorded)
    charged: dict[str, int] = {}
    for row in recorded:
        for cause, bad in row.causes:
            charged[cause] = charged.get(cause, 0) + bad
    assert {share["cause"]: share["bad"] for share in slo["attribution"]} == charged
    assert [(group["labels"], group["total"]) for group in slo["groups"]] == [
        ({"operation_class": "query"}, told["total"])
    ]
    assert [overlap["kind"] for overlap in slo["overlaps"]] == ["deployment", "incident"]


def test_a_period_is_a_calendar_month_whatever_the_window(recorded: list[MinuteCounts]) -> None:
    slos = json.loads(report("--period", "2026-10", "--format", "json"))["slos"]
    assert {slo["slo"]: slo["window"]["start"] for slo in slos} == {
        "gateway/availability": "2026-09-30T22:00:00+00:00",
        "gateway/unmeasured": "2026-10-01T00:00:00+00:00",
        "gateway/everything": "2026-10-01T00:00:00+00:00",
    }
    assert numbers(slos[0])["total"] == sum(row.total for row in recorded)


def test_a_composite_tells_its_components(recorded: list[MinuteCounts]) -> None:
    text = report("--slo", "gateway/everything", "--at", AT.isoformat())
    assert "Components" in text
    assert "gateway/unmeasured" in text


@pytest.mark.parametrize("name", ["october.json", "october.pdf", "october.html"])
def test_a_signed_report_is_verified_and_a_changed_one_refused(
    name: str, recorded: list[MinuteCounts], tmp_path: Path
) -> None:
    file = tmp_path / name
    report("--period", "2026-10", "--slo", "gateway/availability", "-o", str(file), "--sign")
    key = verify("--show-key").strip()
    assert "is what was signed with the key" in verify(str(file))
    assert "is what was signed with the key" in verify(str(file), "--public-key", key)
    signature = json.loads((tmp_path / f"{name}.sig").read_text(encoding="utf-8"))
    if name != "october.pdf":
        assert signature["key_id"] in file.read_text(encoding="utf-8")
    content = file.read_bytes()
    file.write_bytes(content.replace(b"gateway", b"another", 1))
    assert file.read_bytes() != content
    with pytest.raises(CommandError, match="not what was signed"):
        verify(str(file))


def test_all_slos_stand_in_one_table(recorded: list[MinuteCounts]) -> None:
    text = report("--at", AT.isoformat())
    for name in ("availability", "unmeasured", "everything"):
        assert f"gateway/{name}" in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--slo", "gateway/nothing"], "There is no SLO gateway/nothing. There are: gateway/availability"),
        (["--service", "nobody"], "There is no SLO nobody"),
        (["--period", "October"], "--period October: write a month such as 2026-10"),
        (["--at", "yesterday"], "--at yesterday: write a time"),
        (["--sign"], "--sign signs a file: give -o FILE"),
    ],
)
def test_mistakes_are_told_with_the_remedy(arguments: list[str], told: str, promised: None, db: None) -> None:
    with pytest.raises(CommandError, match=told):
        report(*arguments)


def test_verify_without_a_file_says_what_to_give() -> None:
    with pytest.raises(CommandError, match="Give the report's FILE"):
        verify()
