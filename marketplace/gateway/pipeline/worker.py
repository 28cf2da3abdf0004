"""Work that would hold up every other request, done away from the event loop."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from marketplace.gateway.context import RequestContext
from marketplace.gateway.errors import OperationTimeoutError, OverloadedError

Outcome = TypeVar("Outcome")

TOO_LONG = "Preparing this operation took too long. Make it smaller, or try again later."
RETRY_AFTER = 2


class Worker:
    """One thread for validation and planning: milliseconds as a rule, but a document decides.

    Belongs to one event loop. At most `max_waiting` pieces of work are begun or wait: operations that are known already
    need none, so that a flood of new ones costs the others nothing.
    """

    def __init__(self, max_waiting: int = 256) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="gateway-worker")
        self._max_waiting = max_waiting
        self.waiting = 0

    async def run(self, work: Callable[[], Outcome], deadline: float = math.inf) -> Outcome:
        """The work's outcome; other requests go on meanwhile. Raises OverloadedError when too much waits already.

        Work whose turn comes after its deadline (a `time.monotonic()` value) is not begun: OperationTimeoutError.
        """
        if self.waiting >= self._max_waiting:
            raise OverloadedError(
                "Too many operations that were not seen before wait to be checked. Try again in a few seconds.",
                retry_after=RETRY_AFTER,
            )
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, _in_time, work, deadline)
        finally:
            self.waiting -= 1

    def close(self) -> None:
        """Drop what has not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)


async def before_deadline(context: RequestContext, outcome: Awaitable[Outcome]) -> Outcome:
    """The outcome, or OperationTimeoutError once the request's time is over."""
    try:
        async with asyncio.timeout(context.remaining_seconds()):
            return await outcome
    except TimeoutError as error:
        raise OperationTimeoutError(TOO_LONG) from error


def _in_time(work: Callable[[], Outcome], deadline: float) -> Outcome:
    if time.monotonic() > deadline:
        raise OperationTimeoutError(TOO_LONG)
    return work()
