"""A root fetch through the cache, as a unit."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from marketplace.gateway.cache.fetches.records import values_used
from marketplace.gateway.cache.fetches.run import FetchRun, Wanted
from marketplace.gateway.errors import SubgraphMalformedResponseError


class RootFetch(FetchRun):
    """All root fields of one document with the same variables."""

    def items(self) -> list[Wanted]:
        part = self.record.parts[None]
        wanted = Wanted(None, 0, b"", scoped=part.is_private)
        wanted.key = self.key_of(wanted)
        return [wanted]

    def key_of(self, wanted: Wanted) -> bytes:
        used = values_used(self.fetch.variables, self.variables, None)
        return self.record.parts[wanted.list_key].base_key(used, self.collected)

    def tags_of(self, wanted: Wanted) -> tuple[str, ...]:
        return self.record.parts[wanted.list_key].tags_of_root(self.variables)

    def count(self, hits: int, misses: int) -> None:
        self.store.statistics.root_hits += hits
        self.store.statistics.root_misses += misses

    async def ask_for(self, _wanted: Sequence[Wanted]) -> tuple[dict[str, Any], Mapping[str, str]]:
        return await self.ask(self.fetch, self.asked)

    def take_apart(self, answer: Mapping[str, Any], wanted: Sequence[Wanted]) -> tuple[list[bool], list[Any]]:
        data, errors = answer.get("data"), answer.get("errors")
        if data is not None and not isinstance(data, dict):
            raise SubgraphMalformedResponseError(self.fetch.subgraph, "gave data that is not an object.")
        wanted[0].value = data
        return [data is not None and not errors], errors if isinstance(errors, list) else []

    def join(self, items: Sequence[Wanted]) -> dict[str, Any]:
        entry = items[0].entry
        data: dict[str, Any] = items[0].value if entry is None else orjson.loads(entry.value)
        return data
