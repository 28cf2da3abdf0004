"""Stage: refusal of documents that are too large, before validation spends time on them."""

from marketplace.gateway.errors import IntrospectionRefusedError
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services


def enforce_limits(exchange: Exchange, _services: Services) -> None:
    """Sets nothing; raises OperationLimitError. What is larger than allowed was found when it was parsed."""
    document = exchange.document
    if document.refusal is not None:
        raise document.refusal.with_traceback(None)
    if document.size.asks_for_schema and not exchange.context.permissions.introspection:
        raise IntrospectionRefusedError(
            "You may not read the schema by introspection. Sign in with a role that may, or ask for `__typename` only."
        )
