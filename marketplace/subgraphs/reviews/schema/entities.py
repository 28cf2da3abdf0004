"""The entities: our Review, and what we add to the User and Offer of other subgraphs.

They stand in one file because they refer to one another in a circle: a review has an author and an offer, both of
which have reviews. A User or Offer never heard of simply has no reviews; whether it exists is for its owner to say.

Fields that lead from one subgraph into another are nullable: when a subgraph is down its own fields are null, and the
object they hang on is still answered.

`User.displayName` belongs to users; `Review.author` provides it, so a plan that asks for the names of authors ends
here. Who provides a field must always be able to answer it and cannot pass the question on. That is why a review
refers to its author's AuthorName by foreign key: no name, no review (`add_review` refuses with UNKNOWN_AUTHOR). The
copy follows users by messages, so right after a change it may be the former name for some seconds.

Docstrings of types and fields are their descriptions in the schema.
"""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader

from marketplace.common.pagination import PageRequest
from marketplace.common.schema.access import SIGNED_IN
from marketplace.common.schema.cache_hints import SHORTLY, SHORTLY_FOR_EACH
from marketplace.common.schema.connections import PAGED, Connection
from marketplace.common.schema.ids import key_of, public_id
from marketplace.common.subgraph_context import SubgraphContext
from marketplace.subgraphs.reviews.domain.ids import OFFER_PREFIX, REVIEW_PREFIX, USER_PREFIX
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.models import Review
from marketplace.subgraphs.reviews.schema.dataloaders import PageKey, ReviewsLoaders
from marketplace.subgraphs.reviews.schema.types import RatingSummary, ReviewSort
from marketplace.subgraphs.reviews.selectors.review_pages import (
    HIGHEST_RATED,
    LOWEST_RATED,
    NEWEST,
    OLDEST,
)
from marketplace.subgraphs.reviews.selectors.visible_reviews import sees_everything

Info = strawberry.Info[SubgraphContext[ReviewsLoaders], None]

ORDERINGS = {
    ReviewSort.NEWEST: NEWEST,
    ReviewSort.OLDEST: OLDEST,
    ReviewSort.HIGHEST_RATED: HIGHEST_RATED,
    ReviewSort.LOWEST_RATED: LOWEST_RATED,
}


@strawberry.federation.type(name="User", keys=["id"], directives=[SHORTLY])
class UserType:
    id: strawberry.ID
    key: strawberry.Private[UUID]

    @classmethod
    def of(cls, key: UUID) -> Self:
        return cls(id=public_id(USER_PREFIX, key), key=key)

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> Self:
        return cls.of(key_of(USER_PREFIX, id))

    @strawberry.federation.field(external=True)
    async def display_name(self, info: Info) -> str:
        name = await info.context.loaders.author_names.load(self.key)
        if name is None:
            raise LookupError(f"displayName was asked of user {self.key}, who has written no review")
        return name

    @strawberry.field(directives=[PAGED, SHORTLY_FOR_EACH])
    async def reviews_written(
        self,
        info: Info,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection["ReviewType"] | None:
        """Newest first."""
        loaders = info.context.loaders
        page = PageKey("author_id", self.key, NEWEST, PageRequest(first, after, last, before))
        return await _connection(loaders, page, loaders.counts_by_author)

    @strawberry.field
    async def seller_rating(self, info: Info) -> RatingSummary | None:
        """Of the reviews of all this user's offers."""
        return RatingSummary.of(await info.context.loaders.seller_ratings.load(self.key))


@strawberry.federation.type(name="Offer", keys=["id"], directives=[SHORTLY])
class OfferType:
    id: strawberry.ID
    key: strawberry.Private[UUID]

    @classmethod
    def of(cls, key: UUID) -> Self:
        return cls(id=public_id(OFFER_PREFIX, key), key=key)

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> Self:
        return cls.of(key_of(OFFER_PREFIX, id))

    @strawberry.field(directives=[PAGED, SHORTLY_FOR_EACH])
    async def reviews(
        self,
        info: Info,
        *,
        sort: ReviewSort = ReviewSort.NEWEST,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection["ReviewType"] | None:
        loaders = info.context.loaders
        page = PageKey("offer_id", self.key, ORDERINGS[sort], PageRequest(first, after, last, before))
        return await _connection(loaders, page, loaders.counts_by_offer)

    @strawberry.field
    async def rating(self, info: Info) -> RatingSummary | None:
        return RatingSummary.of(await info.context.loaders.offer_ratings.load(self.key))


@strawberry.federation.type(name="Review", keys=["id"], directives=[SHORTLY_FOR_EACH])
class ReviewType:
    """One author's judgement of one offer."""

    id: strawberry.ID
    rating: int
    title: str
    body: str
    status: ModerationStatus
    author: UserType | None = strawberry.federation.field(provides=["displayName"])
    offer: OfferType | None
    created_at: datetime
    edited_at: datetime | None
    version: int
    row: strawberry.Private[Review]

    @classmethod
    def of(cls, row: Review) -> Self:
        return cls(
            id=public_id(REVIEW_PREFIX, row.pk),
            rating=row.rating,
            title=row.title,
            body=row.body,
            status=row.moderation_status,
            author=UserType.of(row.author_id),
            offer=OfferType.of(row.offer_id),
            created_at=row.created_at,
            edited_at=row.edited_at,
            version=row.version,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> Self | None:
        row = await info.context.loaders.reviews.load(key_of(REVIEW_PREFIX, id))
        return None if row is None else cls.of(row)

    @strawberry.field(directives=[SIGNED_IN])
    def moderation_reason(self, info: Info) -> str | None:
        """What the last moderator said; told to the author and to moderators, else null."""
        requester = info.context.requester
        told = self.row.author_id == requester.user_id or sees_everything(requester)
        return self.row.moderation_reason or None if told else None


async def _connection(loaders: ReviewsLoaders, page: PageKey, counts: DataLoader[UUID, int]) -> Connection[ReviewType]:
    return Connection.of(
        await loaders.pages.load(page),
        node_of=ReviewType.of,
        counter=lambda: counts.load(page.owner_key),
    )
