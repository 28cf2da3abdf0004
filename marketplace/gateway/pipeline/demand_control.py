"""What demand control works with: the costs of operations seen before, and the making of new ones."""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from marketplace.gateway.cache import LruCache, SingleFlight
from marketplace.gateway.config import CacheConfig, DemandConfig, DemandMode
from marketplace.gateway.limits.demand import (
    ActualCost,
    CostEstimate,
    CostModel,
    SubgraphEstimates,
    compile_actual,
    compile_estimate,
)
from marketplace.gateway.operation.operation import Operation
from marketplace.gateway.plan import QueryPlan
from marketplace.gateway.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True, eq=False)
class OperationCost:
    """Of one operation with one setting of its conditions, for all values of its other variables. `actual` is None
    where it is not counted.
    """

    estimate: CostEstimate
    actual: ActualCost | None


class DemandControl:
    """For one supergraph. `costs` are by plan key; those for each subgraph belong to a plan."""

    def __init__(self, supergraph: Supergraph, config: DemandConfig, caches: CacheConfig) -> None:
        self.config = config
        self.enforces = config.mode is DemandMode.ENFORCE
        self.bounds_subgraphs = config.bounds_subgraphs
        self.model = CostModel(supergraph, config.list_size)
        self.costs: LruCache[tuple[Any, ...], OperationCost] = LruCache(caches.plans, caches.kept_characters)
        self.estimations: SingleFlight[tuple[Any, ...], OperationCost] = SingleFlight()
        self.of_subgraphs: WeakKeyDictionary[QueryPlan, SubgraphEstimates] = WeakKeyDictionary()

    def compile(self, operation: Operation) -> OperationCost:
        """Pure CPU, so for the worker."""
        actual = compile_actual(self.model, operation) if self.config.actual else None
        return OperationCost(compile_estimate(self.model, operation), actual)
