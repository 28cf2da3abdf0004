"""How long the gateway may keep what a type or a field gives: `@cacheControl`, as Apollo Server defines it.

The times bridge what nobody tells the gateway of; it hears of writes at once (`common/kept_answers.py`). What depends
on who asks is private: then each user has an answer, and all strangers together have one.
"""

from enum import Enum
from typing import ClassVar, Final

import strawberry
from strawberry.federation.schema_directives import FederationDirective, ImportedFrom
from strawberry.schema_directive import Location


@strawberry.federation.enum(name="CacheControlScope", inaccessible=True)
class CacheControlScope(Enum):
    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT, Location.INTERFACE, Location.UNION], name="cacheControl"
)
class CacheControl:
    max_age: int | None = strawberry.UNSET
    scope: CacheControlScope | None = strawberry.UNSET
    inherit_max_age: bool | None = strawberry.UNSET


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT], name="cacheTag", repeatable=True, print_definition=False
)
class CacheTag(FederationDirective):
    """Federation's directive of version 2.12, which Strawberry does not know yet."""

    format: str
    imported_from: ClassVar[ImportedFrom] = ImportedFrom(name="cacheTag")
    minimum_version: ClassVar[tuple[int, int]] = (2, 12)


RARELY_CHANGING: Final = CacheControl(max_age=300)
SHORTLY: Final = CacheControl(max_age=15)
SHORTLY_FOR_EACH: Final = CacheControl(max_age=15, scope=CacheControlScope.PRIVATE)
NEVER: Final = CacheControl(max_age=0)
AS_ITS_OBJECT: Final = CacheControl(inherit_max_age=True)
"""For values that are parts of something: without it they would last no time at all."""
FOUND_BY_ID: Final = CacheTag(format="{$args.id}")
"""For fields that give the entity with the `id`: they change when it does, not when another of its type does."""
