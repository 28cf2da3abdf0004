"""Counts that all gateway processes share."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

from marketplace.gateway.limits.rate.scripts import correct_script, take_script
from marketplace.gateway.limits.rate.store import Answer, Charge
from marketplace.gateway.redis import RedisClient

TAKE = take_script()
CORRECT = correct_script()


class RedisStore:
    """A RateLimitStore: one script, one round trip."""

    def __init__(self, client: RedisClient) -> None:
        self._client = client

    def take(self, charges: Sequence[Charge]) -> Awaitable[Answer]:
        return take_together(self._client, charges)

    def correct(self, charge: Charge, difference: int, charged_at: int) -> None:
        self._client.run_script(CORRECT, (charge.key,), (*charge.measure, difference, charged_at))


class ClusterStore:
    """A RateLimitStore over a Redis Cluster, where a script sees one slot. The counts of each subject lie in one slot,
    and those of different subjects are charged by a script each, at the same time. Every count stays exact; what
    differs is that a request which one of them refuses is on the others for a moment, until it is taken off again.
    """

    def __init__(self, client: RedisClient) -> None:
        self._client = client

    def take(self, charges: Sequence[Charge]) -> Awaitable[Answer]:
        by_subject: dict[str, list[int]] = {}
        for index, charge in enumerate(charges):
            by_subject.setdefault(charge.key.partition("{")[2], []).append(index)
        if len(by_subject) == 1:
            return take_together(self._client, charges)
        return self._take_apart(charges, list(by_subject.values()))

    def correct(self, charge: Charge, difference: int, charged_at: int) -> None:
        self._client.run_script(CORRECT, (charge.key,), (*charge.measure, difference, charged_at))

    async def _take_apart(self, charges: Sequence[Charge], parts: Sequence[Sequence[int]]) -> Answer:
        pending = [take_together(self._client, [charges[index] for index in part]) for part in parts]
        outcomes = await asyncio.gather(*pending, return_exceptions=True)
        refused, wait, at = -1, -1, 0
        left: list[int] = [0] * (2 * len(charges))
        for part, outcome in zip(parts, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                continue
            at = outcome[2]
            if outcome[0] >= 0 and outcome[1] > wait:
                refused, wait = part[outcome[0]], outcome[1]
            for position, index in enumerate(part):
                left[2 * index : 2 * index + 2] = outcome[3 + 2 * position : 5 + 2 * position]
        failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if refused >= 0 or failures:
            for part, outcome in zip(parts, outcomes, strict=True):
                if not isinstance(outcome, BaseException) and outcome[0] < 0:
                    for index in part:
                        self.correct(charges[index], -charges[index].amount, outcome[2])
        if failures and refused < 0:
            raise failures[0]
        return [refused, wait, at, *left]


def take_together(client: RedisClient, charges: Sequence[Charge]) -> asyncio.Future[Any]:
    keys = [charge.key for charge in charges]
    arguments: list[int] = []
    for charge in charges:
        arguments += charge.measure
        arguments.append(charge.amount)
    return client.run_script(TAKE, keys, arguments)
