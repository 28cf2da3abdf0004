from __future__ import annotations

import pytest
from django.utils import timezone

from reliability.models import BudgetEvent
from reliability.slo.error_budget import MinuteCounts, minute_of
from tests.factories.counts import make_counts

pytestmark = pytest.mark.django_db

API = "/reliability/api"
EVENT = {"key": "deploy-7", "kind": "deployment", "title": "Release 7", "start": "2026-11-22T10:00:00Z"}


@pytest.fixture(autouse=True)
def token(settings) -> dict[str, str]:
    settings.RELIABILITY_BUDGET_API_TOKEN = "a token"
    return {"Authorization": "Bearer a token"}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer other"}, {"Authorization": "Basic a token"}])
def test_without_the_token_everything_is_refused(client, headers):
    for answer in (
        client.get(f"{API}/budgets", headers=headers),
        client.get(f"{API}/gate?service=shop", headers=headers),
        client.post(f"{API}/events", EVENT, content_type="application/json", headers=headers),
    ):
        assert answer.status_code == 401
    assert not BudgetEvent.objects.exists()


def test_without_a_token_set_nobody_is_let_in(client, settings):
    settings.RELIABILITY_BUDGET_API_TOKEN = ""
    assert client.get(f"{API}/budgets", headers={"Authorization": "Bearer "}).status_code == 401


def test_budgets_come_with_their_formulas(client, token, shop):
    make_counts(shop.reference, [MinuteCounts(minute_of(timezone.now()) - 3, 3_000, 1)], (("class", "query"),))
    answer = client.get(f"{API}/budgets?slo=shop/orders", headers=token).json()
    whole, group = answer["budgets"]
    assert (whole["group"], group["group"]) == ({}, {"class": "query"})
    assert whole["numbers"]["spent"]["value"] == {"exact": "1/3", "number": pytest.approx(1 / 3)}
    assert whole["numbers"]["allowed_bad"]["formula"] == "3\u202f000 events x (1 - 99.9\u202f%)"
    assert client.get(f"{API}/budgets?slo=shop/none", headers=token).status_code == 404


def test_the_gate_is_asked(client, token, shop):
    answer = client.get(f"{API}/gate?service=shop", headers=token)
    assert (answer.status_code, answer.json()["verdict"]) == (200, "cannot_say")
    assert client.get(f"{API}/gate?service=nobody", headers=token).status_code == 404


def test_events_are_told_and_told_again(client, token):
    for title in ("Release 7", "Release 7.1"):
        answer = client.post(f"{API}/events", EVENT | {"title": title}, content_type="application/json", headers=token)
        assert answer.status_code == 201
    assert BudgetEvent.objects.get().title == "Release 7.1"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "party"}, "kind is one of"),
        ({"start": "yesterday"}, "start is a time"),
        ({"start": "2026-11-22T10:00:00"}, "offset from UTC"),
        ({"end": "2026-11-21T10:00:00Z"}, "does not end before"),
        ({"link": "javascript:alert(1)"}, "begins with https"),
        ({"colour": "red"}, "has no colour"),
        ({"title": "x" * 201}, "at most 200"),
        ({"title": 7}, "object of texts"),
        ({"key": ""}, "a key of its own"),
    ],
)
def test_malformed_events_are_refused_in_words(client, token, fault, words):
    answer = client.post(f"{API}/events", EVENT | fault, content_type="application/json", headers=token)
    assert answer.status_code == 422
    assert words in answer.json()["message"]
    assert not BudgetEvent.objects.exists()
