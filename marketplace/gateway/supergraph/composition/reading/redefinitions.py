"""A subgraph may define federation's directives itself, as long as it asks for no more than federation knows."""

from collections.abc import Iterator

from graphql import DirectiveDefinitionNode, DocumentNode

from marketplace.gateway.supergraph.composition.federation.directives import SPECIFICATIONS
from marketplace.gateway.supergraph.composition.federation.links import Links


def invalid_redefinitions(document: DocumentNode, links: Links) -> Iterator[tuple[DirectiveDefinitionNode, str]]:
    """Yield the definitions in a subgraph document which contradict the specified ones, and how."""
    for node in document.definitions:
        if not isinstance(node, DirectiveDefinitionNode):
            continue
        directive = links.federation_directive(node.name.value)
        specification = SPECIFICATIONS.get(directive) if directive else None
        if specification is None:
            continue
        known = specification.argument_names
        for argument in node.arguments or ():
            if argument.name.value not in known:
                yield node, f'unknown/unsupported argument "{argument.name.value}"'
        for location in node.locations:
            if location.value not in specification.locations.split(" | "):
                yield node, f"it should have locations {specification.locations}, but has {location.value}"
