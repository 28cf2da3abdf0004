"""A fetch's answer out of entities that were kept and others that were asked for. Pure.

A subgraph's answer about some of the entities is taken apart, and what it says of the n-th of those asked for is put
where the whole list has it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from marketplace.gateway.cache.fetches.seam import AskedPart
from marketplace.gateway.errors import SubgraphMalformedResponseError
from marketplace.gateway.plan.nodes import AskedEntities

Missing = Mapping[str, Sequence[int]]
"""The indices that are to be asked for, in each list by response key."""


def narrow(asked: Sequence[AskedEntities], missing: Missing) -> list[AskedPart]:
    """What is to be asked for. A list of which nothing is missing is asked for with no representations, so that the
    document stays the same.
    """
    parts = []
    for each in asked:
        representations = each.representations
        wanted = [representations[index] for index in missing.get(each.request.response_key, ())]
        parts.append(AskedPart(each, wanted))
    return parts


def join_lists(lists: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """The lists with what is kept in JSON (bytes) read, all of it in one go."""
    joined: dict[str, list[Any]] = {}
    for key, items in lists.items():
        kept = [item for item in items if isinstance(item, bytes)]
        read: list[Any] = orjson.loads(b"[%b]" % b",".join(kept))
        if len(kept) == len(items):
            joined[key] = read
            continue
        values = iter(read)
        joined[key] = [next(values) if isinstance(item, bytes) else item for item in items]
    return joined


def entities_of(subgraph: str, answer: Mapping[str, Any], missing: Missing) -> dict[str, list[Any]]:
    """The entities of an answer about what was missing, nulls where it has no data. Raises
    SubgraphMalformedResponseError where the answer cannot be assigned.
    """
    data = answer.get("data")
    if data is not None and not isinstance(data, dict):
        raise SubgraphMalformedResponseError(subgraph, "gave data that is not an object.")
    found: dict[str, list[Any]] = {}
    for key, indices in missing.items():
        entities = data.get(key) if data is not None else None
        if entities is None:
            entities = [None] * len(indices)
        if not isinstance(entities, list) or len(entities) != len(indices):
            raise SubgraphMalformedResponseError(subgraph, "gave another number of entities than it was asked for.")
        found[key] = entities
    return found


def storable_positions(answer: Mapping[str, Any], missing: Missing) -> dict[str, list[int]]:
    """Of each list, the positions in the answer that no error concerns. An error that does not say which entity it is
    about concerns all of them.
    """
    data = answer.get("data")
    if not isinstance(data, dict):
        return {key: [] for key in missing}
    failed: dict[str, set[int]] = {key: set() for key in missing}
    for error in _errors(answer):
        place = _place(error)
        if place is None or place[0] not in failed:
            return {key: [] for key in missing}
        failed[place[0]].add(place[1])
    return {
        key: [position for position in range(len(indices)) if position not in failed[key]]
        if isinstance(data.get(key), list)
        else []
        for key, indices in missing.items()
    }


def errors_of(answer: Mapping[str, Any], missing: Missing) -> list[Any]:
    """The answer's errors, at their places in the whole lists. An error about the whole answer is one about each
    entity that was asked for, not about those that were kept.
    """
    errors: list[Any] = []
    for error in _errors(answer):
        place = _place(error)
        if place is not None and place[0] in missing and place[1] < len(missing[place[0]]):
            key, position = place
            errors.append({**error, "path": [key, missing[key][position], *error["path"][2:]]})
        else:
            errors += [{**error, "path": [key, index]} for key, indices in missing.items() for index in indices]
    return errors


def _errors(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    errors = answer.get("errors")
    if not isinstance(errors, list):
        return []
    return [error if isinstance(error, Mapping) else {} for error in errors]


def _place(error: Mapping[str, Any]) -> tuple[str, int] | None:
    path = error.get("path")
    if isinstance(path, list) and len(path) > 1 and isinstance(path[0], str) and isinstance(path[1], int):
        return (path[0], path[1]) if path[1] >= 0 else None
    return None
