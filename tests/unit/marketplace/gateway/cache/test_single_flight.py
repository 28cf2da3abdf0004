"""Callers who want the same thing share one computation."""

import asyncio
from collections.abc import Iterator

import pytest

from marketplace.gateway.cache import SingleFlight


def test_concurrent_callers_share_one_computation():
    calls = 0

    async def compute() -> int:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0.01)
        return 42

    async def scenario() -> list[int]:
        flights: SingleFlight[str, int] = SingleFlight()
        answers = await asyncio.gather(*(flights.run("key", compute) for _ in range(20)))
        assert len(flights) == 0
        return answers

    assert asyncio.run(scenario()) == [42] * 20
    assert calls == 1


def test_different_keys_compute_apart():
    async def scenario() -> list[str]:
        flights: SingleFlight[str, str] = SingleFlight()

        def computing(key: str):
            async def compute() -> str:
                return key.upper()

            return compute

        return await asyncio.gather(*(flights.run(key, computing(key)) for key in "ab"))

    assert asyncio.run(scenario()) == ["A", "B"]


def test_a_failure_reaches_every_caller_and_is_not_remembered():
    outcomes: Iterator[ValueError | str] = iter([ValueError("first"), "second"])

    async def compute() -> str:
        await asyncio.sleep(0)
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def scenario() -> None:
        flights: SingleFlight[str, str] = SingleFlight()
        failures = await asyncio.gather(*(flights.run("k", compute) for _ in range(3)), return_exceptions=True)
        assert [str(failure) for failure in failures] == ["first"] * 3
        assert await flights.run("k", compute) == "second"

    asyncio.run(scenario())


def test_a_caller_that_leaves_does_not_take_the_computation_along():
    finished = False

    async def compute() -> str:
        nonlocal finished
        await asyncio.sleep(0.02)
        finished = True
        return "done"

    async def scenario() -> None:
        flights: SingleFlight[str, str] = SingleFlight()
        first = asyncio.ensure_future(flights.run("k", compute))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(flights.run("k", compute))
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert await second == "done"

    asyncio.run(scenario())
    assert finished
