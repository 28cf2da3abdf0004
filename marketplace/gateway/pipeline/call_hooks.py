"""Stages: hooks at their places. They are in the lists of those gateways only that have such hooks."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from marketplace.gateway.errors import ClientError
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.hooks import call
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.write_response import Response, write_client_error, write_internal_error

logger = logging.getLogger(__name__)


def call_request_hooks(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    return call(services.hooks.on_request, exchange) if services.hooks is not None else None


def call_operation_hooks(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    return call(services.hooks.on_operation, exchange) if services.hooks is not None else None


def call_plan_hooks(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    return call(services.hooks.on_plan, exchange) if services.hooks is not None else None


async def call_response_hooks(
    methods: Sequence[Callable[..., Awaitable[None] | None]], exchange: Exchange, response: Response
) -> Response:
    """The response that is sent: another one where a hook refuses or fails."""
    try:
        if (pending := call(methods, exchange, response)) is not None:
            await pending
    except ClientError as error:
        return write_client_error(exchange, error)
    except Exception:
        logger.exception("A hook failed on the response to request %s", exchange.request_id)
        return write_internal_error(exchange)
    return response
