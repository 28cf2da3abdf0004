"""What came of charging a request, and how clients are told.

Fields of draft-ietf-httpapi-ratelimit-headers-10 (`RateLimit-Policy`, `RateLimit`): `q` is what may pass in a window
(burst included), `r` what is left of it, `t` the seconds until there is more. `qu="cost"` is not registered there, but
leaving it out would say "requests". The fields of the drafts up to 07, `RateLimit-Limit`, `-Remaining` and `-Reset`,
have room for one limit: the one of which the smallest part is left.
"""

from collections.abc import MutableMapping, Sequence
from typing import NamedTuple

from marketplace.gateway.config import RateLimitHeaders
from marketplace.gateway.errors import CostRateLimitedError, RateLimitedError
from marketplace.gateway.limits.rate.rule import Rule
from marketplace.gateway.limits.rate.store import Answer


class Decision(NamedTuple):
    """Of the rules that were charged, in their order."""

    rules: Sequence[Rule]
    answer: Answer

    @property
    def refused(self) -> Rule | None:
        index = self.answer[0]
        return self.rules[index] if index >= 0 else None

    @property
    def charged_at(self) -> int:
        return self.answer[2]

    def nearest(self) -> int:
        """The index of the rule of which the smallest part is left: the refused one where there is one."""
        if self.answer[0] >= 0 or len(self.rules) == 1:
            return max(0, self.answer[0])
        shares = [self.answer[3 + 2 * index] / rule.measure.total for index, rule in enumerate(self.rules)]
        return shares.index(min(shares))

    @property
    def remaining(self) -> int:
        """What is left of the nearest limit."""
        return self.answer[3 + 2 * self.nearest()]

    def error(self) -> RateLimitedError:
        """For a request that was refused."""
        rule = self.rules[self.answer[0]]
        seconds = whole_seconds(self.answer[1])
        config = rule.config
        kind = CostRateLimitedError if rule.counts_cost else RateLimitedError
        return kind(rule.name, config.amount, config.burst, config.per, seconds)

    def write_headers(self, headers: MutableMapping[str, str], form: RateLimitHeaders) -> None:
        """Beside those of other decisions on the same request, of which the nearest limit stays in the separate fields
        only if it is nearer.
        """
        answer = self.answer
        if form in {RateLimitHeaders.BOTH, RateLimitHeaders.DRAFT}:
            policy = ", ".join([rule.policy for rule in self.rules])
            left = ", ".join(
                [
                    f'"{rule.name}";r={answer[3 + 2 * index]};t={whole_seconds(answer[4 + 2 * index])}'
                    for index, rule in enumerate(self.rules)
                ]
            )
            before = headers.get("ratelimit")
            headers["ratelimit-policy"] = f"{headers['ratelimit-policy']}, {policy}" if before else policy
            headers["ratelimit"] = f"{before}, {left}" if before else left
        if form in {RateLimitHeaders.BOTH, RateLimitHeaders.SEPARATE}:
            index = self.nearest()
            total, room = self.rules[index].measure.total, answer[3 + 2 * index]
            told = headers.get("ratelimit-limit")
            if told is None or room * int(told) <= int(headers["ratelimit-remaining"]) * total:
                headers["ratelimit-limit"] = str(total)
                headers["ratelimit-remaining"] = str(room)
                headers["ratelimit-reset"] = str(whole_seconds(answer[4 + 2 * index]))


def whole_seconds(milliseconds: int) -> int:
    """Rounded up: a client that waits so long does not come too early."""
    return -(-milliseconds // 1_000)
