"""Messages on their way to a slow client."""

import asyncio

from marketplace.gateway.pipeline import Outbox


def run(scenario):
    return asyncio.run(scenario())


def test_gives_messages_in_their_order_and_then_the_end():
    async def scenario():
        outbox = Outbox(10, 100)
        assert all(outbox.put(message) for message in (b"a", b"b"))
        outbox.end()
        return [await outbox.take() for _ in range(4)]

    assert run(scenario) == [b"a", b"b", None, None]


def test_waits_for_a_message():
    async def scenario():
        outbox = Outbox(10, 100)
        waiting = asyncio.create_task(outbox.take())
        await asyncio.sleep(0)
        assert not waiting.done()
        outbox.put(b"a")
        return await waiting

    assert run(scenario) == b"a"


def test_waits_for_the_end():
    async def scenario():
        outbox = Outbox(10, 100)
        waiting = asyncio.create_task(outbox.take())
        await asyncio.sleep(0)
        outbox.end()
        return await waiting

    assert run(scenario) is None


def test_is_bounded_in_messages_and_in_bytes():
    async def scenario():
        by_number = Outbox(2, 100)
        assert [by_number.put(b"a"), by_number.put(b"b"), by_number.put(b"c")] == [True, True, False]
        by_bytes = Outbox(10, 5)
        assert [by_bytes.put(b"abc"), by_bytes.put(b"def"), by_bytes.put(b"de")] == [True, False, True]
        await by_bytes.take()
        assert by_bytes.put(b"fgh")

    run(scenario)


def test_one_message_always_fits():
    async def scenario():
        outbox = Outbox(10, 5)
        assert outbox.put(b"longer than that")
        assert not outbox.put(b"a")
        await outbox.take()
        assert outbox.put(b"longer than that")

    run(scenario)
