"""What is generated for Alertmanager, asked of Alertmanager itself."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from reliability.artefacts.alertmanager import build_configuration, build_routing_tests
from reliability.artefacts.site import load_site
from reliability.stack import AlertmanagerServer, is_ready
from tests.architecture.tracked_files import ROOT
from tests.harness.processes import Process, free_port
from tests.harness.requirements import skip_or_fail
from tests.harness.routing_tests import check_configuration, run_routing_tests
from tests.harness.services import ServiceMissingError, find_amtool
from tests.harness.slo_samples import SERVICES

SITE = load_site(ROOT / "alerts" / "site.yaml")
Configuration = dict[str, Any]


@pytest.fixture(autouse=True)
def _amtool() -> None:
    try:
        find_amtool()
    except ServiceMissingError as missing:
        skip_or_fail(missing)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With what is generated for the sample services."""
    for build in (build_configuration, build_routing_tests):
        for document in build(SERVICES, SITE):
            path = tmp_path / document.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(document.text, encoding="utf-8")
    return tmp_path / "alerts"


def mutate(folder: Path, change: Callable[[Configuration], object]) -> None:
    path = folder / "alertmanager.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def service_route(content: Configuration, number: int) -> Any:
    """The branches of services stand after the heartbeat's."""
    return content["route"]["routes"][1 + number]


def test_what_is_generated_is_accepted_and_routes_as_the_site_says(folder: Path) -> None:
    assert check_configuration(folder / "alertmanager.yaml") == ""
    assert run_routing_tests(folder / "tests" / "routes.yaml") == []


def test_what_is_committed_is_accepted_and_routes_as_the_site_says() -> None:
    assert check_configuration(ROOT / "alerts" / "alertmanager.yaml") == ""
    assert run_routing_tests(ROOT / "alerts" / "tests" / "routes.yaml") == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda content: content["receivers"].pop(), id="a receiver is missing"),
        pytest.param(lambda content: content["time_intervals"].clear(), id="hours are missing"),
        pytest.param(
            lambda content: content["time_intervals"][0]["time_intervals"][0].update(weekdays=["monday:sunday"]),
            id="a week that ends before it begins",
        ),
        pytest.param(lambda content: content["route"].pop("receiver"), id="nobody hears of the rest"),
        pytest.param(lambda content: content["route"].update(labels={"a": "b"}), id="a key of a later version"),
        pytest.param(lambda content: content["inhibit_rules"][0].update(equal="slo_id"), id="not a list"),
    ],
)
def test_a_configuration_with_a_mistake_is_refused(folder: Path, change: Callable[[Configuration], object]) -> None:
    mutate(folder, change)
    assert check_configuration(folder / "alertmanager.yaml") != ""


@pytest.mark.parametrize(
    ("change", "hit"),
    [
        pytest.param(lambda content: content["route"]["routes"].pop(0), "alertname=Heartbeat", id="no heartbeat"),
        pytest.param(
            lambda content: service_route(content, 0)["routes"].reverse(), "slo_service=gateway", id="another order"
        ),
        pytest.param(
            lambda content: service_route(content, 1).update(matchers=['slo_service="user"']),
            "slo_service=users",
            id="another service",
        ),
        pytest.param(
            lambda content: service_route(content, 2)["routes"][1].update(matchers=['severity="ticket"']),
            "slo_service=events",
            id="another severity",
        ),
        pytest.param(
            lambda content: content["route"].update(receiver="on-call + chat"),
            "alertname=FromNoDefinition",
            id="another last resort",
        ),
    ],
)
def test_a_route_that_leads_elsewhere_is_noticed(
    folder: Path, change: Callable[[Configuration], object], hit: str
) -> None:
    mutate(folder, change)
    assert check_configuration(folder / "alertmanager.yaml") == ""
    failures = run_routing_tests(folder / "tests" / "routes.yaml")
    assert failures
    assert all(failure.startswith(hit) for failure in failures), failures


@pytest.fixture
def alertmanager(folder: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a real one with that configuration."""
    configuration = (folder / "alertmanager.yaml").read_text(encoding="utf-8")
    server = AlertmanagerServer(folder=tmp_path / "server", port=free_port(), configuration=configuration)
    with Process(
        name="Alertmanager",
        command=server.command(),
        log=tmp_path / "alertmanager.log",
        ready=lambda: is_ready(server.ready_url),
    ):
        yield server.address


def alert(service: str, slo: str, severity: str, kind: str = "burn_rate", **labels: str) -> dict[str, str]:
    return {
        "alertname": f"{service}-{slo}-{severity}-{kind}",
        "slo_service": service,
        "slo": slo,
        "slo_id": f"{service}-{slo}",
        "severity": severity,
        "alert_kind": kind,
        **labels,
    }


SETTLED = 2.0
"""Seconds without a change: Alertmanager hears of alerts, and of what silences them, one by one."""


def silenced(address: str, alerts: list[dict[str, str]]) -> list[bool]:
    """Tell Alertmanager of these alerts, and ask of each whether another silences it."""
    body = json.dumps([{"labels": labels} for labels in alerts]).encode()
    request = urllib.request.Request(
        f"{address}/api/v2/alerts", data=body, headers={"content-type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=5).close()
    told: list[dict[str, Any]] = []
    found: list[bool] = []
    since = time.monotonic()
    deadline = since + 15
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{address}/api/v2/alerts", timeout=5) as response:
            told = json.load(response)
        states = {tuple(sorted(one["labels"].items())): one["status"] for one in told}
        if len(states) == len(alerts) and all(state["state"] != "unprocessed" for state in states.values()):
            before, found = found, [bool(states[tuple(sorted(labels.items()))]["inhibitedBy"]) for labels in alerts]
            if found != before:
                since = time.monotonic()
            elif time.monotonic() > since + SETTLED:
                return found
        time.sleep(0.1)
    raise AssertionError(told)


def test_a_page_silences_the_tickets_of_the_same_group_of_the_same_objective(alertmanager: str) -> None:
    alerts = {
        "the page itself": alert("events", "availability", "page", operation_class="mutation"),
        "its ticket": alert("events", "availability", "ticket", operation_class="mutation"),
        "another group's ticket": alert("events", "availability", "ticket", operation_class="query"),
        "another objective's ticket": alert("events", "latency", "ticket", operation_class="mutation"),
        "another environment's": alert(
            "events", "availability", "ticket", operation_class="mutation", environment="staging"
        ),
        "a ticket of no objective": {"alertname": "DiskFull", "severity": "ticket"},
    }
    found = dict(zip(alerts, silenced(alertmanager, list(alerts.values())), strict=True))
    assert [name for name, hushed in found.items() if hushed] == ["its ticket"]


def test_a_dependency_that_is_down_silences_those_who_need_it(alertmanager: str) -> None:
    alerts = {
        "the dependency": alert("users", "availability", "page"),
        "its dependant's page": alert("gateway", "availability", "page", operation_class="query"),
        "its dependant's ticket": alert("gateway", "latency", "ticket", operation_class="query"),
        "its dependant unmeasured": alert("gateway", "availability", "ticket", kind="absent_data"),
        "who needs nobody": alert("events", "availability", "page"),
        "another environment's": alert("gateway", "availability", "page", environment="staging"),
    }
    found = dict(zip(alerts, silenced(alertmanager, list(alerts.values())), strict=True))
    assert [name for name, hushed in found.items() if hushed] == ["its dependant's page", "its dependant's ticket"]


def test_a_dependency_that_is_slow_silences_nobody(alertmanager: str) -> None:
    alerts = [alert("users", "latency", "page"), alert("gateway", "availability", "page")]
    assert silenced(alertmanager, alerts) == [False, False]
