"""What the gateway is told to forget when reviews, ratings or authors' names change."""

from uuid import UUID

from marketplace.common.kept_answers import forget_entity, forget_type
from marketplace.subgraphs.reviews.domain.ids import OFFER_PREFIX, REVIEW_PREFIX, USER_PREFIX


def forget_review(review_id: UUID) -> None:
    forget_entity("reviews", "Review", REVIEW_PREFIX, review_id)


def forget_ratings(offer_id: UUID, seller_id: UUID) -> None:
    forget_entity("reviews", "Offer", OFFER_PREFIX, offer_id)
    forget_entity("reviews", "User", USER_PREFIX, seller_id)


def forget_all_ratings() -> None:
    forget_type("reviews", "RatingSummary")


def forget_author(author_id: UUID) -> None:
    """The copy of the name that this subgraph tells with its reviews."""
    forget_entity("reviews", "User", USER_PREFIX, author_id)
