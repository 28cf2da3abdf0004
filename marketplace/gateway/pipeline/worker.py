"""Work that would hold up every other request, done away from the event loop."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from marketplace.gateway.context import RequestContext
from marketplace.gateway.errors import OperationTimeoutError

Outcome = TypeVar("Outcome")


class Worker:
    """One thread for validation and planning: milliseconds as a rule, but a document decides."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="gateway-worker")

    async def run(self, work: Callable[[], Outcome]) -> Outcome:
        """The work's outcome; other requests go on meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        """Drop what has not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)


async def before_deadline(context: RequestContext, outcome: Awaitable[Outcome]) -> Outcome:
    """The outcome, or OperationTimeoutError once the request's time is over."""
    try:
        async with asyncio.timeout(context.remaining_seconds()):
            return await outcome
    except TimeoutError as error:
        raise OperationTimeoutError(
            "Preparing this operation took too long. Make it smaller, or try again later."
        ) from error
