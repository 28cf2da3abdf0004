"""Fetches run as soon as those they depend on have ended, and never before."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.executor.fetching import Fetcher
from marketplace.gateway.executor.scheduling import run_fetches
from marketplace.gateway.plan.nodes import Fetch


@dataclass
class Step:
    """What scheduling reads of a fetch."""

    index: int
    depends_on: tuple[int, ...]
    turns: int = 0
    """How many turns of the event loop it takes."""


@dataclass
class RecordingFetcher:
    began: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    fails: int = -1

    async def run(self, step: Step) -> None:
        assert set(step.depends_on) <= set(self.ended)
        self.began.append(step.index)
        for _ in range(step.turns):
            await asyncio.sleep(0)
        if step.index == self.fails:
            raise LookupError
        self.ended.append(step.index)


def run(steps: list[Step], fetcher: RecordingFetcher, done: int = 0) -> None:
    asyncio.run(run_fetches(cast("list[Fetch]", steps), cast("Fetcher", fetcher), done))


@st.composite
def graphs(draw: st.DrawFn) -> list[Step]:
    steps: list[Step] = []
    for index in range(draw(st.integers(1, 8))):
        earlier: st.SearchStrategy[Any] = st.sets(st.sampled_from(range(index))) if index else st.just(set())
        steps.append(Step(index, tuple(sorted(draw(earlier))), draw(st.integers(0, 3))))
    return steps


@given(graphs(), st.data())
def test_every_fetch_runs_once_after_what_it_depends_on(steps: list[Step], data: st.DataObject) -> None:
    done = data.draw(st.integers(0, len(steps) - 1))
    fetcher = RecordingFetcher(ended=list(range(done)))
    run(steps, fetcher, done)
    assert sorted(fetcher.began) == list(range(done, len(steps)))


def test_independent_fetches_run_at_once() -> None:
    fetcher = RecordingFetcher()
    run([Step(0, (), turns=3), Step(1, (), turns=1), Step(2, (1,))], fetcher)
    assert fetcher.ended == [1, 2, 0]


def test_a_failure_cancels_the_others() -> None:
    fetcher = RecordingFetcher(fails=1)
    with pytest.raises(LookupError):
        run([Step(0, (), turns=1), Step(1, ()), Step(2, (), turns=50)], fetcher)
    assert fetcher.ended == [0]
