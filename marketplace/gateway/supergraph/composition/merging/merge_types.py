"""One named type out of the subgraphs that have it, whatever its kind."""

from collections.abc import Sequence

from marketplace.gateway.supergraph.composition.codes import ErrorCode, HintCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.applied_directives import merge_applied_directives
from marketplace.gateway.supergraph.composition.merging.contextual_arguments import supergraph_contexts
from marketplace.gateway.supergraph.composition.merging.descriptions import merge_description
from marketplace.gateway.supergraph.composition.merging.join_directives import (
    join_implements,
    join_type,
    join_union_member,
)
from marketplace.gateway.supergraph.composition.merging.merge_enums import EnumUsage, merge_enum_values
from marketplace.gateway.supergraph.composition.merging.merge_fields import FieldSources, merge_field
from marketplace.gateway.supergraph.composition.merging.merge_inputs import merge_input_fields
from marketplace.gateway.supergraph.composition.merging.sources import (
    Merge,
    Source,
    describe_by_subgraph,
    subgraph_list,
)
from marketplace.gateway.supergraph.composition.schema.elements import (
    ROOT_TYPE_NAMES,
    AppliedDirective,
    FieldElement,
    TypeElement,
    TypeKind,
)
from marketplace.gateway.supergraph.composition.schema.selections import (
    MalformedFieldSetError,
    parse_field_set,
    print_field_set,
)

_KIND_TITLES = {
    TypeKind.SCALAR: "Scalar Type",
    TypeKind.OBJECT: "Object Type",
    TypeKind.INTERFACE: "Interface Type",
    TypeKind.UNION: "Union Type",
    TypeKind.ENUM: "Enum Type",
    TypeKind.INPUT_OBJECT: "Input Object Type",
}


def merge_type_shell(merge: Merge, name: str, sources: Sequence[Source[TypeElement]]) -> TypeElement | None:
    """Merge everything but the values of enums, which depend on how the rest of the supergraph uses them."""
    kind = _merge_kind(merge, name, sources)
    if kind is None:
        return None
    merged = TypeElement(name=name, kind=kind, description=merge_description(merge, name, sources))
    merged.directives = [
        *(join for source in sources for join in _join_types(merge, source)),
        *merge_applied_directives(merge, name, sources),
        *supergraph_contexts(merge.subgraphs, name),
    ]
    match kind:
        case TypeKind.OBJECT | TypeKind.INTERFACE:
            _merge_interfaces(merge, merged, sources)
            _hint_inconsistent_entity(merge, merged, sources)
            _merge_fields(merge, merged, sources)
        case TypeKind.UNION:
            _merge_members(merge, merged, sources)
        case TypeKind.INPUT_OBJECT:
            fields = {source.subgraph.name: source.element.input_fields for source in sources}
            merged.input_fields = merge_input_fields(merge, name, fields)
            if not merged.input_fields:
                _report_empty_input(merge, name, sources)
    return merged


def merge_enum(merge: Merge, name: str, sources: Sequence[Source[TypeElement]], usage: EnumUsage) -> None:
    """Fill in the values of an enum of the supergraph."""
    merge.schema.types[name].values = merge_enum_values(merge, name, sources, usage)


def _merge_kind(merge: Merge, name: str, sources: Sequence[Source[TypeElement]]) -> TypeKind | None:
    real = [source for source in sources if not source.subgraph.is_interface_object(name)]
    kinds = {source.element.kind for source in real}
    if len(kinds) == 1 and (len(real) == len(sources) or kinds == {TypeKind.INTERFACE}):
        return kinds.pop()
    if not real:
        merge.error(
            ErrorCode.INTERFACE_OBJECT_USAGE_ERROR,
            f'Type "{name}" is declared with @interfaceObject in all the subgraphs in which it is defined'
            f" ({subgraph_list(source.subgraph.name for source in sources)}) but should be defined as an interface"
            " in at least one subgraph",
            sources,
        )
        return None
    said = describe_by_subgraph(sources, _describe_kind)
    merge.error(
        ErrorCode.TYPE_KIND_MISMATCH,
        f'Type "{name}" has mismatched kind: it is defined as {said}',
        sources,
    )
    return None


def _describe_kind(element: TypeElement) -> str:
    title = _KIND_TITLES[element.kind]
    if element.has(FederationDirective.INTERFACE_OBJECT):
        return f"Interface Object Type ({title} with @interfaceObject)"
    return title


def _join_types(merge: Merge, source: Source[TypeElement]) -> list[AppliedDirective]:
    graph = merge.graph(source.subgraph)
    is_interface_object = source.element.has(FederationDirective.INTERFACE_OBJECT)
    keys = source.element.applied(FederationDirective.KEY)
    if not keys:
        return [join_type(graph, is_interface_object=is_interface_object)]
    return [
        join_type(
            graph,
            key=_key_text(key),
            extension=source.element.is_extension,
            resolvable=key.boolean("resolvable", default=True),
            is_interface_object=is_interface_object,
        )
        for key in keys
    ]


def _key_text(key: AppliedDirective) -> str:
    text = key.string("fields") or ""
    try:
        return print_field_set(parse_field_set(text))
    except MalformedFieldSetError:
        return text


def _merge_interfaces(merge: Merge, merged: TypeElement, sources: Sequence[Source[TypeElement]]) -> None:
    merged.interfaces = list(dict.fromkeys(name for source in sources for name in source.element.interfaces))
    merged.directives[:0] = [
        join_implements(merge.graph(source.subgraph), interface)
        for source in sources
        for interface in source.element.interfaces
    ]


def _merge_fields(merge: Merge, merged: TypeElement, sources: Sequence[Source[TypeElement]]) -> None:
    for field_name in dict.fromkeys(name for source in sources for name in source.element.fields):
        found = [
            Source(source.subgraph, source.element.fields[field_name])
            for source in sources
            if field_name in source.element.fields
        ]
        field = merge_field(merge, FieldSources(merged.name, found, len(sources)))
        if field:
            merged.fields[field_name] = field
        if len(found) < len(sources):
            _hint_partial_field(merge, merged, found, sources)


def _hint_inconsistent_entity(merge: Merge, merged: TypeElement, sources: Sequence[Source[TypeElement]]) -> None:
    entities = [source for source in sources if source.element.has(FederationDirective.KEY)]
    if merged.kind is TypeKind.OBJECT and 0 < len(entities) < len(sources):
        others = subgraph_list(source.subgraph.name for source in sources if source not in entities)
        merge.hint(
            HintCode.INCONSISTENT_ENTITY,
            f'Type "{merged.name}" is an entity in some but not all defining subgraphs: it has'
            f" no @key in {others} but has some @key in {subgraph_list(source.subgraph.name for source in entities)}.",
            sources,
        )


def _hint_partial_field(
    merge: Merge,
    merged: TypeElement,
    found: Sequence[Source[FieldElement]],
    sources: Sequence[Source[TypeElement]],
) -> None:
    """A field that only some subgraphs have surprises on a type which cannot be fetched by key."""
    if merged.name in ROOT_TYPE_NAMES or any(each.element.has(FederationDirective.KEY) for each in sources):
        return
    is_interface = merged.kind is TypeKind.INTERFACE
    have = {source.subgraph.name for source in found}
    merge.hint(
        HintCode.INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD
        if is_interface
        else HintCode.INCONSISTENT_OBJECT_VALUE_TYPE_FIELD,
        f'Field "{merged.name}.{found[0].element.name}" of {"interface" if is_interface else "non-entity object"} type'
        f' "{merged.name}" is defined in some but not all subgraphs that define it: in'
        f" {subgraph_list(sorted(have))} but not in"
        f" {subgraph_list(source.subgraph.name for source in sources if source.subgraph.name not in have)}.",
        sources,
    )


def _merge_members(merge: Merge, merged: TypeElement, sources: Sequence[Source[TypeElement]]) -> None:
    merged.members = list(dict.fromkeys(name for source in sources for name in source.element.members))
    merged.directives.extend(
        join_union_member(merge.graph(source.subgraph), member)
        for source in sources
        for member in source.element.members
    )
    for member in merged.members:
        have = [source for source in sources if member in source.element.members]
        if len(have) < len(sources):
            merge.hint(
                HintCode.INCONSISTENT_UNION_MEMBER,
                f'Union type "{merged.name}" includes member type "{member}" in some but not all defining subgraphs: it'
                f" is in {subgraph_list(source.subgraph.name for source in have)}.",
                sources,
            )


def _report_empty_input(merge: Merge, name: str, sources: Sequence[Source[TypeElement]]) -> None:
    merge.error(
        ErrorCode.EMPTY_MERGED_INPUT_TYPE,
        f'None of the fields of input object type "{name}" are consistently defined in all the subgraphs defining that'
        " type. As only fields common to all subgraphs are merged, this would result in an empty type.",
        sources,
    )
