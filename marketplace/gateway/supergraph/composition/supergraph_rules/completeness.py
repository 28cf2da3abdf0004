"""Something to query, and a definition for whatever is extended."""

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.merging.sources import Merge
from marketplace.gateway.supergraph.composition.schema.elements import ROOT_TYPE_NAMES


def check_queries(merge: Merge) -> None:
    """A supergraph needs a query."""
    if not merge.schema.types["Query"].fields:
        merge.report.error(
            ErrorCode.NO_QUERIES, "No queries found in any subgraph: a supergraph must have a query root type."
        )


def check_extensions(merge: Merge) -> None:
    """What one subgraph extends, some subgraph defines; root types are there by themselves."""
    for name in merge.schema.types:
        if name in ROOT_TYPE_NAMES:
            continue
        declaring = [subgraph for subgraph in merge.subgraphs if name in subgraph.types]
        if all(subgraph.types[name].is_extension for subgraph in declaring):
            merge.report.error(
                ErrorCode.EXTENSION_WITH_NO_BASE,
                f'Type "{name}" is an extension type, but there is no type definition for "{name}" in any subgraph.',
                (subgraph.name for subgraph in declaring),
                (subgraph.types[name].position for subgraph in declaring),
            )
