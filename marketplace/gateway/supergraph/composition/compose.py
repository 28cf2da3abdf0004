"""Subgraphs in, supergraph out: the steps of a composition, in order.

Each step takes what the one before made and reports into the same report; where there are errors the steps end, since
what follows would only repeat them in other words.
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
from marketplace.gateway.supergraph.composition.subgraph_rules.names import check_names
from marketplace.gateway.supergraph.composition.supergraph_rules.check_supergraph import check_supergraph
from marketplace.gateway.supergraph.composition.supergraph_rules.runtime_types import check_runtime_types
from marketplace.gateway.supergraph.composition.supergraph_rules.validity import check_validity


def compose(definitions: Sequence[SubgraphDefinition]) -> CompositionResult:
    """Compose subgraphs into a supergraph; with any error there is none."""
    report = Report()
    supergraph_sdl = _compose(sorted(definitions, key=lambda each: each.name), report)
    return CompositionResult(None if report.errors else supergraph_sdl, report.errors, report.hints)


def _compose(definitions: Sequence[SubgraphDefinition], report: Report) -> str | None:
    check_names(definitions, report)
    subgraphs = [subgraph for each in definitions if (subgraph := _read(each, report))]
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
    check_runtime_types(merge)
    supergraph_sdl = print_supergraph(merge)
    check_validity(supergraph_sdl, report)
    return supergraph_sdl


def _read(definition: SubgraphDefinition, report: Report) -> Subgraph | None:
    try:
        return read_subgraph(definition)
    except UnreadableSubgraphError as error:
        report.add_errors(error.errors)
        return None
