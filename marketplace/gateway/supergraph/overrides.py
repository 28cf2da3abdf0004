"""Progressive `@override(from:, label:)`: which of two graphs resolves a field depends on whether the
label is active for the request.
"""

from dataclasses import replace

from marketplace.gateway.supergraph.model import Graph, GraphField, GraphType, Supergraph


def override_labels(supergraph: Supergraph) -> frozenset[str]:
    """All labels of the supergraph."""
    return frozenset(
        declared.override_label
        for graph in supergraph.graphs.values()
        for graph_type in graph.types.values()
        for declared in graph_type.fields.values()
        if declared.override_label is not None
    )


def with_active_labels(supergraph: Supergraph, active: frozenset[str]) -> Supergraph:
    """The supergraph as it is while exactly these labels are active: fields that another graph resolves
    count as external, and no label is left.
    """
    graphs = {
        graph.id: Graph(
            graph.id,
            graph.info,
            {name: _resolve_labels(graph_type, active) for name, graph_type in graph.types.items()},
        )
        for graph in supergraph.graphs.values()
    }
    return replace(supergraph, graphs=graphs)


def _resolve_labels(graph_type: GraphType, active: frozenset[str]) -> GraphType:
    if all(declared.override_label is None for declared in graph_type.fields.values()):
        return graph_type
    return replace(
        graph_type, fields={name: _resolve_label(declared, active) for name, declared in graph_type.fields.items()}
    )


def _resolve_label(declared: GraphField, active: frozenset[str]) -> GraphField:
    label = declared.override_label
    if label is None:
        return declared
    resolves = (label in active) == declared.overrides
    return replace(declared, override_label=None, external=declared.external or not resolves)
