"""The operators' listener on a real socket: what it shows, what it refuses, and how it shares ports with workers."""

import asyncio
import contextlib
import logging
import random
import socket
from dataclasses import replace

import orjson
import pytest

from marketplace.gateway.app.admin import AdminRequest, AdminResponse, AdminRoute
from marketplace.gateway.config import AdminConfig, GatewayConfig, ServerConfig, TelemetryConfig
from marketplace.gateway.telemetry import Series
from tests.harness.clock_gateway import ClockGateway
from tests.harness.observed_gateway import ADMIN_TOKEN, ObservedGateway, observed
from tests.harness.processes import free_port


def observe(tmp_path, scenario) -> None:
    async def around() -> None:
        async with observed(tmp_path / "access.log") as gateway:
            await scenario(gateway)

    asyncio.run(around())


def admin_only(port: int, workers: int = 1, **options) -> ClockGateway:
    telemetry = TelemetryConfig(admin=AdminConfig(port=port, **options))
    return ClockGateway(config=GatewayConfig(server=ServerConfig(workers=workers), telemetry=telemetry))


def two_free_ports() -> int:
    """The lower of two neighbours, below those that the system gives to others meanwhile."""
    while True:
        port = random.randrange(10_000, 30_000)
        with contextlib.suppress(OSError):
            for candidate in (port, port + 1):
                socket.create_server(("127.0.0.1", candidate)).close()
            return port


async def exchange(port: int, *messages: bytes) -> list[bytes]:
    """What comes back on one connection after each message; the last answer is read to the end of the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = []
    for number, message in enumerate(messages):
        writer.write(message)
        async with asyncio.timeout(5):
            last = number == len(messages) - 1
            answers.append(await reader.read() if last else await reader.read(65_536))
    writer.close()
    return answers


def test_operators_see_series_state_and_health(tmp_path):
    async def scenario(gateway: ObservedGateway) -> None:
        for _ in range(2):
            await gateway.post({"query": "{ now }"})
        values = {(s.name, s.labels.get("cache", "")): s.value for s in await gateway.samples()}
        assert values[Series.CACHE_HITS, "plans"] == 1
        assert values[Series.CACHE_MISSES, "plans"] == 1
        assert values["process_resident_memory_bytes", ""] > 0
        state = (await gateway.admin("/state")).json()
        assert state["gateway"]["supergraph"] == gateway.small.gateway.services.supergraph.hash
        assert state["caches"]["plans"]["entries"] == 1
        assert set(state["subgraphs"]) == {"clock", "names"}
        health = await gateway.admin("/healthz")
        assert (health.status, health.json()) == (200, {"status": "alive"})

    observe(tmp_path, scenario)


def test_readiness_says_why_not(tmp_path):
    async def scenario(gateway: ObservedGateway) -> None:
        assert (await gateway.admin("/readyz")).status == 200
        await gateway.small.gateway.begin_drain()
        answer = await gateway.admin("/readyz")
        assert (answer.status, answer.json()["reasons"]) == (503, ["The gateway is stopping."])

    observe(tmp_path, scenario)


def test_the_text_format_is_given_to_readers_that_know_no_other(tmp_path):
    async def scenario(gateway: ObservedGateway) -> None:
        plain = await gateway.admin("/metrics", accept="text/plain")
        modern = await gateway.admin("/metrics", accept="application/openmetrics-text")
        assert plain.headers["content-type"].startswith("text/plain")
        assert modern.headers["content-type"].startswith("application/openmetrics-text")
        assert modern.body.endswith(b"# EOF\n")

    observe(tmp_path, scenario)


def test_what_others_mount_is_guarded_by_the_token(tmp_path):
    async def scenario(gateway: ObservedGateway) -> None:
        forgotten: list[bytes] = []

        async def forget(request: AdminRequest) -> AdminResponse:
            forgotten.append(request.body)
            return AdminResponse.of_json(200, {"forgotten": 1})

        gateway.small.gateway.admin.mount(AdminRoute("POST", "/cache/forget", forget, changes_state=True))
        assert (await gateway.admin("/cache/forget", "POST", b"a")).status == 401
        done = await gateway.admin("/cache/forget", "POST", b"b", authorization=f"Bearer {ADMIN_TOKEN}")
        assert (done.status, forgotten) == (200, [b"b"])

    observe(tmp_path, scenario)


def test_without_metrics_the_page_says_so_and_without_options_there_is_no_listener():
    async def scenario() -> None:
        port = free_port()
        small = admin_only(port)
        assert ClockGateway().gateway.admin.port is None
        await small.gateway.start()
        (answer,) = await exchange(port, b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 404 Not Found\r\n")
        await small.gateway.aclose()
        with pytest.raises(ConnectionRefusedError):
            await exchange(port, b"")

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("message", "status"),
    [
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nhost: localhost\r\n\r\n", b"431"),
        (b"GET /state HTTP/1.1\r\nhost: localhost\r\n" + b"x: y\r\n" * 5_000 + b"\r\n", b"431"),
        (b"POST /state HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2000\r\n\r\n" + b"b" * 2_000, b"413"),
        (b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", b"400"),
        (b"GET /state HTTP/1.1\r\n\r\n", b"421"),
    ],
    ids=["long address", "large head", "large body", "no HTTP", "no host"],
)
def test_what_does_not_fit_is_refused(message, status):
    async def scenario() -> None:
        port = free_port()
        small = admin_only(port, max_body=1_000, timeout=0.2)
        await small.gateway.start()
        (answer,) = await exchange(port, message)
        assert answer.split(b" ")[1] == status
        await small.gateway.aclose()

    asyncio.run(scenario())


def test_a_connection_serves_many_requests_until_it_is_idle():
    async def scenario() -> None:
        port = free_port()
        small = admin_only(port, timeout=0.2)
        await small.gateway.start()
        head = b"HEAD /state HTTP/1.1\r\nhost: localhost\r\n\r\n"
        first, second, end = await exchange(port, head, head, b"GET /sta")
        for answer in (first, second):
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert answer.endswith(b"\r\n\r\n"), "a head without a body"
        assert end == b"", "half a request, and then nothing for too long"
        await small.gateway.aclose()

    asyncio.run(scenario())


def test_more_connections_than_allowed_are_closed_at_once():
    async def scenario() -> None:
        port = free_port()
        small = admin_only(port, max_connections=1)
        await small.gateway.start()
        _, held = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(0.02)
        reader, refused = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        for writer in (refused, held):
            writer.close()
        await small.gateway.aclose()

    asyncio.run(scenario())


def test_workers_take_one_port_after_the_other(caplog):
    async def scenario() -> None:
        port = two_free_ports()
        first, second = admin_only(port, workers=2), admin_only(port, workers=2)
        third = admin_only(port, workers=2)
        await first.gateway.start()
        await second.gateway.start()
        assert (first.gateway.admin.port, second.gateway.admin.port) == (port, port + 1)
        with caplog.at_level(logging.ERROR):
            await third.gateway.start()
        assert third.gateway.admin.port is None, "it serves its clients all the same"
        assert "found no free port" in caplog.text
        await first.gateway.aclose()
        restarted = admin_only(port, workers=2)
        await restarted.gateway.start()
        assert restarted.gateway.admin.port == port, "a worker that is started anew finds its predecessor's"
        for small in (second, third, restarted):
            await small.gateway.aclose()

    asyncio.run(scenario())


def test_secrets_of_the_configuration_are_not_part_of_the_state():
    async def scenario() -> bytes:
        port = free_port()
        small = admin_only(port, token="do-not-tell")
        await small.gateway.start()
        (answer,) = await exchange(port, b"GET /state HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        await small.gateway.aclose()
        return answer

    answer = asyncio.run(scenario())
    assert b"do-not-tell" not in answer
    assert orjson.loads(answer.partition(b"\r\n\r\n")[2])["gateway"]["liveStreams"] == 0
    assert "do-not-tell" not in repr(replace(AdminConfig(), token="do-not-tell"))
