"""Is the subgraph's text GraphQL at all: the rules of the specification, with the federation directives known."""

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    GraphQLError,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    ValuesOfCorrectTypeRule,
    build_ast_schema,
    parse,
    validate,
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
    machinery = parse("\n".join(_machinery(document, links)), no_location=True)
    complete = DocumentNode(definitions=(*machinery.definitions, *document.definitions))
    errors = list(validate_sdl(complete))
    if errors:
        return errors
    try:
        schema = build_ast_schema(complete, assume_valid_sdl=True)
        return list(validate_schema(schema)) or list(validate(schema, document, [ValuesOfCorrectTypeRule]))
    except GraphQLError as error:
        # The arguments of @deprecated, @specifiedBy and the like are read while the schema is built.
        return [error.__cause__ if isinstance(error.__cause__, GraphQLError) else error]


def _machinery(document: DocumentNode, links: Links) -> Iterator[str]:
    """Write what federation adds to a subgraph: its directives, their scalars, and a field every Query has."""
    scalars = {node.name.value for node in document.definitions if isinstance(node, ScalarTypeDefinitionNode)}
    objects = {node.name.value for node in document.definitions if isinstance(node, ObjectTypeDefinitionNode)}
    for scalar in {*links.scalars.values()} - scalars:
        yield f"scalar {scalar}"
    for name, directive in links.directive_names.items():
        if directive is FederationDirective.LINK:
            yield _LINK_SPECIFICATION.format(name=name)
        else:
            yield SPECIFICATIONS[directive].definition(name, links.scalars, links.federation_version)
    yield f"{'extend ' if 'Query' in objects else ''}type Query {{ _service: String }}"
