"""Stages: what the operation will cost, before a plan is made for it, and what it asks of each subgraph."""

from collections.abc import Awaitable

from graphql import OperationType

from marketplace.gateway.errors import CostTooHighError, SubgraphCostTooHighError
from marketplace.gateway.limits.demand import SubgraphEstimates, compile_subgraph_estimates
from marketplace.gateway.pipeline.demand_control import DemandControl, OperationCost
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.explain import asks_for
from marketplace.gateway.pipeline.plan import normal_form, plan_key
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.worker import before_deadline
from marketplace.gateway.transport import RefusingTransport


def estimate_cost(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `cost` and `estimated_cost`; raises CostTooHighError, or SlicingArgumentError. Waits only where the
    operation is seen for the first time.
    """
    demand = services.demand
    if demand is None:
        return None
    cost = demand.costs.get(plan_key(exchange, services))
    if cost is None:
        return _estimate_first(exchange, services, demand)
    _judge(exchange, demand, cost)
    return None


async def _estimate_first(exchange: Exchange, services: Services, demand: DemandControl) -> None:
    key = plan_key(exchange, services)

    def compile_cost() -> OperationCost:
        return demand.compile(normal_form(services, exchange.document.document, key, exchange.variables))

    flight = demand.estimations.run(key, lambda: services.worker.run(compile_cost, exchange.context.deadline))
    cost = await before_deadline(exchange.context, flight)
    demand.costs.put(key, cost, len(exchange.parameters.query))
    _judge(exchange, demand, cost)


def _judge(exchange: Exchange, demand: DemandControl, cost: OperationCost) -> None:
    estimated = cost.estimate.of(exchange.variables)
    exchange.cost = cost
    exchange.estimated_cost = estimated
    if exchange.batch is not None:
        exchange.batch.estimated_cost += estimated
        estimated = exchange.batch.estimated_cost
    if demand.enforces:
        if estimated > demand.config.max_cost:
            raise CostTooHighError(estimated, demand.config.max_cost)
        for requirement in cost.estimate.requirements:
            requirement.refuse_breach(exchange.variables)
    if exchange.context.permissions.costs and asks_for(exchange, "cost"):
        exchange.extensions["cost"] = {"estimated": exchange.estimated_cost, "maximum": demand.config.max_cost}


def bound_subgraph_costs(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `transports` where some subgraph would be asked too much: that one is not asked. Costs nothing unless
    subgraphs have maxima.
    """
    demand = services.demand
    if demand is None or not demand.bounds_subgraphs:
        return None
    estimates = demand.of_subgraphs.get(exchange.plan)
    if estimates is None:
        return _estimate_subgraphs_first(exchange, services, demand)
    _bound(exchange, services, demand, estimates)
    return None


async def _estimate_subgraphs_first(exchange: Exchange, services: Services, demand: DemandControl) -> None:
    plan = exchange.plan
    work = services.worker.run(lambda: compile_subgraph_estimates(demand.model, plan), exchange.context.deadline)
    demand.of_subgraphs[plan] = await before_deadline(exchange.context, work)
    _bound(exchange, services, demand, demand.of_subgraphs[plan])


def _bound(exchange: Exchange, services: Services, demand: DemandControl, estimates: SubgraphEstimates) -> None:
    costs = estimates.of(exchange.variables)
    if "cost" in exchange.extensions:
        exchange.extensions["cost"]["subgraphs"] = costs
    if not demand.enforces:
        return
    refused = {}
    for name, cost in costs.items():
        maximum = demand.config.max_cost_of(name)
        if maximum is not None and cost > maximum:
            if exchange.operation.operation is OperationType.SUBSCRIPTION:
                raise CostTooHighError(cost, maximum)
            message = f"the operation is estimated to cost it {cost}, and may cost {maximum}."
            refused[name] = RefusingTransport(SubgraphCostTooHighError(name, message))
    if refused:
        exchange.transports = {**services.transports, **refused}
