"""The faults, as data: what is done, what of it may be noticed, and how it is undone."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.soak.outcomes import Kind, Outcome
from benchmarks.soak.stage import HEDGING_OFF, HEDGING_ON, Stage, replace_text

REPLACEMENTS: Final = 10
BROKEN: Final = "type Query { this is no supergraph"
Act = Callable[[Stage, float], Awaitable[None]]
"""Told for how long the fault is to last, in seconds."""


async def nothing(_stage: Stage, _seconds: float) -> None:
    """Nothing to do, or to undo."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`begin` may take as long as the fault lasts. It explains outcomes of these kinds, PARTIAL ones only where no
    other subgraphs than `of` failed; and where `only` is given, only those of operations that begin so.
    """

    name: str
    title: str
    begin: Act
    end: Act = nothing
    kinds: frozenset[Kind] = frozenset()
    of: frozenset[str] = field(default_factory=frozenset)
    only: tuple[str, ...] = ()

    def explains(self, operation: str, outcome: Outcome) -> bool:
        if self.only and not operation.startswith(self.only):
            return False
        if outcome.kind is Kind.PARTIAL:
            return bool(outcome.subgraphs) and outcome.subgraphs <= self.of
        return outcome.kind in self.kinds


def kill_host(*names: str) -> Act:
    async def act(stage: Stage, _seconds: float) -> None:
        for name in names:
            await asyncio.to_thread(stage.hosts[name].process.kill)

    return act


def start_host(*names: str) -> Act:
    async def act(stage: Stage, _seconds: float) -> None:
        for name in names:
            stage.hosts[name].process.start()
        for name in names:
            await asyncio.to_thread(stage.hosts[name].process.wait_until_ready)

    return act


def disturb(**faults: dict[str, float]) -> Act:
    """By subgraph of the catalogue; none for peace."""

    async def act(stage: Stage, _seconds: float) -> None:
        await asyncio.to_thread(stage.hosts["catalogue"].set_faults, faults)

    return act


async def kill_redis(stage: Stage, _seconds: float) -> None:
    await asyncio.to_thread(stage.redis.kill)


async def start_redis(stage: Stage, _seconds: float) -> None:
    await asyncio.to_thread(stage.redis.start)


async def replace_supergraph(stage: Stage, seconds: float) -> None:
    """Ten times, and a broken one in between."""
    pause = seconds / (REPLACEMENTS + 1)
    for number in range(REPLACEMENTS):
        await asyncio.to_thread(stage.write_supergraph, f"number {number}")
        await asyncio.sleep(pause)
        if number == REPLACEMENTS // 2:
            replace_text(stage.supergraph, BROKEN)
            await asyncio.sleep(pause)


async def reload_configuration(stage: Stage, seconds: float) -> None:
    """Hedging on or off, then a file with a mistake, told by a signal, then the good one again."""
    text = stage.configuration.read_text()
    hedged = text.replace(*((HEDGING_ON, HEDGING_OFF) if stage.hedging else (HEDGING_OFF, HEDGING_ON)))
    stage.hedging = not stage.hedging
    for content in (hedged, f"{hedged}\nno_such_option: 1\n", hedged):
        replace_text(stage.configuration, content)
        for gateway in stage.gateways.values():
            os.kill(gateway.process.pid, signal.SIGHUP)
        await asyncio.sleep(seconds / 3)


async def rotate_key(stage: Stage, _seconds: float) -> None:
    """A new signing key, published as it is first used."""
    stage.issuer.add_key("second")
    stage.signing_key = "second"


async def kill_worker(stage: Stage, _seconds: float) -> None:
    """One of two: its server starts another."""
    os.kill(stage.gateways["second"].worker_pids()[0], signal.SIGKILL)


async def kill_gateway(stage: Stage, _seconds: float) -> None:
    await asyncio.to_thread(stage.gateways["first"].process.kill)


async def drain_gateway(stage: Stage, _seconds: float) -> None:
    """SIGTERM, and wait for the end."""
    code = await asyncio.to_thread(stage.gateways["first"].process.stop, 15.0)
    assert code == 0, f"after SIGTERM the gateway ended with status {code}"


async def start_gateway(stage: Stage, _seconds: float) -> None:
    process = stage.gateways["first"].process
    process.start()
    await asyncio.to_thread(process.wait_until_ready)


def one_after_another(*acts: Act) -> Act:
    async def act(stage: Stage, seconds: float) -> None:
        for each in acts:
            await each(stage, seconds)

    return act


SLOW: Final = {"delay": 1.0}
FAULTY: Final = {"broken": 0.025, "failing": 0.025}
STREAMS: Final = frozenset({Kind.ENDED})
CUT_OFF: Final = frozenset({Kind.LOST, Kind.ENDED})
UNCHECKED: Final = frozenset({Kind.UNCHECKED})
VIEWERS: Final = frozenset({"viewers"})
TICKS: Final = ("ticks",)
"""The subscription to events of the subgraph with two instances."""

FAULTS: Final[Sequence[Fault]] = (
    Fault("replica", "a replica is killed", kill_host("viewers-2"), start_host("viewers-2"), STREAMS, only=TICKS),
    Fault(
        "primary",
        "a primary is killed",
        kill_host("viewers-1"),
        start_host("viewers-1"),
        STREAMS,
        VIEWERS,
        (*TICKS, "mutation"),
    ),
    Fault(
        "viewers",
        "both instances are killed",
        kill_host("viewers-1", "viewers-2"),
        start_host("viewers-1", "viewers-2"),
        STREAMS,
        VIEWERS,
    ),
    Fault(
        "inventory",
        "a subgraph's only instance is killed",
        kill_host("inventory"),
        start_host("inventory"),
        of=frozenset({"inventory"}),
    ),
    Fault("redis", "Redis is killed", kill_redis, start_redis, UNCHECKED),
    Fault("slow", "a subgraph takes 1 s", disturb(reviews=SLOW), disturb()),
    Fault(
        "errors",
        "5 % of answers are errors",
        disturb(reviews=FAULTY, products=FAULTY),
        disturb(),
        of=frozenset({"reviews", "products"}),
    ),
    Fault("supergraph", f"{REPLACEMENTS} supergraphs, one broken", replace_supergraph),
    Fault("configuration", "the configuration is reloaded", reload_configuration),
    Fault("key", "tokens are signed with a new key", rotate_key),
    Fault("worker", "a worker is killed", kill_worker, kinds=CUT_OFF),
    Fault("gateway", "a gateway is killed", kill_gateway, start_gateway, CUT_OFF),
    Fault("drain", "a gateway is told to stop", drain_gateway, start_gateway, STREAMS),
    Fault(
        "several",
        "Redis gone, a slow and a faulty subgraph",
        one_after_another(kill_redis, disturb(reviews=SLOW, products=FAULTY)),
        one_after_another(start_redis, disturb()),
        UNCHECKED,
        frozenset({"products"}),
    ),
)
