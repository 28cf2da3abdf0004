"""Redis servers that a test may kill, restart and fail over: single ones, a Sentinel group, a Cluster."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis as redis_py

from tests.harness.processes import Process, accepts_connections, free_port
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError, find_redis, temporary_directory, unprivileged_user

SLOTS = 16_384


@dataclass
class RedisServer:
    """A server on a loopback port and a Unix socket that writes nothing to disk."""

    process: Process
    port: int
    socket_path: Path

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def unix_url(self) -> str:
        return f"unix://{self.socket_path}"

    def kill(self) -> None:
        self.process.kill()
        self.socket_path.unlink(missing_ok=True)

    def start(self) -> None:
        self.process.start().wait_until_ready()

    def restart(self) -> None:
        self.kill()
        self.start()

    def client(self, **options) -> redis_py.Redis:
        """Another program's connection, to look behind the scenes."""
        return redis_py.Redis(port=self.port, **options)


@contextmanager
def redis_server(*options: str) -> Iterator[RedisServer]:
    with temporary_directory("redis", unprivileged_user("redis")) as (directory, user):
        server = _server("Redis", directory, user, options)
        with server.process:
            yield server


@dataclass
class SentinelGroup:
    """A primary, its replica, and the sentinels that watch them."""

    primary: RedisServer
    replica: RedisServer
    url: str


@contextmanager
def sentinel_group(name: str = "shop", sentinels: int = 3) -> Iterator[SentinelGroup]:
    """Sentinels that call the primary dead after 0.2 s, when most of them agree."""
    with ExitStack() as stack:
        directory, user = stack.enter_context(temporary_directory("sentinel", unprivileged_user("redis")))
        primary = _server("primary", directory, user, ("--repl-diskless-sync-delay", "0"))
        stack.enter_context(primary.process)
        replica = _server("replica", directory, user, ("--replicaof", f"127.0.0.1 {primary.port}"))
        stack.enter_context(replica.process)
        _until(lambda: replica.client().info("replication")["master_link_status"] == "up")
        ports = [free_port() for _ in range(sentinels)]
        for port in ports:
            stack.enter_context(_sentinel(port, name, primary.port, sentinels // 2 + 1, directory, user))
        _until(lambda: all(_knows_the_group(port, name, sentinels - 1) for port in ports))
        hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
        yield SentinelGroup(primary, replica, f"redis+sentinel://{hosts}/{name}")


def _sentinel(port: int, name: str, primary: int, quorum: int, directory: Path, user: str | None) -> Process:
    file = directory / f"sentinel-{port}.conf"
    file.write_text(
        f"port {port}\nbind 127.0.0.1\ndir {directory}\nsentinel monitor {name} 127.0.0.1 {primary} {quorum}\n"
        f"sentinel down-after-milliseconds {name} 200\nsentinel failover-timeout {name} 1000\n"
    )
    if user is not None:
        shutil.chown(file, user)  # a sentinel writes down what it learns
    return Process(
        name=f"sentinel {port}",
        command=[_program(), str(file), "--sentinel"],
        log=directory / f"sentinel-{port}.log",
        ready=lambda: accepts_connections(port),
        user=user,
        directory=directory,
    )


def _knows_the_group(port: int, name: str, others: int) -> bool:
    with redis_py.Redis(port=port) as sentinel:
        state = sentinel.sentinel_master(name)
    return bool(state["num-slaves"] == 1 and state["num-other-sentinels"] == others)


@dataclass
class RedisCluster:
    """Servers that share the slots evenly; none has a replica."""

    servers: Sequence[RedisServer]
    url: str


@contextmanager
def redis_cluster(size: int = 3) -> Iterator[RedisCluster]:
    with ExitStack() as stack:
        servers = []
        for number in range(size):
            directory, user = stack.enter_context(temporary_directory("cluster", unprivileged_user("redis")))
            options = ("--cluster-enabled", "yes", "--cluster-port", str(free_port()), "--cluster-node-timeout", "500")
            server = _server(f"node {number}", directory, user, options)
            stack.enter_context(server.process)
            servers.append(server)
        for number, server in enumerate(servers):
            with server.client() as client:
                slots = range(SLOTS * number // size, SLOTS * (number + 1) // size)
                client.execute_command("CLUSTER ADDSLOTSRANGE", slots[0], slots[-1])
                client.execute_command("CLUSTER SET-CONFIG-EPOCH", number + 1)
                bus = server.process.command[server.process.command.index("--cluster-port") + 1]
                for other in servers[:number]:
                    other.client().execute_command("CLUSTER MEET", "127.0.0.1", server.port, bus)
        _until(lambda: all(_is_whole(server, size) for server in servers))
        yield RedisCluster(servers, f"redis+cluster://127.0.0.1:{servers[0].port}")


def _is_whole(server: RedisServer, size: int) -> bool:
    with server.client() as client:
        state = client.execute_command("CLUSTER INFO")
    return bool(state["cluster_state"] == "ok" and int(state["cluster_known_nodes"]) == size)


def _server(name: str, directory: Path, user: str | None, options: Sequence[str]) -> RedisServer:
    port = free_port()
    path = directory / f"{port}.sock"
    process = Process(
        name=name,
        command=[
            _program(),
            *("--port", str(port), "--bind", "127.0.0.1", "--dir", str(directory)),
            *("--unixsocket", str(path), "--unixsocketperm", "777", "--save", "", "--appendonly", "no"),
            *options,
        ],
        log=directory / f"{port}.log",
        ready=lambda: accepts_connections(port) and path.exists(),
        user=user,
        directory=directory,
    )
    return RedisServer(process, port, path)


async def until_answered(call: Callable[[], Awaitable[Any]], wanted: Any, within: float = 10.0) -> None:
    """Call until that is the answer; errors are other answers."""
    async with asyncio.timeout(within):
        while (await asyncio.gather(call(), return_exceptions=True))[0] != wanted:  # noqa: ASYNC110 - polls a server
            await asyncio.sleep(0.01)


def _program() -> str:
    try:
        return str(find_redis())
    except ServiceMissingError as missing:
        skip_or_fail(missing)


def _until(condition: Callable[[], bool], within: float = 20.0) -> None:
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("The Redis servers did not find one another.")
        time.sleep(0.05)
