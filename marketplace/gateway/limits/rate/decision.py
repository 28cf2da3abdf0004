"""What came of charging a request, and how clients are told.

Fields of draft-ietf-httpapi-ratelimit-headers-10 (`RateLimit-Policy`, `RateLimit`): `q` is what may pass in a window
(burst included), `r` what is left of it, `t` the seconds until there is more. `qu="cost"` is not registered there, but
leaving it out would say "requests". The fields of the drafts up to 07, `RateLimit-Limit`, `-Remaining` and `-Reset`,
have room for one limit: the one of which the smallest part is left.
"""

from collections.abc import MutableMapping
from typing import NamedTuple

from marketplace.gateway.errors import CostRateLimitedError, RateLimitedError
from marketplace.gateway.limits.rate.rule import Rule, RuleSet
from marketplace.gateway.limits.rate.store import Answer


class Decision(NamedTuple):
    """Of the rules that were charged, in their order."""

    rules: RuleSet
    answer: Answer

    @property
    def refused(self) -> Rule | None:
        index = self.answer[0]
        return self.rules.rules[index] if index >= 0 else None

    @property
    def charged_at(self) -> int:
        return self.answer[2]

    def nearest(self) -> int:
        """The index of the rule of which the smallest part is left: the refused one where there is one."""
        answer, measures = self.answer, self.rules.measures
        if answer[0] >= 0 or len(measures) == 1:
            return max(0, answer[0])
        least, index = 2.0, 0
        for number, measure in enumerate(measures):
            share = answer[3 + 2 * number] / (measure[0] + measure[1])
            if share < least:
                least, index = share, number
        return index

    @property
    def remaining(self) -> int:
        """What is left of the nearest limit."""
        return self.answer[3 + 2 * self.nearest()]

    def error(self) -> RateLimitedError:
        """For a request that was refused."""
        rule = self.rules.rules[self.answer[0]]
        config = rule.config
        kind = CostRateLimitedError if rule.counts_cost else RateLimitedError
        return kind(rule.name, config.amount, config.burst, config.per, -(-self.answer[1] // 1_000))

    def write_draft_fields(self, headers: MutableMapping[str, str]) -> None:
        """Behind those of other decisions on the same request. Seconds are rounded up: whoever waits so long does not
        come too early.
        """
        numbers = iter(self.answer[3:])
        state = ", ".join(
            [f"{rule.state_start}{next(numbers)};t={-(-next(numbers) // 1000)}" for rule in self.rules.rules]
        )
        before = headers.get("ratelimit")
        if before is None:
            headers["ratelimit-policy"] = self.rules.policy
            headers["ratelimit"] = state
        else:
            headers["ratelimit-policy"] += f", {self.rules.policy}"
            headers["ratelimit"] = f"{before}, {state}"

    def write_separate_fields(self, headers: MutableMapping[str, str]) -> None:
        """Instead of another decision's where this one is nearer to its limit."""
        index = self.nearest()
        total, room = self.rules.measures[index].total, self.answer[3 + 2 * index]
        told = headers.get("ratelimit-limit")
        if told is None or room * int(told) <= int(headers["ratelimit-remaining"]) * total:
            headers["ratelimit-limit"] = str(total)
            headers["ratelimit-remaining"] = str(room)
            headers["ratelimit-reset"] = str(-(-self.answer[4 + 2 * index] // 1_000))
