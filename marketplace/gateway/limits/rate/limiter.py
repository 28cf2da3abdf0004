"""Charging requests: which limits, on whose counts, and what happens when the counts cannot be reached."""

from collections.abc import Awaitable, MutableMapping, Sequence
from typing import NamedTuple

from marketplace.gateway.config import RateLimitHeaders, RateLimitsConfig
from marketplace.gateway.context import Client, Principal
from marketplace.gateway.errors import BudgetTooSmallError, RateLimitUnavailableError, RedisError
from marketplace.gateway.limits.rate.decision import Decision
from marketplace.gateway.limits.rate.rule import Rule, Rules, RuleSet
from marketplace.gateway.limits.rate.store import Answer, Charges, RateLimitStore
from marketplace.gateway.limits.rate.window import Measure


class CostCharge(NamedTuple):
    """An estimated cost on a budget, to be corrected when the actual cost is known."""

    key: str
    measure: Measure
    charged_at: int


class Outcomes:
    """What became of requests under one limit since the start: refused by it; not counted because Redis could not be
    asked, and let through; or refused for that.
    """

    __slots__ = ("refused", "refused_uncounted", "uncounted")

    def __init__(self) -> None:
        self.refused = 0
        self.uncounted = 0
        self.refused_uncounted = 0


class RateLimiter:
    """For all supergraphs: counts outlive them. The methods that charge return None where no limit applies, a Decision,
    or an awaitable of one that is None where no limit could be checked; they raise BudgetTooSmallError and
    RateLimitUnavailableError.
    """

    def __init__(self, config: RateLimitsConfig, store: RateLimitStore) -> None:
        self._tells_draft = config.headers in {RateLimitHeaders.BOTH, RateLimitHeaders.DRAFT}
        self._tells_separate = config.headers in {RateLimitHeaders.BOTH, RateLimitHeaders.SEPARATE}
        self.store = store
        rules = [Rule.of(name, limit, config.redis_prefix) for name, limit in config.limits.items()]
        self._rules = Rules(rules)
        self.watches_operations = any(rule.needs_operation for rule in rules)
        self.counts_cost = any(rule.counts_cost for rule in rules)
        self.outcomes = {rule.name: Outcomes() for rule in rules}

    def charge_request(
        self, principal: Principal | None, client: Client
    ) -> Decision | Awaitable[Decision | None] | None:
        """One request on every limit that needs not know its operation."""
        rules = self._rules.of_request(principal)
        return None if rules is None else self._take(rules, rules.charges(principal, client))

    def charge_operation(
        self, principal: Principal | None, client: Client, operation_type: str, name: str | None, cost: int
    ) -> Decision | Awaitable[Decision | None] | None:
        """The operation on the other limits: one request, or its estimated cost."""
        rules = self._rules.of_operation(principal, operation_type, name)
        if rules is None:
            return None
        for rule in rules.rules:
            if rule.counts_cost and cost > rule.measure.total:
                self.outcomes[rule.name].refused += 1
                raise BudgetTooSmallError(rule.name, rule.measure.total, rule.config.per, cost)
        return self._take(rules, rules.charges(principal, client, cost))

    def cost_charges(self, principal: Principal | None, client: Client, decision: Decision) -> list[CostCharge]:
        """The budgets among what was charged, for `correct_cost`."""
        return [
            CostCharge(rule.key_for(principal, client), rule.measure, decision.charged_at)
            for rule in decision.rules.rules
            if rule.counts_cost
        ]

    def correct_cost(self, charges: Sequence[CostCharge], estimated: int, actual: int) -> None:
        """From the estimate that was charged to what the operation did cost. Never waits, never raises."""
        if actual != estimated:
            for key, measure, charged_at in charges:
                self.store.correct(key, measure, actual - estimated, charged_at)

    def write_headers(self, decision: Decision, headers: MutableMapping[str, str]) -> None:
        """Into the response's, in the form that was configured."""
        if self._tells_draft:
            decision.write_draft_fields(headers)
        if self._tells_separate:
            decision.write_separate_fields(headers)

    def _take(self, rules: RuleSet, charges: Charges) -> Decision | Awaitable[Decision | None]:
        answer = self.store.take(charges)
        if isinstance(answer, list):
            return self._decide(rules, answer)
        return self._wait(rules, answer)

    async def _wait(self, rules: RuleSet, pending: Awaitable[Answer]) -> Decision | None:
        try:
            answer = await pending
        except RedisError:
            self._go_without(rules)
            return None
        return self._decide(rules, answer)

    def _decide(self, rules: RuleSet, answer: Answer) -> Decision:
        if answer[0] >= 0:
            self.outcomes[rules.rules[answer[0]].name].refused += 1
        return Decision(rules, answer)

    def _go_without(self, rules: RuleSet) -> None:
        for rule in rules.rules:
            if rule.is_closed:
                self.outcomes[rule.name].refused_uncounted += 1
                raise RateLimitUnavailableError(rule.name)
        for rule in rules.rules:
            self.outcomes[rule.name].uncounted += 1
