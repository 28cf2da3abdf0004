"""Finds the objects of the working tree that a fetch is about."""

from collections.abc import Iterator
from typing import Any

from marketplace.gateway.operation.selection import TYPENAME
from marketplace.gateway.plan.nodes import Segment
from marketplace.gateway.plan.shape import ResponseShape

ResponsePath = tuple[str | int, ...]


def type_of(value: dict[str, Any]) -> str | None:
    """The object's `__typename`; None where the subgraph gave none, or something that is no name."""
    typename = value.get(TYPENAME)
    return typename if isinstance(typename, str) else None


def find_targets(root: dict[str, Any], path: tuple[Segment, ...], types: frozenset[str] | None) -> list[dict[str, Any]]:
    """The objects at the path whose `__typename` is one of `types` (None: all), in document order."""
    level: list[Any] = [root]
    for segment in path:
        key, accepted = segment.key, segment.types
        below: list[Any] = []
        for value in level:
            if accepted is None or type_of(value) in accepted:
                _spread(value.get(key), below)
        level = below
    if types is None:
        return level
    return [value for value in level if type_of(value) in types]


def find_targets_with_outer(
    root: dict[str, Any], path: tuple[Segment, ...], types: frozenset[str] | None
) -> list[tuple[dict[str, Any], ...]]:
    """What `find_targets` finds, each as the last of the objects on the way to it: the n-th is `n` steps down."""
    level: list[tuple[dict[str, Any], ...]] = [(root,)]
    for segment in path:
        below: list[tuple[dict[str, Any], ...]] = []
        for way in level:
            if segment.types is None or type_of(way[-1]) in segment.types:
                items: list[Any] = []
                _spread(way[-1].get(segment.key), items)
                below.extend((*way, item) for item in items)
        level = below
    return [way for way in level if types is None or type_of(way[-1]) in types]


def _spread(value: Any, into: list[Any]) -> None:
    if isinstance(value, dict):
        into.append(value)
    elif isinstance(value, list):
        for item in value:
            _spread(item, into)


def find_target_paths(
    root: dict[str, Any], path: tuple[Segment, ...], types: frozenset[str] | None, shape: ResponseShape
) -> Iterator[ResponsePath]:
    """The client's paths of what `find_targets` finds, in the same order. `shape` is the root's. Below
    a field that only the planner asked for, the path ends.
    """
    level: list[tuple[dict[str, Any], ResponsePath, ResponseShape | None]] = [(root, (), shape)]
    for segment in path:
        below: list[tuple[dict[str, Any], ResponsePath, ResponseShape | None]] = []
        for value, here, value_shape in level:
            if segment.types is None or type_of(value) in segment.types:
                field = value_shape.by_key(segment.key) if value_shape else None
                there = (*here, field.response_key) if field else here
                for item, item_path in _spread_paths(value.get(segment.key), there):
                    below.append((item, item_path if field else here, field.child if field else None))
        level = below
    for value, here, _ in level:
        if types is None or type_of(value) in types:
            yield here


def _spread_paths(value: Any, path: ResponsePath) -> Iterator[tuple[dict[str, Any], ResponsePath]]:
    if isinstance(value, dict):
        yield value, path
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _spread_paths(item, (*path, index))
