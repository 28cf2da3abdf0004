"""The User entity, owned by this subgraph."""

from datetime import datetime
from typing import cast

import strawberry
import strawberry_django

from marketplace.common.requester import Role
from marketplace.common.schema.access import SIGNED_IN
from marketplace.common.schema.cache_hints import NEVER, SHORTLY
from marketplace.common.schema.ids import key_of, public_id
from marketplace.common.schema.values import CityType, CoordinatesType
from marketplace.common.subgraph_context import SubgraphContext
from marketplace.subgraphs.users.domain.ids import USER_PREFIX
from marketplace.subgraphs.users.domain.visibility import sees_email
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.schema.dataloaders import UsersLoaders

Info = strawberry.Info[SubgraphContext[UsersLoaders], None]
Row = strawberry.Parent[User]

strawberry.enum(Role)


@strawberry_django.federation.type(User, name="User", keys=["id"], directives=[SHORTLY])
class UserType:
    """A person of the marketplace."""

    # Reviews provides it with its reviews, so it may be resolved there too.
    display_name: strawberry.auto = strawberry_django.federation.field(shareable=True)
    bio: strawberry.auto
    locale: strawberry.auto
    verified: strawberry.auto
    version: strawberry.auto
    joined_at: datetime = strawberry_django.field(field_name="created_at")

    @strawberry.field
    def id(self, row: Row) -> strawberry.ID:
        return public_id(USER_PREFIX, row.pk)

    @strawberry.field
    def avatar_url(self, row: Row) -> str | None:
        return row.avatar_url or None

    @strawberry.field
    def home_city(self, row: Row) -> CityType | None:
        city = row.home_city
        if city is None:
            return None
        return CityType(
            name=city.name, country_code=city.country_code, coordinates=CoordinatesType.of(city.coordinates)
        )

    @strawberry.federation.field(inaccessible=True)
    def home_coordinates(self, row: Row) -> CoordinatesType | None:
        """Where the user lives, for other subgraphs' distances only: clients never see it."""
        place = row.home_coordinates
        return None if place is None else CoordinatesType.of(place)

    @strawberry.field
    def roles(self, row: Row) -> list[Role]:
        return sorted(row.role_set)

    @strawberry.field
    def deactivated(self, row: Row) -> bool:
        return not row.is_active

    @strawberry.field(directives=[NEVER, SIGNED_IN])
    def email(self, row: Row, info: Info) -> str | None:
        """Told to the user and to administrators, else null."""
        return row.email if sees_email(info.context.requester, row.pk) else None

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "UserType | None":
        row = await info.context.loaders.user.load(key_of(USER_PREFIX, id))
        return None if row is None else shown(row)


def shown(row: User) -> UserType:
    """Return the row as its GraphQL type: resolvers read the row itself, only the type checker is told otherwise."""
    return cast("UserType", row)
