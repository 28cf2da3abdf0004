"""Limits, ready to be applied."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from marketplace.gateway.config import OnRedisFailure, RateLimitConfig, RateLimitKey
from marketplace.gateway.config.rate_limits import STRANGER
from marketplace.gateway.context import Client, Principal
from marketplace.gateway.limits.rate.store import Charges
from marketplace.gateway.limits.rate.window import Measure

LONGEST_SUBJECT = 200


def _user(principal: Principal | None, client: Client) -> str:
    return _ip(principal, client) if principal is None else f"{{u:{principal.subject}}}"


def _ip(_principal: Principal | None, client: Client) -> str:
    return f"{{i:{client.network}}}"


def _application(_principal: Principal | None, client: Client) -> str:
    return f"{{c:{client.name or ''}}}"


def _everyone(_principal: Principal | None, _client: Client) -> str:
    return "{e}"


SUBJECTS: dict[RateLimitKey, Callable[[Principal | None, Client], str]] = {
    RateLimitKey.USER: _user,
    RateLimitKey.IP: _ip,
    RateLimitKey.CLIENT: _application,
    RateLimitKey.EVERYONE: _everyone,
}
"""How keys end. The braces keep the counts of one subject in one slot of a Redis Cluster."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit. `policy` is its item of the field RateLimit-Policy; `state_start` is how that of RateLimit begins."""

    name: str
    config: RateLimitConfig
    measure: Measure
    key_start: str
    policy: str
    state_start: str
    subject: Callable[[Principal | None, Client], str]

    @classmethod
    def of(cls, name: str, config: RateLimitConfig, prefix: str) -> Self:
        measure = Measure.of(config.amount, config.burst, round(config.per * 1_000))
        unit = ';qu="cost"' if config.cost else ""
        window = max(1, round(config.per))
        policy = f'"{name}";q={measure.total};w={window}{unit}'
        return cls(name, config, measure, f"{prefix}:{name}:", policy, f'"{name}";r=', SUBJECTS[config.key])

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
        return self.key_start + self.subject(principal, client)

    def concerns(self, roles: frozenset[str]) -> bool:
        config = self.config
        return (not config.roles or not config.roles.isdisjoint(roles)) and config.exempt_roles.isdisjoint(roles)

    def concerns_operation(self, operation_type: str, name: str | None) -> bool:
        config = self.config
        return (not config.operation_types or operation_type in config.operation_types) and (
            not config.operations or name in config.operations
        )


class RuleSet:
    """Limits that are charged together, and what can be said of them beforehand."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.measures = tuple(rule.measure for rule in self.rules)
        self.policy = ", ".join(rule.policy for rule in self.rules)
        self.counts_cost = any(rule.counts_cost for rule in self.rules)
        self._ones = (1,) * len(self.rules)
        self._arguments = tuple(str(number).encode() for measure in self.measures for number in (*measure, 1))

    def charges(self, principal: Principal | None, client: Client, cost: int = 0) -> Charges:
        """One request, or its cost, on each."""
        keys = [rule.key_for(principal, client) for rule in self.rules]
        if not self.counts_cost:
            return Charges(keys, self.measures, self._ones, self._arguments)
        amounts = [cost if rule.counts_cost else 1 for rule in self.rules]
        arguments: list[int] = []
        for measure, amount in zip(self.measures, amounts, strict=True):
            arguments += (*measure, amount)
        return Charges(keys, self.measures, amounts, arguments)


class Rules:
    """Which limits apply to whom: found out once for each combination of what makes a difference."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        configs = [rule.config for rule in self._rules]
        self._roles = frozenset().union(*(config.roles | config.exempt_roles for config in configs))
        self._names = frozenset().union(*(config.operations for config in configs))
        self._of_requests: dict[frozenset[str], RuleSet | None] = {}
        self._of_operations: dict[tuple[frozenset[str], str, str | None], RuleSet | None] = {}

    def of_request(self, principal: Principal | None) -> RuleSet | None:
        """Those that need to know no operation."""
        roles = self._roles_of(principal)
        if roles not in self._of_requests:
            self._of_requests[roles] = _set_of(
                rule for rule in self._rules if not rule.needs_operation and rule.concerns(roles)
            )
        return self._of_requests[roles]

    def of_operation(self, principal: Principal | None, operation_type: str, name: str | None) -> RuleSet | None:
        """The others."""
        roles = self._roles_of(principal)
        key = (roles, operation_type, name if name in self._names else None)
        if key not in self._of_operations:
            self._of_operations[key] = _set_of(
                rule
                for rule in self._rules
                if rule.needs_operation and rule.concerns(roles) and rule.concerns_operation(operation_type, name)
            )
        return self._of_operations[key]

    def _roles_of(self, principal: Principal | None) -> frozenset[str]:
        return self._roles & (principal.roles if principal is not None else {STRANGER})


def _set_of(rules: Iterable[Rule]) -> RuleSet | None:
    chosen = RuleSet(rules)
    return chosen if chosen.rules else None
