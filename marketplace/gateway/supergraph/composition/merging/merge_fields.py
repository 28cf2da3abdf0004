"""One field of an object or interface type, out of the subgraphs that have it."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.gateway.supergraph.composition.codes import ErrorCode, HintCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.applied_directives import merge_applied_directives
from marketplace.gateway.supergraph.composition.merging.contextual_arguments import (
    contextual_arguments,
    without_contextual_arguments,
)
from marketplace.gateway.supergraph.composition.merging.descriptions import merge_description
from marketplace.gateway.supergraph.composition.merging.external_fields import check_external_field
from marketplace.gateway.supergraph.composition.merging.join_directives import join_field
from marketplace.gateway.supergraph.composition.merging.merge_inputs import merge_arguments
from marketplace.gateway.supergraph.composition.merging.sources import (
    Merge,
    Source,
    describe_by_subgraph,
    subgraph_list,
)
from marketplace.gateway.supergraph.composition.schema.elements import (
    AppliedDirective,
    Element,
    FieldElement,
)
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import TypeRef
from marketplace.gateway.supergraph.composition.schema.usage import implements_interface_field


@dataclass(frozen=True, slots=True)
class FieldSources:
    """A field of one type: the subgraphs that have it, out of `declared_by` which have the type."""

    type_name: str
    sources: Sequence[Source[FieldElement]]
    declared_by: int

    @property
    def name(self) -> str:
        """The field's name."""
        return self.sources[0].element.name

    @property
    def coordinate(self) -> str:
        """How messages call the field."""
        return f"{self.type_name}.{self.name}"


def merge_field(merge: Merge, field: FieldSources) -> FieldElement | None:
    """Merge a field, or return None when it cannot be."""
    if not any(resolves(merge, source, field.type_name) for source in field.sources):
        merge.error(
            ErrorCode.EXTERNAL_MISSING_ON_BASE,
            f'Field "{field.coordinate}" is marked @external on all the subgraphs in which it is listed'
            f" ({subgraph_list(source.subgraph.name for source in field.sources)}).",
            field.sources,
        )
        return None
    # An overridden field still counts here: it must stay possible to take the override back.
    declaring = [source for source in field.sources if not source.element.has(FederationDirective.EXTERNAL)]
    merged_type = _merge_type(merge, field, declaring)
    elements: Sequence[Source[Element]] = field.sources
    merged = FieldElement(
        name=field.name,
        description=merge_description(merge, field.coordinate, elements),
        directives=merge_applied_directives(merge, field.coordinate, elements),
        type=merged_type,
        arguments=merge_arguments(
            merge, field.coordinate, without_contextual_arguments(merge, field.coordinate, declaring)
        ),
    )
    for source in field.sources:
        if source.element.has(FederationDirective.EXTERNAL):
            check_external_field(merge, field.coordinate, source, merged, declaring)
    merged.directives.extend(_join_fields(merge, field, merged_type))
    return merged


def resolves(merge: Merge, source: Source[FieldElement], type_name: str) -> bool:
    """Tell whether a subgraph may be asked for its field."""
    if source.element.has(FederationDirective.EXTERNAL):
        return False
    return not merge.overrides.is_taken(source.subgraph.name, type_name, source.element.name)


def _merge_type(merge: Merge, field: FieldSources, declaring: Sequence[Source[FieldElement]]) -> TypeRef:
    widest = merge.subtyping.widest(source.element.type for source in declaring)
    if widest is None:
        said = describe_by_subgraph(declaring, lambda element: f'type "{element.type}"')
        merge.error(
            ErrorCode.FIELD_TYPE_MISMATCH,
            f'Type of field "{field.coordinate}" is incompatible across subgraphs: it has {said}',
            declaring,
        )
        return declaring[0].element.type
    if any(source.element.type != widest for source in declaring):
        merge.hint(
            HintCode.INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE,
            f'Type of field "{field.coordinate}" is inconsistent but compatible across subgraphs: will use type'
            f' "{widest}" in supergraph.',
            declaring,
        )
    return widest


def _join_fields(merge: Merge, field: FieldSources, merged_type: TypeRef) -> list[AppliedDirective]:
    """Say who has the field; nothing needs saying when all subgraphs with the type resolve it in the same way."""
    joins = [
        (source, join)
        for source in field.sources
        if (join := _join_field(merge, field, source, merged_type)) is not None
    ]
    everywhere = len(joins) == field.declared_by
    if everywhere and all(_is_plain(merge, field, source, join) for source, join in joins):
        return []
    return [join for _, join in joins]


def _is_plain(merge: Merge, field: FieldSources, source: Source[FieldElement], join: AppliedDirective) -> bool:
    """An override of a field that was never there is nothing to speak of."""
    takes_effect = merge.overrides.by(source.subgraph.name, field.type_name, source.element) is not None
    return set(join.arguments) <= {"graph", "override"} and not takes_effect


def _join_field(
    merge: Merge, field: FieldSources, source: Source[FieldElement], merged_type: TypeRef
) -> AppliedDirective | None:
    subgraph, element = source.subgraph, source.element
    override = merge.overrides.of(subgraph.name, field.type_name, field.name)
    is_taken = override is not None and override.label is None
    if is_taken and not _is_used(subgraph, field.type_name, field.name):
        return None
    own_override = merge.overrides.by(subgraph.name, field.type_name, element)
    label = next((each.label for each in (own_override, override) if each and each.label), None)
    return join_field(
        merge.graph(subgraph),
        requires=_fields_of(element, FederationDirective.REQUIRES),
        provides=_fields_of(element, FederationDirective.PROVIDES),
        type=str(element.type) if element.type != merged_type or _types_differ(field) else None,
        external=element.has(FederationDirective.EXTERNAL),
        override=next((use.string("from") for use in element.applied(FederationDirective.OVERRIDE)), None),
        usedOverridden=is_taken,
        overrideLabel=label,
        contextArguments=contextual_arguments(subgraph, element),
    )


def _types_differ(field: FieldSources) -> bool:
    return len({source.element.type for source in field.sources}) > 1


def _fields_of(element: FieldElement, directive: FederationDirective) -> str | None:
    return next((use.string("fields") for use in element.applied(directive)), None)


def _is_used(subgraph: Subgraph, type_name: str, field_name: str) -> bool:
    pair = (type_name, field_name)
    if pair in subgraph.key_fields | subgraph.required_fields | subgraph.provided_fields:
        return True
    return implements_interface_field(subgraph, subgraph.types[type_name], field_name)
