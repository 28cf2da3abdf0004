"""Everything that one subgraph must get right on its own."""

from collections.abc import Callable

from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.subgraph_rules.access import check_access_directives
from marketplace.gateway.supergraph.composition.subgraph_rules.contexts import check_contexts
from marketplace.gateway.supergraph.composition.subgraph_rules.default_values import check_default_values
from marketplace.gateway.supergraph.composition.subgraph_rules.external_fields import check_external_fields
from marketplace.gateway.supergraph.composition.subgraph_rules.interface_objects import check_interface_objects
from marketplace.gateway.supergraph.composition.subgraph_rules.keys import check_keys
from marketplace.gateway.supergraph.composition.subgraph_rules.list_sizes import check_list_sizes
from marketplace.gateway.supergraph.composition.subgraph_rules.requires_and_provides import check_requires_and_provides
from marketplace.gateway.supergraph.composition.subgraph_rules.shareable_fields import check_shareable_fields

SUBGRAPH_RULES: tuple[Callable[[Subgraph, Report], None], ...] = (
    check_keys,
    check_requires_and_provides,
    check_external_fields,
    check_shareable_fields,
    check_interface_objects,
    check_contexts,
    check_access_directives,
    check_list_sizes,
    check_default_values,
)


def check_subgraph(subgraph: Subgraph, report: Report) -> None:
    """Apply every rule to a subgraph."""
    for rule in SUBGRAPH_RULES:
        rule(subgraph, report)
