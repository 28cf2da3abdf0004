"""From the text of one subgraph to its elements: parse, read the links, normalize, check against GraphQL, translate."""

from graphql import GraphQLError, GraphQLSyntaxError, Node, parse

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.federation.links import MalformedLinkError, read_links
from marketplace.gateway.supergraph.composition.reading.graphql_rules import graphql_errors
from marketplace.gateway.supergraph.composition.reading.normalize import (
    RootTypeNameTakenError,
    extended_type_names,
    normalize_document,
)
from marketplace.gateway.supergraph.composition.reading.read_elements import ElementReader
from marketplace.gateway.supergraph.composition.reading.redefinitions import invalid_redefinitions
from marketplace.gateway.supergraph.composition.reading.upgrade import upgrade
from marketplace.gateway.supergraph.composition.results import CompositionError, SourcePosition, SubgraphDefinition
from marketplace.gateway.supergraph.composition.schema.elements import TypeElement, TypeKind
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph


class UnreadableSubgraphError(ValueError):
    """The text of a subgraph cannot be understood; carries why."""

    def __init__(self, errors: tuple[CompositionError, ...]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


def read_subgraph(definition: SubgraphDefinition) -> Subgraph:
    """Read one subgraph; raises UnreadableSubgraphError with everything that is wrong with its text."""
    try:
        document = parse(definition.sdl)
        links = read_links(document)
        normalized = normalize_document(document, links)
    except GraphQLSyntaxError as error:
        raise UnreadableSubgraphError((_graphql_error(definition, error),)) from error
    except MalformedLinkError as error:
        raise UnreadableSubgraphError((_error(definition, error.code, str(error), error.node),)) from error
    except RootTypeNameTakenError as error:
        raise UnreadableSubgraphError((_error(definition, error.code, str(error)),)) from error
    invalid = tuple(
        _error(
            definition,
            ErrorCode.DIRECTIVE_DEFINITION_INVALID,
            f'Invalid definition for directive "@{node.name.value}": {problem}',
            node,
        )
        for node, problem in invalid_redefinitions(document, links)
    )
    if invalid:
        raise UnreadableSubgraphError(invalid)
    errors = graphql_errors(normalized, links)
    if errors:
        raise UnreadableSubgraphError(tuple(_graphql_error(definition, error) for error in errors))
    subgraph = Subgraph(name=definition.name, url=definition.url, links=links, sdl=definition.sdl)
    ElementReader(definition.name, links).read_into(subgraph, normalized)
    # Every subgraph has a Query in the supergraph: `_service` and `_entities` are there even if nothing else is.
    subgraph.types.setdefault("Query", TypeElement(name="Query", kind=TypeKind.OBJECT))
    orphans = extended_type_names(document)
    for each in subgraph.types.values():
        each.is_extension = each.name in orphans or each.has(FederationDirective.EXTENDS)
    upgrade(subgraph)
    return subgraph


def _graphql_error(definition: SubgraphDefinition, error: GraphQLError) -> CompositionError:
    positions = tuple(SourcePosition(definition.name, each.line, each.column) for each in error.locations or ())
    return CompositionError(
        ErrorCode.INVALID_GRAPHQL, f"[{definition.name}] {error.message}", (definition.name,), positions
    )


def _error(definition: SubgraphDefinition, code: ErrorCode, message: str, node: Node | None = None) -> CompositionError:
    positions: tuple[SourcePosition, ...] = ()
    if node is not None and node.loc is not None:
        token = node.loc.start_token
        positions = (SourcePosition(definition.name, token.line, token.column),)
    return CompositionError(code, f"[{definition.name}] {message}", (definition.name,), positions)
