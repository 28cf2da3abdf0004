"""Builds the representations of entities (Federation subgraph specification, `_entities`)."""

from typing import Any

from marketplace.gateway.operation.selection import TYPENAME
from marketplace.gateway.plan.nodes import EntitySource, Inputs

_MISSING = object()


def build_representation(source: EntitySource, entity: dict[str, Any]) -> dict[str, Any] | None:
    """The representation of one object of the working tree.

    None when an input was never fetched or a key is null: such an entity cannot be asked for, its
    fields stay absent.
    """
    representation = _object(source.inputs, entity)
    if representation is None:
        return None
    for name in source.inputs.key_fields:
        if representation.get(name) is None:
            return None
    representation[TYPENAME] = source.typename
    return representation


def _object(inputs: Inputs, value: dict[str, Any]) -> dict[str, Any] | None:
    built: dict[str, Any] = {}
    typename = value.get(TYPENAME)
    if inputs.typename and typename is not None:
        built[TYPENAME] = typename
    for field in inputs.fields:
        if field.types is not None and typename not in field.types:
            continue
        found = value.get(field.key, _MISSING)
        if found is _MISSING:
            return None
        if field.children is not None:
            found = _nested(field.children, found)
            if found is _MISSING:
                return None
        built[field.name] = found
    return built


def _nested(inputs: Inputs, value: Any) -> Any:
    if isinstance(value, dict):
        built = _object(inputs, value)
        return _MISSING if built is None else built
    if isinstance(value, list):
        items = [_nested(inputs, item) for item in value]
        return _MISSING if any(item is _MISSING for item in items) else items
    return value
