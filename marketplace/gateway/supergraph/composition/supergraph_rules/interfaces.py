"""Interfaces of the supergraph: implementations are complete, and subgraphs with entity interfaces know all of them."""

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.merging.sources import Merge, subgraph_list
from marketplace.gateway.supergraph.composition.schema.elements import TypeElement, TypeKind
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph


def check_interfaces(merge: Merge) -> None:
    """Check every interface of the supergraph."""
    for interface in merge.schema.types.values():
        if interface.kind is not TypeKind.INTERFACE:
            continue
        implementations = [each for each in merge.schema.types.values() if interface.name in each.interfaces]
        for implementation in implementations:
            _check_fields(merge, interface, implementation)
        for subgraph in merge.subgraphs:
            if interface.name in subgraph.types:
                _check_knowledge(merge, subgraph, interface.name, [each.name for each in implementations])


def _check_fields(merge: Merge, interface: TypeElement, implementation: TypeElement) -> None:
    for field_name in interface.fields:
        if field_name in implementation.fields:
            continue
        asking = [
            subgraph
            for subgraph in merge.subgraphs
            if interface.name in subgraph.types and field_name in subgraph.types[interface.name].fields
        ]
        implementing = [
            subgraph
            for subgraph in merge.subgraphs
            if implementation.name in subgraph.types
            and interface.name in subgraph.types[implementation.name].interfaces
        ]
        merge.report.error(
            ErrorCode.INTERFACE_FIELD_NO_IMPLEM,
            f'Interface field "{interface.name}.{field_name}" is declared in'
            f' {subgraph_list(each.name for each in asking)} but type "{implementation.name}", which implements'
            f' "{interface.name}" only in {subgraph_list(each.name for each in implementing)}, does not have field'
            f' "{field_name}".',
            (each.name for each in (*asking, *implementing)),
            (
                *(each.field(interface.name, field_name).position for each in asking),
                *(each.types[implementation.name].position for each in implementing),
            ),
        )


def _check_knowledge(merge: Merge, subgraph: Subgraph, interface: str, implementations: list[str]) -> None:
    definition = subgraph.types[interface]
    if subgraph.is_interface_object(interface):
        known = [name for name in implementations if name in subgraph.types]
        if known:
            merge.report.error(
                ErrorCode.INTERFACE_OBJECT_USAGE_ERROR,
                f'[{subgraph.name}] Interface type "{interface}" is defined as an @interfaceObject in this subgraph,'
                f" which should therefore define none of its implementations, but it defines {', '.join(known)}.",
                (subgraph.name,),
                (definition.position, *(subgraph.types[name].position for name in known)),
            )
        return
    missing = [
        name
        for name in implementations
        if name not in subgraph.types or interface not in subgraph.types[name].interfaces
    ]
    if missing and subgraph.resolvable_keys(definition):
        merge.report.error(
            ErrorCode.INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE,
            f'[{subgraph.name}] Interface type "{interface}" has a resolvable key but this subgraph is missing some of'
            f' the supergraph implementation types of "{interface}": it should define {", ".join(missing)} (and have it'
            f' implement "{interface}").',
            (subgraph.name,),
            (definition.position,),
        )
