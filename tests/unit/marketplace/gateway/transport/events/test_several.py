"""Subscriptions to a subgraph with several instances, one of which may be gone."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

import pytest

from marketplace.gateway.errors import SubgraphConnectionLostError, SubgraphUnreachableError
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport import SeveralEventSources

REQUEST = SubgraphRequest("clock", b"{}", {})


@dataclass
class Instance:
    """Gives its events, and breaks after them if it is to; one that is `down` cannot be reached."""

    events: Sequence[bytes] = (b"tick",)
    breaks: bool = False
    down: bool = False
    asked: int = field(default=0, init=False)

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        self.asked += 1
        if self.down:
            raise SubgraphUnreachableError("clock", "it is gone.")
        for event in self.events:
            yield SubgraphResponse(200, {}, event)
        if self.breaks:
            raise SubgraphConnectionLostError("clock", "it went away.")


async def hear(source: SeveralEventSources) -> list[bytes]:
    return [event.body async for event in source.subscribe(REQUEST)]


def test_the_next_instance_is_asked_where_one_cannot_be_and_first_from_then_on():
    async def scenario() -> None:
        first, second = Instance(down=True), Instance([b"tock"])
        source = SeveralEventSources([first, second])
        assert await hear(source) == await hear(source) == [b"tock"]
        assert (first.asked, second.asked) == (1, 2)
        first.down, second.down = False, True
        assert await hear(source) == [b"tick"]

    asyncio.run(scenario())


def test_one_that_breaks_before_its_first_event_begins_anew_and_later_it_is_broken():
    async def scenario() -> None:
        silent, lively = Instance([], breaks=True), Instance([b"tock"], breaks=True)
        events = SeveralEventSources([silent, lively]).subscribe(REQUEST)
        assert (await anext(events)).body == b"tock"
        with pytest.raises(SubgraphConnectionLostError):
            await anext(events)
        assert lively.asked == 1

    asyncio.run(scenario())


def test_the_last_ones_failure_is_told():
    with pytest.raises(SubgraphUnreachableError):
        asyncio.run(hear(SeveralEventSources([Instance(down=True), Instance(down=True)])))
