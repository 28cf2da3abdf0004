"""Connections as in the GraphQL Cursor Connections Specification, with `nodes` and `totalCount` added."""

from collections.abc import Awaitable, Callable
from typing import Generic, Self, TypeVar

import strawberry
from django.db.models import Model

from marketplace.common.pagination import Page

Node = TypeVar("Node")
Row = TypeVar("Row", bound=Model)


@strawberry.federation.type(shareable=True)
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[Node]):
    cursor: str
    node: Node


@strawberry.type
class Connection(Generic[Node]):
    """`Connection[UserType]` is named UserConnection, its edges UserEdge."""

    edges: list[Edge[Node]]
    page_info: PageInfo
    counter: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field
    def nodes(self) -> list[Node]:
        return [edge.node for edge in self.edges]

    @strawberry.field
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
