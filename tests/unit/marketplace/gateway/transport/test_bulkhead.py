"""Places at a peer: never more inside than allowed, first come first served, none lost by those who give up."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.transport.bulkhead import Bulkhead, BulkheadFull


async def settle() -> None:
    for _ in range(4):
        await asyncio.sleep(0)


@given(
    st.integers(1, 3),
    st.integers(0, 3),
    st.lists(st.tuples(st.sampled_from(["enter", "leave", "give up"]), st.integers(0, 9)), max_size=40),
)
def test_is_a_bounded_queue_before_a_bounded_room(limit, max_waiting, steps):
    """The model: a list of those inside and a list of those who wait."""

    async def scenario() -> None:
        bulkhead = Bulkhead(limit, max_waiting)
        inside: list[int] = []
        waiting: list[int] = []
        tasks: dict[int, asyncio.Task[None]] = {}
        for number, (step, choice) in enumerate(steps):
            if step == "enter":
                if len(inside) < limit:
                    assert bulkhead.enter() is None
                    inside.append(number)
                elif len(waiting) < max_waiting:
                    place = bulkhead.enter()
                    assert place is not None
                    tasks[number] = asyncio.ensure_future(bulkhead.wait(place))
                    waiting.append(number)
                else:
                    with pytest.raises(BulkheadFull):
                        bulkhead.enter()
            elif step == "leave" and inside:
                inside.pop(choice % len(inside))
                bulkhead.leave()
                if waiting:
                    inside.append(waiting.pop(0))
            elif step == "give up" and waiting:
                tasks[waiting.pop(choice % len(waiting))].cancel()
            await settle()
            assert (bulkhead.inside, bulkhead.waiting) == (len(inside), len(waiting))
            assert all(tasks[each].done() for each in inside if each in tasks)
            assert not any(tasks[each].done() for each in waiting)
        for task in tasks.values():
            task.cancel()

    asyncio.run(scenario())


def test_a_place_given_to_one_who_gives_up_goes_to_the_next():
    async def scenario() -> None:
        bulkhead = Bulkhead(1, 5)
        assert bulkhead.enter() is None
        places = [bulkhead.enter() for _ in range(2)]
        first, second = (asyncio.ensure_future(bulkhead.wait(place)) for place in places if place is not None)
        await settle()
        bulkhead.leave()
        first.cancel()
        await settle()
        assert first.cancelled()
        assert second.done()
        assert (bulkhead.inside, bulkhead.waiting) == (1, 0)

    asyncio.run(scenario())


def test_an_adapting_limit_falls_with_failures_and_rises_with_full_rounds():
    async def scenario() -> None:
        bulkhead = Bulkhead(20, 0, minimum=5)
        for _ in range(100):
            bulkhead.enter()
            bulkhead.leave(failed=True)
        assert bulkhead.limit == 5
        for _ in range(60):
            entered = bulkhead.limit
            for _ in range(entered):
                bulkhead.enter()
            for _ in range(entered):
                bulkhead.leave()
        assert bulkhead.limit > 10
        bulkhead.enter()
        before = bulkhead.limit
        for _ in range(100):
            bulkhead.enter()
            bulkhead.leave()
        assert bulkhead.limit == before, "what is not used is not raised"

    asyncio.run(scenario())
