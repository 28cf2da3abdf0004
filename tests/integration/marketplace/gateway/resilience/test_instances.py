"""Real instances of a subgraph that are killed, hang, and fail: what clients of the gateway see of it."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import orjson

from marketplace.gateway.app import Gateway
from marketplace.gateway.config import (
    BreakerConfig,
    CacheConfig,
    EjectionConfig,
    GatewayConfig,
    HealthCheckConfig,
    InstanceConfig,
    InstanceRole,
    ResilienceConfig,
    SubgraphConfig,
    SubgraphPolicy,
)
from marketplace.gateway.pipeline import HttpRequest, HttpResponse
from tests.harness.subgraph_process import SubgraphProcess
from tests.harness.who_supergraph import supergraph_of_who

POLICY = SubgraphPolicy(
    timeout=0.3,
    health_check=HealthCheckConfig(interval=0.1, timeout=0.2, rise=1, fall=1),
    ejection=EjectionConfig(breaker=BreakerConfig(consecutive_failures=2, open_time=0.3, probes=1)),
)
ROLES = {"primary": InstanceRole.PRIMARY, "replica": InstanceRole.REPLICA}


class Client:
    """Asks a gateway over these instances."""

    def __init__(self, instances: dict[str, SubgraphProcess], policy: SubgraphPolicy) -> None:
        self.instances = instances
        configs = tuple(
            InstanceConfig(url=instance.url, role=ROLES[name.partition("-")[0]]) for name, instance in instances.items()
        )
        config = GatewayConfig(
            caches=CacheConfig(share_subgraph_requests=False),  # each of many equal queries is to be seen
            subgraphs={"who": SubgraphConfig(instances=configs)},
            resilience=ResilienceConfig(subgraphs=policy, required_subgraphs=frozenset({"who"})),
        )
        self.gateway = Gateway.from_supergraph(supergraph_of_who(), config)

    async def ask(self, query: str = "{ who }") -> str:
        """The name of the instance that answered, or the error's code."""
        body = orjson.dumps({"query": query})
        request = HttpRequest("POST", "", {"content-type": "application/json"}, body)
        response = await self.gateway.respond(self.gateway.begin(request))
        assert isinstance(response, HttpResponse)
        answer = orjson.loads(response.body)
        if answer.get("errors"):
            return str(answer["errors"][0]["extensions"]["code"])
        return str(next(iter(answer["data"].values())))

    async def ask_often(self, times: int = 60, together: int = 6) -> Counter[str]:
        counts: Counter[str] = Counter()
        for _ in range(times // together):
            counts.update(await asyncio.gather(*(self.ask() for _ in range(together))))
        return counts


@contextmanager
def running(directory: Path, names: str) -> Iterator[dict[str, SubgraphProcess]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(SubgraphProcess(directory, name)) for name in names.split()}


def using(
    tmp_path: Path, names: str, scenario: Callable[[Client], Awaitable[None]], policy: SubgraphPolicy = POLICY
) -> None:
    async def run(instances: dict[str, SubgraphProcess]) -> None:
        client = Client(instances, policy)
        try:
            await scenario(client)
        finally:
            await client.gateway.aclose()

    with running(tmp_path, names) as instances:
        asyncio.run(run(instances))


def test_replicas_die_hang_and_fail_and_no_client_notices(tmp_path):
    async def scenario(client: Client) -> None:
        calm = await client.ask_often()
        assert set(calm) == {"replica-1", "replica-2"}
        victim = client.instances["replica-1"]

        victim.process.kill()
        assert set(await client.ask_often()) == {"replica-2"}
        victim.start()
        await until_used(client, "replica-1")

        os.kill(victim.process.pid, signal.SIGSTOP)
        assert set(await client.ask_often()) == {"replica-2"}
        os.kill(victim.process.pid, signal.SIGCONT)
        await until_used(client, "replica-1")

        client.instances["replica-2"].process.kill()
        victim.process.kill()
        assert set(await client.ask_often()) == {"primary-1"}
        victim.start()
        await until_used(client, "replica-1")
        assert set(await client.ask_often()) == {"replica-1"}

    using(tmp_path, "primary-1 replica-1 replica-2", scenario)


def test_without_its_primary_only_mutations_are_refused_and_readiness_tells_why_in_the_end(tmp_path):
    async def scenario(client: Client) -> None:
        assert await client.ask("mutation { write }") == "primary-1"
        primary = client.instances["primary-1"]
        primary.process.kill()
        await asyncio.sleep(0.3)
        assert await client.ask("mutation { write }") == "SUBGRAPH_FAILED"
        assert await client.ask() == "replica-1"
        assert await client.gateway.why_not_ready() == []
        client.instances["replica-1"].process.kill()
        await asyncio.sleep(0.3)
        (reason,) = await client.gateway.why_not_ready()
        assert reason == "Subgraph 'who' has no usable instance: replica-1 is down, primary-1 is down."
        primary.start()
        await until_used(client, "primary-1")
        assert await client.ask("mutation { write }") == "primary-1"
        assert await client.gateway.why_not_ready() == []

    using(tmp_path, "primary-1 replica-1", scenario)


def test_a_subgraph_that_fails_as_a_whole_is_left_in_peace_and_comes_back(tmp_path):
    breaker = BreakerConfig(minimum_calls=5, open_time=2.0, probes=1)

    async def scenario(client: Client) -> None:
        pid = client.instances["primary-1"].process.pid
        os.kill(pid, signal.SIGUSR1)
        assert set(await client.ask_often(12)) == {"SUBGRAPH_FAILED"}
        (reason,) = await client.gateway.why_not_ready()
        assert "answers with status 500" in reason
        os.kill(pid, signal.SIGUSR1)
        assert await client.ask() == "SUBGRAPH_FAILED", "it is not asked yet"
        await until_used(client, "primary-1")

    using(tmp_path, "primary-1", scenario, SubgraphPolicy(breaker=breaker))


async def until_used(client: Client, name: str) -> None:
    async with asyncio.timeout(10):
        while await client.ask() != name:  # noqa: ASYNC110 - another process tells nobody
            await asyncio.sleep(0.02)
