"""Give the implementations of an interface the fields which @interfaceObject subgraphs add to all of them."""

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.join_directives import join_field
from marketplace.gateway.supergraph.composition.merging.sources import Merge
from marketplace.gateway.supergraph.composition.schema.elements import FieldElement, TypeKind


def add_interface_object_fields(merge: Merge) -> None:
    """Copy the added fields, with a join__field that names no subgraph: they are resolved through the interface."""
    for interface in merge.schema.types.values():
        if interface.kind is not TypeKind.INTERFACE:
            continue
        added = [interface.fields[name] for name in _added_fields(merge, interface.name) if name in interface.fields]
        for definition in merge.schema.types.values():
            if interface.name in definition.interfaces:
                for field in added:
                    definition.fields.setdefault(field.name, _copy(field))


def _added_fields(merge: Merge, interface: str) -> list[str]:
    return [
        field.name
        for subgraph in merge.subgraphs
        if subgraph.is_interface_object(interface)
        for field in subgraph.types[interface].fields.values()
        if not field.has(FederationDirective.EXTERNAL)
    ]


def _copy(field: FieldElement) -> FieldElement:
    kept = [each for each in field.directives if not each.name.startswith("join__")]
    return FieldElement(
        name=field.name,
        description=field.description,
        directives=[*kept, join_field()],
        type=field.type,
        arguments=field.arguments,
    )
