"""One soak from the start of its servers to the verdict."""

import asyncio
import contextlib
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from benchmarks.soak.clients import Journal, Principals, make_clients
from benchmarks.soak.faults import Fault
from benchmarks.soak.gateways import GatewayUnderTest
from benchmarks.soak.report import Soaked
from benchmarks.soak.sampling import Sampler
from benchmarks.soak.stage import Stage, staged
from benchmarks.soak.subscribers import make_subscribers
from benchmarks.soak.timeline import Timeline
from benchmarks.soak.verdict import Evidence, checks
from marketplace.gateway.supergraph.reader import read_supergraph

SETTLED_WITHIN: Final = 10.0
"""Seconds for the gateways to let go of what was under way."""


@dataclass(frozen=True, slots=True)
class Effort:
    """`seconds` of load, calm ones at both ends included. `pause` is what a client waits between two requests in the
    mean.
    """

    seconds: float
    clients: int
    pause: float
    faults: Sequence[Fault]
    calm: float


async def soak(effort: Effort, announce: Callable[[float, str], None]) -> Soaked:
    with tempfile.TemporaryDirectory(prefix="holdfast-soak-") as name:
        async with staged(Path(name)) as stage:
            return await _soak(stage, effort, announce)


async def _soak(stage: Stage, effort: Effort, announce: Callable[[float, str], None]) -> Soaked:
    journal = Journal()
    principals = Principals(stage.issuer, lambda: stage.signing_key)
    stopped = asyncio.Event()
    clients = make_clients(effort.clients, stage.balancer.port, principals, journal)
    subscribers = make_subscribers(stage.balancer.port, principals, journal)
    sampler = Sampler(stage.gateways.values(), journal)
    timeline = Timeline(stage, journal, announce)
    sampling = asyncio.create_task(sampler.run())
    working = [asyncio.create_task(client.ask_on(effort.pause, stopped)) for client in clients]
    working += [asyncio.create_task(subscriber.listen_on(stopped)) for subscriber in subscribers]
    announce(0.0, "calm")
    try:
        await asyncio.sleep(effort.calm)
        await timeline.run(effort.faults, seconds=effort.seconds - 2 * effort.calm)
        await asyncio.sleep(max(0.0, effort.seconds - journal.now))
        loaded = journal.now
    finally:
        stopped.set()
        await asyncio.gather(*working)
    states = await _settled(stage)
    await asyncio.sleep(max(0.0, 1.0 - (journal.now - loaded)))
    sampling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sampling
    unexplained = timeline.explain(journal.records)
    logged = {record.request_id for record in unexplained}
    evidence = Evidence(
        records=journal.records,
        windows=timeline.windows,
        unexplained=unexplained,
        series=list(sampler.series.values()),
        journal=stage.journal(),
        states=states,
        events={f"{one.name}, {one.field} by {one.way}": one.events for one in subscribers},
        spans=len(stage.collector.spans),
        log_lines=sum(1 for _ in _access_log(stage.gateways.values())),
        supergraph=read_supergraph(stage.supergraph.read_text()).hash,
    )
    return Soaked(evidence, checks(evidence), loaded, _lines_of(stage.gateways.values(), logged))


async def _settled(stage: Stage) -> list[dict[str, Any]]:
    """What the workers tell once nothing is under way; or in the end."""
    deadline = asyncio.get_running_loop().time() + SETTLED_WITHIN
    while True:
        states = [state for one in stage.gateways.values() for state in await asyncio.to_thread(one.state)]
        left = sum(state["gateway"]["retiringSupergraphs"] + state["gateway"]["liveStreams"] for state in states)
        if not left or asyncio.get_running_loop().time() > deadline:
            return states
        await asyncio.sleep(0.2)


def _access_log(gateways: Iterable[GatewayUnderTest]) -> Iterable[str]:
    for gateway in gateways:
        if gateway.access_log.exists():
            yield from gateway.access_log.read_text(errors="replace").splitlines()


def _lines_of(gateways: Iterable[GatewayUnderTest], request_ids: set[str]) -> dict[str, str]:
    """By request id."""
    found = {}
    for line in _access_log(gateways) if request_ids else ():
        with contextlib.suppress(orjson.JSONDecodeError):
            values = orjson.loads(line).values()
            found.update({value: line for value in values if isinstance(value, str) and value in request_ids})
    return found
