"""Arguments and input fields: what every subgraph can take.

A name is kept when all subgraphs have it, the narrowest type wins, and a default must be the same everywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import ValueNode, print_ast

from marketplace.gateway.supergraph.composition.codes import ErrorCode, HintCode
from marketplace.gateway.supergraph.composition.merging.applied_directives import merge_applied_directives
from marketplace.gateway.supergraph.composition.merging.descriptions import merge_description
from marketplace.gateway.supergraph.composition.merging.join_directives import join_field
from marketplace.gateway.supergraph.composition.merging.sources import (
    Merge,
    Source,
    describe_by_subgraph,
    subgraph_list,
)
from marketplace.gateway.supergraph.composition.schema.elements import Element, FieldElement, InputElement
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import NonNull
from marketplace.gateway.supergraph.composition.schema.values import canonical


@dataclass(frozen=True, slots=True)
class InputKind:
    """How messages call an argument or an input field, and the codes that go with it."""

    title: str
    type_mismatch: ErrorCode
    default_mismatch: ErrorCode
    required_missing: ErrorCode
    optional_missing: HintCode


ARGUMENT = InputKind(
    "Argument",
    ErrorCode.FIELD_ARGUMENT_TYPE_MISMATCH,
    ErrorCode.FIELD_ARGUMENT_DEFAULT_MISMATCH,
    ErrorCode.REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH,
    HintCode.INCONSISTENT_ARGUMENT_PRESENCE,
)
INPUT_FIELD = InputKind(
    "Input object field",
    ErrorCode.FIELD_TYPE_MISMATCH,
    ErrorCode.INPUT_FIELD_DEFAULT_MISMATCH,
    ErrorCode.REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH,
    HintCode.INCONSISTENT_INPUT_OBJECT_FIELD,
)


def merge_arguments(merge: Merge, coordinate: str, sources: Sequence[Source[FieldElement]]) -> dict[str, InputElement]:
    """Merge the arguments of a field over the subgraphs that resolve it."""
    names = dict.fromkeys(name for source in sources for name in source.element.arguments)
    merged = {}
    for name in names:
        found = [
            Source(source.subgraph, source.element.arguments[name])
            for source in sources
            if name in source.element.arguments
        ]
        absent = [source.subgraph for source in sources if name not in source.element.arguments]
        kept = merge_input(merge, ARGUMENT, f"{coordinate}({name}:)", found, absent)
        if kept:
            merged[name] = kept
    return merged


def merge_input_fields(
    merge: Merge, type_name: str, fields: Mapping[str, Mapping[str, InputElement]]
) -> dict[str, InputElement]:
    """Merge the fields of an input type; `fields` are those of each subgraph that has the type."""
    subgraphs = [subgraph for subgraph in merge.subgraphs if subgraph.name in fields]
    names = dict.fromkeys(name for subgraph in subgraphs for name in fields[subgraph.name])
    merged = {}
    for name in names:
        found = [
            Source(subgraph, fields[subgraph.name][name]) for subgraph in subgraphs if name in fields[subgraph.name]
        ]
        absent = [subgraph for subgraph in subgraphs if name not in fields[subgraph.name]]
        kept = merge_input(merge, INPUT_FIELD, f"{type_name}.{name}", found, absent)
        if kept is None:
            continue
        merged[name] = kept
        if len({source.element.type for source in found}) > 1:
            kept.directives.extend(
                join_field(merge.graph(source.subgraph), type=str(source.element.type)) for source in found
            )
    return merged


def merge_input(
    merge: Merge,
    kind: InputKind,
    coordinate: str,
    sources: Sequence[Source[InputElement]],
    absent: Sequence[Subgraph],
) -> InputElement | None:
    """Merge one argument or input field, or return None when it cannot be part of the supergraph."""
    if absent:
        _report_absence(merge, kind, coordinate, sources, absent)
        return None
    narrowest = merge.subtyping.narrowest(source.element.type for source in sources)
    if narrowest is None:
        said = describe_by_subgraph(sources, lambda element: f'type "{element.type}"')
        merge.error(
            kind.type_mismatch,
            f'Type of {kind.title.lower()} "{coordinate}" is incompatible across subgraphs: it has {said}',
            sources,
        )
        return None
    if any(source.element.type != narrowest for source in sources):
        merge.hint(
            HintCode.INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE
            if kind is ARGUMENT
            else HintCode.INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE,
            f'Type of {kind.title.lower()} "{coordinate}" is inconsistent but compatible across subgraphs: will use'
            f' type "{narrowest}" in supergraph.',
            sources,
        )
    elements: Sequence[Source[Element]] = sources
    return InputElement(
        name=sources[0].element.name,
        description=merge_description(merge, coordinate, elements),
        directives=merge_applied_directives(merge, coordinate, elements),
        type=narrowest,
        default=_merge_default(merge, kind, coordinate, sources),
    )


def _report_absence(
    merge: Merge,
    kind: InputKind,
    coordinate: str,
    sources: Sequence[Source[InputElement]],
    absent: Sequence[Subgraph],
) -> None:
    required = [source for source in sources if is_required(source.element)]
    missing = subgraph_list(subgraph.name for subgraph in absent)
    if required:
        merge.error(
            kind.required_missing,
            f'{kind.title} "{coordinate}" is required in some subgraphs but does not appear in all subgraphs: it is'
            f" required in {subgraph_list(source.subgraph.name for source in required)} but missing in {missing}",
            required,
        )
        return
    present = subgraph_list(source.subgraph.name for source in sources)
    merge.hint(
        kind.optional_missing,
        f'{kind.title} "{coordinate}" will not be included in the supergraph as it does not appear in all subgraphs: it'
        f" is defined in {present} but not in {missing}.",
        sources,
    )


def is_required(element: InputElement) -> bool:
    """Tell whether a caller must give a value."""
    return isinstance(element.type, NonNull) and element.default is None


def _merge_default(
    merge: Merge, kind: InputKind, coordinate: str, sources: Sequence[Source[InputElement]]
) -> ValueNode | None:
    distinct = {canonical(source.element.default) for source in sources}
    if len(distinct) == 1:
        return sources[0].element.default
    said = describe_by_subgraph(sources, _describe_default)
    if None in distinct:
        merge.hint(
            HintCode.INCONSISTENT_DEFAULT_VALUE_PRESENCE,
            f'{kind.title} "{coordinate}" has a default value in only some subgraphs and will have none in the'
            f" supergraph: it has {said}.",
            sources,
        )
    else:
        merge.error(
            kind.default_mismatch,
            f'{kind.title} "{coordinate}" has incompatible default values across subgraphs: it has {said}',
            sources,
        )
    return None


def _describe_default(element: InputElement) -> str:
    return f"default value {print_ast(element.default)}" if element.default else "no default value"
