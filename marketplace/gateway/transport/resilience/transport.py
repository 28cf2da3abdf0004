"""The way to a subgraph that fails now and then: its instances, retries, circuit breakers."""

from collections.abc import Callable
from typing import Any

from marketplace.gateway.config import RetryConfig, SubgraphPolicy
from marketplace.gateway.errors import SubgraphError, SubgraphUnavailableError
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport.resilience.attempt import Hedge, Outcome, attempt
from marketplace.gateway.transport.resilience.backoff import full_jitter
from marketplace.gateway.transport.resilience.budget import Budget
from marketplace.gateway.transport.resilience.events import Observe, ResilienceEvent, observe_nothing
from marketplace.gateway.transport.resilience.failure import (
    FIRST_SERVER_ERROR,
    Failure,
    failure_of_error,
    failure_of_response,
)
from marketplace.gateway.transport.resilience.instance import Instance
from marketplace.gateway.transport.resilience.instances import Instances
from marketplace.gateway.transport.resilience.lane import Lane
from marketplace.gateway.transport.resilience.timing import REAL_TIMING, Timing


class ResilientTransport:
    """Decorates the transports of a subgraph's instances.

    A request asks its lane's breaker, is sent to the instance chosen, and again where that is harmless, allowed by the
    budget and in time. The lane's breaker learns the last outcome, the breaker of each instance its own. Mutations go
    to primaries only, and are sent again only where nothing had been sent.
    """

    def __init__(
        self,
        instances: Instances,
        policy: SubgraphPolicy,
        timing: Timing = REAL_TIMING,
        observe: Observe = observe_nothing,
    ) -> None:
        self._name = instances.subgraph
        self._instances = instances
        self._reads = instances.reads
        self._writes = instances.writes
        self._timing = timing
        self._now = self._timing.now
        self._observe = observe
        self._retry = policy.retry
        self._budget = None if policy.retry is None else _retry_budget(policy.retry, self._now)
        self._hedge = None if policy.hedging is None else Hedge(policy.hedging, self._timing, self._tell)
        self._in_flight = 0

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        lane = self._reads if request.repeatable else self._writes
        breaker = lane.breaker
        permit = None
        if breaker is not None:
            permit = breaker.enter()
            if permit is None:
                raise self._refusal("its circuit breaker is open")
        if self._budget is not None:
            self._budget.deposit()
        started = self._now()
        self._in_flight += 1
        outcome: Outcome | None = None
        tried: list[Instance] = []
        try:
            if lane.only is None:
                outcome = await self._choose_and_ask(lane, request, tried)
            else:
                try:
                    response = await lane.only.transport.send(request)
                    outcome = failure_of_response(response) if response.status >= FIRST_SERVER_ERROR else response
                except SubgraphError as error:
                    outcome = failure_of_error(error, self._now() - started)
            if isinstance(outcome, Failure):
                outcome = await self._repeat(lane, request, outcome, [lane.only] if lane.only else tried)
        finally:
            self._in_flight -= 1
            if breaker is not None and permit is not None:
                if isinstance(outcome, SubgraphResponse):
                    now = self._now()
                    breaker.succeed(permit, now - started, now)
                elif outcome is not None and outcome.is_fault:
                    breaker.fail(permit)
                else:
                    breaker.forget(permit)
        return outcome if isinstance(outcome, SubgraphResponse) else outcome.outcome()

    async def why_not_ready(self) -> str | None:
        """One sentence without addresses while no instance can be used."""
        return await self._instances.why_not_ready()

    def is_available(self, *, for_mutations: bool = False) -> bool:
        """Whether a request would be sent now. Where it would not, a stale answer may do."""
        lane = self._writes if for_mutations else self._reads
        return lane.has_healthy and (lane.breaker is None or lane.breaker.has_permit)

    def snapshot(self) -> dict[str, Any]:
        """The state of everything here as JSON, addresses included: not for strangers."""
        return {
            **self._instances.snapshot(),
            "inFlight": self._in_flight,
            "retryBudget": None if self._budget is None else round(self._budget.tokens, 1),
        }

    async def aclose(self) -> None:
        await self._instances.aclose()

    async def _choose_and_ask(self, lane: Lane, request: SubgraphRequest, tried: list[Instance]) -> Outcome:
        self._instances.keep_checking()
        instance = lane.choose()
        if instance is None:
            return failure_of_error(self._refusal(self._instances.why_none(lane)), 0.0)
        if self._hedge is not None and request.repeatable:
            outcome, instance = await self._hedge.attempt(lane, instance, request)
        else:
            outcome = await attempt(instance, request, self._now)
        tried.append(instance)
        return outcome

    async def _repeat(self, lane: Lane, request: SubgraphRequest, failure: Failure, tried: list[Instance]) -> Outcome:
        """The outcome after the repetitions that are allowed, harmless and in time."""
        config = self._retry
        for repetition in range(0 if config is None else config.attempts - 1):
            instance = _next_instance(lane, request, failure, tried)
            if instance is None or config is None:
                break
            wait = full_jitter(config, repetition, self._timing.draw())
            if instance in tried:
                wait = max(wait, failure.retry_after)
            if not self._may_repeat(request, instance, wait):
                break
            await self._timing.sleep(wait)
            self._tell(ResilienceEvent.RETRIED, instance)
            outcome = await attempt(instance, request, self._now)
            if not isinstance(outcome, Failure):
                return outcome
            tried.append(instance)
            failure = outcome
        return failure

    def _may_repeat(self, request: SubgraphRequest, instance: Instance, wait: float) -> bool:
        """Whether there is time for it, and then, whether the budget pays for it."""
        if request.deadline is not None and self._now() + wait >= request.deadline:
            return False
        if self._budget is None or not self._budget.withdraw():
            self._tell(ResilienceEvent.RETRY_REFUSED, instance)
            return False
        return True

    def _refusal(self, reason: str) -> SubgraphUnavailableError:
        self._observe(ResilienceEvent.REFUSED, self._name, "")
        return SubgraphUnavailableError(self._name, f"it was not asked: {reason}. Try again in a few seconds.")

    def _tell(self, event: ResilienceEvent, instance: Instance) -> None:
        self._observe(event, self._name, instance.label)


def _next_instance(lane: Lane, request: SubgraphRequest, failure: Failure, tried: list[Instance]) -> Instance | None:
    """Whom to ask after the failure; None where asking again would not help, or might do the same twice."""
    if not failure.is_passing or not (request.repeatable or failure.unsent):
        return None
    instance = lane.choose(tried)
    return None if failure.elsewhere and instance in tried else instance


def _retry_budget(config: RetryConfig, now: Callable[[], float]) -> Budget:
    return Budget(share=config.budget_share, minimum=config.budget_minimum, burst=config.budget_burst, now=now)
