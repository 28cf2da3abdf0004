"""What may be invalidated, as it is written in JSON: `{"tag": "product-1"}`, `{"subgraph": "reviews"}`,
`{"subgraph": "reviews", "type": "Review"}` or `{"subgraph": "reviews", "type": "Review", "key": {"id": "7"}}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.gateway.cache.tags import cache_tag, entity_tag, list_tag, subgraph_tag, type_tag
from marketplace.gateway.errors import InvalidationRefusedError

MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalidation:
    """One thing that changed: everything with a tag, all of a subgraph or of a type there, or one entity."""

    tag: str | None = None
    subgraph: str | None = None
    type: str | None = None
    key: Mapping[str, Any] | None = None

    def tags(self) -> tuple[str, ...]:
        """What it invalidates. An entity may also stand in lists and below others."""
        if self.tag is not None:
            return (cache_tag(self.tag),)
        if self.subgraph is None:
            return ()
        if self.type is None:
            return (subgraph_tag(self.subgraph),)
        if self.key is None:
            return (type_tag(self.subgraph, self.type),)
        return (entity_tag(self.subgraph, self.type, self.key), list_tag(self.subgraph, self.type))

    def as_json(self) -> dict[str, Any]:
        """What `read_invalidations` reads."""
        given = {"tag": self.tag, "subgraph": self.subgraph, "type": self.type, "key": self.key}
        return {name: value for name, value in given.items() if value is not None}


def read_invalidations(given: Any) -> list[Invalidation]:
    """From parsed JSON, one or a list of them; raises InvalidationRefusedError."""
    entries = given if isinstance(given, list) else [given]
    if len(entries) > MOST:
        raise InvalidationRefusedError(f"At most {MOST} invalidations at once, not {len(entries)}: send several lists.")
    return [_read(entry) for entry in entries]


def _read(entry: Any) -> Invalidation:
    if not isinstance(entry, dict) or not set(entry) <= {"tag", "subgraph", "type", "key"}:
        raise InvalidationRefusedError(
            'Each invalidation is {"tag"}, {"subgraph"}, {"subgraph", "type"} or {"subgraph", "type", "key"}.'
        )
    for name in ("tag", "subgraph", "type"):
        if name in entry and not (isinstance(entry[name], str) and entry[name]):
            raise InvalidationRefusedError(f"`{name}` is a text that is not empty.")
    if ("tag" in entry) == ("subgraph" in entry):
        raise InvalidationRefusedError("Name either a `tag` or a `subgraph`.")
    if "tag" in entry and len(entry) > 1:
        raise InvalidationRefusedError("Beside a `tag` there is nothing else: it stands for itself.")
    if "key" in entry and "type" not in entry:
        raise InvalidationRefusedError("A `key` is of a `type`: name that too.")
    if "key" in entry and not (isinstance(entry["key"], dict) and entry["key"]):
        raise InvalidationRefusedError('`key` is an object with the key fields, such as {"id": "7"}.')
    return Invalidation(**entry)
