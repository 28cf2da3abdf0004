"""Defaults of arguments and input fields are values of their types, which graphql-core leaves unchecked in a schema."""

from collections.abc import Iterator

from graphql import print_ast

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.elements import InputElement, Schema
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.value_types import is_valid_value


def check_default_values(subgraph: Subgraph, report: Report) -> None:
    """Check every default value of a subgraph."""
    for coordinate, element in _inputs(subgraph):
        if element.default is not None and not is_valid_value(subgraph, element.type, element.default):
            report.error(
                ErrorCode.INVALID_GRAPHQL,
                f"[{subgraph.name}] Invalid default value (got: {print_ast(element.default)}) provided for"
                f" {coordinate} of type {element.type}.",
                (subgraph.name,),
                (element.position,),
            )


def _inputs(schema: Schema) -> Iterator[tuple[str, InputElement]]:
    for definition in schema.types.values():
        for input_field in definition.input_fields.values():
            yield f"input field {definition.name}.{input_field.name}", input_field
        for field in definition.fields.values():
            for argument in field.arguments.values():
                yield f"argument {definition.name}.{field.name}({argument.name}:)", argument
    for directive in schema.directives.values():
        for argument in directive.arguments.values():
            yield f"argument @{directive.name}({argument.name}:)", argument
