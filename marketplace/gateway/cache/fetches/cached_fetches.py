"""Answers fetches out of what is kept, and asks the subgraph for the rest."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from graphql import OperationType

from marketplace.gateway.cache.fetches.collected import Collected
from marketplace.gateway.cache.fetches.entity_fetch import EntityFetch
from marketplace.gateway.cache.fetches.flights import Flights
from marketplace.gateway.cache.fetches.records import FetchRecord, FetchRecords
from marketplace.gateway.cache.fetches.root_fetch import RootFetch
from marketplace.gateway.cache.fetches.run import FetchRun, Resources
from marketplace.gateway.cache.fetches.seam import Ask
from marketplace.gateway.cache.invalidation import Invalidation
from marketplace.gateway.cache.invalidator import Invalidator
from marketplace.gateway.cache.store import AnswerStore
from marketplace.gateway.config import ResponseCacheConfig
from marketplace.gateway.context import Principal
from marketplace.gateway.plan.nodes import AskedEntities, Fetch


class CachedFetches:
    """Stands around the one way in which subgraphs are asked, for one supergraph. With the same data at the subgraphs,
    an answer is what the subgraph would have said (property-tested); an error is never kept.
    """

    def __init__(
        self, records: FetchRecords, store: AnswerStore, invalidator: Invalidator, config: ResponseCacheConfig
    ) -> None:
        self._records = records
        self._invalidator = invalidator
        self._forgets = config.forget_after_mutations
        self._background: set[asyncio.Task[None]] = set()
        self._resources = Resources(
            store=store,
            flights=Flights(),
            keeps=config.entities,
            eagerness=config.early_refresh,
            in_background=self._run_in_background,
        )

    def begin(self, principal: Principal | None, vary: bytes) -> "ClientAnswers":
        """For the request of a client; `vary` is made by `vary_of`."""
        return ClientAnswers(self, Collected(self._resources.store.clock.now, principal, vary))

    async def answer(
        self, fetch: Fetch, asked: Sequence[AskedEntities], variables: Mapping[str, Any], collected: Collected, ask: Ask
    ) -> dict[str, Any]:
        """The subgraph's GraphQL response, in containers of its own. Raises what `ask` raises."""
        began = self._resources.store.clock.now
        if fetch.operation_type is not OperationType.QUERY:
            collected.forbid()
            return await self._change(fetch, asked, ask)
        record = self._records.of(fetch)
        if self._resources.keeps and record.is_kept():
            return await self._run(fetch, asked, variables, collected, ask, record=record).answer()
        answer, headers = await ask(fetch, asked)
        if record.is_silent and "cache-control" not in headers:
            collected.forbid()
        else:
            self._run(fetch, asked, variables, collected, ask, record=record).learn(answer, headers, began)
        return answer

    async def _change(self, fetch: Fetch, asked: Sequence[AskedEntities], ask: Ask) -> dict[str, Any]:
        """A mutation that fails may have changed something too."""
        try:
            return (await ask(fetch, asked))[0]
        finally:
            if self._forgets:
                await self._invalidator.invalidate((Invalidation(subgraph=fetch.subgraph),))

    def _run(
        self,
        fetch: Fetch,
        asked: Sequence[AskedEntities],
        variables: Mapping[str, Any],
        collected: Collected,
        ask: Ask,
        *,
        record: FetchRecord,
    ) -> FetchRun:
        kind = EntityFetch if fetch.entities else RootFetch
        return kind(
            fetch, asked, record=record, variables=variables, collected=collected, ask=ask, resources=self._resources
        )

    async def aclose(self) -> None:
        """Drop what is being asked for in the background."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    def _run_in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


class ClientAnswers:
    """The cache as the fetches of one client's request see it (`context.AnswerCache`); `collected` is what their
    answers say together.
    """

    __slots__ = ("_fetches", "collected")

    def __init__(self, fetches: CachedFetches, collected: Collected) -> None:
        self._fetches = fetches
        self.collected = collected

    def answer(
        self, fetch: Fetch, asked: Sequence[AskedEntities], variables: Mapping[str, Any], ask: Ask
    ) -> Coroutine[Any, Any, dict[str, Any]]:
        return self._fetches.answer(fetch, asked, variables, self.collected, ask)
