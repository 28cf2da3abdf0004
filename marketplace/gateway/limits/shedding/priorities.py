"""Which requests are more important than others."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.gateway.config import Priority, PriorityRule

RANKS = {Priority.LOW: 0, Priority.NORMAL: 1, Priority.HIGH: 2, Priority.CRITICAL: 3}


@dataclass(frozen=True, slots=True)
class Asker:
    """What is known of a request before its document is parsed."""

    operation_name: str
    document: str
    roles: frozenset[str]
    client: str

    @property
    def operation_type(self) -> str:
        """By the document's first word; `query` where it begins with a fragment, or is not known."""
        text = self.document.lstrip(" \t\r\n,\ufeff")
        while text.startswith("#"):
            text = text.partition("\n")[2].lstrip(" \t\r\n,")
        return next((kind for kind in ("mutation", "subscription") if text.startswith(kind)), "query")


class Priorities:
    """Rules in their order; the first that fits decides."""

    def __init__(self, rules: Sequence[PriorityRule]) -> None:
        self._rules = tuple(rules)

    def rank(self, asker: Asker) -> int:
        """0 for what is refused first."""
        for rule in self._rules:
            if _fits(rule, asker):
                return RANKS[rule.priority]
        return RANKS[Priority.NORMAL]


def _fits(rule: PriorityRule, asker: Asker) -> bool:
    return (
        (not rule.operations or asker.operation_name in rule.operations)
        and (not rule.clients or asker.client in rule.clients)
        and (not rule.roles or not rule.roles.isdisjoint(asker.roles))
        and (not rule.types or asker.operation_type in rule.types)
    )
