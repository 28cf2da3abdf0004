"""Subgraphs in, supergraph out: the steps of a composition, in order.

Each step takes what the one before made and reports into the same report; a step with errors is the last one,
since what follows would only repeat them in other words.
"""

from collections.abc import Sequence

from marketplace.gateway.supergraph.composition.merging.merge import merge_subgraphs
from marketplace.gateway.supergraph.composition.printing.print_supergraph import print_supergraph
from marketplace.gateway.supergraph.composition.reading.read_subgraph import UnreadableSubgraphError, read_subgraph
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.results import CompositionResult, SubgraphDefinition
from marketplace.gateway.supergraph.composition.satisfiability.check import check_satisfiability
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.usage import record_usage
from marketplace.gateway.supergraph.composition.subgraph_rules.check_subgraph import check_subgraph
from marketplace.gateway.supergraph.composition.supergraph_rules.check_supergraph import check_supergraph


def compose(definitions: Sequence[SubgraphDefinition]) -> CompositionResult:
    """Compose subgraphs into a supergraph; with any error there is none."""
    report = Report()
    supergraph_sdl = _compose(definitions, report)
    return CompositionResult(None if report.errors else supergraph_sdl, report.errors, report.hints)


def _compose(definitions: Sequence[SubgraphDefinition], report: Report) -> str | None:
    subgraphs = _read(definitions, report)
    if report.errors:
        return None
    for subgraph in subgraphs:
        record_usage(subgraph)
        check_subgraph(subgraph, report)
    if report.errors:
        return None
    merge = merge_subgraphs(subgraphs, report)
    check_supergraph(merge)
    if report.errors:
        return None
    check_satisfiability(merge)
    return print_supergraph(merge)


def _read(definitions: Sequence[SubgraphDefinition], report: Report) -> list[Subgraph]:
    subgraphs = []
    for definition in sorted(definitions, key=lambda each: each.name):
        try:
            subgraphs.append(read_subgraph(definition))
        except UnreadableSubgraphError as error:
            report.add_errors(error.errors)
    return subgraphs
