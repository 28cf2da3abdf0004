"""Stage: is there time for this request at all?"""

from marketplace.gateway.limits.shedding import Asker
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services

NO_ROLES: frozenset[str] = frozenset()


def shed_load(exchange: Exchange, services: Services) -> None:
    """Sets nothing; raises OverloadedError, before any work on the document."""
    shedder = services.shedder
    if shedder is None or shedder.is_calm:
        return

    def asker() -> Asker:
        principal = exchange.context.principal
        return Asker(
            operation_name=exchange.parameters.operation_name or "",
            document=exchange.parameters.query,
            roles=NO_ROLES if principal is None else principal.roles,
            client=exchange.client.name or "",
        )

    shedder.refuse(asker)
