"""A field that is computed from restricted data is restricted at least as much as they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import ListValueNode, StringValueNode

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.sources import Merge
from marketplace.gateway.supergraph.composition.schema.contexts import context_uses, types_setting
from marketplace.gateway.supergraph.composition.schema.elements import Element, FieldElement, Schema, TypeElement
from marketplace.gateway.supergraph.composition.schema.selections import FieldSelection, FieldSet, field_set_of
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import innermost

_Alternatives = frozenset[frozenset[str]]
_ANYBODY: _Alternatives = frozenset({frozenset()})


@dataclass(frozen=True, slots=True)
class Restriction:
    """Who may see an element; scopes and policies are alternatives, each a set that must be had in full."""

    authenticated: bool = False
    scopes: _Alternatives = _ANYBODY
    policies: _Alternatives = _ANYBODY

    def __and__(self, other: "Restriction") -> "Restriction":
        return Restriction(
            self.authenticated or other.authenticated,
            frozenset(left | right for left in self.scopes for right in other.scopes),
            frozenset(left | right for left in self.policies for right in other.policies),
        )

    def implies(self, other: "Restriction") -> bool:
        """Tell whether whoever passes this restriction passes the other one."""
        return (
            (self.authenticated or not other.authenticated)
            and all(any(needed <= had for needed in other.scopes) for had in self.scopes)
            and all(any(needed <= had for needed in other.policies) for had in self.policies)
        )


def check_transitive_access(merge: Merge) -> None:
    """Check the selections of every @requires and @fromContext."""
    for subgraph in merge.subgraphs:
        for definition in subgraph.types.values():
            for field in definition.fields.values():
                _check_field(merge, subgraph, definition, field)


def _check_field(merge: Merge, subgraph: Subgraph, definition: TypeElement, field: FieldElement) -> None:
    owner = merge.schema.types.get(definition.name)
    merged = owner.fields.get(field.name) if owner else None
    if owner is None or merged is None:
        return
    own = restriction_of(owner) & restriction_of(merged)
    for directive, parent, selections in _sources(subgraph, definition, field):
        for coordinate, needed in _selected(merge.schema, merge.schema.types.get(parent), selections):
            if not own.implies(needed):
                merge.report.error(
                    ErrorCode.MISSING_TRANSITIVE_AUTH_REQUIREMENTS,
                    f'[{subgraph.name}] Field "{definition.name}.{field.name}" does not specify necessary'
                    f" @authenticated, @requiresScopes and/or @policy auth requirements to access the transitive field"
                    f' "{coordinate}" data from {directive} selection set.',
                    (subgraph.name,),
                    (field.position,),
                )


def _sources(subgraph: Subgraph, definition: TypeElement, field: FieldElement) -> Iterator[tuple[str, str, FieldSet]]:
    for use in field.applied(FederationDirective.REQUIRES):
        yield "@requires", definition.name, field_set_of(use.string("fields"))
    for _, source in context_uses(field):
        for setter in types_setting(subgraph, source.context):
            yield "@fromContext", setter, field_set_of(source.selection)


def _selected(schema: Schema, parent: TypeElement | None, selections: FieldSet) -> Iterator[tuple[str, Restriction]]:
    if parent is None:
        return
    for selection in selections:
        if not isinstance(selection, FieldSelection):
            condition = schema.types.get(selection.type_condition or parent.name)
            yield from _selected(schema, condition, selection.selections)
            continue
        field = parent.fields.get(selection.name)
        if field is None:
            continue
        returned = schema.types.get(innermost(field.type))
        needed = restriction_of(field)
        if returned:
            needed &= restriction_of(returned)
            yield from _selected(schema, returned, selection.selections)
        yield f"{parent.name}.{field.name}", needed


def restriction_of(element: Element) -> Restriction:
    """Read the restriction of an element of the supergraph."""
    return Restriction(
        element.has(FederationDirective.AUTHENTICATED),
        _alternatives(element, FederationDirective.REQUIRES_SCOPES, "scopes"),
        _alternatives(element, FederationDirective.POLICY, "policies"),
    )


def _alternatives(element: Element, directive: FederationDirective, argument: str) -> _Alternatives:
    for use in element.applied(directive):
        value = use.arguments.get(argument)
        if isinstance(value, ListValueNode):
            return frozenset(
                frozenset(item.value for item in each.values if isinstance(item, StringValueNode))
                for each in value.values
                if isinstance(each, ListValueNode)
            )
    return _ANYBODY
