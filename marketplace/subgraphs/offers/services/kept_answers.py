"""What the gateway is told to forget when offers or categories change."""

from uuid import UUID

from marketplace.common.kept_answers import forget_entity, forget_type
from marketplace.subgraphs.offers.domain.ids import OFFER_PREFIX


def forget_offer(offer_id: UUID) -> None:
    forget_entity("offers", "Offer", OFFER_PREFIX, offer_id)


def forget_categories() -> None:
    """All: each stands in lists of the tree."""
    forget_type("offers", "Category")
