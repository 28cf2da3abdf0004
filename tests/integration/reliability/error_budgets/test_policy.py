"""States, who is told of them, and what the deploy gate makes of them."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from reliability.error_budgets.deploy_gate import Verdict, decide, make_override
from reliability.error_budgets.policy import apply_policies, present_state
from reliability.error_budgets.webhook import CLAIM, SIGNATURE, tell_transitions
from reliability.errors import SpecificationError
from reliability.models import GateOverride, PolicyTransition
from reliability.slo.error_budget import MinuteCounts, minute_of
from reliability.slo.model import BudgetState, Slo
from tests.factories.counts import make_counts, make_recording

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SECRET = "the webhook's secret"


def spend(slo: Slo, bad: int, group=(("class", "query"),)) -> None:
    """Let so many of 10 000 events, of which 10 may be bad, have been bad."""
    make_counts(slo.reference, [MinuteCounts(minute_of(NOW) - 3, 10_000, bad)], group)
    make_recording(slo.reference, settled=NOW - timedelta(minutes=2))


class Receiver:
    """A webhook that answers with `status` and keeps what it was told."""

    def __init__(self) -> None:
        self.status = 200
        self.calls: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.calls.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    made = Receiver()
    settings.RELIABILITY_BUDGET_WEBHOOK_URL = f"http://127.0.0.1:{made.server.server_port}/budgets"
    settings.RELIABILITY_BUDGET_WEBHOOK_SECRET = SECRET
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_transition_is_recorded_once_for_each_change(shop):
    assert apply_policies(now=NOW) == []  # no data: no change
    for bad, state in ((1, "healthy"), (8, "caution"), (8, "caution"), (10, "frozen"), (0, "healthy")):
        spend(shop, bad)
        apply_policies(now=NOW)
        apply_policies(now=NOW)
        assert present_state(shop) is BudgetState(state)
    made = [(one.number, one.before, one.state, one.remaining) for one in PolicyTransition.objects.order_by("number")]
    assert made == [
        (1, "healthy", "caution", "1/5"),
        (2, "caution", "frozen", "0"),
        (3, "frozen", "healthy", "1"),
    ]
    assert PolicyTransition.objects.get(number=2).actions == ["Repair."]


def test_a_group_with_its_own_objective_freezes_its_slo(shop):
    spend(shop, 5_000, (("class", "mutation"),))
    [transition] = apply_policies(now=NOW)
    assert transition.state == "frozen"


def test_the_webhook_is_told_once_signed_and_again_when_it_failed(shop, receiver):
    spend(shop, 10)
    apply_policies(now=NOW)
    receiver.status = 500
    assert tell_transitions(now=NOW) == 0
    assert tell_transitions(now=NOW) == 0  # it waits
    receiver.status = 204
    later = NOW + timedelta(minutes=2)
    assert tell_transitions(now=later) == 1
    assert tell_transitions(now=later + timedelta(days=1)) == 0
    assert len(receiver.calls) == 2
    keys = {headers["Idempotency-Key"] for headers, _ in receiver.calls}
    assert keys == {str(PolicyTransition.objects.get().key)}
    headers, body = receiver.calls[-1]
    seconds, digest = (part.partition("=")[2] for part in headers[SIGNATURE].split(","))
    assert digest == hmac.new(SECRET.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    assert json.loads(body)["state"] == "frozen"


def test_a_claimed_transition_is_told_by_nobody_else_until_the_claim_runs_out(shop, receiver):
    spend(shop, 10)
    apply_policies(now=NOW)
    PolicyTransition.objects.update(claimed_until=NOW + CLAIM)  # a worker that died at its call
    assert tell_transitions(now=NOW) == 0
    assert tell_transitions(now=NOW + CLAIM) == 1


def test_nothing_is_told_without_a_signature(shop, receiver, settings):
    settings.RELIABILITY_BUDGET_WEBHOOK_SECRET = None
    spend(shop, 10)
    apply_policies(now=NOW)
    assert tell_transitions(now=NOW) == 0
    assert receiver.calls == []
    assert "BUDGET_WEBHOOK_SECRET" in PolicyTransition.objects.get().last_error


def doubt(*, now: datetime) -> str:
    """Why the gate cannot say."""
    decision = decide("shop", now=now)
    assert decision.reason == "No fresh data: shop/orders."
    return decision.judgements[0].text


def test_the_gate_goes_freezes_and_doubts(shop):
    assert decide("shop", now=NOW).verdict is Verdict.CANNOT_SAY
    spend(shop, 1)
    assert decide("shop", now=NOW).verdict is Verdict.GO
    make_recording(shop.reference, settled=NOW - timedelta(minutes=30))
    assert "no longer recorded" in doubt(now=NOW)
    make_recording(shop.reference, settled=NOW, error="no answer")
    assert "no answer" in doubt(now=NOW)
    make_recording(shop.reference, settled=NOW + timedelta(minutes=15))
    assert "Nothing was measured since" in doubt(now=NOW + timedelta(minutes=15))
    spend(shop, 10)
    assert decide("shop", now=NOW).verdict is Verdict.FROZEN


def test_an_override_lets_through_for_its_time_and_says_why(shop):
    spend(shop, 10)
    make_override(service="shop", reason="rolls back", by="mara", now=NOW, lasting=timedelta(hours=1))
    decision = decide("shop", now=NOW + timedelta(minutes=2))
    assert (decision.verdict, decision.override.by if decision.override else "") == (Verdict.GO, "mara")
    assert "rolls back" in decision.reason
    make_recording(shop.reference, settled=NOW + timedelta(hours=1))
    assert decide("shop", now=NOW + timedelta(hours=1)).verdict is not Verdict.GO


@pytest.mark.parametrize(
    "faulty",
    [{"reason": " "}, {"by": ""}, {"lasting": timedelta()}, {"service": "nobody"}],
    ids=lambda one: next(iter(one)),
)
def test_an_override_says_who_why_and_for_how_long(shop, faulty):
    given: dict[str, Any] = {"service": "shop", "reason": "r", "by": "b", "now": NOW, "lasting": timedelta(hours=1)}
    with pytest.raises(SpecificationError):
        make_override(**(given | faulty))
    assert not GateOverride.objects.exists()


@pytest.mark.parametrize(("bad", "code"), [(1, None), (10, 1), (None, 2)])
def test_the_command_ends_with_the_verdict(shop, capsys, bad, code):
    if bad is not None:
        spend(shop, bad)
    if code is None:
        call_command("deploy_gate", "--service", "shop", "--json")
    else:
        with pytest.raises(SystemExit) as ended:
            call_command("deploy_gate", "--service", "shop", "--json")
        assert ended.value.code == code
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == {None: "go", 1: "frozen", 2: "cannot_say"}[code]
    assert told["slos"][0]["slo"] == "shop/orders"


def test_the_command_cannot_say_anything_of_an_unknown_service(shop):
    with pytest.raises(CommandError, match="No service is called 'nobody': there are shop") as refused:
        call_command("deploy_gate", "--service", "nobody")
    assert refused.value.returncode == 2
