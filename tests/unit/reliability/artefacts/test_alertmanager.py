"""Alertmanager's configuration as a structure; what Alertmanager makes of it is an integration test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from reliability.artefacts.alertmanager import build_configuration
from reliability.artefacts.alertmanager.matchers import equals, one_of
from reliability.artefacts.site import MailServer, Route, Site, load_site
from reliability.errors import SpecificationError
from reliability.slo.model import Service, Severity
from tests.architecture.tracked_files import ROOT
from tests.harness.slo_samples import EVENTS, GATEWAY, SERVICES, USERS, latency, service

SITE = load_site(ROOT / "alerts" / "site.yaml")


def built(services: tuple[Service, ...] = SERVICES, site: Site = SITE) -> dict[str, Any]:
    (document,) = build_configuration(services, site)
    content: dict[str, Any] = yaml.safe_load(document.text)
    return content


def refusal(services: tuple[Service, ...], site: Site = SITE) -> str:
    with pytest.raises(SpecificationError) as refused:
        built(services, site)
    return str(refused.value)


def test_tickets_wait_for_business_hours_and_pages_do_not() -> None:
    leaves = [leaf for branch in built()["route"]["routes"][1:] for leaf in branch["routes"]]
    timed = {leaf["matchers"][0] for leaf in leaves if "active_time_intervals" in leaf}
    assert timed == {'severity="ticket"'}


def test_the_heartbeat_repeats_faster_than_it_is_missed() -> None:
    first = built()["route"]["routes"][0]
    assert first["matchers"] == ['alert_kind="heartbeat"']
    assert (first["group_interval"], first["repeat_interval"]) == ("20s", "50s")


def test_no_secret_is_written() -> None:
    (document,) = build_configuration(
        SERVICES,
        replace(SITE, mail_server=MailServer("mail.example:587", "a@b.example", "alerts", "secrets/mail", True)),
    )
    settings = yaml.safe_load(document.text)
    assert settings["global"]["smtp_auth_password_file"] == "secrets/mail"
    webhook = settings["receivers"][0]["webhook_configs"][0]
    assert webhook["http_config"]["authorization"] == {"type": "Bearer", "credentials_file": "secrets/on_call_token"}


def test_receivers_are_those_that_are_used() -> None:
    assert [receiver["name"] for receiver in built()["receivers"]] == [
        "on-call",
        "on-call + chat + mail",
        "on-call + mail",
        "on-call + chat",
        "heartbeat: on-call",
    ]
    assert [receiver["name"] for receiver in built((EVENTS,))["receivers"]] == [
        "on-call",
        "on-call + chat",
        "on-call + mail",
        "heartbeat: on-call",
    ]


def test_a_service_whose_alerts_reach_nobody_is_refused() -> None:
    pages = replace(SITE, routing=tuple(route for route in SITE.routing if route.severity is Severity.PAGE))
    assert refusal((EVENTS,), pages) == (
        "no route takes each ticket of events (tier 3). Add to routing: {severity: ticket, channels: [...]}."
    )


def test_services_that_need_one_another_are_refused() -> None:
    circle = (service("a", depends_on=("b",)), service("b", depends_on=("c",)), service("c", depends_on=("a",)))
    assert refusal(circle) == (
        "a depends on itself, among a, b, c: their alerts would silence one another. "
        "Remove one of these from depends_on."
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Route(severity=Severity.PAGE, channels=("chat",), services=("users",)), "are not told to mail, on-call"),
        (
            Route(
                severity=Severity.PAGE,
                channels=("on-call", "chat", "mail"),
                services=("users",),
                hours="business-hours",
            ),
            "are told in business-hours",
        ),
    ],
)
def test_who_would_hear_of_a_service_hears_of_what_silences_it(change: Route, said: str) -> None:
    site = replace(SITE, routing=(change, *SITE.routing))
    assert f"pages of users silence those of gateway, which depends on it, but {said}" in refusal(SERVICES, site)
    assert built((USERS, EVENTS), site)


def test_a_dependency_without_an_objective_of_availability_silences_nobody() -> None:
    slow = replace(USERS, slos=(latency("users"),))
    assert len(built((GATEWAY, USERS))["inhibit_rules"]) == 2
    assert len(built((GATEWAY, slow))["inhibit_rules"]) == 1


def test_a_server_that_is_not_up_is_down() -> None:
    (objective,) = (slo for slo in USERS.slos if slo.name == "latency")
    server = replace(USERS, slos=(replace(objective, name="up"), objective))
    sources = [rule["source_matchers"] for rule in built((GATEWAY, server))["inhibit_rules"]]
    assert sources[1] == ['severity="page"', 'slo_id=~"users-up"']


def test_values_are_quoted() -> None:
    assert equals("team", 'a "b"\\c') == r'team="a \"b\"\\c"'
    assert one_of("slo_id", ["users-availability", "a.b"]) == r'slo_id=~"users-availability|a\\.b"'
