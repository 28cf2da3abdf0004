from __future__ import annotations

import pytest

from marketplace.common.messages import MessageName
from marketplace.common.models import OutboxMessage
from marketplace.common.problems import AuthenticationRequiredError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.services.archive_offers_of_user import archive_offers_of_user
from marketplace.subgraphs.offers.services.publish_offer import publish_offer
from marketplace.subgraphs.offers.tasks import archive_offers_of_user_task
from tests.factories.messages import hear
from tests.factories.offers import make_offer

pytestmark = pytest.mark.django_db


def test_every_offer_that_is_not_final_is_archived_and_told():
    seller_id = new_key()
    offers = {status: make_offer(seller_id=seller_id, status=status) for status in OfferStatus}
    other = make_offer()

    assert archive_offers_of_user(user_id=seller_id) == 3

    statuses = dict(Offer.objects.filter(seller_id=seller_id).values_list("pk", "status"))
    assert statuses == {
        offer.pk: OfferStatus.SOLD if status is OfferStatus.SOLD else OfferStatus.ARCHIVED
        for status, offer in offers.items()
    }
    told = {message.payload["offer_id"] for message in OutboxMessage.objects.all()}
    archived = (OfferStatus.DRAFT, OfferStatus.PUBLISHED, OfferStatus.RESERVED)
    assert told == {str(offers[status].pk) for status in archived}
    other.refresh_from_db()
    assert other.status == OfferStatus.PUBLISHED


def test_the_task_may_run_twice():
    offer = make_offer()
    for _ in range(2):
        hear(archive_offers_of_user_task, user_id=str(offer.seller_id))
    offer.refresh_from_db()
    assert (offer.status, offer.version) == (OfferStatus.ARCHIVED, 2)
    assert OutboxMessage.objects.filter(name=MessageName.OFFER_ARCHIVED).count() == 1


def test_whoever_left_puts_nothing_on_the_market_any_more():
    draft = make_offer(status=OfferStatus.DRAFT)
    later = make_offer(status=OfferStatus.DRAFT, seller_id=draft.seller_id)
    archive_offers_of_user(user_id=draft.seller_id)
    Offer.objects.filter(pk=later.pk).update(status=OfferStatus.DRAFT)

    with pytest.raises(AuthenticationRequiredError):
        publish_offer(requester=Requester(draft.seller_id), offer_id=later.pk)
