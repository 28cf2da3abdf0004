"""Stage: the plan for the operation, from the cache where it was planned before."""

from collections.abc import Awaitable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from graphql import DocumentNode

from marketplace.gateway.operation.access import AccessFilter
from marketplace.gateway.operation.operation import Operation, prepare_operation
from marketplace.gateway.pipeline.exchange import Exchange, PlanKey
from marketplace.gateway.pipeline.override_labels import choose_labels
from marketplace.gateway.pipeline.services import CachedPlan, Services
from marketplace.gateway.pipeline.worker import before_deadline
from marketplace.gateway.plan import QueryPlan


def plan_operation(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `plan`, which holds for what its key says."""
    key = plan_key(exchange, services)
    known = services.plans.get(key)
    if known is None:
        return _plan_first(exchange, services, key)
    known.uses += 1
    exchange.plan = known.plan
    return None


def plan_key(exchange: Exchange, services: Services) -> PlanKey:
    """What the operation's cost and plan depend on; the same for all stages, though labels may be drawn for it."""
    key = exchange.plan_key
    if key is None:
        name = exchange.operation.name
        key = exchange.plan_key = PlanKey(
            exchange.document.text_hash,
            name.value if name else None,
            tuple(exchange.variables.get(switch) for switch in exchange.document.condition_variables),
            exchange.can_defer and exchange.document.defers,
            choose_labels(services.planner.override_labels, services.config.override_labels),
            exchange.refused,
        )
    return key


def normal_form(services: Services, document: DocumentNode, key: PlanKey, variables: Mapping[str, Any]) -> Operation:
    """Pure CPU, so for the worker. Of the variables only the condition variables are looked at. In a dry run nothing
    is withheld, but named as if it were.
    """
    rules = services.supergraph.access
    access = AccessFilter(rules, key.refused) if rules is not None and key.refused else None
    prepare = partial(prepare_operation, services.supergraph, document, key.operation_name, variables, defer=key.defer)
    operation = prepare(access=access)
    if operation.withheld and services.config.authorization.dry_run:
        return replace(prepare(), withheld=operation.withheld)
    return operation


def make_plan(services: Services, document: DocumentNode, key: PlanKey, variables: Mapping[str, Any]) -> QueryPlan:
    """Pure CPU, so for the worker."""
    plan = services.planner.plan(normal_form(services, document, key, variables), key.labels)
    return replace(plan, refusals_in=services.config.authorization.errors_in) if plan.refusals else plan


async def _plan_first(exchange: Exchange, services: Services, key: PlanKey) -> None:
    """Identical operations wait for one planning, which goes on if its client leaves."""

    def plan() -> QueryPlan:
        return make_plan(services, exchange.document.document, key, exchange.variables)

    flight = services.plannings.run(key, lambda: services.worker.run(plan, exchange.context.deadline))
    exchange.plan = await before_deadline(exchange.context, flight)
    services.plans.put(key, CachedPlan(exchange.plan), len(exchange.parameters.query))
