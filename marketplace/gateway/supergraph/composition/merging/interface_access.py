"""Carry @authenticated, @requiresScopes and @policy from implementations to their interfaces.

A client that asks an interface may get any implementation, so it must be allowed to see all of them.
"""

from collections.abc import Sequence

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.argument_strategies import merge_arguments
from marketplace.gateway.supergraph.composition.schema.elements import AppliedDirective, Element, Schema, TypeKind

ACCESS_DIRECTIVES = (
    FederationDirective.AUTHENTICATED,
    FederationDirective.REQUIRES_SCOPES,
    FederationDirective.POLICY,
)


def restrict_interfaces(schema: Schema) -> None:
    """Give each interface, and each of its fields, the restrictions of all its implementations."""
    for interface in schema.types.values():
        if interface.kind is not TypeKind.INTERFACE:
            continue
        implementations = [schema.types[name] for name in schema.runtime_types(interface.name)]
        _restrict(interface, implementations)
        for field in interface.fields.values():
            _restrict(field, [each.fields[field.name] for each in implementations if field.name in each.fields])


def _restrict(element: Element, implementations: Sequence[Element]) -> None:
    for directive in ACCESS_DIRECTIVES:
        uses = [use for implementation in implementations for use in implementation.applied(directive)]
        if uses:
            element.drop(directive)
            arguments = merge_arguments(directive, uses)
            element.directives.append(AppliedDirective(name=uses[0].name, arguments=arguments, federation=directive))
