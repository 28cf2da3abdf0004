"""One fetch on its way through the cache: what is the same for entities and for root fields."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from marketplace.gateway.cache.fetches.collected import Collected
from marketplace.gateway.cache.fetches.flights import Flight, Flights
from marketplace.gateway.cache.fetches.records import FetchRecord, PartRecord
from marketplace.gateway.cache.fetches.seam import Ask
from marketplace.gateway.cache.policy import CachePolicy, policy_of_response
from marketplace.gateway.cache.policy.cache_control import cache_control_of
from marketplace.gateway.cache.store import AnswerStore, Entry, Lookup
from marketplace.gateway.cache.store.entry import MOST_EAGER, Versions
from marketplace.gateway.errors import SubgraphError, SubgraphMalformedResponseError
from marketplace.gateway.plan.nodes import AskedEntities, Fetch


@dataclass(frozen=True, slots=True)
class Resources:
    """What all fetches share. `keeps` is False where only policies are of interest."""

    store: AnswerStore
    flights: Flights
    keeps: bool
    eagerness: float
    in_background: Callable[[Coroutine[Any, Any, None]], None]


class Wanted(Lookup):
    """One entity, by its list and its index there, or the root fields (list None). The key is empty where it is not
    known that answers may be kept, and `scoped` where it is the client's own. It is to be had from the `entry`, else
    it is the `value`.
    """

    __slots__ = ("index", "list_key", "scoped", "value")

    def __init__(self, list_key: str | None, index: int, key: bytes, *, scoped: bool) -> None:
        self.key = key
        self.tags: tuple[str, ...] = ()
        self.entry: Entry | None = None
        self.versions: Versions | None = None
        self.list_key = list_key
        self.index = index
        self.scoped = scoped
        self.value: Any = None

    def again(self) -> "Wanted":
        """The same to be got anew."""
        return Wanted(self.list_key, self.index, self.key, scoped=self.scoped)


class FetchRun(ABC):
    """`now` is when it began, `began` the same by the InvalidationClock. `errors` are those of the response."""

    def __init__(
        self,
        fetch: Fetch,
        asked: Sequence[AskedEntities],
        *,
        record: FetchRecord,
        variables: Mapping[str, Any],
        collected: Collected,
        ask: Ask,
        resources: Resources,
    ) -> None:
        self.fetch = fetch
        self.asked = asked
        self.record = record
        self.variables = variables
        self.collected = collected
        self.ask = ask
        self.resources = resources
        self.store = resources.store
        self.now = time.time()
        self.began = self.store.clock.now
        self.errors: list[Any] = []
        self._refreshed: set[Wanted] = set()
        self._earliest = resources.eagerness * MOST_EAGER

    @abstractmethod
    def items(self) -> list[Wanted]:
        """Everything that is wanted, in order."""

    @abstractmethod
    def key_of(self, wanted: Wanted) -> bytes:
        """Under which it may be kept, by what is known of the document now."""

    @abstractmethod
    def tags_of(self, wanted: Wanted) -> tuple[str, ...]: ...

    @abstractmethod
    def count(self, hits: int, misses: int) -> None: ...

    @abstractmethod
    async def ask_for(self, wanted: Sequence[Wanted]) -> tuple[dict[str, Any], Mapping[str, str]]:
        """The subgraph's response about these, which are in the order of `items`, and its headers."""

    @abstractmethod
    def take_apart(self, answer: Mapping[str, Any], wanted: Sequence[Wanted]) -> tuple[list[bool], list[Any]]:
        """Sets each `value`. Gives which of them no error concerns, and the errors in their places of the whole.
        Raises SubgraphMalformedResponseError.
        """

    @abstractmethod
    def join(self, items: Sequence[Wanted]) -> dict[str, Any]:
        """The response's data, out of all entries and values."""

    async def answer(self) -> dict[str, Any]:
        """The subgraph's GraphQL response, out of what is kept where that will do."""
        items = self.items()
        missing = [each for each in items if not self._found_here(each)]
        if missing and self.store.remote is not None:
            missing = await self._load(missing)
        self.count(len(items) - len(missing), len(missing))
        if self._refreshed:
            in_order = [each.again() for each in items if each in self._refreshed]
            self.resources.in_background(self._refresh(in_order))
        if missing:
            await self._get_shared(missing)
        data = self.join(items)
        return {"data": data, "errors": self.errors} if self.errors else {"data": data}

    def learn(self, answer: Mapping[str, Any], headers: Mapping[str, str], began: int) -> None:
        """From a response that was asked for without looking: what may be kept of it after all is kept."""
        policies = {key: self._policy(part, headers) for key, part in self.record.parts.items()}
        if not self.resources.keeps or not any(policy.storable for policy in policies.values()):
            for key, policy in policies.items():
                self.collected.add(policy, self.record.parts[key].hints.tags, None)
            if answer.get("errors"):
                self.collected.forbid()
            return
        items = self.items()
        try:
            good, _ = self.take_apart(answer, items)
        except SubgraphMalformedResponseError:
            self.collected.forbid()
            return
        self._keep(items, good, policies, began=began, seconds=0.0, collected=self.collected)

    def _found_here(self, wanted: Wanted) -> bool:
        if not wanted.key:
            return False
        wanted.entry = self.store.local.get(wanted.key)
        return wanted.entry is not None and self._is_good(wanted, wanted.entry)

    async def _load(self, missing: list[Wanted]) -> list[Wanted]:
        looked_for = [each for each in missing if each.key]
        for each in looked_for:
            each.tags = self.tags_of(each)
        if looked_for:
            await self.store.load(looked_for)
        return [each for each in missing if each.entry is None or not self._is_good(each, each.entry)]

    def _is_good(self, wanted: Wanted, entry: Entry) -> bool:
        """Whether it can be given; then it is a part of the whole."""
        left = entry.fresh_until - self.now
        if left <= 0:
            if self.now >= entry.stale_until:
                return False
            self.store.statistics.stale_hits += 1
        if left <= entry.seconds * self._earliest and entry.wants_refresh(self.now, self.resources.eagerness):
            self._refreshed.add(wanted)
        self.collected.add_entry(entry)
        return True

    async def _get_shared(self, missing: Sequence[Wanted]) -> None:
        """Get what is missing, or wait for another request that is getting it. When the subgraph fails, entries that
        are good enough for that do for it; else raises SubgraphError.
        """
        try:
            await self._get_or_wait(missing)
        except SubgraphError:
            if not self._can_fall_back(missing):
                raise
            self.store.statistics.stale_hits += len(missing)
            for each in missing:
                if each.entry is not None:
                    self.collected.add_entry(each.entry)

    def _can_fall_back(self, wanted: Sequence[Wanted]) -> bool:
        return all(each.entry is not None and self.now < each.entry.error_until for each in wanted)

    async def _get_or_wait(self, missing: Sequence[Wanted]) -> None:
        pending = missing
        while pending:
            flights = {each.key: flight for each in pending if (flight := self.resources.flights.of(each.key))}
            own = [each for each in pending if each.key not in flights]
            if own:
                with self.resources.flights.taken({each.key for each in own if each.key}) as landed:
                    landed.update(await self._get(own, self.began, self.collected))
            pending = [each for each in pending if each.key in flights and not await self._landed(each, flights)]

    async def _landed(self, wanted: Wanted, flights: Mapping[bytes, Flight]) -> bool:
        """Wait for another request's flight. False when that was dropped: it is anybody's turn then."""
        flight = flights[wanted.key]
        await asyncio.wait([flight])
        if flight.cancelled():
            return False
        entry = flight.result()
        if entry is None or (entry.private and not wanted.scoped):
            await self._get([wanted], self.began, self.collected)
            return True
        self.store.statistics.shared_fetches += 1
        wanted.entry = entry
        self.collected.add_entry(entry)
        return True

    async def _refresh(self, wanted: Sequence[Wanted]) -> None:
        """In the background. Where it fails, what is kept stays until its end."""
        self.store.statistics.refreshes += len(wanted)
        began = self.store.clock.now
        for each in wanted:
            each.tags = self.tags_of(each)
        try:
            await self.store.learn_versions(wanted)
            await self._get(wanted, began, None)
        except SubgraphError:
            return
        finally:
            for each in self._refreshed:
                if each.entry is not None:
                    each.entry.refreshing = False

    async def _get(self, wanted: Sequence[Wanted], began: int, collected: Collected | None) -> dict[bytes, Entry]:
        """Ask the subgraph for these and keep what may be kept: the entries by the keys that were wanted."""
        started = time.time()
        answer, headers = await self.ask_for(wanted)
        if answer.get("data") is None and self._can_fall_back(wanted):
            raise SubgraphMalformedResponseError(self.fetch.subgraph, "answered with errors only.")
        good, errors = self.take_apart(answer, wanted)
        policies = {
            key: self._policy(self.record.parts[key], headers) for key in dict.fromkeys(e.list_key for e in wanted)
        }
        for each in wanted:
            each.entry = None
        if collected is not None:
            self.errors += errors
        return self._keep(wanted, good, policies, began=began, seconds=time.time() - started, collected=collected)

    def _keep(
        self,
        wanted: Sequence[Wanted],
        good: Sequence[bool],
        policies: Mapping[str | None, CachePolicy],
        *,
        began: int,
        seconds: float,
        collected: Collected | None,
    ) -> dict[bytes, Entry]:
        kept: dict[bytes, Entry] = {}
        for each, is_good in zip(wanted, good, strict=True):
            policy = policies[each.list_key]
            if not is_good or not policy.storable:
                if collected is not None:
                    collected.add(policy, (), ())
                    if not is_good:
                        collected.forbid()
                continue
            asked_as = each.key
            each.tags = each.tags or self.tags_of(each)
            each.key = self.key_of(each)
            each.entry = self.store.put(each, orjson.dumps(each.value), policy, began, seconds)
            kept[asked_as] = each.entry
            if collected is not None:
                collected.add(policy, each.tags, each.versions)
        return kept

    def _policy(self, part: PartRecord, headers: Mapping[str, str]) -> CachePolicy:
        """Of a response without errors; what it teaches of the document is noted."""
        policy = policy_of_response(cache_control_of(headers), part.hints.hint, part.rules)
        part.is_kept = part.is_kept or policy.storable
        part.is_private = part.is_private or policy.private
        return policy
