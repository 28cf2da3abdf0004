"""A transport to a subgraph that is not to be asked."""

from typing import NoReturn

from marketplace.gateway.errors import SubgraphError
from marketplace.gateway.ports import SubgraphRequest


class RefusingTransport:
    """Sends nothing and fails at once, always with the same reason."""

    def __init__(self, reason: SubgraphError) -> None:
        self._reason = reason

    async def send(self, _request: SubgraphRequest, /) -> NoReturn:
        raise self._reason

    async def why_not_ready(self) -> str | None:
        return self._reason.message

    async def aclose(self) -> None:
        """Nothing is held."""
