"""Limits, ready to be applied."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from marketplace.gateway.config import OnRedisFailure, RateLimitConfig, RateLimitKey
from marketplace.gateway.config.rate_limits import STRANGER
from marketplace.gateway.context import Client, Principal
from marketplace.gateway.limits.rate.window import Measure

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit. `policy` is its item of the field RateLimit-Policy."""

    name: str
    config: RateLimitConfig
    measure: Measure
    key_start: str
    policy: str

    @classmethod
    def of(cls, name: str, config: RateLimitConfig, prefix: str) -> Self:
        measure = Measure.of(config.amount, config.burst, round(config.per * 1_000))
        unit = ';qu="cost"' if config.cost else ""
        window = max(1, round(config.per))
        policy = f'"{name}";q={measure.total};w={window}{unit}'
        return cls(name, config, measure, f"{prefix}:{name}:", policy)

    @property
    def counts_cost(self) -> bool:
        return self.config.cost is not None

    @property
    def needs_operation(self) -> bool:
        """Whether it can be applied only when the operation is known."""
        return bool(self.counts_cost or self.config.operations or self.config.operation_types)

    @property
    def is_closed(self) -> bool:
        return self.config.on_redis_failure is OnRedisFailure.CLOSED

    def key_for(self, principal: Principal | None, client: Client) -> str:
        """The braces keep the counts of one subject in one slot of a Redis Cluster."""
        match self.config.key:
            case RateLimitKey.USER if principal is not None:
                return f"{self.key_start}{{u:{principal.subject[:LONGEST_SUBJECT]}}}"
            case RateLimitKey.USER | RateLimitKey.IP:
                return f"{self.key_start}{{i:{client.network}}}"
            case RateLimitKey.CLIENT:
                return f"{self.key_start}{{c:{client.name or ''}}}"
            case RateLimitKey.EVERYONE:
                return f"{self.key_start}{{e}}"

    def concerns(self, roles: frozenset[str]) -> bool:
        config = self.config
        return (not config.roles or not config.roles.isdisjoint(roles)) and config.exempt_roles.isdisjoint(roles)

    def concerns_operation(self, operation_type: str, name: str | None) -> bool:
        config = self.config
        return (not config.operation_types or operation_type in config.operation_types) and (
            not config.operations or name in config.operations
        )


class Rules:
    """Which limits apply to whom: found out once for each combination of what makes a difference."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        configs = [rule.config for rule in self._rules]
        self._roles = frozenset().union(*(config.roles | config.exempt_roles for config in configs))
        self._names = frozenset().union(*(config.operations for config in configs))
        self._of_requests: dict[frozenset[str], Sequence[Rule]] = {}
        self._of_operations: dict[tuple[frozenset[str], str, str | None], Sequence[Rule]] = {}

    def of_request(self, principal: Principal | None) -> Sequence[Rule]:
        """Those that need to know no operation."""
        roles = self._roles_of(principal)
        found = self._of_requests.get(roles)
        if found is None:
            found = self._of_requests[roles] = tuple(
                rule for rule in self._rules if not rule.needs_operation and rule.concerns(roles)
            )
        return found

    def of_operation(self, principal: Principal | None, operation_type: str, name: str | None) -> Sequence[Rule]:
        """The others."""
        key = (self._roles_of(principal), operation_type, name if name in self._names else None)
        found = self._of_operations.get(key)
        if found is None:
            found = self._of_operations[key] = tuple(
                rule
                for rule in self._rules
                if rule.needs_operation and rule.concerns(key[0]) and rule.concerns_operation(operation_type, key[2])
            )
        return found

    def _roles_of(self, principal: Principal | None) -> frozenset[str]:
        return self._roles & (principal.roles if principal is not None else {STRANGER})
