"""When the fetches of a plan run: each as soon as those it depends on have ended."""

import asyncio
from collections.abc import Sequence

from marketplace.gateway.executor.fetching import Fetcher
from marketplace.gateway.plan.nodes import Fetch


async def run_fetches(fetches: Sequence[Fetch], fetcher: Fetcher, done: int = 0) -> None:
    """Run the fetches but for the first `done`, which have ended already. When one raises, or the caller is
    cancelled, the others are cancelled.
    """
    if len(fetches) == done + 1:
        await fetcher.run(fetches[done])
        return
    schedule = _Schedule(fetches, fetcher)
    ready = [fetch.index for fetch in fetches[done:] if not fetch.depends_on]
    for index in range(done):
        ready += (freed for freed in schedule.end(index) if freed >= done)
    try:
        await schedule.run(ready)
        await schedule.finish()
    finally:
        if schedule.tasks:
            await schedule.cancel()


class _Schedule:
    """A fetch runs in the task of the one that made it possible: a task costs as much as building a request."""

    def __init__(self, fetches: Sequence[Fetch], fetcher: Fetcher) -> None:
        self._fetches = fetches
        self._fetcher = fetcher
        self._missing = [len(fetch.depends_on) for fetch in fetches]
        self._dependents: list[list[int]] = [[] for _ in fetches]
        for fetch in fetches:
            for index in fetch.depends_on:
                self._dependents[index].append(fetch.index)
        self.tasks: list[asyncio.Task[None]] = []

    def end(self, index: int) -> list[int]:
        """The fetches that only waited for this one."""
        freed = []
        for dependent in self._dependents[index]:
            self._missing[dependent] -= 1
            if not self._missing[dependent]:
                freed.append(dependent)
        return freed

    async def run(self, ready: list[int]) -> None:
        """Run the first of these and what follows it here, the others in tasks."""
        while ready:
            for index in ready[1:]:
                self.tasks.append(asyncio.create_task(self.run([index])))
            await self._fetcher.run(self._fetches[ready[0]])
            ready = self.end(ready[0])

    async def finish(self) -> None:
        """Until all tasks have ended, and those that they began."""
        while self.tasks:
            await self.tasks[0]
            del self.tasks[0]

    async def cancel(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
