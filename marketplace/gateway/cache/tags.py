"""What an answer depends on, by name. An answer is dropped when one of its tags is invalidated.

    s:<subgraph>                everything of the subgraph
    t:<subgraph>:<type>         an object type that was selected there
    l:<subgraph>:<type>         entities of the type that are not known one by one: those in lists, and below others.
                                Invalidating any entity of the type invalidates it too
    e:<subgraph>:<type>:<key>   one entity, by its key fields in canonical JSON
    c:<tag>                     a `@cacheTag`

So an invalidation by entity key reaches every answer that may hold the entity, the exact ones and the possible ones.
"""

from collections.abc import Mapping
from typing import Any

import orjson


def subgraph_tag(subgraph: str) -> str:
    return f"s:{subgraph}"


def type_tag(subgraph: str, type_name: str) -> str:
    return f"t:{subgraph}:{type_name}"


def list_tag(subgraph: str, type_name: str) -> str:
    return f"l:{subgraph}:{type_name}"


def entity_tag(subgraph: str, type_name: str, key: Mapping[str, Any]) -> str:
    """Raises TypeError for a key that is no JSON."""
    try:
        return f"e:{subgraph}:{type_name}:{orjson.dumps(key, option=orjson.OPT_SORT_KEYS).decode()}"
    except orjson.JSONEncodeError as error:
        raise TypeError(f"The key of {type_name} cannot be written as JSON: {error}") from error


def cache_tag(tag: str) -> str:
    return f"c:{tag}"
