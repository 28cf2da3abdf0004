"""What is slow to write holds nobody up: not requests, not the end of the process."""

import asyncio
import threading
import time

import pytest

from marketplace.gateway.telemetry.batches import BackgroundBatches


def batches(write, *, max_waiting: int = 100, interval: float = 0.005) -> BackgroundBatches[int, list[int]]:
    return BackgroundBatches[int, list[int]](
        "tests", begin=list, add=list.append, write=write, interval=interval, max_waiting=max_waiting
    )


def test_everything_is_written_once_and_in_order():
    written: list[list[int]] = []

    async def scenario() -> None:
        waiting = batches(written.append)
        for number in range(50):
            waiting.put(number)
            if number % 10 == 0:
                await asyncio.sleep(0.008)
        await waiting.aclose(1.0)

    asyncio.run(scenario())
    assert [number for batch in written for number in batch] == list(range(50))
    assert 1 < len(written) < 50


def test_while_writing_stands_still_items_wait_and_then_are_dropped_and_counted():
    may_go_on = threading.Event()
    written: list[int] = []

    def write(batch: list[int]) -> None:
        may_go_on.wait(5.0)
        written.extend(batch)

    async def scenario() -> BackgroundBatches[int, list[int]]:
        waiting = batches(write, max_waiting=10)
        for number in range(4):
            waiting.put(number)
        await asyncio.sleep(0.03)
        for number in range(4, 20):
            waiting.put(number)
        may_go_on.set()
        await waiting.aclose(1.0)
        return waiting

    waiting = asyncio.run(scenario())
    assert written == list(range(10))
    assert waiting.dropped == 10


def test_the_end_does_not_wait_for_a_writer_that_never_returns():
    forever = threading.Event()

    async def scenario() -> BackgroundBatches[int, list[int]]:
        waiting = batches(lambda _: forever.wait(5.0) and None)
        waiting.put(1)
        await asyncio.sleep(0.02)
        waiting.put(2)
        await waiting.aclose(0.05)
        return waiting

    started = time.monotonic()
    assert asyncio.run(scenario()).dropped == 1
    assert time.monotonic() - started < 1.0
    forever.set()


def test_trouble_is_logged_once_and_ends_with_the_first_success(caplog: pytest.LogCaptureFixture):
    outcomes: list[OSError | None] = [OSError("disk full"), OSError("disk full"), None, OSError("disk full")]
    written: list[int] = []

    def write(batch: list[int]) -> None:
        outcome = outcomes.pop(0)
        if outcome is not None:
            raise outcome
        written.extend(batch)

    async def scenario() -> BackgroundBatches[int, list[int]]:
        waiting = batches(write)
        for number in range(4):
            waiting.put(number)
            await asyncio.sleep(0.03)
        await waiting.aclose(1.0)
        return waiting

    waiting = asyncio.run(scenario())
    assert written == [2]
    assert waiting.dropped == 3
    assert [record.message for record in caplog.records] == [
        "The tests cannot be written, requests go on without it: disk full"
    ] * 2
