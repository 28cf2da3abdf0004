"""Stage: the plan, carried out on the subgraphs."""

from marketplace.gateway.executor import execute_plan
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services


async def execute(exchange: Exchange, services: Services) -> None:
    """Sets `result`. A subgraph's failure is part of the result, not an exception."""
    exchange.result = await execute_plan(exchange.plan, exchange.variables, exchange.context, services.transports)
