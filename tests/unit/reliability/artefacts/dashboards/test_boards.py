"""Every board that is generated keeps to the rules of tests/harness/dashboard_lint.py; what a board of an SLO shows."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reliability.artefacts.dashboards import build_dashboards
from reliability.conventions import SERVICE_BOARD, BoardUid
from reliability.errors import SpecificationError
from reliability.rules import build_rules
from reliability.slo.model import (
    Alerting,
    BudgetPolicy,
    BudgetState,
    CalendarUnit,
    CalendarWindow,
    PolicyStep,
    RollingWindow,
    Service,
)
from reliability.slo.spec import load_definitions
from tests.harness.dashboard_lint import problems
from tests.harness.dashboards import expressions, panels, selectors
from tests.harness.site_samples import SITE
from tests.harness.slo_samples import GATEWAY, SERVICES, availability, latency, service

MONTH_IN_BERLIN = CalendarWindow(CalendarUnit.MONTH, ZoneInfo("Europe/Berlin"))
ODD = service(
    "odd",
    slos=(
        availability("odd", window=MONTH_IN_BERLIN),
        latency("odd", window=RollingWindow(90 * 86_400), alerting=Alerting(tiers=(), absent_after=None)),
        availability("odd", name="frozen-only", policy=BudgetPolicy((PolicyStep(BudgetState.FROZEN, Fraction(0)),))),
        availability("odd", name="no-policy", policy=BudgetPolicy(())),
    ),
)
"""A calendar's month, no alerts, unusual policies."""
DEFINED = load_definitions()


def boards(services: tuple[Service, ...]) -> dict[str, dict[str, Any]]:
    return {document.path.as_posix(): json.loads(document.text) for document in build_dashboards(services, SITE)}


@pytest.mark.parametrize(
    "services", [(), SERVICES, (*SERVICES, ODD), DEFINED], ids=["none", "samples", "odd", "defined"]
)
def test_rules(services: tuple[Service, ...]) -> None:
    assert {path: problems(board) for path, board in boards(services).items() if problems(board)} == {}


def test_one_board_for_each_service_and_system() -> None:
    found = boards(SERVICES)
    uids = [*BoardUid, *(f"{SERVICE_BOARD}{one.name}" for one in SERVICES)]
    assert sorted(found) == sorted(f"dashboards/{uid}.json" for uid in uids)
    assert all(path == f"dashboards/{board['uid']}.json" for path, board in found.items())


def test_the_same_services_make_the_same_text() -> None:
    assert list(build_dashboards(SERVICES, SITE)) == list(build_dashboards(SERVICES, SITE))


@pytest.mark.parametrize("services", [SERVICES, (ODD,), DEFINED], ids=["samples", "odd", "defined"])
def test_only_what_rules_record_is_asked_for(services: tuple[Service, ...]) -> None:
    recorded = {rule.record for one in services for rule in build_rules(one).recordings()}
    asked = {
        str(selector.name)
        for board in boards(services).values()
        for _, expression in expressions(board)
        for selector, _ in selectors(expression)
        if ":" in str(selector.name)
    }
    assert asked
    assert asked <= recorded


def board_of(one: Service) -> dict[str, Any]:
    return boards((one,))[f"dashboards/{SERVICE_BOARD}{one.name}.json"]


def named(board: dict[str, Any], title: str) -> dict[str, Any]:
    return next(panel for panel in panels(board) if panel["title"] == title)


def test_lines_stand_at_the_factors_of_the_tiers() -> None:
    """Workbook, chapter 5: 14.4, 6, 3 and 1 for 30 days; tickets in one colour, pages in another."""
    steps = named(board_of(GATEWAY), "Burn rate by window")["fieldConfig"]["defaults"]["thresholds"]["steps"]
    assert [(step["value"], step["color"]) for step in steps[1:]] == [
        (1.0, "orange"),
        (3.0, "orange"),
        (6.0, "red"),
        (14.4, "red"),
    ]


def test_lines_stand_where_the_policys_states_begin() -> None:
    steps = named(board_of(GATEWAY), "Budget left")["fieldConfig"]["defaults"]["thresholds"]["steps"]
    assert [(step["value"], step["color"]) for step in steps] == [(None, "red"), (0.0, "orange"), (0.25, "green")]


def test_panels_lead_to_runbooks_and_to_the_report() -> None:
    assert {link["url"] for panel in panels(board_of(GATEWAY)) for link in panel["links"]} == {
        "https://shop.example/reliability/slo/gateway/availability/",
        "https://shop.example/reliability/slo/gateway/latency/",
        "https://shop.example/runbooks/GatewayAvailabilityBurnRate.md",
        "https://shop.example/runbooks/GatewayAvailabilityDataAbsent.md",
        "https://shop.example/runbooks/GatewayLatencyBurnRate.md",
        "https://shop.example/runbooks/GatewayLatencyDataAbsent.md",
    }


def test_no_link_leads_to_what_there_is_not() -> None:
    silent = service("silent", slos=(latency("silent", alerting=Alerting(tiers=(), absent_after=None)),))
    (board,) = [
        json.loads(document.text)
        for document in build_dashboards((silent,), replace(SITE, reports=""))
        if document.path.stem == "slo-silent"
    ]
    assert [link for panel in panels(board) for link in panel["links"]] == []


def test_attribution_is_shown_where_there_is_one() -> None:
    assert [panel["title"] for panel in panels(board_of(GATEWAY))].count("What spent the budget") == 1


def test_a_calendars_budget_is_left_to_the_report() -> None:
    monthly = service("monthly", slos=(availability("monthly", window=MONTH_IN_BERLIN),))
    titles = {panel["title"] for panel in panels(board_of(monthly))}
    assert "Burn rate by window" in titles
    assert titles.isdisjoint({"Budget left", "State"})


def test_the_overview_has_a_line_for_each_objective() -> None:
    table = named(boards(SERVICES)[f"dashboards/{BoardUid.SLO_OVERVIEW}.json"], "Objectives and budgets")
    renamed = table["transformations"][1]["options"]["renameByName"]
    assert list(renamed.values()) == [
        *("Service", "SLO", "Owner", "Window"),
        *("Objective", "Budget left", "State", "Burn now", "Events 1d", "Alerts firing"),
    ]


def test_a_name_too_long_for_grafana_is_refused() -> None:
    with pytest.raises(SpecificationError, match="Give it a name of at most 36"):
        boards((service("a" * 37),))
