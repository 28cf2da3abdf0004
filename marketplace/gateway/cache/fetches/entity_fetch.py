"""A fetch of entities through the cache, each by itself: only those that are missing are asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from marketplace.gateway.cache.fetches.assemble import entities_of, errors_of, join_lists, narrow, storable_positions
from marketplace.gateway.cache.fetches.records import names_used, values_used
from marketplace.gateway.cache.fetches.run import FetchRun, Wanted


class EntityFetch(FetchRun):
    """One or several lists of entities."""

    def items(self) -> list[Wanted]:
        items: list[Wanted] = []
        for asked in self.asked:
            list_key = asked.request.response_key
            part = self.record.parts[list_key]
            if not part.is_kept:
                items += [Wanted(list_key, index, b"", scoped=False) for index in range(len(asked.representations))]
                continue
            used = values_used(names_used(asked), self.variables, asked.contexts)
            base, scoped = part.base_key(used, self.collected), part.is_private
            for index, representation in enumerate(asked.representations):
                key = base + orjson.dumps(representation, option=orjson.OPT_SORT_KEYS)
                items.append(Wanted(list_key, index, key, scoped=scoped))
        return items

    def key_of(self, wanted: Wanted) -> bytes:
        part = self.record.parts[wanted.list_key]
        if wanted.key and wanted.scoped == part.is_private:
            return wanted.key
        asked = self._asked(wanted.list_key)
        used = values_used(names_used(asked), self.variables, asked.contexts)
        base = part.base_key(used, self.collected)
        return base + orjson.dumps(asked.representations[wanted.index], option=orjson.OPT_SORT_KEYS)

    def tags_of(self, wanted: Wanted) -> tuple[str, ...]:
        representation = self._asked(wanted.list_key).representations[wanted.index]
        return self.record.parts[wanted.list_key].tags_of_entity(representation)

    def count(self, hits: int, misses: int) -> None:
        self.store.statistics.entity_hits += hits
        self.store.statistics.entity_misses += misses

    async def ask_for(self, wanted: Sequence[Wanted]) -> tuple[dict[str, Any], Mapping[str, str]]:
        if len(wanted) == sum(len(asked.representations) for asked in self.asked):
            return await self.ask(self.fetch, self.asked)
        return await self.ask(self.fetch, narrow(self.asked, self._indices(wanted)))

    def take_apart(self, answer: Mapping[str, Any], wanted: Sequence[Wanted]) -> tuple[list[bool], list[Any]]:
        missing = self._indices(wanted)
        found = entities_of(self.fetch.subgraph, answer, missing)
        good = storable_positions(answer, missing)
        positions = dict.fromkeys(missing, 0)
        storable: list[bool] = []
        for each in wanted:
            key = each.list_key or ""
            position = positions[key]
            positions[key] = position + 1
            each.value = found[key][position]
            storable.append(position in good[key])
        return storable, errors_of(answer, missing)

    def join(self, items: Sequence[Wanted]) -> dict[str, Any]:
        lists: dict[str, list[Any]] = {asked.request.response_key: [] for asked in self.asked}
        for each in items:
            lists[each.list_key or ""].append(each.value if each.entry is None else each.entry.value)
        return join_lists(lists)

    def _asked(self, list_key: str | None) -> Any:
        return next(asked for asked in self.asked if asked.request.response_key == list_key)

    @staticmethod
    def _indices(wanted: Sequence[Wanted]) -> dict[str, list[int]]:
        indices: dict[str, list[int]] = {}
        for each in wanted:
            indices.setdefault(each.list_key or "", []).append(each.index)
        return indices
