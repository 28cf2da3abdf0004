"""Who decides the policies that `@policy` names. It stands here and not among the ports, since it knows principals."""

from collections.abc import Awaitable, Mapping
from typing import Protocol

from marketplace.gateway.context import Principal


class PolicyDecider(Protocol):
    """Decides policies by name, once for each operation that needs some, and for each event of a subscription."""

    def decide(
        self, principal: Principal | None, policies: frozenset[str]
    ) -> frozenset[str] | Awaitable[frozenset[str]]:
        """Those of the policies that hold for the principal (None: a stranger). What it raises is logged, and none
        holds then.
        """
        ...


class NoPolicies:
    """No policy holds for anybody."""

    def decide(self, principal: Principal | None, policies: frozenset[str]) -> frozenset[str]:  # noqa: ARG002
        return frozenset()


class RolePolicies:
    """A policy holds for whoever has one of its roles."""

    def __init__(self, roles_of: Mapping[str, frozenset[str]]) -> None:
        self._roles_of = roles_of

    def decide(self, principal: Principal | None, policies: frozenset[str]) -> frozenset[str]:
        if principal is None:
            return frozenset()
        return frozenset(
            name for name in policies if not principal.roles.isdisjoint(self._roles_of.get(name, frozenset()))
        )
