"""Is the subgraph's text GraphQL at all: the rules of the specification, with the federation directives known."""

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    ScalarTypeDefinitionNode,
    build_ast_schema,
    parse,
    validate_schema,
)
from graphql.validation.validate import validate_sdl

from marketplace.gateway.supergraph.composition.federation.directives import SPECIFICATIONS, FederationDirective
from marketplace.gateway.supergraph.composition.federation.links import Links

_LINK_SPECIFICATION = """
directive @{name}(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar link__Import
enum link__Purpose {{ SECURITY EXECUTION }}
"""


def graphql_errors(document: DocumentNode, links: Links) -> list[GraphQLError]:
    """Return what the GraphQL specification finds wrong with a normalized subgraph document."""
    own_scalars = {node.name.value for node in document.definitions if isinstance(node, ScalarTypeDefinitionNode)}
    machinery = parse("\n".join(_machinery(links, own_scalars)), no_location=True)
    complete = DocumentNode(definitions=(*machinery.definitions, *document.definitions))
    errors = list(validate_sdl(complete))
    if errors:
        return errors
    schema = build_ast_schema(complete, assume_valid_sdl=True)
    return [error for error in validate_schema(schema) if not _is_excusable(error, schema)]


def _machinery(links: Links, own_scalars: set[str]) -> Iterator[str]:
    for scalar in {*links.scalars.values()} - own_scalars:
        yield f"scalar {scalar}"
    for name, directive in links.directive_names.items():
        if directive is FederationDirective.LINK:
            yield _LINK_SPECIFICATION.format(name=name)
        else:
            yield SPECIFICATIONS[directive].definition(name, links.scalars)


def _is_excusable(error: GraphQLError, schema: GraphQLSchema) -> bool:
    """A subgraph may lack queries of its own, or have an empty Query: `_service` is always there."""
    no_query = schema.query_type is None and error.message == "Query root type must be provided."
    return no_query or error.message == "Type Query must define one or more fields."
