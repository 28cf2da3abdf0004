"""Demand control: what an operation costs, estimated before it runs and measured in its answer.

The cost of an operation is 10 for a mutation, and for every field the number of its instances times (its weight and
the costs of its selections), and the weights of its arguments. An object weighs 1 and a leaf 0, unless `@cost` says
otherwise of the field or its type; the number of instances is 1, or for a list what `@listSize` says.

    normal form of the operation ──> CostModel (schema, directives)
        ──> estimate   an Expression over the variables           compiled once for a document
        ──> actual     a function of the response and variables   compiled once for a document
    query plan        ──> one Expression for each subgraph
"""

from marketplace.gateway.limits.demand.actual import ActualCost, compile_actual
from marketplace.gateway.limits.demand.estimate import CostEstimate, compile_estimate
from marketplace.gateway.limits.demand.expression import HIGHEST_COST
from marketplace.gateway.limits.demand.model import CostModel
from marketplace.gateway.limits.demand.subgraphs import SubgraphEstimates, compile_subgraph_estimates

__all__ = [
    "HIGHEST_COST",
    "ActualCost",
    "CostEstimate",
    "CostModel",
    "SubgraphEstimates",
    "compile_actual",
    "compile_estimate",
    "compile_subgraph_estimates",
]
