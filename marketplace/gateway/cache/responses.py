"""Whole responses to clients' queries."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

from marketplace.gateway.cache.fetches import Collected
from marketplace.gateway.cache.lru import LruCache
from marketplace.gateway.cache.policy import NO_STORE, CachePolicy
from marketplace.gateway.cache.scope import scope_of
from marketplace.gateway.cache.store import AnswerStore, Entry
from marketplace.gateway.context import Principal

OPERATIONS = 10_000


class ResponseRequest(NamedTuple):
    """What a client asked for. `vary` is made by `vary_of`."""

    query: str
    operation_name: str | None
    variables: Mapping[str, Any]
    media_type: str
    vary: bytes
    principal: Principal | None


class ResponseKey(NamedTuple):
    """What a response depends on. `variables` are JSON; `scope` is empty for a public response."""

    supergraph: str
    query: str
    operation_name: str | None
    variables: bytes
    media_type: str
    vary: bytes
    scope: bytes

    def digest(self) -> bytes:
        """The same in every process."""
        texts = [self.supergraph, self.query, self.operation_name, self.media_type]
        return blake2b(b"\0".join((orjson.dumps(texts), self.variables, self.vary, self.scope))).digest()


class ResponseCache:
    """For one supergraph. A response is looked for only where this process has kept one to the same operation, so
    operations that are never kept cost a look into a dictionary. Stale responses are not given: what makes them is,
    by the cache of their parts.
    """

    def __init__(self, store: AnswerStore, supergraph_hash: str) -> None:
        self._store = store
        self._supergraph = supergraph_hash
        self._private: LruCache[tuple[str, str | None], bool] = LruCache(OPERATIONS)
        """By operation: whether its responses are one client's."""
        self.has_remote = store.remote is not None

    def key(self, request: ResponseRequest) -> ResponseKey | None:
        """None where there is nothing to look for."""
        private = self._private.get((request.query, request.operation_name))
        return None if private is None else self._key(request, private=private)

    def get(self, key: ResponseKey, now: float) -> Entry | None:
        """A fresh response in this process's memory."""
        entry = self._store.local.get(key)
        if entry is None or now >= entry.fresh_until:
            return None
        self._store.statistics.response_hits += 1
        return entry

    async def load(self, key: ResponseKey, now: float) -> Entry | None:
        """A fresh response in Redis."""
        entry = await self._store.load_response(key, key.digest)
        if entry is None or now >= entry.fresh_until:
            return None
        self._store.statistics.response_hits += 1
        return entry

    def put(
        self, request: ResponseRequest, body: bytes, collected: Collected, *, depends_on_client: bool, now: float
    ) -> CachePolicy:
        """Keep a response without errors, if its parts allow it. `depends_on_client` says that other clients might get
        something else for the same operation. Gives the policy that holds for the client.
        """
        self._store.statistics.response_misses += 1
        if not collected.is_storable:
            return NO_STORE
        private = collected.policy.private or depends_on_client
        operation = (request.query, request.operation_name)
        looked_for_as_private = private or bool(self._private.get(operation))
        self._private.put(operation, looked_for_as_private)
        policy = CachePolicy(collected.policy.max_age, private=private)
        tags = tuple(sorted(collected.tags))
        entry = Entry.under(policy, body, tags, collected.began, collected.versions_of(tags), now=now, seconds=0.0)
        key = self._key(request, private=looked_for_as_private)
        self._store.put_response(key, key.digest, entry)
        return policy

    def _key(self, request: ResponseRequest, *, private: bool) -> ResponseKey:
        written = orjson.dumps(request.variables, option=orjson.OPT_SORT_KEYS) if request.variables else b""
        return ResponseKey(
            self._supergraph,
            request.query,
            request.operation_name,
            written,
            request.media_type,
            request.vary,
            scope_of(request.principal) if private else b"",
        )
