"""Merges subgraph answers into the working tree."""

from collections.abc import Sequence
from typing import Any

from marketplace.gateway.plan.nodes import Renames


def merge_object(target: dict[str, Any], source: dict[str, Any]) -> None:
    """Deep merge: what the source says is added, objects and lists of equal length are merged item by
    item, and a null never hides a value. The source's containers may become the target's own.
    """
    if target.keys().isdisjoint(source):
        target.update(source)
        return
    for key, value in source.items():
        known = target.get(key)
        if known is None:
            target[key] = value
        elif isinstance(known, dict) and isinstance(value, dict):
            merge_object(known, value)
        elif isinstance(known, list) and isinstance(value, list) and len(known) == len(value):
            _merge_list(known, value)
        elif value is not None:
            target[key] = value


def _merge_list(target: list[Any], source: list[Any]) -> None:
    for index, value in enumerate(source):
        known = target[index]
        if isinstance(known, dict) and isinstance(value, dict):
            merge_object(known, value)
        elif isinstance(known, list) and isinstance(value, list) and len(known) == len(value):
            _merge_list(known, value)
        elif value is not None:
            target[index] = value


def clone(value: Any) -> Any:
    """A copy with containers of its own, for an entity that stands at several paths."""
    if isinstance(value, dict):
        return {key: clone(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clone(item) for item in value]
    return value


def rename_keys(value: Any, renames: Renames) -> Any:
    """The value with the subgraph's aliases turned back into working keys."""
    if isinstance(value, list):
        return [rename_keys(item, renames) for item in value]
    if not isinstance(value, dict):
        return value
    renamed: dict[str, Any] = {}
    for key, item in value.items():
        name, below = renames.get(key, (key, None))
        renamed[name] = rename_keys(item, below) if below else item
    return renamed


def rename_path(path: Sequence[Any], renames: Renames | None) -> list[Any]:
    """The path of an error with the subgraph's aliases turned back into working keys."""
    renamed = []
    for key in path:
        name = key
        if renames and isinstance(key, str):
            name, renames = renames.get(key, (key, None))
        renamed.append(name)
    return renamed
