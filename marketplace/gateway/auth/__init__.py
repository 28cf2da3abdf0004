"""Who is asking: proof from clients, and proof to subgraphs."""

from marketplace.gateway.auth.client_tokens import ClientTokenVerifier, VerifiedToken
from marketplace.gateway.auth.internal_tokens import InternalTokenIssuer, IssuedToken
from marketplace.gateway.auth.policies import NoPolicies, PolicyDecider, RolePolicies

__all__ = [
    "ClientTokenVerifier",
    "InternalTokenIssuer",
    "IssuedToken",
    "NoPolicies",
    "PolicyDecider",
    "RolePolicies",
    "VerifiedToken",
]
