"""A subgraph of rooms behind the cache of fetches: its data may change, its entities may fail, and it counts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import OperationType

from marketplace.gateway.cache import CachedFetches, Collected, Invalidation, vary_of
from marketplace.gateway.cache.caching import AnswerCaching
from marketplace.gateway.cache.fetches.seam import AskedPart
from marketplace.gateway.config import ResponseCacheConfig
from marketplace.gateway.context import Principal
from marketplace.gateway.errors import SubgraphTimeoutError
from marketplace.gateway.plan.nodes import AskedEntities, Fetch
from tests.harness.federated_schemas import compose_supergraph, plan_operation

SUPERGRAPH = compose_supergraph(
    {
        "hotel": """
            type Query { room(id: ID!): Room rooms: [Room!]! }
            type Mutation { close: Room }
            type Room @key(fields: "id") { id: ID! }
        """,
        "prices": 'type Room @key(fields: "id") { id: ID! price(days: Int = 1): Int name: String }',
    }
)
QUERY = "query ($days: Int) { rooms { price(days: $days) name } }"
ROOT, ENTITIES = plan_operation(SUPERGRAPH, QUERY).fetches
(MUTATION,) = plan_operation(SUPERGRAPH, "mutation { close { id } }").fetches
ANN = Principal("ann", frozenset({"MEMBER"}))
BEA = Principal("bea", frozenset({"MEMBER"}))


class CachedRooms:
    """Answers as `ask` does, directly (`plain`) or through the cache (`cached`). A room's price is in `prices`; rooms
    in `failing` give an error, and `down` lets every request fail.
    """

    def __init__(
        self,
        config: ResponseCacheConfig | None = None,
        *,
        header: str = "max-age=60",
        caching: AnswerCaching | None = None,
    ) -> None:
        self.caching = caching or AnswerCaching(config or ResponseCacheConfig())
        self.fetches: CachedFetches = self.caching.fetches(SUPERGRAPH)
        self.headers = {"cache-control": header} if header else {}
        self.prices: dict[str, int] = {}
        self.failing: set[str] = set()
        self.down = False
        self.asked: list[list[str]] = []
        self.delay: float | None = None
        self.entered = asyncio.Event()

    async def ask(
        self, fetch: Fetch, asked: Sequence[AskedEntities], days: int = 1
    ) -> tuple[dict[str, Any], Mapping[str, str]]:
        self.asked.append([each["id"] for part in asked for each in part.representations])
        self.entered.set()
        answer = self.answer_to(fetch, asked, days)
        if self.delay is not None:
            await asyncio.sleep(self.delay)
        if self.down:
            raise SubgraphTimeoutError("prices", "no answer within 1.0 s.")
        return answer, self.headers

    def answer_to(self, fetch: Fetch, asked: Sequence[AskedEntities], days: int = 1) -> dict[str, Any]:
        if fetch.operation_type is OperationType.MUTATION:
            return {"data": {"close": {"id": "1"}}}
        if not fetch.entities:
            return {"data": {"rooms": [{"__typename": "Room", "id": room} for room in sorted(self.prices)]}}
        errors: list[dict[str, Any]] = []
        lists: dict[str, list[Any]] = {}
        for part in asked:
            key = part.request.response_key
            lists[key] = []
            for index, representation in enumerate(part.representations):
                room = representation["id"]
                if room in self.failing:
                    errors.append({"message": f"{room} fails", "path": [key, index, "price"]})
                    lists[key].append({"price": None, "name": room})
                else:
                    price = self.prices.get(room)
                    lists[key].append(None if price is None else {"price": price * days, "name": room})
        return {"data": lists, "errors": errors} if errors else {"data": lists}

    async def cached(
        self,
        rooms: Sequence[str],
        *,
        days: int = 1,
        principal: Principal | None = None,
        vary: str = "",
        collected: Collected | None = None,
    ) -> dict[str, Any]:
        """What the cache gives for these rooms."""

        async def ask(fetch: Fetch, asked: Sequence[AskedEntities]) -> tuple[dict[str, Any], Mapping[str, str]]:
            return await self.ask(fetch, asked, days)

        part = AskedPart(_Whole(rooms), [{"__typename": "Room", "id": room} for room in rooms])
        collected = collected or self.collect(principal, vary)
        return await self.fetches.answer(ENTITIES, [part], {"days": days}, collected, ask)

    async def cached_root(self, principal: Principal | None = None) -> dict[str, Any]:
        return await self.fetches.answer(ROOT, [], {}, self.collect(principal), self.ask)

    def plain(self, rooms: Sequence[str], *, days: int = 1) -> dict[str, Any]:
        """What the subgraph itself says."""
        part = AskedPart(_Whole(rooms), [{"__typename": "Room", "id": room} for room in rooms])
        return self.answer_to(ENTITIES, [part], days)

    def collect(self, principal: Principal | None = None, vary: str = "") -> Collected:
        return Collected(self.caching.clock.now, principal, vary_of({"vary": vary}, ("vary",)))

    async def change(self, room: str, price: int) -> None:
        """A write, as a subgraph tells of it."""
        self.prices[room] = price
        await self.caching.invalidator.invalidate([Invalidation(subgraph="prices", type="Room", key={"id": room})])


class _Whole:
    def __init__(self, rooms: Sequence[str]) -> None:
        self.request = ENTITIES.entities[0]
        self.representations: list[dict[str, Any]] = [{"__typename": "Room", "id": room} for room in rooms]
        self.contexts: Mapping[str, Any] | None = None
