"""Stage: refusal of documents that are too large, before validation spends time on them."""

from marketplace.gateway.errors import IntrospectionRefusedError
from marketplace.gateway.limits import refuse_oversized, refuse_repetition
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services


def enforce_limits(exchange: Exchange, services: Services) -> None:
    """Sets nothing. Counters were taken when the document was parsed; comparing them is cheap."""
    document, limits = exchange.document, services.config.limits
    refuse_oversized(document.size, limits)
    if not document.breaches:
        refuse_repetition(document.document, limits.max_repeats)
    if document.size.asks_for_schema and not exchange.context.permissions.introspection:
        raise IntrospectionRefusedError(
            "You may not read the schema by introspection. Sign in with a role that may, or ask for `__typename` only."
        )
