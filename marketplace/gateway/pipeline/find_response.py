"""Stage: is there a response to the same request already?"""

import time
from collections.abc import Awaitable

from marketplace.gateway.cache import Entry, ResponseCache, ResponseKey, ResponseRequest
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.explain import HEADER
from marketplace.gateway.pipeline.keep_response import tell_policy
from marketplace.gateway.pipeline.media_types import EVENT_STREAM
from marketplace.gateway.pipeline.record_request import note_hit
from marketplace.gateway.pipeline.resolve_persisted import may_be_refused
from marketplace.gateway.pipeline.services import Services


def find_response(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `body` where there is one, and `asked` where its response may be kept or shared. Waits only for Redis, and
    only where this process has kept a response to the operation.
    """
    if not services.tells_requests_apart or HEADER in exchange.request.headers or exchange.media_type is EVENT_STREAM:
        return None
    if services.trusted is not None and may_be_refused(exchange, services.trusted):
        return None
    parameters = exchange.parameters
    asked = exchange.asked = ResponseRequest(
        parameters.query,
        parameters.operation_name,
        parameters.variables,
        exchange.media_type.name,
        services.vary_of(exchange.request.headers),
        exchange.context.principal,
    )
    responses = services.responses
    if responses is None:
        return None
    if exchange.report is not None:
        exchange.report.cache = "miss"
    if (key := responses.key(asked)) is None:
        return None
    now = time.time()
    entry = responses.get(key, now)
    if entry is not None:
        _use(exchange, services, entry, now)
    elif responses.has_remote:
        return _load(exchange, services, responses, key)
    return None


async def _load(exchange: Exchange, services: Services, responses: ResponseCache, key: ResponseKey) -> None:
    now = time.time()
    entry = await responses.load(key, now)
    if entry is not None:
        _use(exchange, services, entry, now)


def _use(exchange: Exchange, services: Services, entry: Entry, now: float) -> None:
    exchange.body = entry.value
    tell_policy(exchange, services, entry.fresh_until - now, private=entry.private)
    note_hit(exchange, services)
