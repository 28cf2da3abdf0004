"""@listSize speaks of lists, of arguments that are numbers, and of sizes that can be.

Source: https://specs.apollo.dev/cost/v0.1
"""

from collections.abc import Iterator

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.elements import AppliedDirective, FieldElement
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import ListOf, Named, TypeRef, innermost, nullable


def check_list_sizes(subgraph: Subgraph, report: Report) -> None:
    """Check every @listSize of a subgraph."""
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            for use in field.applied(FederationDirective.LIST_SIZE):
                for code, problem in _problems(subgraph, f"{definition.name}.{field.name}", field, use):
                    report.error(code, f"[{subgraph.name}] {problem}", (subgraph.name,), (use.position,))


def _problems(
    subgraph: Subgraph, coordinate: str, field: FieldElement, use: AppliedDirective
) -> Iterator[tuple[ErrorCode, str]]:
    assumed = use.integer("assumedSize")
    if assumed is not None and assumed < 0:
        yield ErrorCode.LIST_SIZE_INVALID_ASSUMED_SIZE, f'Assumed size of "{coordinate}" cannot be negative'
    for name in use.strings("slicingArguments"):
        argument = field.arguments.get(name)
        if argument is None:
            problem = f'Slicing argument "{name}" is not an argument of "{coordinate}"'
            yield ErrorCode.LIST_SIZE_INVALID_SLICING_ARGUMENT, problem
        elif nullable(argument.type) != Named("Int"):
            problem = f'Slicing argument "{coordinate}({name}:)" must be Int or Int!'
            yield ErrorCode.LIST_SIZE_INVALID_SLICING_ARGUMENT, problem
    sized = use.strings("sizedFields")
    if sized:
        yield from _sized_field_problems(subgraph, field, sized)
    elif not _is_list(field.type):
        yield ErrorCode.LIST_SIZE_APPLIED_TO_NON_LIST, f'"{coordinate}" is not a list'


def _sized_field_problems(subgraph: Subgraph, field: FieldElement, sized: list[str]) -> Iterator[tuple[ErrorCode, str]]:
    returned = subgraph.types.get(innermost(field.type))
    if returned is None or not returned.is_composite:
        problem = f'Sized fields cannot be used because "{field.type}" is not a composite type'
        yield ErrorCode.LIST_SIZE_INVALID_SIZED_FIELD, problem
        return
    for name in sized:
        if name not in returned.fields:
            problem = f'Sized field "{name}" is not a field on type "{returned.name}"'
            yield ErrorCode.LIST_SIZE_INVALID_SIZED_FIELD, problem
        elif not _is_list(returned.fields[name].type):
            problem = f'Sized field "{returned.name}.{name}" is not a list'
            yield ErrorCode.LIST_SIZE_APPLIED_TO_NON_LIST, problem


def _is_list(ref: TypeRef) -> bool:
    return isinstance(nullable(ref), ListOf)
