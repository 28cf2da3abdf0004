"""What must hold between subgraphs, beyond what merging one element at a time can see."""

from collections.abc import Callable

from marketplace.gateway.supergraph.composition.merging.sources import Merge
from marketplace.gateway.supergraph.composition.supergraph_rules.completeness import check_extensions, check_queries
from marketplace.gateway.supergraph.composition.supergraph_rules.field_sharing import check_field_sharing
from marketplace.gateway.supergraph.composition.supergraph_rules.inaccessible import check_inaccessible
from marketplace.gateway.supergraph.composition.supergraph_rules.interfaces import check_interfaces
from marketplace.gateway.supergraph.composition.supergraph_rules.transitive_access import check_transitive_access

SUPERGRAPH_RULES: tuple[Callable[[Merge], None], ...] = (
    check_queries,
    check_extensions,
    check_field_sharing,
    check_interfaces,
    check_inaccessible,
    check_transitive_access,
)


def check_supergraph(merge: Merge) -> None:
    """Apply every rule to a merged supergraph."""
    for rule in SUPERGRAPH_RULES:
        rule(merge)
