"""Which fields of a subgraph its own federation directives speak of: parts of keys, provided and required fields."""

from collections.abc import Iterator

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.schema.elements import Schema, TypeElement, TypeKind
from marketplace.gateway.supergraph.composition.schema.selections import (
    FieldSelection,
    FieldSet,
    MalformedFieldSetError,
    parse_field_set,
)
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import innermost


def record_usage(subgraph: Subgraph) -> None:
    """Fill the sets of used fields; a malformed selection counts for nothing here, its own rule reports it."""
    subgraph.key_fields.clear()
    subgraph.required_fields.clear()
    subgraph.provided_fields.clear()
    for definition in subgraph.types.values():
        for key in definition.applied(FederationDirective.KEY):
            subgraph.key_fields.update(selected_fields(subgraph, definition, key.string("fields")))
        for field in definition.fields.values():
            for required in field.applied(FederationDirective.REQUIRES):
                subgraph.required_fields.update(selected_fields(subgraph, definition, required.string("fields")))
            for provided in field.applied(FederationDirective.PROVIDES):
                returned = subgraph.types.get(innermost(field.type))
                if returned:
                    subgraph.provided_fields.update(selected_fields(subgraph, returned, provided.string("fields")))


def used_fields(subgraph: Subgraph) -> set[tuple[str, str]]:
    """Return every (type, field) pair that a @key, @requires or @provides of the subgraph speaks of."""
    record_usage(subgraph)
    return subgraph.key_fields | subgraph.required_fields | subgraph.provided_fields


def selected_fields(schema: Schema, definition: TypeElement, text: str | None) -> set[tuple[str, str]]:
    """Return the (type, field) pairs a field set touches; an interface's field stands for its implementations' too."""
    try:
        return set(_walk(schema, definition, parse_field_set(text or "")))
    except MalformedFieldSetError:
        return set()


def _walk(schema: Schema, definition: TypeElement, selections: FieldSet) -> Iterator[tuple[str, str]]:
    for selection in selections:
        if not isinstance(selection, FieldSelection):
            condition = schema.types.get(selection.type_condition or definition.name)
            if condition:
                yield from _walk(schema, condition, selection.selections)
            continue
        for owner in _owners(schema, definition):
            field = owner.fields.get(selection.name)
            if field is None:
                continue
            yield owner.name, field.name
            returned = schema.types.get(innermost(field.type))
            if returned:
                yield from _walk(schema, returned, selection.selections)


def _owners(schema: Schema, definition: TypeElement) -> Iterator[TypeElement]:
    yield definition
    if definition.kind is TypeKind.INTERFACE:
        yield from (schema.types[name] for name in schema.runtime_types(definition.name))


def implements_interface_field(schema: Schema, definition: TypeElement, field_name: str) -> bool:
    """Tell whether one of the type's interfaces asks for the field."""
    return any(
        field_name in schema.types[interface].fields for interface in definition.interfaces if interface in schema.types
    )
