"""What carries out fetches, as the cache around it sees it."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Protocol

from marketplace.gateway.plan.nodes import EntityRequest, Fetch


class Asked(Protocol):
    """One list of entities that a fetch asks for. `contexts` are values of variables that it uses besides the
    client's.
    """

    @property
    def request(self) -> EntityRequest: ...
    @property
    def representations(self) -> list[dict[str, Any]]: ...
    @property
    def contexts(self) -> Mapping[str, Any] | None: ...


class Ask(Protocol):
    """Asks the subgraph, and gives its GraphQL response with the HTTP response's headers (names in lower case).
    Raises the SubgraphError family.
    """

    def __call__(self, fetch: Fetch, asked: Sequence[Asked]) -> Awaitable[tuple[dict[str, Any], Mapping[str, str]]]: ...


class AskedPart:
    """Some entities of a list that is asked for."""

    __slots__ = ("contexts", "representations", "request")

    def __init__(self, whole: Asked, representations: list[dict[str, Any]]) -> None:
        self.request = whole.request
        self.contexts = whole.contexts
        self.representations = representations
