"""How long the gateway waits for an answer: work for nobody is not done."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any, Final, TypeVar

DEADLINE_HEADER: Final = "x-holdfast-deadline-ms"
"""Milliseconds from the moment of sending."""

Result = TypeVar("Result")


class DeadlineOverError(Exception):
    """Nobody waits for the answer any more."""

    def __init__(self) -> None:
        super().__init__("The deadline of this request is over: nobody waits for its answer.")


def seconds_left(headers: Mapping[str, str]) -> float | None:
    """What the header says; None where it says nothing that can be read."""
    try:
        return int(headers[DEADLINE_HEADER]) / 1000
    except (KeyError, ValueError):
        return None


async def within(work: Coroutine[Any, Any, Result], seconds: float | None, document: str) -> Result:
    """The result of a GraphQL operation. Raises DeadlineOverError instead of beginning it too late.

    A query that takes too long is dropped at its next `await`. A mutation that has begun is finished: half of its
    fields would be worse than all or none.
    """
    if seconds is None:
        return await work
    if seconds <= 0:
        work.close()
        raise DeadlineOverError
    if document.lstrip().startswith("mutation"):
        return await work
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError:
        raise DeadlineOverError from None
