"""What an SRE lives through: a subgraph dies, somebody is woken, the budget says to the event what it cost."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reliability.rules.detection import time_to_detect
from reliability.stack import ProgramMissingError
from tests.harness.deployment import seeded_data
from tests.harness.graphql_over_http import send
from tests.harness.requirements import skip_or_fail
from tests.harness.watched_marketplace import (
    INTERVAL,
    Clients,
    Receiver,
    WatchedMarketplace,
    until,
    watched,
)

SLOS = """\
version: holdfast/v1
service: gateway
tier: 1
slos:
  - name: queries
    description: Queries are answered without a fault of ours.
    objective: 99
    window: 30d
    indicator:
      availability:
        bad: 'holdfast_gateway_operations_total{outcome="error", operation_class="query"}'
        total: 'holdfast_gateway_operations_total{outcome!="client_error", operation_class="query"}'
    attribution: {label: subgraph, counters: 'holdfast_gateway_attributed_errors_total{operation_class="query"}'}
    alerting:
      burn_rates: [{severity: page, budget: 0.01%, long: 30s, short: 10s}]
      minimum_events: 20
  - name: mutations
    description: Nobody asks for one in this test.
    objective: 99
    window: 30d
    indicator:
      availability:
        bad: 'holdfast_gateway_operations_total{outcome="error", operation_class="mutation"}'
        total: 'holdfast_gateway_operations_total{outcome!="client_error", operation_class="mutation"}'
    alerting:
      burn_rates: [{severity: page, budget: 0.01%, long: 30s, short: 10s}]
"""
QUERY = "{ reviews(first: 1) { nodes { title } } }"
RATE = 10.0
"""Queries a second."""
ESCALATES_AFTER = 10
ON_CALL = f"""
from datetime import timedelta
from reliability.alerting.services.save_channel import save_channel
from reliability.models import EscalationPolicy, EscalationStep
policy = EscalationPolicy.objects.create(name="gateway", is_default=True)
for position, whom in enumerate(("first", "second")):
    channel = save_channel(name=whom, address=address + whom)
    EscalationStep.objects.create(
        policy=policy, position=position, target="channel", channel=channel,
        wait=timedelta(seconds={ESCALATES_AFTER} if whom == "first" else 600),
    )
"""
"""Who is told first, and who when nobody has acknowledged after some seconds."""


LINK = re.compile(r"Acknowledge: (http://\S+)")
HISTORY = 32.0
"""Seconds of health before the fault: the alert's long window."""


@pytest.fixture
def marketplace(tmp_path: Path) -> Iterator[WatchedMarketplace]:
    slo_file = tmp_path / "gateway.yaml"
    slo_file.write_text(SLOS)
    data = seeded_data(tmp_path, size=("--users", "20", "--offers", "40", "--reviews", "100"))
    try:
        with watched(data, slo_file) as running:
            yield running
    except ProgramMissingError as missing:
        skip_or_fail(missing)


def test_a_fault_is_detected_told_escalated_acknowledged_resolved_and_counted(marketplace: WatchedMarketplace) -> None:
    receiver = marketplace.receiver
    marketplace.data.manage("shell", "--verbosity", "0", "-c", f"address = {receiver.address('')!r}\n{ON_CALL}")
    marketplace.data.manage("record_error_budgets", "--once")
    slo = marketplace.services[0].slos[0]
    promised = time_to_detect(slo.alerting.tiers[0], slo, 1.0)
    assert promised is not None

    with Clients(marketplace.gateway.graphql, QUERY, rate=RATE) as clients:
        time.sleep(HISTORY)
        assert clients.failed == 0
        assert marketplace.firing() == set()

        marketplace.victim.kill()
        detected = until(marketplace.firing, within=promised + 30, what="the alert fires")
        assert abs(detected - promised) <= 3 * INTERVAL, "two evaluations, and the scrape before them"
        assert marketplace.firing() == {"gateway-queries"}

        until(lambda: receiver.of("second"), within=60, what="the second tier is told")
        assert receiver.first_at("second") - receiver.first_at("first") > ESCALATES_AFTER / 2, "sending took the rest"
        acknowledge(receiver.of("second")[0])

        marketplace.victim.start().wait_until_ready()
        until(lambda: not marketplace.firing(), within=60, what="the alert ends")
        until(lambda: told(receiver, "first")[-1] == "Resolved", within=60, what="the first tier hears of the end")

    assert told(receiver, "first") == ["Page", "Resolved"], "once each"
    assert told(receiver, "second") == ["Page", "Resolved"], "once each"
    assert clients.failed > RATE * detected / 2
    assert_counted(marketplace, clients)


def assert_counted(marketplace: WatchedMarketplace, clients: Clients) -> None:
    """To the event: what clients saw is what the report says, and whose fault it was."""

    def is_recorded() -> bool:
        marketplace.data.manage("record_error_budgets", "--once")
        return number(marketplace.report("gateway/queries"), "total") == clients.answered

    until(is_recorded, within=60, what="the last answers are scraped and recorded")
    report = marketplace.report("gateway/queries")
    assert number(report, "bad") == clients.failed
    assert [(share["cause"], share["bad"]) for share in report["attribution"]] == [("reviews", clients.failed)]
    assert marketplace.report("gateway/mutations")["has_data"]
    assert number(marketplace.report("gateway/mutations"), "total") == 0


def number(report: dict[str, Any], name: str) -> int:
    return next(int(each["value"]["exact"]) for each in report["numbers"] if each["name"] == name)


def told(receiver: Receiver, whom: str) -> list[str]:
    """The first words of what somebody was told, in order."""
    return [notification["title"].partition(":")[0] for notification in receiver.of(whom)]


def acknowledge(notification: dict[str, Any]) -> None:
    """As the person does it who got it: the link, and the button on its page."""
    link = LINK.search(notification["message"])
    assert link is not None
    assert send(link[1], method="GET").status == 200
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert b"Acknowledged" in send(link[1], b"action=acknowledge", headers=form).body
