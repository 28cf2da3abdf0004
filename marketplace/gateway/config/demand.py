"""What operations may cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from marketplace.gateway.config.audience import Audience


class DemandMode(StrEnum):
    """Nothing is estimated; costs are estimated and told; or operations over the maximum are refused as well."""

    OFF = "off"
    MEASURE = "measure"
    ENFORCE = "enforce"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandConfig:
    """Demand control: the cost of an operation is estimated before it runs, from `@cost` and `@listSize`.

    A mutation costs 10, every object 1, every scalar and enum nothing, where the schema does not say otherwise.
    """

    mode: DemandMode = DemandMode.ENFORCE
    """`off`, `measure` (estimate and tell) or `enforce` (refuse what is too expensive before a subgraph is asked)."""
    max_cost: int = 1_000
    """Of one operation, estimated."""
    list_size: int = 10
    """Entries that a list is taken to have where neither `@listSize` nor an argument says how many."""
    actual: bool = False
    """Whether the cost is counted in the answer as well, and told beside the estimate."""
    max_subgraph_cost: int | None = None
    """Of all that one operation asks one subgraph, estimated; empty for no maximum. Over it, its fields are null."""
    max_subgraph_costs: Mapping[str, int] = field(default_factory=dict)
    """By subgraph, instead of `max_subgraph_cost`."""
    audience: Audience = Audience.PRIVILEGED
    """Who gets `extensions.cost` when asking with the header `x-holdfast-explain: cost`."""

    @property
    def bounds_subgraphs(self) -> bool:
        """Whether some subgraph has a maximum of its own."""
        return self.max_subgraph_cost is not None or bool(self.max_subgraph_costs)

    def max_cost_of(self, subgraph: str) -> int | None:
        """The subgraph's maximum, None for none."""
        return self.max_subgraph_costs.get(subgraph, self.max_subgraph_cost)
