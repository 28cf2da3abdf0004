"""Stage: the headers of subgraphs' answers that the client gets."""

from marketplace.gateway.headers import ReceivedHeaders
from marketplace.gateway.headers.response_headers import CACHE_CONTROL
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.vary import add_vary


def pass_headers(exchange: Exchange, services: Services) -> None:
    """Adds to `response_headers` and `cookies`. An answer with errors may not be kept, whatever the subgraphs say."""
    rules, received = services.response_headers, exchange.context.receiver
    if rules is None or not isinstance(received, ReceivedHeaders):
        return
    result = getattr(exchange, "result", None)
    if rules.restricts_caching:
        known = exchange.response_headers.get(CACHE_CONTROL)
        if known is not None:
            received.restrict(known)
        if result is None or result.errors:
            received.restrict("no-store")
        add_vary(exchange.response_headers, services.vary)
    exchange.response_headers.update(received.headers)
    exchange.cookies.extend(received.cookies)
