"""Stage: what the operation did cost, counted in its answer."""

from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services


def measure_cost(exchange: Exchange, services: Services) -> None:
    """Sets `actual_cost`. Answers in parts and events of subscriptions are not counted."""
    if services.demand is None or not services.demand.config.actual:
        return
    result = getattr(exchange, "result", None)
    if result is None or exchange.cost is None or exchange.cost.actual is None:
        return
    exchange.actual_cost = exchange.cost.actual(result.data, exchange.variables)
    if "cost" in exchange.extensions:
        exchange.extensions["cost"]["actual"] = exchange.actual_cost
