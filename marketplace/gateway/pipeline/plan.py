"""Stage: the plan for the operation, from the cache where it was planned before."""

from collections.abc import Awaitable, Mapping
from typing import Any

from graphql import DocumentNode

from marketplace.gateway.operation.operation import prepare_operation
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.override_labels import choose_labels
from marketplace.gateway.pipeline.services import CachedPlan, PlanKey, Services
from marketplace.gateway.pipeline.worker import before_deadline
from marketplace.gateway.plan import QueryPlan


def plan_operation(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `plan`, which holds for what its key says."""
    name = exchange.operation.name
    key = PlanKey(
        exchange.document.text_hash,
        name.value if name else None,
        tuple(exchange.variables.get(switch) for switch in exchange.document.condition_variables),
        exchange.can_defer and exchange.document.defers,
        choose_labels(services.planner.override_labels, services.config.override_labels),
    )
    known = services.plans.get(key)
    if known is None:
        return _plan_first(exchange, services, key)
    known.uses += 1
    exchange.plan = known.plan
    return None


def make_plan(services: Services, document: DocumentNode, key: PlanKey, variables: Mapping[str, Any]) -> QueryPlan:
    """Pure CPU, so for the worker. Of the variables only the condition variables are looked at."""
    operation = prepare_operation(services.supergraph, document, key.operation_name, variables, defer=key.defer)
    return services.planner.plan(operation, key.labels)


async def _plan_first(exchange: Exchange, services: Services, key: PlanKey) -> None:
    """Identical operations wait for one planning, which goes on if its client leaves."""

    def plan() -> QueryPlan:
        return make_plan(services, exchange.document.document, key, exchange.variables)

    flight = services.plannings.run(key, lambda: services.worker.run(plan))
    exchange.plan = await before_deadline(exchange.context, flight)
    services.plans.put(key, CachedPlan(exchange.plan))
