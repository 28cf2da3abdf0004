"""The last gate: what was written is a valid GraphQL schema, whatever the steps before may have overlooked."""

from graphql import build_ast_schema, parse, validate_schema
from graphql.validation.validate import validate_sdl

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.report import Report


def check_validity(supergraph_sdl: str, report: Report) -> None:
    """Report what the GraphQL specification finds wrong with the text of a supergraph."""
    document = parse(supergraph_sdl, no_location=True)
    errors = validate_sdl(document) or validate_schema(build_ast_schema(document, assume_valid_sdl=True))
    for error in errors:
        report.error(ErrorCode.INVALID_GRAPHQL, f"The supergraph would be invalid: {error.message}")
