"""Two gateways behind a balancer: what clients notice when one dies, and when one is told to stop."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from tests.harness.balancer import CHECK_EVERY, Balancer
from tests.harness.gateway_process import GatewayProcess
from tests.harness.load import Load
from tests.harness.raw_server import json_response, read_request, serve_raw
from tests.harness.requirements import skip_or_fail
from tests.harness.served_gateway import until
from tests.harness.services import ServiceMissingError
from tests.harness.who_supergraph import supergraph_of_who

CLIENTS = 16
NOTICE = 5 * CHECK_EVERY
OPTIONS = f"resilience: {{drain: {{notice: {NOTICE}s, timeout: 5s}}}}"


async def answer_after_a_while(reader, writer, _number) -> None:
    """Long enough that there are always requests under way."""
    while True:
        await read_request(reader)
        await asyncio.sleep(0.02)
        writer.write(json_response(b'{"data":{"who":"somebody"}}'))


@contextmanager
def gateways(tmp_path: Path, url: str, *, workers: Sequence[int]) -> Iterator[list[GatewayProcess]]:
    running = [GatewayProcess(tmp_path, supergraph_of_who(url), OPTIONS, workers=count) for count in workers]
    with ExitStack() as stack:
        for gateway in running:
            stack.callback(gateway.process.kill)
            gateway.start()
        for gateway in running:
            gateway.wait_until_ready()
        yield running


@asynccontextmanager
async def under_load(
    tmp_path: Path, *, balanced: bool, workers: Sequence[int]
) -> AsyncIterator[tuple[list[GatewayProcess], Load]]:
    async with serve_raw(answer_after_a_while) as subgraph:
        with ExitStack() as stack:
            running = await asyncio.to_thread(stack.enter_context, gateways(tmp_path, subgraph.url, workers=workers))
            ports = [gateway.port for gateway in running]
            if balanced:
                ports = [stack.enter_context(balancer(tmp_path, ports)).port]
            async with Load(ports, CLIENTS) as load:
                await load.until_answered(5 * CLIENTS)
                yield running, load


def balancer(tmp_path: Path, ports: Sequence[int]) -> Balancer:
    try:
        return Balancer(tmp_path, ports)
    except ServiceMissingError as missing:
        skip_or_fail(missing)


@pytest.mark.haproxy
def test_behind_a_balancer(tmp_path):
    """One that is killed loses no more than was under way on it, and the clients' retry succeeds. One that is told to
    stop loses nothing: it is alive but not ready, and answers until the balancer knows.
    """

    async def scenario() -> None:
        async with under_load(tmp_path, balanced=True, workers=[1, 1]) as (running, load):
            first, second = running
            await asyncio.to_thread(first.process.kill)
            await load.until_answered(20 * CLIENTS)
            lost_by_the_kill = len(load.lost)
            assert 0 < lost_by_the_kill <= CLIENTS, load.lost
            first.start()
            await asyncio.to_thread(first.wait_until_ready)
            await load.until_answered(20 * CLIENTS)

            os.kill(second.process.pid, signal.SIGTERM)
            await until(lambda: second.status("/readyz") == 503)
            assert second.status("/healthz") == 200
            await load.until_answered(10 * CLIENTS)
            assert await asyncio.to_thread(second.process.stop) == 0
            await load.until_answered(20 * CLIENTS)
        assert len(load.lost) == lost_by_the_kill, load.lost
        assert load.lost_twice == 0

    asyncio.run(scenario())


def test_without_a_balancer_a_gateway_of_two_processes_that_is_told_to_stop_loses_nothing_either(tmp_path):
    """Clients are told to close with an answer, and connect to the other gateway when this one does not listen."""

    async def scenario() -> None:
        async with under_load(tmp_path, balanced=False, workers=[2, 1]) as (running, load):
            assert await asyncio.to_thread(running[0].process.stop) == 0
            await load.until_answered(20 * CLIENTS)
        assert load.lost == []

    asyncio.run(scenario())
