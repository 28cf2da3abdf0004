"""Counts that all gateway processes share."""

import asyncio
from collections.abc import Awaitable, Sequence

from marketplace.gateway.limits.rate.scripts import correct_script, take_script
from marketplace.gateway.limits.rate.store import Answer, Charges
from marketplace.gateway.limits.rate.window import Measure
from marketplace.gateway.redis import RedisClient

TAKE = take_script()
CORRECT = correct_script()


class RedisStore:
    """A RateLimitStore: one script, one round trip."""

    def __init__(self, client: RedisClient) -> None:
        self._client = client

    def take(self, charges: Charges) -> Awaitable[Answer]:
        return self._client.run_script(TAKE, charges.keys, charges.arguments)

    def correct(self, key: str, measure: Measure, difference: int, charged_at: int) -> None:
        self._client.run_script(CORRECT, (key,), (*measure, difference, charged_at))


class ClusterStore(RedisStore):
    """A RateLimitStore over a Redis Cluster, where a script sees one slot. The counts of each subject lie in one slot,
    and those of different subjects are charged by a script each, at the same time. Every count stays exact; what
    differs is that a request which one of them refuses is on the others for a moment, until it is taken off again.
    """

    def take(self, charges: Charges) -> Awaitable[Answer]:
        by_subject: dict[str, list[int]] = {}
        for index, key in enumerate(charges.keys):
            by_subject.setdefault(key.partition("{")[2], []).append(index)
        if len(by_subject) == 1:
            return super().take(charges)
        return self._take_apart(charges, list(by_subject.values()))

    async def _take_apart(self, charges: Charges, parts: Sequence[Sequence[int]]) -> Answer:
        pending = [super(ClusterStore, self).take(_part_of(charges, part)) for part in parts]
        outcomes = await asyncio.gather(*pending, return_exceptions=True)
        answers = [(part, outcome) for part, outcome in zip(parts, outcomes, strict=True) if isinstance(outcome, list)]
        failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        refused, wait, at = -1, -1, 0
        left: list[int] = [0] * (2 * len(charges.keys))
        for part, answer in answers:
            at = answer[2]
            if answer[0] >= 0 and answer[1] > wait:
                refused, wait = part[answer[0]], answer[1]
            for position, index in enumerate(part):
                left[2 * index : 2 * index + 2] = answer[3 + 2 * position : 5 + 2 * position]
        if refused >= 0 or failures:
            for part, answer in answers:
                if answer[0] < 0:
                    for index in part:
                        self.correct(charges.keys[index], charges.measures[index], -charges.amounts[index], answer[2])
        if failures and refused < 0:
            raise failures[0]
        return [refused, wait, at, *left]


def _part_of(charges: Charges, indices: Sequence[int]) -> Charges:
    return Charges(
        [charges.keys[index] for index in indices],
        [charges.measures[index] for index in indices],
        [charges.amounts[index] for index in indices],
        [argument for index in indices for argument in charges.arguments[5 * index : 5 * index + 5]],
    )
