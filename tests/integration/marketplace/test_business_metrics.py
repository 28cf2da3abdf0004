"""What the marketplace tells of its business: counted after commit, or read from the database when somebody looks."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry

from marketplace.asgi import make_gateway
from marketplace.common.business_events import BusinessEvent, count_after_commit
from marketplace.common.models import OutboxMessage
from marketplace.common.public_ids import new_key
from marketplace.common.requester import Requester, Role
from marketplace.gateway.app.admin import AdminRequest, AdminResponse
from marketplace.identity.sign_ins import SignInOutcome
from marketplace.identity.throttling import _limiter
from marketplace.subgraphs.reviews.domain.moderation import ModerationDecision, ModerationStatus
from marketplace.subgraphs.reviews.models import Review
from marketplace.subgraphs.reviews.services.add_review import add_review
from marketplace.subgraphs.reviews.services.moderate_review import moderate_review
from reliability.conventions import JobSeries, MarketplaceSeries
from reliability.telemetry.job_processes import begin_at_zero
from reliability.telemetry.sources import register_sources
from tests.factories.messages import make_message
from tests.factories.reviews import make_author, make_offer, make_review
from tests.factories.users import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)

MODERATOR = Requester(new_key(), frozenset({Role.MODERATOR}))
AUTOMATIC = {"path": "automatic"}
MODERATED = {"path": "moderated"}
RATINGS = "reviews.record_author_name"


def value(series: str, **labels: str) -> float:
    found = REGISTRY.get_sample_value(series, labels)
    assert found is not None, "every series begins at 0"
    return found


def events() -> dict[BusinessEvent, float]:
    return {event: value(MarketplaceSeries.EVENTS, event=event) for event in BusinessEvent}


def since(before: dict[BusinessEvent, float]) -> dict[BusinessEvent, float]:
    return {event: count - before[event] for event, count in events().items() if count != before[event]}


def write_review(body: str = "It does what it should.") -> Review:
    author = Requester(make_author().pk)
    return add_review(requester=author, offer_id=make_offer().pk, rating=4, title="Good", body=body)


def test_what_is_rolled_back_did_not_happen():
    before = events()
    with transaction.atomic():
        count_after_commit(BusinessEvent.OFFER_SOLD)
        assert since(before) == {}
    with transaction.atomic():
        count_after_commit(BusinessEvent.OFFER_SOLD)
        transaction.set_rollback(True)
    assert since(before) == {BusinessEvent.OFFER_SOLD: 1}


def test_a_review_that_needs_no_moderator_is_published_at_once():
    before, published = events(), value(f"{MarketplaceSeries.REVIEW_PUBLICATION}_count", **AUTOMATIC)
    write_review()
    assert since(before) == {BusinessEvent.REVIEW_SUBMITTED: 1, BusinessEvent.REVIEW_PUBLISHED: 1}
    assert value(f"{MarketplaceSeries.REVIEW_PUBLICATION}_count", **AUTOMATIC) == published + 1


def test_a_review_that_is_held_is_published_when_it_is_approved():
    before, took = events(), value(f"{MarketplaceSeries.REVIEW_PUBLICATION}_sum", **MODERATED)
    review = write_review("Write to ana@example.org")
    assert since(before) == {BusinessEvent.REVIEW_SUBMITTED: 1, BusinessEvent.REVIEW_HELD: 1}
    Review.objects.filter(pk=review.pk).update(updated_at=timezone.now() - timedelta(hours=2))
    moderate_review(
        requester=MODERATOR,
        review_id=review.pk,
        version=review.version,
        decision=ModerationDecision.APPROVE,
        reason="Harmless.",
    )
    assert since(before)[BusinessEvent.REVIEW_PUBLISHED] == 1
    assert value(f"{MarketplaceSeries.REVIEW_PUBLICATION}_sum", **MODERATED) - took == pytest.approx(7200, abs=60)


@pytest.mark.parametrize(
    ("password", "outcome", "timed"),
    [(PASSWORD, SignInOutcome.OK, 1), ("wrong, that is for sure", SignInOutcome.CLIENT_ERROR, 0)],
)
def test_signing_in_is_counted_by_whose_fault_it_is(client, password, outcome, timed):
    _limiter().storage.reset()
    before = value(MarketplaceSeries.SIGN_INS, outcome=outcome)
    count = value(f"{MarketplaceSeries.SIGN_IN_SECONDS}_count")
    body = json.dumps({"email": make_user().email, "password": password})
    client.post("/identity/token", body, content_type="application/json")
    assert value(MarketplaceSeries.SIGN_INS, outcome=outcome) == before + 1
    assert value(f"{MarketplaceSeries.SIGN_IN_SECONDS}_count") == count + timed


def test_a_sign_in_that_breaks_is_our_fault(client, settings):
    _limiter().storage.reset()
    settings.ACCESS_TOKEN_KEY = None
    before = value(MarketplaceSeries.SIGN_INS, outcome=SignInOutcome.ERROR)
    body = json.dumps({"email": make_user().email, "password": PASSWORD})
    client.raise_request_exception = False
    assert client.post("/identity/token", body, content_type="application/json").status_code == 500
    assert value(MarketplaceSeries.SIGN_INS, outcome=SignInOutcome.ERROR) == before + 1


def test_the_database_tells_backlogs_and_figures(settings):
    cache.clear()
    now = timezone.now()
    for message, age in ((make_message(subscriber=RATINGS), 90), (make_message(subscriber=RATINGS), 30)):
        OutboxMessage.objects.filter(pk=message.pk).update(created_at=now - timedelta(seconds=age))
    make_message(subscriber=RATINGS, consumed_at=now)
    make_message(subscriber="gone.subscriber", failed_at=now)
    held = make_review(status=ModerationStatus.PENDING)
    Review.objects.filter(pk=held.pk).update(updated_at=now - timedelta(hours=1))
    make_review()
    registry = CollectorRegistry()
    register_sources(settings.RELIABILITY_METRIC_SOURCES, registry)

    def read(series: str, **labels: str) -> float | None:
        return registry.get_sample_value(series, labels)

    assert read(MarketplaceSeries.OUTBOX_WAITING, subscriber=RATINGS) == 2
    assert read(MarketplaceSeries.OUTBOX_OLDEST, subscriber=RATINGS) == pytest.approx(90, abs=20)
    assert read(MarketplaceSeries.OUTBOX_WAITING, subscriber="reviews.close_author") == 0
    assert read(MarketplaceSeries.OUTBOX_OLDEST, subscriber="reviews.close_author") == 0
    assert read(MarketplaceSeries.OUTBOX_FAILED, subscriber="gone.subscriber") == 1
    assert read(MarketplaceSeries.OLDEST_PENDING_REVIEW) == pytest.approx(3600, abs=20)
    assert read(MarketplaceSeries.REVIEWS, status="pending") == 1
    assert read(MarketplaceSeries.REVIEWS, status="published") == 1
    assert read(JobSeries.QUEUE_LENGTH, queue_name="high") is not None


def test_operators_find_it_beside_the_gateways_own_series(settings):
    settings.METRICS = True
    begin_at_zero()

    async def scenario() -> AdminResponse:
        gateway = make_gateway()
        answer = await gateway.admin.answer(AdminRequest("GET", "/metrics/marketplace", "", {"host": "localhost"}))
        await gateway.aclose()
        return answer

    answer = asyncio.run(scenario())
    assert answer.status == 200
    assert answer.content_type.startswith("text/plain")
    lines = answer.body.decode().splitlines()
    assert any(line.startswith("django_http_requests_before_middlewares_total ") for line in lines)
    assert 'django_migrations_unapplied_total{connection="default"} 0.0' in lines
    assert any(
        line.startswith('celery_task_sent_total{name="reviews.close_author",queue_name="high"}') for line in lines
    )
