"""Connections as in the GraphQL Cursor Connections Specification, with `nodes` and `totalCount` added."""

from collections.abc import Awaitable, Callable
from typing import Final, Generic, Self, TypeVar

import strawberry
from django.db.models import Model
from strawberry.federation.schema_directives import Cost, ListSize

from marketplace.common.pagination import DEFAULT_PAGE_SIZE, Page
from marketplace.common.schema.cache_hints import AS_ITS_OBJECT

Node = TypeVar("Node")
Row = TypeVar("Row", bound=Model)

PAGED: Final = ListSize(
    assumed_size=DEFAULT_PAGE_SIZE,
    slicing_arguments=["first", "last"],
    sized_fields=["edges", "nodes"],
    require_one_slicing_argument=False,
)
"""For every field that returns a connection: the gateway estimates from it what a page costs."""
FREE: Final = Cost(weight=0)
COUNTED: Final = Cost(weight=2)
"""A query of its own, over all rows."""


@strawberry.federation.type(shareable=True, directives=[FREE, AS_ITS_OBJECT])
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(directives=[FREE, AS_ITS_OBJECT])
class Edge(Generic[Node]):
    cursor: str
    node: Node


@strawberry.type(directives=[AS_ITS_OBJECT])
class Connection(Generic[Node]):
    """`Connection[UserType]` is named UserConnection, its edges UserEdge."""

    edges: list[Edge[Node]]
    page_info: PageInfo
    counter: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field
    def nodes(self) -> list[Node]:
        return [edge.node for edge in self.edges]

    @strawberry.field(directives=[COUNTED])
    async def total_count(self) -> int:
        """The number of rows on all pages; counted only when asked for."""
        return await self.counter()

    @classmethod
    def of(cls, page: Page[Row], *, node_of: Callable[[Row], Node], counter: Callable[[], Awaitable[int]]) -> Self:
        return cls(
            edges=[Edge(cursor=edge.cursor, node=node_of(edge.node)) for edge in page.edges],
            page_info=PageInfo(
                has_next_page=page.has_next_page,
                has_previous_page=page.has_previous_page,
                start_cursor=page.edges[0].cursor if page.edges else None,
                end_cursor=page.edges[-1].cursor if page.edges else None,
            ),
            counter=counter,
        )
