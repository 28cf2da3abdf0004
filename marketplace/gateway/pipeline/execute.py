"""Stage: the plan, carried out on the subgraphs."""

import time
from collections.abc import Awaitable, Mapping
from dataclasses import replace

from graphql import OperationType

from marketplace.gateway.context import RequestContext
from marketplace.gateway.errors import UnauthorizedError
from marketplace.gateway.executor import execute_incrementally, execute_plan, subscribe_plan
from marketplace.gateway.pipeline.authorize_fields import while_authorized
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.ports import Transport


def execute(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `result`; for a subscription `results`, for an answer in parts `parts`, which begin when they are first
    read. A subgraph's failure is part of the result, not an exception.
    """
    transports = exchange.transports or services.transports
    if services.fetches is not None and exchange.operation.operation is OperationType.QUERY:
        kept = services.fetches.begin(exchange.context.principal, services.vary_of(exchange.request.headers))
        exchange.context.answers, exchange.collected = kept, kept.collected
    if exchange.plan.deferred:
        exchange.parts = execute_incrementally(exchange.plan, exchange.variables, exchange.context, transports)
        return None
    if exchange.operation.operation is not OperationType.SUBSCRIPTION:
        return _execute_once(exchange, transports)
    seconds = services.config.operation_timeout

    def context_of_event() -> RequestContext:
        return replace(exchange.context, deadline=time.monotonic() + seconds, receiver=None)

    if not exchange.plan.fetches:
        raise UnauthorizedError("You may not see these events. Sign in with an account that may.")
    exchange.results = subscribe_plan(
        exchange.plan, exchange.variables, context_of_event, transports, services.event_sources
    )
    if services.supergraph.access is not None:
        exchange.results = while_authorized(exchange.results, exchange, services, services.supergraph.access)
    return None


async def _execute_once(exchange: Exchange, transports: Mapping[str, Transport]) -> None:
    exchange.result = await execute_plan(exchange.plan, exchange.variables, exchange.context, transports)
