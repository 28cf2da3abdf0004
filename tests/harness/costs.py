"""A supergraph with costs, and what demand control makes of operations over it."""

from collections.abc import Mapping
from typing import Any

from graphql import parse

from marketplace.gateway.limits.demand import (
    ActualCost,
    CostEstimate,
    CostModel,
    compile_actual,
    compile_estimate,
    compile_subgraph_estimates,
)
from marketplace.gateway.operation.operation import (
    Operation,
    coerce_variables,
    prepare_operation,
    select_operation,
)
from marketplace.gateway.planner import Planner
from marketplace.gateway.supergraph.model import Supergraph
from tests.harness.federated_schemas import compose_supergraph

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",'
    ' import: ["@key", "@cost", "@listSize", "@shareable"])\n'
)


class Priced:
    """One supergraph and its model; `list_size` is what is assumed of lists."""

    def __init__(self, list_size: int = 10, **subgraphs: str) -> None:
        self.supergraph: Supergraph = compose_supergraph({name: LINK + sdl for name, sdl in subgraphs.items()})
        self.model = CostModel(self.supergraph, list_size)

    def prepare(self, query: str, given: Mapping[str, Any]) -> tuple[Operation, dict[str, Any]]:
        document = parse(query)
        variables = coerce_variables(self.supergraph, select_operation(document, None), given)
        return prepare_operation(self.supergraph, document, None, variables), variables

    def estimate(self, query: str, **given: Any) -> int:
        operation, variables = self.prepare(query, given)
        return compile_estimate(self.model, operation).of(variables)

    def compile(self, query: str) -> CostEstimate:
        return compile_estimate(self.model, self.prepare(query, {})[0])

    def actual(self, query: str, data: Any, **given: Any) -> int:
        operation, variables = self.prepare(query, given)
        compiled: ActualCost = compile_actual(self.model, operation)
        return compiled(data, variables)

    def by_subgraph(self, query: str, **given: Any) -> dict[str, int]:
        operation, variables = self.prepare(query, given)
        plan = Planner(self.supergraph).plan(operation)
        return compile_subgraph_estimates(self.model, plan).of(variables)
