"""One request to one instance, and to two where the first takes long."""

import asyncio
from collections.abc import Callable

from marketplace.gateway.config import HedgingConfig
from marketplace.gateway.errors import SubgraphError
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport.resilience.budget import Budget
from marketplace.gateway.transport.resilience.events import ResilienceEvent
from marketplace.gateway.transport.resilience.failure import (
    FIRST_SERVER_ERROR,
    Failure,
    failure_of_error,
    failure_of_response,
)
from marketplace.gateway.transport.resilience.instance import Instance
from marketplace.gateway.transport.resilience.lane import Lane
from marketplace.gateway.transport.resilience.latency import LatencyPercentile
from marketplace.gateway.transport.resilience.timing import Timing

HEDGE_BURST = 10.0
Outcome = SubgraphResponse | Failure
Asked = dict["asyncio.Task[Outcome]", Instance]


async def attempt(instance: Instance, request: SubgraphRequest, now: Callable[[], float]) -> Outcome:
    """Ask it, and note what that tells about it. Raises nothing but cancellation."""
    breaker = instance.breaker
    permit = None if breaker is None else breaker.enter()
    started = now()
    instance.in_flight += 1
    failure: Failure | None = None
    try:
        response = await instance.transport.send(request)
    except SubgraphError as error:
        failure = failure_of_error(error, now() - started)
    except BaseException:
        if breaker is not None and permit is not None:
            breaker.forget(permit)
        raise
    else:
        ended = now()
        instance.latency.add(ended - started, ended)
        if response.status < FIRST_SERVER_ERROR:
            if breaker is not None and permit is not None:
                breaker.succeed(permit, ended - started, ended)
            return response
        failure = failure_of_response(response)
    finally:
        instance.in_flight -= 1
    if breaker is not None and permit is not None:
        (breaker.fail if failure.is_fault else breaker.forget)(permit)
    return failure


class Hedge:
    """Asks a second instance where the first takes longer than most requests did."""

    def __init__(
        self, config: HedgingConfig, timing: Timing, observe: Callable[[ResilienceEvent, Instance], None]
    ) -> None:
        self._config = config
        self._timing = timing
        self._observe = observe
        self._latency = LatencyPercentile(config.percentile)
        self._budget = Budget(share=config.budget_share, minimum=0.0, burst=HEDGE_BURST, now=timing.now)

    @property
    def delay(self) -> float | None:
        """Seconds until a second instance is asked; None while too little is known."""
        seconds = self._config.delay if self._config.delay is not None else self._latency.value
        return None if seconds is None else max(self._config.minimum_delay, seconds)

    async def attempt(self, lane: Lane, first: Instance, request: SubgraphRequest) -> tuple[Outcome, Instance]:
        """The first good outcome, with whose it is; the other request is cancelled."""
        self._budget.deposit()
        delay = self.delay
        now = self._timing.now
        started = now()
        if delay is None:
            outcome, instance = await attempt(first, request, now), first
        else:
            outcome, instance = await self._race(lane, first, request, delay)
        if not isinstance(outcome, Failure):
            self._latency.add(now() - started)
        return outcome, instance

    async def _race(
        self, lane: Lane, first: Instance, request: SubgraphRequest, delay: float
    ) -> tuple[Outcome, Instance]:
        now = self._timing.now
        asked: Asked = {asyncio.ensure_future(attempt(first, request, now)): first}
        timer = asyncio.ensure_future(self._timing.sleep(delay))
        try:
            await asyncio.wait({timer, *asked}, return_when=asyncio.FIRST_COMPLETED)
            if timer.done() and not all(task.done() for task in asked):
                second = lane.choose((first,))
                if second is not None and second is not first and self._budget.withdraw():
                    self._observe(ResilienceEvent.HEDGED, second)
                    asked[asyncio.ensure_future(attempt(second, request, now))] = second
            return await self._first_good(asked, first)
        finally:
            for task in (timer, *asked):
                task.cancel()

    async def _first_good(self, asked: Asked, first: Instance) -> tuple[Outcome, Instance]:
        pending = set(asked)
        while True:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                outcome = task.result()
                if not isinstance(outcome, Failure):
                    if asked[task] is not first:
                        self._observe(ResilienceEvent.HEDGE_WON, asked[task])
                    return outcome, asked[task]
                if not pending:
                    return outcome, asked[task]
