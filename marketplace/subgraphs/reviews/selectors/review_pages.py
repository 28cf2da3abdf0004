"""Lists of reviews: which rows, in which order."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from django.db.models import QuerySet

from marketplace.common.pagination import Ordering, OrderKey, Page, PageRequest, paginate, paginate_groups
from marketplace.common.requester import Requester
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.models import Review
from marketplace.subgraphs.reviews.selectors.visible_reviews import visible_reviews

NEWEST: Final = Ordering("newest", (OrderKey("created_at", datetime, descending=True),))
OLDEST: Final = Ordering("oldest", (OrderKey("created_at", datetime),))
HIGHEST_RATED: Final = Ordering("highest_rated", (OrderKey("rating", int, descending=True),))
LOWEST_RATED: Final = Ordering("lowest_rated", (OrderKey("rating", int),))

Owner = Literal["author_id", "offer_id"]


def find_reviews(
    requester: Requester,
    *,
    offer_id: UUID | None = None,
    author_id: UUID | None = None,
    status: ModerationStatus | None = None,
    rating: int | None = None,
) -> QuerySet[Review]:
    """Visible reviews for which everything given holds."""
    wanted = {"offer_id": offer_id, "author_id": author_id, "status": status, "rating": rating}
    return visible_reviews(requester).filter(**{field: value for field, value in wanted.items() if value is not None})


def page_of_reviews(reviews: QuerySet[Review], ordering: Ordering, request: PageRequest) -> Page[Review]:
    return paginate(
        reviews,
        ordering=ordering,
        first=request.first,
        after=request.after,
        last=request.last,
        before=request.before,
    )


def pages_by_owner(
    requester: Requester, owner: Owner, keys: Collection[UUID], ordering: Ordering, request: PageRequest
) -> dict[UUID, Page[Review]]:
    """The same page of visible reviews for every offer or author, in one statement."""
    return paginate_groups(
        visible_reviews(requester),
        owner,
        keys,
        ordering=ordering,
        first=request.first,
        after=request.after,
        last=request.last,
        before=request.before,
    )
