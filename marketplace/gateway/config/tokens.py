"""Proof of who is asking: from clients, and to subgraphs."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTokenConfig:
    """How clients prove who they are: a JWT signed with HS256. Without a key every client is
    anonymous.
    """

    key: str = field(repr=False)
    issuer: str = "holdfast"
    audience: str = "marketplace"
    leeway: int = 5
    cached_tokens: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalTokenConfig:
    """How the gateway tells subgraphs who is asking: a short-lived JWT, one per subgraph, signed
    with HS256.
    """

    key: str = field(repr=False)
    issuer: str = "gateway"
    lifetime: int = 60
    header: str = "x-holdfast-identity"
    cached_tokens: int = 10_000
