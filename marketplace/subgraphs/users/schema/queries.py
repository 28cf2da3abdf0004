"""Entry points for reading."""

import strawberry

from marketplace.common.pagination import paginate
from marketplace.common.schema.cache_hints import FOUND_BY_ID, NEVER, SHORTLY_FOR_EACH
from marketplace.common.schema.connections import PAGED, Connection
from marketplace.common.schema.ids import key_of
from marketplace.subgraphs.users.domain.ids import USER_PREFIX
from marketplace.subgraphs.users.schema.entities import Info, UserType, shown
from marketplace.subgraphs.users.selectors.users import NEWEST, search_users


@strawberry.type
class Query:
    @strawberry.field(directives=[NEVER])
    async def me(self, info: Info) -> UserType | None:
        """The user who asks; null when nobody is signed in."""
        user_id = info.context.requester.user_id
        row = None if user_id is None else await info.context.loaders.user.load(user_id)
        return None if row is None else shown(row)

    @strawberry.field(directives=[FOUND_BY_ID])
    async def user(self, info: Info, id: strawberry.ID) -> UserType | None:
        """Deactivated users are found too, and say so."""
        row = await info.context.loaders.user.load(key_of(USER_PREFIX, id))
        return None if row is None else shown(row)

    @strawberry.field(directives=[PAGED, SHORTLY_FOR_EACH])
    def users(
        self,
        info: Info,
        search: str | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[UserType] | None:
        """Users whose display name contains `search`, the newest first."""
        found = search_users(requester=info.context.requester, text=search)

        async def count() -> int:
            return found.count()

        page = paginate(found, ordering=NEWEST, first=first, after=after, last=last, before=before)
        return Connection.of(page, node_of=shown, counter=count)
