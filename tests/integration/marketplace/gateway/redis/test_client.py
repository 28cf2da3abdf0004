"""The client against a real server: what it sends, what it does when the server goes, hangs and comes back."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from marketplace.gateway.config import RedisConfig
from marketplace.gateway.errors import RedisReplyError, RedisUnavailableError
from marketplace.gateway.redis import RedisClient, Script, connect
from tests.harness.processes import free_port
from tests.harness.redis_servers import RedisServer, redis_server, until_answered
from tests.harness.served_gateway import until
from tests.harness.services import temporary_directory, unprivileged_user

pytestmark = pytest.mark.redis

BOTH = Script.of("return {KEYS[1], ARGV[1]}")


@pytest.fixture(scope="module")
def shared_server() -> Iterator[RedisServer]:
    with redis_server("--requirepass", "s3cret") as server:
        yield server


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """One that the test may treat badly."""
    with redis_server() as own:
        yield own


@asynccontextmanager
async def connected(url: str, **options) -> AsyncIterator[RedisClient]:
    # A patience that a busy test machine keeps; tests of impatience say so.
    client = connect(RedisConfig(url=url, **{"timeout": 1.0, "first_retry": 0.01, "longest_retry": 0.05, **options}))
    try:
        yield client
    finally:
        await client.aclose()


@pytest.mark.parametrize("way", ["tcp", "unix"])
def test_commands_are_answered_in_order(shared_server, way):
    async def scenario():
        url = shared_server.url if way == "tcp" else shared_server.unix_url
        async with connected(url, password="s3cret") as client:
            assert not client.available
            assert client.why_unavailable is None
            assert await client.call("SET", f"{way}:a", "ä") == b"OK"
            assert await client.call("GET", f"{way}:a") == "ä".encode()
            assert await client.call("GET", "nothing") is None
            assert await asyncio.gather(*(client.call("INCRBY", f"{way}:n", 2) for _ in range(5))) == [2, 4, 6, 8, 10]
            assert client.available

    asyncio.run(scenario())


def test_commands_of_one_turn_go_out_in_one_write(shared_server):
    async def scenario():
        async with connected(shared_server.url, password="s3cret") as client:
            await client.call("PING")
            with shared_server.client(password="s3cret") as other:
                before = other.info("stats")["total_reads_processed"]
                await asyncio.gather(*(client.call("PING") for _ in range(100)))
                after = other.info("stats")["total_reads_processed"]
            assert after - before == 1 + 1  # ours, and the second INFO

    asyncio.run(scenario())


def test_the_database_and_the_name_of_the_connection(shared_server):
    async def scenario():
        async with connected(
            f"redis://127.0.0.1:{shared_server.port}/5", password="s3cret", client_name="edge"
        ) as client:
            mine = (await client.call("CLIENT", "INFO")).decode()
            assert " db=5 " in mine
            assert " name=edge " in mine

    asyncio.run(scenario())


def test_a_wrong_password_is_said_and_not_quoted(shared_server):
    async def scenario():
        async with connected(shared_server.url, password="guessed") as client:
            with pytest.raises(RedisUnavailableError, match="WRONGPASS") as refused:
                await client.call("PING")
            assert "guessed" not in str(refused.value)

    asyncio.run(scenario())


def test_over_tls_the_server_is_checked_and_a_user_of_the_access_list_is_let_in():
    async def scenario(port, certificate_file):
        own = {"username": "edge", "password": "s3cret"}
        async with connected(f"rediss://localhost:{port}", tls_ca_file=Path(certificate_file), **own) as client:
            assert await client.call("ACL", "WHOAMI") == b"edge"
        async with connected(f"rediss://localhost:{port}", **own) as client:
            with pytest.raises(RedisUnavailableError, match="CERTIFICATE_VERIFY_FAILED"):
                await client.call("PING")

    with temporary_directory("tls", unprivileged_user("redis")) as (directory, _):
        public, private = certificate(directory)
        port = free_port()
        tls = (
            "--tls-port",
            str(port),
            "--tls-auth-clients",
            "no",
            "--tls-cert-file",
            public,
            "--tls-key-file",
            private,
        )
        with redis_server(*tls, "--user", "edge", "on", ">s3cret", "~*", "&*", "+@all"):
            asyncio.run(scenario(port, public))


def certificate(directory: Path) -> tuple[str, str]:
    """A certificate for localhost that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for file, content in (("server.pem", signed.public_bytes(serialization.Encoding.PEM)), ("server.key", private)):
        (directory / file).write_bytes(content)
        (directory / file).chmod(0o644)
    return str(directory / "server.pem"), str(directory / "server.key")


def test_a_wrong_command_is_an_error_of_its_own(shared_server):
    async def scenario():
        async with connected(shared_server.url, password="s3cret") as client:
            calls = [client.call("SET", "text", "x"), client.call("INCR", "text"), client.call("PING")]
            with pytest.raises(RedisReplyError, match="not an integer"):
                await calls[1]
            assert (await calls[0], await calls[2]) == (b"OK", b"PONG")

    asyncio.run(scenario())


def test_a_forgotten_script_is_loaded_again(shared_server):
    async def scenario():
        async with connected(shared_server.url, password="s3cret") as client:
            for _ in range(2):
                calls = (client.run_script(BOTH, ["k"], [number]) for number in range(3))
                assert await asyncio.gather(*calls) == [[b"k", b"0"], [b"k", b"1"], [b"k", b"2"]]
                await client.call("SCRIPT", "FLUSH")

    asyncio.run(scenario())


def test_a_subscriber_hears_what_is_published(shared_server):
    async def scenario():
        async with connected(shared_server.url, password="s3cret") as client:
            listening = client.subscribe("news")
            first = asyncio.ensure_future(anext(listening))
            await until_answered(lambda: client.call("PUBLISH", "news", "one"), 1)
            await client.call("PUBLISH", "news", "two")
            assert [await first, await anext(listening)] == [b"one", b"two"]
            await listening.aclose()
            await until_answered(lambda: client.call("PUBLISH", "news", "three"), 0)

    asyncio.run(scenario())


def test_a_dead_server_fails_calls_at_once_and_its_return_is_noticed(server, caplog):
    async def scenario():
        async with connected(server.url) as client:
            await client.call("SET", "a", 1)
            server.kill()
            await until(lambda: not client.available)
            failed = client.call("GET", "a")
            assert failed.done()
            with pytest.raises(RedisUnavailableError):
                await failed
            assert client.why_unavailable is not None
            server.start()
            await until(lambda: client.why_unavailable is None)
            assert client.available
            assert await client.run_script(BOTH, ["k"], ["v"]) == [b"k", b"v"]

    with caplog.at_level(logging.WARNING):
        asyncio.run(scenario())
    assert [record.message.rpartition(" ")[2] for record in caplog.records] == ["back.", "again."]


def test_a_server_that_was_never_there_fails_calls_within_the_time_limit(server):
    server.kill()

    async def scenario():
        async with connected(server.url, timeout=0.2) as client:
            with pytest.raises(RedisUnavailableError, match="cannot be used"):
                await client.call("PING")
        async with asyncio.timeout(20), connected(server.url, timeout=60.0) as client:
            with pytest.raises(RedisUnavailableError, match="cannot be used"):
                await client.call("PING")

    asyncio.run(scenario())


def test_a_server_that_hangs_is_given_up_after_the_time_limit_and_found_again(server):
    async def scenario():
        async with connected(server.url, timeout=0.05) as client:
            await client.call("PING")
            os.kill(server.process.pid, signal.SIGSTOP)
            with pytest.raises(RedisUnavailableError, match=r"within 0\.05 s"):
                await client.call("PING")
            failed = client.call("PING")
            assert failed.done()
            with pytest.raises(RedisUnavailableError):
                await failed
            os.kill(server.process.pid, signal.SIGCONT)
            await until(lambda: client.available)
            assert await client.call("PING") == b"PONG"

    asyncio.run(scenario())


def test_a_stall_of_our_own_is_not_taken_for_the_servers(server):
    async def scenario():
        async with connected(server.url, timeout=0.05) as client:
            await client.call("PING")
            answer = client.call("PING")
            asyncio.get_running_loop().call_soon(lambda: time.sleep(0.2))
            assert await answer == b"PONG"

    asyncio.run(scenario())


def test_more_commands_than_may_wait_fail_at_once(server):
    async def scenario():
        async with connected(server.url, max_waiting=10) as client:
            await client.call("PING")
            answers = await asyncio.gather(*(client.call("PING") for _ in range(11)), return_exceptions=True)
            assert answers[:10] == [b"PONG"] * 10
            assert isinstance(answers[10], RedisUnavailableError)

    asyncio.run(scenario())


def test_a_call_that_nobody_waits_for_any_more_disturbs_no_other(server):
    async def scenario():
        async with connected(server.url) as client:
            await client.call("SET", "a", 1)
            first, second = client.call("ECHO", "1"), client.call("ECHO", "2")
            first.cancel()
            assert await second == b"2"

    asyncio.run(scenario())


def test_a_subscriber_is_told_that_it_may_have_missed_something(server):
    async def scenario():
        async with connected(server.url) as client:
            first = asyncio.ensure_future(anext(client.subscribe("news")))
            await until(lambda: b"news" in server.client().pubsub_channels())
            server.kill()
            with pytest.raises(RedisUnavailableError):
                await first

    asyncio.run(scenario())


def test_a_closed_client_answers_nobody(server):
    async def scenario():
        client = connect(RedisConfig(url=server.url))
        await client.call("PING")
        await client.aclose()
        with pytest.raises(RedisUnavailableError, match="closed"):
            await client.call("PING")

    asyncio.run(scenario())
