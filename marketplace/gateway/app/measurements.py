"""The gateway's numbers and state, read from where they are kept anyway when an operator asks."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from marketplace.gateway.app.admin import Administration
from marketplace.gateway.app.open_streams import OpenStreams
from marketplace.gateway.cache import SharedTransport
from marketplace.gateway.config import Priority
from marketplace.gateway.pipeline import Services
from marketplace.gateway.pipeline.hooks import HookedTransport
from marketplace.gateway.ports import Recorder, Transport
from marketplace.gateway.telemetry import CompositeRecorder, Label, Measurement, RecordedTransport, Series
from marketplace.gateway.transport import ResilientTransport

BREAKER_STATES = {"closed": 0, "half-open": 1, "open": 2}
SHED_PRIORITIES = (Priority.LOW, Priority.NORMAL, Priority.HIGH)


class Observed(Protocol):
    """What is read of the gateway."""

    @property
    def services(self) -> Services: ...
    @property
    def retired(self) -> int: ...
    @property
    def reloads(self) -> Mapping[str, int]: ...
    @property
    def streams(self) -> OpenStreams: ...
    async def why_not_ready(self) -> list[str]: ...


class GatewayState:
    """Always that of the supergraph in service."""

    def __init__(self, gateway: Observed) -> None:
        self._gateway = gateway

    def add_to(self, admin: Administration, recorder: Recorder) -> None:
        """Show it there."""
        admin.add_state("gateway", self.summary)
        admin.add_state("caches", self.caches)
        admin.add_state("subgraphs", self.subgraphs)
        admin.add_state("limits", self.limits)
        admin.add_state("tokens", self.tokens)
        if isinstance(recorder, CompositeRecorder) and recorder.metrics is not None:
            recorder.metrics.add_source(self.measurements)

    def summary(self) -> dict[str, Any]:
        services = self._gateway.services
        return {
            "supergraph": services.supergraph.hash,
            "configuration": hashlib.blake2b(repr(services.config).encode(), digest_size=8).hexdigest(),
            "reloads": dict(self._gateway.reloads),
            "retiringSupergraphs": self._gateway.retired,
            "liveStreams": len(self._gateway.streams),
            "preparationsWaiting": services.worker.waiting,
            "redis": None
            if services.redis is None
            else {"available": services.redis.available, "problem": services.redis.why_unavailable},
        }

    def caches(self) -> dict[str, Any]:
        caching = self._gateway.services.caching
        shown: dict[str, Any] = {
            name: {"entries": len(cache), "capacity": cache.capacity, "hits": cache.hits, "misses": cache.misses}
            for name, cache in self._lru_caches().items()
        }
        if caching is not None:
            shown["answers"] = caching.summary()
        return shown

    def subgraphs(self) -> dict[str, Any]:
        ways = self._gateway.services.transports
        found = {name: resilient(transport) for name, transport in ways.items()}
        return {name: {} if way is None else way.snapshot() for name, way in found.items()}

    def tokens(self) -> dict[str, Any]:
        """Issuers whose keys could not be fetched the last time, and why: the last good keys are in use."""
        verifier = self._gateway.services.token_verifier
        return {"issuersInTrouble": verifier.troubles if verifier is not None else {}}

    def limits(self) -> dict[str, Any]:
        services = self._gateway.services
        limiter, shedder = services.rate_limiter, services.shedder
        return {
            "rate": {}
            if limiter is None
            else {
                name: {
                    "refused": outcomes.refused,
                    "uncounted": outcomes.uncounted,
                    "refusedUncounted": outcomes.refused_uncounted,
                }
                for name, outcomes in limiter.outcomes.items()
            },
            "shedding": None if shedder is None else {"level": shedder.level, "refused": shedder.refused},
        }

    def measurements(self) -> Iterable[Measurement]:
        """All of it as series."""
        services = self._gateway.services
        yield Measurement(Series.LIVE_STREAMS, len(self._gateway.streams))
        yield Measurement(Series.SUPERGRAPHS_RETIRING, self._gateway.retired)
        yield Measurement(Series.WORK_WAITING, services.worker.waiting)
        for what, count in self._gateway.reloads.items():
            yield Measurement(Series.RELOADS, count, {Label.WHAT: what})
        if services.redis is not None:
            yield Measurement(Series.REDIS_AVAILABLE, int(services.redis.available))
        for name, cache in self._lru_caches().items():
            labels = {Label.CACHE: name}
            yield Measurement(Series.CACHE_HITS, cache.hits, labels)
            yield Measurement(Series.CACHE_MISSES, cache.misses, labels)
            yield Measurement(Series.CACHE_ENTRIES, len(cache), labels)
        if services.caching is not None:
            for name, (hits, misses) in services.caching.statistics.uses().items():
                yield Measurement(Series.CACHE_HITS, hits, {Label.CACHE: name})
                yield Measurement(Series.CACHE_MISSES, misses, {Label.CACHE: name})
            yield Measurement(Series.CACHE_ENTRIES, len(services.caching.store.local), {Label.CACHE: "answers"})
            yield Measurement(Series.CACHE_INVALIDATIONS, services.caching.statistics.invalidations)
        if services.shared_work is not None:
            yield Measurement(Series.REQUESTS_SHARED, services.shared_work.shared)
        yield from self._limit_measurements()
        for name, snapshot in self.subgraphs().items():
            yield from _subgraph_measurements(name, snapshot)

    def _limit_measurements(self) -> Iterator[Measurement]:
        services = self._gateway.services
        if services.rate_limiter is not None:
            for name, outcomes in services.rate_limiter.outcomes.items():
                for outcome in ("refused", "uncounted", "refused_uncounted"):
                    labels = {Label.LIMIT: name, Label.OUTCOME: outcome}
                    yield Measurement(Series.RATE_LIMIT_OUTCOMES, getattr(outcomes, outcome), labels)
        if services.shedder is not None:
            yield Measurement(Series.SHEDDING_LEVEL, services.shedder.level)
            for priority, count in zip(SHED_PRIORITIES, services.shedder.refused, strict=True):
                yield Measurement(Series.SHED, count, {Label.PRIORITY: priority.value})

    def _lru_caches(self) -> dict[str, Any]:
        services = self._gateway.services
        return {"documents": services.documents, "plans": services.plans}


def resilient(transport: Transport) -> ResilientTransport | None:
    """The decorator that knows of instances and breakers; None where a subgraph has none."""
    inner = transport
    while isinstance(inner, HookedTransport | RecordedTransport | SharedTransport):
        inner = inner.inner
    return inner if isinstance(inner, ResilientTransport) else None


def _subgraph_measurements(name: str, snapshot: Mapping[str, Any]) -> Iterator[Measurement]:
    for use, state in snapshot.get("breakers", {}).items():
        yield Measurement(Series.BREAKER_STATE, BREAKER_STATES[state], {Label.SUBGRAPH: name, Label.USE: use})
    for instance in snapshot.get("instances", ()):
        labels = {Label.SUBGRAPH: name, Label.INSTANCE: instance["instance"]}
        yield Measurement(Series.INSTANCE_USABLE, int(instance["usable"]), labels)
        yield Measurement(Series.INSTANCE_IN_FLIGHT, instance["inFlight"], labels)
        yield Measurement(Series.INSTANCE_LATENCY, instance["latencySeconds"], labels)
