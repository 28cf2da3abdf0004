"""The worker's queue has an end, and work that nobody waits for any more is not begun."""

import asyncio
import threading
import time

import pytest

from marketplace.gateway.errors import OperationTimeoutError, OverloadedError
from marketplace.gateway.pipeline import Worker


def test_one_piece_of_work_too_many_is_refused_at_once():
    async def scenario() -> None:
        worker, blocked = Worker(max_waiting=2), threading.Event()
        running = [asyncio.create_task(worker.run(blocked.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError) as refusal:
            await worker.run(lambda: None)
        assert not any(task.done() for task in running)
        assert (refusal.value.http_status, refusal.value.response_headers) == (503, {"retry-after": "2"})
        blocked.set()
        assert await asyncio.gather(*running) == [True, True]
        assert await worker.run(lambda: 1) == 1
        worker.close()

    asyncio.run(scenario())


def test_work_whose_turn_comes_too_late_is_not_begun():
    async def scenario() -> None:
        worker, begun = Worker(), []
        with pytest.raises(OperationTimeoutError):
            await worker.run(lambda: begun.append(1), deadline=time.monotonic() - 1)
        assert begun == []
        assert worker.waiting == 0
        worker.close()

    asyncio.run(scenario())
