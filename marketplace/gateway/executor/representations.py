"""Builds the representations of entities (Federation subgraph specification, `_entities`)."""

from typing import Any

from marketplace.gateway.executor.merge import merge_object
from marketplace.gateway.executor.targets import type_of
from marketplace.gateway.operation.selection import TYPENAME
from marketplace.gateway.plan.nodes import EntitySource, Inputs

MISSING = object()


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
    return {TYPENAME: source.typename, **representation}


def _object(inputs: Inputs, value: dict[str, Any]) -> dict[str, Any] | None:
    built: dict[str, Any] = {}
    typename = type_of(value)
    if inputs.typename and typename is not None:
        built[TYPENAME] = typename
    for field in inputs.fields:
        if field.types is not None and typename not in field.types:
            continue
        found = value.get(field.key, MISSING)
        if found is MISSING:
            return None
        if field.children is not None:
            found = nested_input(field.children, found)
            if found is MISSING:
                return None
        if field.name in built:  # read for overlapping sets of types from several working keys
            merge_object(built, {field.name: found})
        else:
            built[field.name] = found
    return built


def nested_input(inputs: Inputs, value: Any) -> Any:
    """The part of a composite value that the inputs name; MISSING when some of it was never fetched."""
    if isinstance(value, dict):
        built = _object(inputs, value)
        return MISSING if built is None else built
    if isinstance(value, list):
        items = [nested_input(inputs, item) for item in value]
        return MISSING if any(item is MISSING for item in items) else items
    return value
