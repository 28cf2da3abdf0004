"""Restrictions of access stand on what is concrete: interfaces take them from their implementations."""

from collections.abc import Iterator

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.interface_access import ACCESS_DIRECTIVES
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.elements import Element, TypeKind
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph


def check_access_directives(subgraph: Subgraph, report: Report) -> None:
    """Check every @authenticated, @requiresScopes and @policy of a subgraph."""
    for title, element in _abstract_elements(subgraph):
        for directive in ACCESS_DIRECTIVES:
            for use in element.applied(directive):
                report.error(
                    ErrorCode.AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE,
                    f"[{subgraph.name}] Invalid use of @{use.name} on {title}: it cannot be applied on interfaces,"
                    " interface fields and interface objects",
                    (subgraph.name,),
                    (use.position,),
                )


def _abstract_elements(subgraph: Subgraph) -> Iterator[tuple[str, Element]]:
    for definition in subgraph.types.values():
        is_interface_object = definition.has(FederationDirective.INTERFACE_OBJECT)
        if definition.kind is TypeKind.INTERFACE or is_interface_object:
            title = "interface object" if is_interface_object else "interface"
            yield f'{title} "{definition.name}"', definition
            for field in definition.fields.values():
                yield f'field "{definition.name}.{field.name}"', field
