"""Stages: has this client asked too much lately?

`limit_rate` charges what needs not know the operation, before any work on it. `limit_operation_rate` charges the rest,
when the operation is known and its cost is estimated. `correct_charged_cost` follows when it has an actual cost.
"""

from collections.abc import Awaitable

from marketplace.gateway.limits.rate import Decision, RateLimiter
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services


def limit_rate(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets headers of the response; raises RateLimitedError, or RateLimitUnavailableError."""
    limiter = services.rate_limiter
    if limiter is None:
        return None
    return _charged(exchange, limiter, limiter.charge_request(exchange.context.principal, exchange.client))


def limit_operation_rate(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `cost_charges` and headers of the response; raises as `limit_rate`, or BudgetTooSmallError."""
    limiter = services.rate_limiter
    if limiter is None or not limiter.watches_operations:
        return None
    outcome = limiter.charge_operation(
        exchange.context.principal,
        exchange.client,
        exchange.operation.operation.value,
        exchange.operation_name,
        exchange.estimated_cost or 0,
    )
    return _charged(exchange, limiter, outcome)


def correct_charged_cost(exchange: Exchange, services: Services) -> None:
    """Sets nothing. The answer need not wait for it."""
    if exchange.cost_charges and exchange.actual_cost is not None and services.rate_limiter is not None:
        services.rate_limiter.correct_cost(exchange.cost_charges, exchange.estimated_cost or 0, exchange.actual_cost)


def _charged(
    exchange: Exchange, limiter: RateLimiter, outcome: Decision | Awaitable[Decision | None] | None
) -> Awaitable[None] | None:
    if outcome is None:
        return None
    if isinstance(outcome, Decision):
        _follow(exchange, limiter, outcome)
        return None
    return _follow_later(exchange, limiter, outcome)


async def _follow_later(exchange: Exchange, limiter: RateLimiter, pending: Awaitable[Decision | None]) -> None:
    decision = await pending
    if decision is not None:
        _follow(exchange, limiter, decision)


def _follow(exchange: Exchange, limiter: RateLimiter, decision: Decision) -> None:
    limiter.write_headers(decision, exchange.response_headers)
    if exchange.report is not None:
        exchange.report.rate_limit_remaining = decision.remaining
    if decision.refused is not None:
        raise decision.error()
    if limiter.counts_cost and exchange.estimated_cost is not None:
        exchange.cost_charges = limiter.cost_charges(exchange.context.principal, exchange.client, decision)
