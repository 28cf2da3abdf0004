"""A subgraph of several instances in virtual time: each does what a test says, and remembers what it was asked."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

from marketplace.gateway.config import HealthCheckConfig, InstanceConfig, InstanceRole, SubgraphPolicy
from marketplace.gateway.errors import SubgraphConnectionLostError, SubgraphError, SubgraphUnreachableError
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport.resilience import Instances, ResilienceEvent, ResilientTransport
from tests.harness.virtual_time import VirtualTime

QUERY = SubgraphRequest(subgraph="users", body=b"q", headers={}, repeatable=True)
MUTATION = SubgraphRequest(subgraph="users", body=b"m", headers={})
FINE = SubgraphResponse(200, {}, b"{}")
UNREACHABLE = SubgraphUnreachableError("users", "refused.")
LOST = SubgraphConnectionLostError("users", "gone.")

RARELY = 1e9

Answer = SubgraphResponse | SubgraphError
Act = Callable[[int], Answer] | Answer


@dataclass
class Peer:
    """An instance: what it answers to the request of each number, after how long, and how its checks go."""

    time: VirtualTime
    act: Act = FINE
    takes: float = 0.0
    problem: str | None = None
    asked: list[bytes] = field(default_factory=list)
    dropped: int = 0
    checked: int = 0
    closed: bool = False

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        self.asked.append(request.body)
        answer = self.act(len(self.asked)) if callable(self.act) else self.act
        if self.takes:
            try:
                await self.time.sleep(self.takes)
            except asyncio.CancelledError:
                self.dropped += 1
                raise
        if isinstance(answer, SubgraphError):
            raise answer
        return answer

    async def check(self, _path: str, _seconds: float) -> str | None:
        self.checked += 1
        return self.problem

    async def why_not_ready(self) -> str | None:
        return self.problem

    async def aclose(self) -> None:
        self.closed = True


class World:
    """A subgraph with these roles, in their order: `primary`, `replica`."""

    def __init__(self, roles: str = "primary", **policy: Any) -> None:
        self.time = VirtualTime()
        self.peers: list[Peer] = []
        self.events: Counter[tuple[ResilienceEvent, str]] = Counter()
        policy.setdefault("breaker", None)
        policy.setdefault("health_check", HealthCheckConfig(interval=RARELY))
        self.policy = replace(SubgraphPolicy(), **policy)
        configs = [InstanceConfig(url=f"http://{n}/", role=InstanceRole(role)) for n, role in enumerate(roles.split())]
        self.instances = Instances(
            "users", configs, self.connect, self.policy, timing=self.time.timing, observe=self.observe
        )
        self.transport = ResilientTransport(self.instances, self.policy, self.time.timing, self.observe)

    def connect(self, _url: str) -> Peer:
        self.peers.append(Peer(self.time))
        return self.peers[-1]

    def observe(self, event: ResilienceEvent, _subgraph: str, instance: str) -> None:
        self.events[event, instance] += 1

    @property
    def asked(self) -> list[int]:
        return [len(peer.asked) for peer in self.peers]

    @property
    def waits(self) -> list[float]:
        """Before repetitions."""
        return [seconds for seconds in self.time.sleeps if seconds < RARELY / 2]

    async def send(self, request: SubgraphRequest = QUERY, within: float = 5.0) -> Answer:
        """The answer, or the error raised, within so many seconds."""
        task = asyncio.ensure_future(self.transport.send(request))
        await self.time.pass_by(within, enough=task.done)
        assert task.done(), "it takes longer"
        error = task.exception()
        if error is None:
            return task.result()
        assert isinstance(error, SubgraphError)
        return error


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)
