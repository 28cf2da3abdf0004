"""Adjustments from the back office, and the pages that show what policies and people decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.common.requester import Role
from reliability.conventions import BudgetEventKind
from reliability.error_budgets.adjusting import adjustment_of
from reliability.error_budgets.mark import mark_event
from reliability.models import BudgetAdjustment, GateOverride, PolicyTransition
from reliability.slo.model import Recurrence
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/admin/reliability/budgetadjustment/"
NEW = {
    "name": "Upgrade",
    "reason": "Announced to all on Monday",
    "slo_names": "",
    "start_0": "2026-12-01",
    "start_1": "02:00:00",
    "end_0": "2026-12-01",
    "end_1": "04:00:00",
    "time_zone": "UTC",
}
ONCE = ("start_0", "start_1", "end_0", "end_1")


def test_an_adjustment_is_made_shown_and_withdrawn_with_its_history():
    client = signed_in(Role.ADMINISTRATOR)
    assert client.get(f"{PAGE}add/").status_code == 200
    made = client.post(f"{PAGE}add/", NEW, follow=True)
    assert "was added successfully" in made.content.decode()
    row = BudgetAdjustment.objects.get()
    assert row.changes.get().reason == "Announced to all on Monday"
    shown = client.get(f"{PAGE}{row.pk}/change/").content.decode()
    assert "2026-12-01 02:00 to 2026-12-01 04:00 UTC" in shown
    client.post(f"{PAGE}{row.pk}/withdraw/", {"_form_submitted": "on", "reason": "It was put off"})
    row.refresh_from_db()
    assert row.withdrawn_at
    assert [(one.done, one.reason) for one in row.changes.all()][-1] == ("withdrawn", "It was put off")


def test_a_recurring_one_keeps_its_local_time():
    recurring = {name: text for name, text in NEW.items() if name not in ONCE} | {
        "rule": "FREQ=WEEKLY;BYDAY=SU",
        "first": "2026-12-06T02:00",
        "minutes": "90",
        "time_zone": "Europe/Berlin",
    }
    signed_in(Role.ADMINISTRATOR).post(f"{PAGE}add/", recurring)
    when = adjustment_of(BudgetAdjustment.objects.get()).when
    assert isinstance(when, Recurrence)
    assert (when.rule, when.seconds, when.time_zone.key) == ("FREQ=WEEKLY;BYDAY=SU", 5_400, "Europe/Berlin")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"end_0": "2026-11-30"}, "ends after it starts"),
        ({"slo_names": "shop/none"}, "No SLO is called"),
        (dict.fromkeys(ONCE, ""), "Give a start and an end"),
        ({"rule": "FREQ=NEVER", "first": "2026-12-06T02:00", "minutes": "5"}, "no rule of RFC 5545"),
        ({"rule": "FREQ=DAILY", "first": "soon", "minutes": "5"}, "is written as"),
        ({"rule": "FREQ=DAILY", "first": "2026-12-06T02:00", "minutes": "5", "time_zone": "Mars"}, "no time zone"),
    ],
)
def test_what_is_wrong_is_told(changed, words):
    answer = signed_in(Role.ADMINISTRATOR).post(f"{PAGE}add/", NEW | changed)
    assert words in answer.content.decode()
    assert not BudgetAdjustment.objects.exists()


def test_others_make_none():
    assert signed_in(Role.MODERATOR).post(f"{PAGE}add/", NEW).status_code == 403


def test_what_was_decided_is_shown():
    now = timezone.now()
    GateOverride.objects.create(service="shop", reason="rolls back", by="mara", until=now + timedelta(hours=1))
    mark_event(key="7", kind=BudgetEventKind.DEPLOYMENT, title="Release 7", start=now)
    PolicyTransition.objects.create(
        slo="shop/orders",
        number=1,
        key="0195a6d0-0000-7000-8000-000000000000",
        before="healthy",
        state="frozen",
        remaining="-1/4",
        at=now,
    )
    client = signed_in(Role.ADMINISTRATOR)
    for page, words in (("gateoverride", "rolls back"), ("budgetevent", "Release 7"), ("policytransition", "-25")):
        assert words in client.get(f"/admin/reliability/{page}/").content.decode()
