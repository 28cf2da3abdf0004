"""What people write about an installation, and what is told them about mistakes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reliability.artefacts.site import Chat, Mail, Route, Site, Webhook, load_site
from reliability.errors import SpecificationError
from reliability.slo.model import Severity
from tests.architecture.tracked_files import ROOT
from tests.harness.slo_samples import EVENTS, GATEWAY, USERS

COMMITTED = ROOT / "alerts" / "site.yaml"
SMALL = """\
runbooks: https://runbooks.example/
channels:
  - {name: on-call, webhook: {url: 'http://127.0.0.1:9/webhook', credentials_file: token}}
routing:
  - {severity: page, channels: on-call}
  - {severity: ticket, channels: [on-call]}
otherwise: on-call
heartbeat: on-call
"""


@pytest.fixture
def site() -> Site:
    return load_site(COMMITTED)


def test_the_committed_one_names_files_instead_of_secrets(site: Site) -> None:
    assert site.channels == {
        "on-call": Webhook("http://127.0.0.1:8000/reliability/alertmanager/webhook", "secrets/on_call_token"),
        "chat": Chat("secrets/chat_url", "#operations"),
        "mail": Mail("operations@holdfast.example"),
    }


def test_one_name_needs_no_list_and_an_address_no_slash(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(SMALL)
    site = load_site(tmp_path / "site.yaml")
    assert site.runbooks == "https://runbooks.example"
    assert site.routing[0] == Route(severity=Severity.PAGE, channels=("on-call",))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "otherwise: on-call",
            "otherwise: oncall",
            "site.yaml:7: there is no channel 'oncall'. Did you mean on-call?",
        ),
        ("severity: page", "severity: pge", "site.yaml:5: 'pge' is not one of page, ticket. Did you mean page?"),
        (
            "[on-call]}",
            "[on-call], hours: night}",
            "site.yaml:6: there is no hours 'night'. None is defined: add it first.",
        ),
        (
            "webhook: {url: 'http://127.0.0.1:9/webhook', credentials_file: token}",
            "mail: {to: a@b.example}",
            "site.yaml:2: a mail needs a server. Add mail_server with its address.",
        ),
        (
            "webhook: {url: 'http://127.0.0.1:9/webhook', credentials_file: token}",
            "mail: {to: a@b.example}, webhook: {url: 'http://127.0.0.1:9'}",
            "site.yaml:3: a channel is mail and webhook. Write one of webhook, chat, mail.",
        ),
        (
            "credentials_file: token",
            "token: secret",
            "site.yaml:3: webhook has no token. It has url, credentials_file.",
        ),
        ("heartbeat: on-call\n", "", "site.yaml:1: a site lacks heartbeat. Add it: who is told every minute"),
    ],
)
def test_a_mistake_has_its_line_and_a_remedy(tmp_path: Path, before: str, after: str, said: str) -> None:
    assert before in SMALL
    (tmp_path / "site.yaml").write_text(SMALL.replace(before, after))
    with pytest.raises(SpecificationError) as refused:
        load_site(tmp_path / "site.yaml")
    assert said in str(refused.value)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(
        SMALL.replace("otherwise: on-call", "otherwise: a").replace("beat: on-call", "beat: b")
    )
    with pytest.raises(SpecificationError) as refused:
        load_site(tmp_path / "site.yaml")
    assert [line.partition(":")[2].partition(":")[0] for line in str(refused.value).splitlines()] == ["7", "8"]


def test_the_first_line_that_fits_holds(site: Site) -> None:
    found = {
        (service.name, environment): route.channels
        for service in (GATEWAY, USERS, EVENTS)
        for environment in site.environments
        if (route := site.route_of(service, Severity.PAGE, environment))
    }
    assert found == {
        ("gateway", "production"): ("on-call", "chat", "mail"),
        ("gateway", None): ("on-call",),
        ("users", "production"): ("on-call", "chat", "mail"),
        ("users", None): ("on-call",),
        ("events", "production"): ("on-call", "chat"),
        ("events", None): ("on-call",),
    }


def test_lines_can_be_of_services_and_owners(site: Site) -> None:
    mine = Route(severity=Severity.PAGE, channels=("chat",), services=("users",))
    theirs = Route(severity=Severity.PAGE, channels=("mail",), owners=("platform",))
    site = replace(site, routing=(mine, theirs, *site.routing))
    assert [site.routes_of(service)[0].channels for service in (USERS, GATEWAY, EVENTS)] == [
        ("chat",),
        ("mail",),
        ("on-call", "chat"),
    ]


def test_a_line_that_another_hides_is_left_out(site: Site) -> None:
    assert [(route.severity, route.environment, route.tiers) for route in site.routes_of(GATEWAY)] == [
        (Severity.PAGE, "production", (1, 2)),
        (Severity.PAGE, None, ()),
        (Severity.TICKET, "production", ()),
        (Severity.TICKET, None, ()),
    ]
