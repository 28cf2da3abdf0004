"""Read what older schemas mean: rewrite a Federation 1 subgraph into the terms of Federation 2.

Federation 1 let every subgraph resolve the fields it declared, ignored keys on interfaces, tolerated @external on
fields that nothing uses, and took @requires and @provides to speak of external fields only.
Source: https://www.apollographql.com/docs/graphos/reference/federation/backward-compatibility
"""

from collections.abc import Callable
from dataclasses import replace

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.schema.elements import (
    AppliedDirective,
    FieldElement,
    TypeElement,
    TypeKind,
)
from marketplace.gateway.supergraph.composition.schema.selections import (
    FieldSelection,
    FieldSet,
    FragmentSelection,
    MalformedFieldSetError,
    parse_field_set,
    print_field_set,
)
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import innermost
from marketplace.gateway.supergraph.composition.schema.usage import (
    implements_interface_field,
    selected_fields,
    used_fields,
)
from marketplace.gateway.supergraph.composition.schema.values import string_value

_MEANINGLESS_ON_INTERFACE_FIELDS = (
    FederationDirective.EXTERNAL,
    FederationDirective.REQUIRES,
    FederationDirective.PROVIDES,
)


def upgrade(subgraph: Subgraph) -> None:
    """Apply every rewriting the subgraph's version asks for, in order."""
    if subgraph.links.is_federation_1:
        for step in _FEDERATION_1_STEPS:
            step(subgraph)
    else:
        own_extension_keys(subgraph)


def own_extension_keys(subgraph: Subgraph) -> None:
    """The key fields of an extension are its own: @external on them was only a way to say who came first."""
    for definition in subgraph.types.values():
        if not definition.is_extension:
            continue
        for key in definition.applied(FederationDirective.KEY):
            for type_name, field_name in selected_fields(subgraph, definition, key.string("fields")):
                # Federation 1 meant the fields of the extension alone, Federation 2 all that the key reaches.
                if type_name == definition.name or not subgraph.links.is_federation_1:
                    subgraph.field(type_name, field_name).drop(FederationDirective.EXTERNAL)


def _clean_interfaces(subgraph: Subgraph) -> None:
    for definition in subgraph.types.values():
        if definition.kind is TypeKind.INTERFACE:
            definition.drop(FederationDirective.KEY)
            for field in definition.fields.values():
                for directive in _MEANINGLESS_ON_INTERFACE_FIELDS:
                    field.drop(directive)


def _keep_external_selections(subgraph: Subgraph) -> None:
    for definition in subgraph.objects():
        for field in definition.fields.values():
            field.directives = [
                kept
                for each in field.directives
                if (kept := _with_external_selection(subgraph, definition, field, each)) is not None
            ]


def _with_external_selection(
    subgraph: Subgraph, definition: TypeElement, field: FieldElement, directive: AppliedDirective
) -> AppliedDirective | None:
    if directive.federation is FederationDirective.REQUIRES:
        parent = definition
    elif directive.federation is FederationDirective.PROVIDES:
        returned = subgraph.types.get(innermost(field.type))
        if returned is None or not returned.is_composite:
            return None
        parent = returned
    else:
        return directive
    try:
        selection = parse_field_set(directive.string("fields") or "")
    except MalformedFieldSetError:
        return directive
    kept = _external_part(subgraph, parent, selection)
    if not kept:
        return None
    return replace(directive, arguments={"fields": string_value(print_field_set(kept))})


def _external_part(subgraph: Subgraph, parent: TypeElement, selections: FieldSet) -> FieldSet:
    kept: list[FieldSelection | FragmentSelection] = []
    for selection in selections:
        if isinstance(selection, FragmentSelection):
            condition = subgraph.types.get(selection.type_condition or parent.name, parent)
            below = _external_part(subgraph, condition, selection.selections)
            if below:
                kept.append(FragmentSelection(selection.type_condition, below))
            continue
        field = parent.fields.get(selection.name)
        returned = subgraph.types.get(innermost(field.type)) if field else None
        # An unknown field is kept for the rule that reports it; an interface's fields are never external themselves.
        if field is None or field.has(FederationDirective.EXTERNAL) or parent.is_abstract:
            kept.append(selection)
        elif returned and selection.selections:
            below = _external_part(subgraph, returned, selection.selections)
            if below:
                kept.append(replace(selection, selections=below))
    return tuple(kept)


def _drop_unused_externals(subgraph: Subgraph) -> None:
    used = used_fields(subgraph)
    for definition in subgraph.objects():
        for field in list(definition.fields.values()):
            if not field.has(FederationDirective.EXTERNAL):
                continue
            field.drop(FederationDirective.TAG)
            if (definition.name, field.name) not in used and not implements_interface_field(
                subgraph, definition, field.name
            ):
                del definition.fields[field.name]


def _share_all_fields(subgraph: Subgraph) -> None:
    for definition in subgraph.objects():
        for field in definition.fields.values():
            if not field.has(FederationDirective.EXTERNAL):
                field.directives.append(
                    AppliedDirective(name=FederationDirective.SHAREABLE.value, federation=FederationDirective.SHAREABLE)
                )


_FEDERATION_1_STEPS: tuple[Callable[[Subgraph], None], ...] = (
    _clean_interfaces,
    own_extension_keys,
    _keep_external_selections,
    _drop_unused_externals,
    _share_all_fields,
)
