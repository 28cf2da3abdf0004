"""The backtest of what was recorded."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reliability.slo.error_budget import MinuteCounts


def backtest(*arguments: str) -> str:
    out = StringIO()
    call_command("backtest_slo", *arguments, stdout=out)
    return out.getvalue()


def test_recorded_minutes_are_replayed(recorded: list[MinuteCounts]) -> None:
    start = "2026-10-09T00:00+00:00"
    told = json.loads(backtest("gateway/availability", "--start", start, "--objective", "99.5", "--json"))
    assert told["before"]["events"] == sum(row.total for row in recorded)
    assert told["before"]["bad"] == sum(row.bad for row in recorded)
    assert told["before"]["pages"]["count"] == 1
    assert told["difference"]["text"].startswith("With objective 99.5")


def test_an_slo_without_minutes_is_told(recorded: list[MinuteCounts]) -> None:
    with pytest.raises(CommandError, match="There are no counts"):
        backtest("gateway/unmeasured")


def test_an_unknown_slo_is_told(promised: None, db: None) -> None:
    with pytest.raises(CommandError, match="No SLO is called 'gateway/nothing': there are gateway/availability"):
        backtest("gateway/nothing")
