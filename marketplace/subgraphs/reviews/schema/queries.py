"""Entry points for reading."""

from uuid import UUID

import strawberry

from marketplace.common.pagination import PageRequest
from marketplace.common.schema.cache_hints import FOUND_BY_ID, SHORTLY_FOR_EACH
from marketplace.common.schema.connections import PAGED, Connection
from marketplace.common.schema.ids import key_of
from marketplace.subgraphs.reviews.domain.ids import OFFER_PREFIX, REVIEW_PREFIX, USER_PREFIX
from marketplace.subgraphs.reviews.schema.entities import Info, ReviewType
from marketplace.subgraphs.reviews.schema.inputs import ReviewFilter
from marketplace.subgraphs.reviews.selectors.review_pages import NEWEST, find_reviews, page_of_reviews


@strawberry.type
class Query:
    @strawberry.field(directives=[FOUND_BY_ID])
    async def review(self, info: Info, id: strawberry.ID) -> ReviewType | None:
        """Null when there is none or it is not shown to the requester."""
        row = await info.context.loaders.reviews.load(key_of(REVIEW_PREFIX, id))
        return None if row is None else ReviewType.of(row)

    @strawberry.field(directives=[PAGED, SHORTLY_FOR_EACH])
    def reviews(
        self,
        info: Info,
        *,
        filter: ReviewFilter | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[ReviewType] | None:
        """Newest first. Others' reviews that are not published are left out, except for moderators."""
        wanted = filter or ReviewFilter()
        found = find_reviews(
            info.context.requester,
            offer_id=_key(OFFER_PREFIX, wanted.offer_id, "offerId"),
            author_id=_key(USER_PREFIX, wanted.author_id, "authorId"),
            status=wanted.status,
            rating=wanted.rating,
        )

        async def count() -> int:
            return found.count()

        page = page_of_reviews(found, NEWEST, PageRequest(first, after, last, before))
        return Connection.of(page, node_of=ReviewType.of, counter=count)


def _key(prefix: str, text: str | None, field: str) -> UUID | None:
    return None if text is None else key_of(prefix, text, field=field)
