"""Finds the entities of a fetch and builds their representations, each only once."""

from typing import Any

import orjson

from marketplace.gateway.executor.representations import build_representation
from marketplace.gateway.executor.targets import find_targets
from marketplace.gateway.plan.nodes import EntitySource

Waiting = tuple[EntitySource, dict[str, Any]]
"""Who waits for an entity: the object of the working tree, as a target of a source. It may stand at several paths."""


def gather_entities(
    source: EntitySource,
    root: dict[str, Any],
    index_of: dict[Any, int],
    representations: list[dict[str, Any]],
    waiting: list[list[Waiting]],
) -> None:
    """Add the source's representations to `representations`, and to the list at the same index of
    `waiting` who waits for them. `index_of` maps identities to indices, across sources.
    """
    for target in {id(target): target for target in find_targets(root, source.path, source.types)}.values():
        if (representation := build_representation(source, target)) is not None:
            add_entity((source, target), representation, index_of, representations, waiting)


def add_entity(
    who: Waiting,
    representation: dict[str, Any],
    index_of: dict[Any, int],
    representations: list[dict[str, Any]],
    waiting: list[list[Waiting]],
) -> None:
    """Let somebody wait for the entity of the representation."""
    identity = orjson.dumps(representation)
    index = index_of.get(identity)
    if index is None:
        index_of[identity] = len(representations)
        representations.append(representation)
        waiting.append([who])
    else:
        waiting[index].append(who)
