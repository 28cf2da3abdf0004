"""Stage: the plan for the operation, from the cache where it was planned before."""

from collections.abc import Awaitable

from marketplace.gateway.operation.operation import prepare_operation
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import PlanKey, Services
from marketplace.gateway.pipeline.worker import before_deadline
from marketplace.gateway.plan import QueryPlan


def plan_operation(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `plan`, which holds for one setting of the variables that switch @skip and @include."""
    name = exchange.operation.name
    key: PlanKey = (
        exchange.document.text_hash,
        name.value if name else None,
        tuple(exchange.variables.get(switch) for switch in exchange.document.condition_variables),
    )
    known = services.plans.get(key)
    if known is None:
        return _plan_first(exchange, services, key)
    exchange.plan = known
    return None


async def _plan_first(exchange: Exchange, services: Services, key: PlanKey) -> None:
    """Identical operations wait for one planning, which goes on if its client leaves."""

    def plan() -> QueryPlan:
        operation = prepare_operation(services.supergraph, exchange.document.document, key[1], exchange.variables)
        return services.planner.plan(operation)

    flight = services.plannings.run(key, lambda: services.worker.run(plan))
    exchange.plan = await before_deadline(exchange.context, flight)
    services.plans.put(key, exchange.plan)
