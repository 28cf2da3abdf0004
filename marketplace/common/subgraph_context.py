"""What resolvers of a subgraph find in `info.context`."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from marketplace.common.requester import Requester

Loaders = TypeVar("Loaders")


@dataclass(frozen=True, slots=True)
class SubgraphContext(Generic[Loaders]):
    """One request: who asks, and the subgraph's DataLoaders, which live as long as the request."""

    requester: Requester
    loaders: Loaders
