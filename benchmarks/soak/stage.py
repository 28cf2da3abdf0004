"""Everything that runs during a soak: subgraphs, Redis, an issuer, a collector, two gateways, the balancer."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from benchmarks.soak.gateways import GatewayUnderTest
from benchmarks.soak.graph import compose_supergraph
from benchmarks.soak.operations import TRUSTED
from tests.harness.balancer import Balancer
from tests.harness.graphql_over_http import send
from tests.harness.otlp_collector import Collector, collecting
from tests.harness.processes import Process, accepts_connections, free_port
from tests.harness.redis_servers import RedisServer, redis_server
from tests.harness.token_issuer import TokenIssuer, serve_key_set

CONFIGURATION: Final = Path(__file__).with_name("configuration.yaml")
HOSTS: Final[Mapping[str, tuple[str, ...]]] = {
    "catalogue": ("accounts", "products", "reviews", "alarms"),
    "inventory": ("inventory",),
    "viewers-1": ("viewers",),
    "viewers-2": ("viewers",),
}
"""The processes, and the subgraphs that each serves."""
WORKERS: Final[Mapping[str, int]] = {"first": 1, "second": 2}
"""Of each gateway."""
HEDGING_OFF, HEDGING_ON = "    # hedging: {}\n", "    hedging: {}\n"


class SubgraphHost:
    """A process of `benchmarks.soak.subgraph`."""

    def __init__(self, name: str, directory: Path, key_file: Path) -> None:
        self.port, self.events_port = free_port(), free_port()
        self.journal = directory / f"{name}.journal"
        self.process = Process(
            name=name,
            command=[
                *(sys.executable, "-m", "benchmarks.soak.subgraph", "--names", ",".join(HOSTS[name])),
                *("--port", str(self.port), "--events-port", str(self.events_port)),
                *("--key-file", str(key_file), "--journal", str(self.journal)),
            ],
            log=directory / f"{name}.log",
            ready=lambda: accepts_connections(self.port) and accepts_connections(self.events_port),
        )

    def url(self, subgraph: str) -> str:
        return f"http://127.0.0.1:{self.port}/{subgraph}"

    def set_faults(self, faults: Mapping[str, Mapping[str, float]]) -> None:
        send(f"http://127.0.0.1:{self.port}/faults", json.dumps(faults).encode())


@dataclass
class Stage:
    """What faults are done to."""

    directory: Path
    hosts: Mapping[str, SubgraphHost]
    redis: RedisServer
    issuer: TokenIssuer
    collector: Collector
    gateways: Mapping[str, GatewayUnderTest]
    balancer: Balancer
    signing_key: str = "first"
    hedging: bool = False

    @property
    def supergraph(self) -> Path:
        return self.directory / "supergraph.graphql"

    @property
    def configuration(self) -> Path:
        return self.directory / "gateway.yaml"

    def write_supergraph(self, description: str) -> None:
        """One of equal content, put there as a whole."""
        text = compose_supergraph(lambda name: host_of(self.hosts, name).url(name), description=description)
        replace_text(self.supergraph, text)

    def journal(self) -> list[str]:
        """The mutations that were carried out, from all instances."""
        return [line for host in self.hosts.values() for line in host.journal.read_text().splitlines()]


@asynccontextmanager
async def staged(directory: Path) -> AsyncIterator[Stage]:
    """All of it, ready."""
    async with AsyncExitStack() as stack:
        collector = await stack.enter_async_context(collecting())
        issuer = TokenIssuer()
        issuer.add_key("first")
        key_set = stack.enter_context(serve_key_set(issuer))
        redis = await asyncio.to_thread(stack.enter_context, redis_server())
        key_file, manifest = directory / "internal.key", directory / "manifest.json"
        key_file.write_text(token_hex(32))
        manifest.write_text(json.dumps(TRUSTED))
        hosts = {name: SubgraphHost(name, directory, key_file) for name in HOSTS}
        environment = {
            "SOAK_VIEWERS_1": hosts["viewers-1"].url("viewers"),
            "SOAK_VIEWERS_2": hosts["viewers-2"].url("viewers"),
            "SOAK_ALARMS": f"ws://127.0.0.1:{hosts['catalogue'].events_port}/alarms",
            "SOAK_REDIS": redis.unix_url,
            "SOAK_KEY_SET": key_set.url,
            "SOAK_INTERNAL_KEY": key_file.read_text(),
            "SOAK_MANIFEST": str(manifest),
            "SOAK_COLLECTOR": collector.url,
        }
        supergraph, configuration = directory / "supergraph.graphql", directory / "gateway.yaml"
        configuration.write_text(CONFIGURATION.read_text())
        gateways = {
            name: GatewayUnderTest(name, workers, supergraph, configuration, environment)
            for name, workers in WORKERS.items()
        }
        balancer = Balancer(directory, [gateway.port for gateway in gateways.values()], fall=3)
        stage = Stage(directory, hosts, redis, issuer, collector, gateways, balancer)
        stage.write_supergraph("the first")
        for process in (*(host.process for host in hosts.values()), *(one.process for one in gateways.values())):
            stack.callback(process.kill)
            process.start()
        for process in (*(host.process for host in hosts.values()), *(one.process for one in gateways.values())):
            await asyncio.to_thread(process.wait_until_ready)
        await asyncio.to_thread(stack.enter_context, balancer)
        yield stage


def host_of(hosts: Mapping[str, SubgraphHost], subgraph: str) -> SubgraphHost:
    """The first that serves it."""
    return next(hosts[name] for name, served in HOSTS.items() if subgraph in served)


def replace_text(path: Path, text: str) -> None:
    """Nobody ever reads half of it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(path)
