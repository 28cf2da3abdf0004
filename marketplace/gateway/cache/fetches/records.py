"""What is known of each document that subgraphs are asked, found once: hints, keys, and what its answers were like."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import orjson

from marketplace.gateway.cache.fetches.collected import Collected
from marketplace.gateway.cache.fetches.key_fields import KeyShape, key_shapes, keys_in
from marketplace.gateway.cache.lru import LruCache
from marketplace.gateway.cache.policy import FetchHints, hints_of_fetch
from marketplace.gateway.cache.policy.cache_policy import PolicyRules
from marketplace.gateway.cache.tags import entity_tag
from marketplace.gateway.config import ResponseCacheConfig
from marketplace.gateway.plan.nodes import AskedEntities, Fetch
from marketplace.gateway.supergraph.model import Graph, Supergraph

RECORDS = 4_000
_SEPARATOR = b"\0"


@dataclass(slots=True)
class PartRecord:
    """One list of entities, or the root fields, of a document.

    Answers are looked for only where there may be some (`is_kept`): where the hints allow it (`is_hinted`), or this
    process has had one that could be kept. They are kept under the client's own key once one was private.
    """

    subgraph: str
    hints: FetchHints
    rules: PolicyRules
    prefix: bytes
    is_hinted: bool
    is_kept: bool
    is_private: bool
    graph: Graph
    shapes: dict[str, tuple[KeyShape, ...]] = field(default_factory=dict)

    def base_key(self, used: bytes, collected: Collected) -> bytes:
        """What the keys of one request's entities begin with; `used` are the values of the variables."""
        scope = collected.scope if self.is_private else b""
        return _SEPARATOR.join((self.prefix, used, collected.vary, scope)) + _SEPARATOR

    def tags_of_root(self, variables: Mapping[str, Any]) -> tuple[str, ...]:
        formats = self.hints.root_formats
        return (*self.hints.tags, *(each.for_variables(variables) for each in formats)) if formats else self.hints.tags

    def tags_of_entity(self, representation: Mapping[str, Any]) -> tuple[str, ...]:
        typename = str(representation.get("__typename"))
        shapes = self.shapes.get(typename)
        if shapes is None:
            shapes = self.shapes[typename] = key_shapes(self.graph.types.get(typename))
        keys = keys_in(shapes, representation)
        formats = self.hints.entity_formats.get(typename, ())
        return (
            *self.hints.tags,
            *(entity_tag(self.subgraph, typename, key) for key in keys),
            *(each.for_key(representation) for each in formats),
        )


@dataclass(slots=True)
class FetchRecord:
    """`parts` by response key of the list of entities, under None for root fields. It `is_silent` where neither the
    schema nor the configuration lets an answer be kept of which the subgraph says nothing.
    """

    parts: dict[str | None, PartRecord]
    is_silent: bool

    def is_kept(self) -> bool:
        """Whether there may be something to look for."""
        for part in self.parts.values():  # noqa: SIM110 - on the path of every fetch
            if part.is_kept:
                return True
        return False


class FetchRecords:
    """Of one supergraph. `is_guarded` says of a type's field whether there are clients that may not read it."""

    def __init__(
        self, supergraph: Supergraph, config: ResponseCacheConfig, is_guarded: Callable[[str, str], bool]
    ) -> None:
        self._supergraph = supergraph
        self._config = config
        self._is_guarded = is_guarded
        self._graphs = {graph.info.name: graph for graph in supergraph.graphs.values()}
        self._records: LruCache[tuple[str, str], FetchRecord] = LruCache(RECORDS)
        self._parts: LruCache[bytes, PartRecord] = LruCache(RECORDS)

    def of(self, fetch: Fetch) -> FetchRecord:
        """Of a query."""
        key = (fetch.subgraph, fetch.document)
        record = self._records.get(key)
        if record is None:
            record = self._make(fetch)
            self._records.put(key, record)
        return record

    def _make(self, fetch: Fetch) -> FetchRecord:
        """Documents that ask for the same, under whatever name of the operation, share what is known."""
        asked: dict[str | None, str] = {each.response_key: f"entities {each.selection}" for each in fetch.entities}
        parts = {
            key: self._part(_digest(f"{fetch.subgraph}\0{text}".encode()), key, fetch)
            for key, text in (asked or {None: _unnamed(fetch)}).items()
        }
        return FetchRecord(parts, is_silent=not any(part.is_hinted for part in parts.values()))

    def _part(self, prefix: bytes, key: str | None, fetch: Fetch) -> PartRecord:
        part = self._parts.get(prefix)
        if part is None:
            hints = hints_of_fetch(fetch.document, fetch.subgraph, self._supergraph, self._is_guarded)[key]
            rules = PolicyRules.of(self._config, self._default_max_age(fetch.subgraph, hints))
            is_hinted = bool(hints.hint.max_age if hints.hint.complete else rules.default_max_age)
            part = PartRecord(
                subgraph=fetch.subgraph,
                hints=hints,
                rules=rules,
                prefix=prefix,
                is_hinted=is_hinted,
                is_kept=is_hinted,
                is_private=hints.hint.private,
                graph=self._graphs[fetch.subgraph],
            )
            self._parts.put(prefix, part)
        return part

    def _default_max_age(self, subgraph: str, hints: FetchHints) -> float:
        """The least of what is configured for the types of the entities, else what is for the subgraph, or for all."""
        given = self._config.default_max_age_of
        overall = given.get(subgraph, self._config.default_max_age)
        return min((given.get(f"{subgraph}.{name}", overall) for name in hints.entity_formats), default=overall)


def values_used(names: Sequence[str], variables: Mapping[str, Any], contexts: Mapping[str, Any] | None) -> bytes:
    """The values of variables that an answer depends on, written in one way only."""
    if not names and not contexts:
        return b""
    used = {name: variables[name] for name in names if name in variables}
    return orjson.dumps([used, contexts or {}], option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def names_used(asked: AskedEntities) -> list[str]:
    return [variable.name for variable in asked.request.variables]


def _unnamed(fetch: Fetch) -> str:
    """The document without the operation's name, which says nothing about the answer."""
    text = fetch.document.removeprefix("query").lstrip()
    return text.removeprefix(fetch.operation_name) if fetch.operation_name else text


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=16).digest()
