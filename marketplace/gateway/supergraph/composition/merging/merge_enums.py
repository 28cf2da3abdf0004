"""Enums: all values when only read, the common ones when only written, the same ones when both."""

from collections.abc import Sequence

from marketplace.gateway.supergraph.composition.codes import ErrorCode, HintCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.applied_directives import merge_applied_directives
from marketplace.gateway.supergraph.composition.merging.descriptions import merge_description
from marketplace.gateway.supergraph.composition.merging.join_directives import join_enum_value
from marketplace.gateway.supergraph.composition.merging.sources import Merge, Source, subgraph_list
from marketplace.gateway.supergraph.composition.schema.elements import Element, Schema, TypeElement
from marketplace.gateway.supergraph.composition.schema.type_refs import innermost


class EnumUsage:
    """Where the merged fields, arguments and directives use each type: one example per direction."""

    def __init__(self, schema: Schema) -> None:
        self.outputs: dict[str, str] = {}
        self.inputs: dict[str, str] = {}
        for definition in schema.types.values():
            for field in definition.fields.values():
                self.outputs.setdefault(innermost(field.type), f"{definition.name}.{field.name}")
                for argument in field.arguments.values():
                    coordinate = f"{definition.name}.{field.name}({argument.name}:)"
                    self.inputs.setdefault(innermost(argument.type), coordinate)
            for input_field in definition.input_fields.values():
                self.inputs.setdefault(innermost(input_field.type), f"{definition.name}.{input_field.name}")
        for directive in schema.directives.values():
            for argument in directive.arguments.values():
                self.inputs.setdefault(innermost(argument.type), f"@{directive.name}({argument.name}:)")


def merge_enum_values(
    merge: Merge, name: str, sources: Sequence[Source[TypeElement]], usage: EnumUsage
) -> dict[str, Element]:
    """Merge the values of an enum as its use in the supergraph allows."""
    is_input, is_output = name in usage.inputs, name in usage.outputs
    if not is_input and not is_output:
        merge.hint(
            HintCode.UNUSED_ENUM_TYPE,
            f'Enum type "{name}" is defined but unused. It will be included in the supergraph with all the values'
            " appearing in any subgraph.",
            sources,
        )
    merged = {}
    for value in dict.fromkeys(value for source in sources for value in source.element.values):
        found = [Source(each.subgraph, each.element.values[value]) for each in sources if value in each.element.values]
        if len(found) < len(sources) and not _keep_partial(merge, name, value, sources, usage):
            continue
        coordinate = f"{name}.{value}"
        merged[value] = Element(
            name=value,
            description=merge_description(merge, coordinate, found),
            directives=[
                *merge_applied_directives(merge, coordinate, found),
                *(join_enum_value(merge.graph(source.subgraph)) for source in found),
            ],
        )
    if not merged:
        merge.error(
            ErrorCode.EMPTY_MERGED_ENUM_TYPE,
            f'None of the values of enum type "{name}" are defined in all the subgraphs defining that type.'
            " As only values common to all subgraphs are merged, this would result in an empty type.",
            sources,
        )
    return merged


def _keep_partial(
    merge: Merge, name: str, value: str, sources: Sequence[Source[TypeElement]], usage: EnumUsage
) -> bool:
    """Decide on a value that some subgraphs lack."""
    present = [source for source in sources if value in source.element.values]
    have = subgraph_list(source.subgraph.name for source in present)
    lack = subgraph_list(source.subgraph.name for source in sources if value not in source.element.values)
    is_input, is_output = name in usage.inputs, name in usage.outputs
    if is_input and is_output:
        if any(_is_inaccessible(source, value) for source in present):
            return True
        merge.error(
            ErrorCode.ENUM_VALUE_MISMATCH,
            f'Enum type "{name}" is used as both input type (for example, as type of "{usage.inputs[name]}") and output'
            f' type (for example, as type of "{usage.outputs[name]}"), but value "{value}" is not defined in all the'
            f' subgraphs defining "{name}": "{value}" is defined in {have} but not in {lack}',
            sources,
        )
        return False
    if is_input:
        merge.hint(
            HintCode.INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM,
            f'Value "{value}" of enum type "{name}" will not be part of the supergraph as it is not defined in all the'
            f' subgraphs defining "{name}": "{value}" is defined in {have} but not in {lack}.',
            sources,
        )
        return False
    if is_output:
        merge.hint(
            HintCode.INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM,
            f'Value "{value}" of enum type "{name}" has been added to the supergraph but is only defined in a subset of'
            f' the subgraphs defining "{name}": "{value}" is defined in {have} but not in {lack}.',
            sources,
        )
    return True


def _is_inaccessible(source: Source[TypeElement], value: str) -> bool:
    return source.element.values[value].has(FederationDirective.INACCESSIBLE)
