"""What happens on the marketplace, counted once it has been committed."""

from enum import StrEnum
from typing import Final

from django.db import transaction
from prometheus_client import Counter

from reliability.conventions import MarketplaceLabel, MarketplaceSeries


class BusinessEvent(StrEnum):
    USER_REGISTERED = "user_registered"
    USER_DEACTIVATED = "user_deactivated"
    OFFER_DRAFTED = "offer_drafted"
    OFFER_PUBLISHED = "offer_published"
    OFFER_RESERVED = "offer_reserved"
    OFFER_RELEASED = "offer_released"
    OFFER_SOLD = "offer_sold"
    OFFER_ARCHIVED = "offer_archived"
    REVIEW_SUBMITTED = "review_submitted"
    REVIEW_HELD = "review_held"
    """For a moderator: when submitted, edited or reported too often."""
    REVIEW_PUBLISHED = "review_published"
    REVIEW_REJECTED = "review_rejected"
    REVIEW_REPORTED = "review_reported"


_EVENTS: Final = Counter(MarketplaceSeries.EVENTS, "What happened, by this process's hand.", (MarketplaceLabel.EVENT,))
for _event in BusinessEvent:
    _EVENTS.labels(_event)


def count_after_commit(event: BusinessEvent) -> None:
    """Outside a transaction at once; in one that is rolled back never."""
    transaction.on_commit(_EVENTS.labels(event).inc)
