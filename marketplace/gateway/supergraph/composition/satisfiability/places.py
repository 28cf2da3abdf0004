"""Where an object of the supergraph can be: a subgraph, the type it has there, and what came along with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.schema.elements import FieldElement, Schema
from marketplace.gateway.supergraph.composition.schema.selections import (
    FieldSelection,
    FieldSet,
    field_set_of,
)
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import innermost


@dataclass(frozen=True, slots=True)
class Place:
    """An object in a subgraph. `type_name` is an interface where the subgraph knows the object as @interfaceObject.

    `provided` selects external fields which the subgraph resolves here because of the path that led to the object.
    """

    subgraph: str
    type_name: str
    provided: FieldSet = ()


Places: TypeAlias = frozenset[Place]


def places_below(supergraph: Schema, subgraph: Subgraph, place: Place, field: FieldElement) -> dict[str, list[Place]]:
    """Return the places of what a subgraph's field returns, for each object type it can be."""
    returned = innermost(field.type)
    if returned not in subgraph.types or not subgraph.types[returned].is_composite:
        return {}
    provided = (*_provided_below(supergraph, place, field.name), *_provides(field))
    if subgraph.is_interface_object(returned):
        found = supergraph.runtime_types(returned)
        return {name: [Place(subgraph.name, returned, provided)] for name in found}
    return {name: [Place(subgraph.name, name, provided)] for name in subgraph.runtime_types(returned)}


def provided_fields(supergraph: Schema, place: Place, object_type: str) -> Iterator[FieldSelection]:
    """Iterate over the fields which came along with an object of a type."""
    return applying_fields(supergraph, object_type, place.provided)


def applying_fields(supergraph: Schema, object_type: str, selections: FieldSet) -> Iterator[FieldSelection]:
    """Iterate over the fields of a field set that concern an object of a type, looking into its fragments."""
    for selection in selections:
        if isinstance(selection, FieldSelection):
            yield selection
        elif _applies(supergraph, object_type, selection.type_condition):
            yield from applying_fields(supergraph, object_type, selection.selections)


def _applies(supergraph: Schema, object_type: str, condition: str | None) -> bool:
    return condition is None or (condition in supergraph.types and object_type in supergraph.runtime_types(condition))


def _provided_below(supergraph: Schema, place: Place, field_name: str) -> FieldSet:
    return tuple(
        below
        for selection in provided_fields(supergraph, place, place.type_name)
        if selection.name == field_name
        for below in selection.selections
    )


def _provides(field: FieldElement) -> FieldSet:
    return tuple(
        selection
        for use in field.applied(FederationDirective.PROVIDES)
        for selection in field_set_of(use.string("fields"))
    )
