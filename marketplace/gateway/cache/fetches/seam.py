"""What carries out fetches, as the cache around it sees it."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Protocol

from marketplace.gateway.plan.nodes import AskedEntities, Fetch


class Ask(Protocol):
    """Asks the subgraph, and gives its GraphQL response with the HTTP response's headers (names in lower case).
    Raises the SubgraphError family.
    """

    def __call__(
        self, fetch: Fetch, asked: Sequence[AskedEntities]
    ) -> Awaitable[tuple[dict[str, Any], Mapping[str, str]]]: ...


class AskedPart:
    """Some entities of a list that is asked for."""

    __slots__ = ("contexts", "representations", "request")

    def __init__(self, whole: AskedEntities, representations: list[dict[str, Any]]) -> None:
        self.request = whole.request
        self.contexts = whole.contexts
        self.representations = representations
