"""Batched reads, one set of loaders per request."""

from dataclasses import dataclass, field
from uuid import UUID

from strawberry.dataloader import DataLoader

from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.selectors.users import users_by_key


async def load_users(keys: list[UUID]) -> list[User | None]:
    found = users_by_key(keys)
    return [found.get(key) for key in keys]


@dataclass(frozen=True, slots=True)
class UsersLoaders:
    user: DataLoader[UUID, User | None] = field(default_factory=lambda: DataLoader(load_fn=load_users))
