"""Where the subgraphs are, where it is not where the supergraph says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgraphConfig:
    """One subgraph."""

    url: str = ""
    """Its address, instead of the supergraph's: http, https or `unix:SOCKET:PATH`."""
