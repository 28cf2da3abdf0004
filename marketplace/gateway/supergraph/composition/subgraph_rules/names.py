"""Subgraphs are told apart by their names."""

from collections import Counter
from collections.abc import Sequence

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.results import SubgraphDefinition

# Query planners know the way into the graph by this name.
_RESERVED_NAME = "_"


def check_names(definitions: Sequence[SubgraphDefinition], report: Report) -> None:
    """Refuse subgraphs without a name of their own."""
    if not definitions:
        report.error(ErrorCode.NO_QUERIES, "There is no subgraph to compose.")
    for name, count in Counter(definition.name for definition in definitions).items():
        if count > 1:
            message = f'A subgraph named "{name}" already exists: names of subgraphs must be unique.'
            report.error(ErrorCode.INVALID_SUBGRAPH_NAME, message, (name,))
        if name in {"", _RESERVED_NAME}:
            report.error(ErrorCode.INVALID_SUBGRAPH_NAME, f'Invalid name "{name}" for a subgraph.', (name,))
