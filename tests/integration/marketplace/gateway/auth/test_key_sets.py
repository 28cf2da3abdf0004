"""Key sets over HTTP, behind a gateway: fetched once, rotated, and out of reach."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from marketplace.gateway.config import ClientTokenConfig, GatewayConfig, TokenIssuerConfig
from marketplace.gateway.pipeline import HttpRequest
from tests.harness.small_gateway import SmallGateway
from tests.harness.token_issuer import KeySetServer, TokenIssuer, serve_key_set

Scenario = Callable[["Client"], Awaitable[None]]


class Client:
    """Asks a gateway that believes one issuer, whose key set is served over HTTP."""

    def __init__(self, issuer: TokenIssuer, server: KeySetServer, **options: Any) -> None:
        self.issuer = issuer
        self.server = server
        config = TokenIssuerConfig(issuer=issuer.name, audiences=frozenset({"shop"}), jwks_url=server.url)
        tokens = ClientTokenConfig(issuers=(config,), **{"fetch_timeout": 2.0, **options})
        self.gateway = SmallGateway(GatewayConfig(client_tokens=tokens))

    async def ask(self, key_id: str) -> tuple[int, dict[str, Any]]:
        """The status and the body that a request with a new token gets."""
        headers = {
            "content-type": "application/json",
            "accept": "application/graphql-response+json",
            "authorization": f"Bearer {self.issuer.token(key_id)}",
        }
        request = HttpRequest("POST", "", headers, orjson.dumps({"query": "{ me { name } }"}))
        response = await self.gateway.answer(request)
        return response.status, orjson.loads(response.body)

    async def status(self, key_id: str) -> int:
        return (await self.ask(key_id))[0]


def run(scenario: Scenario, **options: Any) -> None:
    async def with_client() -> None:
        issuer = TokenIssuer()
        issuer.add_key("k1")
        with serve_key_set(issuer) as server:
            client = Client(issuer, server, **options)
            try:
                await scenario(client)
            finally:
                await client.gateway.gateway.aclose()

    asyncio.run(with_client())


def test_many_first_requests_share_one_fetch():
    async def scenario(client: Client) -> None:
        assert await asyncio.gather(*(client.status("k1") for _ in range(20))) == [200] * 20
        assert client.server.fetches == 1

    run(scenario)


def test_a_new_key_is_learned_with_the_first_token_that_names_it_and_drops_no_request():
    async def scenario(client: Client) -> None:
        assert await client.status("k1") == 200
        client.issuer.add_key("k2")
        answers = await asyncio.gather(*(client.status(f"k{number % 2 + 1}") for number in range(20)))
        assert answers == [200] * 20
        assert client.server.fetches == 2

    run(scenario, unknown_key_interval=0.0)


def test_tokens_with_invented_keys_cannot_hammer_the_issuer():
    async def scenario(client: Client) -> None:
        assert await client.status("k1") == 200
        client.issuer.add_key("invented", publish=False)
        assert await asyncio.gather(*(client.status("invented") for _ in range(20))) == [401] * 20
        assert client.server.fetches == 1
        assert await client.status("k1") == 200

    run(scenario, unknown_key_interval=60.0)


def test_an_outage_leaves_the_last_good_keys_and_is_told_once(caplog: pytest.LogCaptureFixture):
    async def scenario(client: Client) -> None:
        assert await client.status("k1") == 200
        client.server.status = 500
        verifier = client.gateway.gateway.services.token_verifier
        assert verifier is not None
        while client.server.fetches < 4:
            assert await client.status("k1") == 200
            await asyncio.sleep(0.02)
        assert "answers with status 500" in verifier.troubles[client.issuer.name]
        client.server.status = 200
        while verifier.troubles:
            assert await client.status("k1") == 200
            await asyncio.sleep(0.02)

    with caplog.at_level(logging.INFO, "marketplace.gateway.auth"):
        run(scenario, refresh_interval=0.0, unknown_key_interval=0.0)
    told = [record.getMessage() for record in caplog.records if "answers with status 500" in record.getMessage()]
    assert len(told) == 1
    assert told[0].endswith("the last good ones stay in use")


def test_before_the_first_keys_are_there_a_client_is_asked_to_come_again():
    async def scenario(client: Client) -> None:
        client.server.status = 503
        status, body = await client.ask("k1")
        assert status == 503
        assert body["errors"][0]["extensions"]["code"] == "TOKEN_KEYS_UNAVAILABLE"
        client.server.status = 200
        assert await client.status("k1") == 200

    run(scenario, unknown_key_interval=0.0)


def test_a_redirection_is_not_followed():
    async def scenario(client: Client) -> None:
        client.server.headers["location"] = client.server.url
        client.server.status = 302
        assert await client.status("k1") == 503
        assert client.server.fetches == 1

    run(scenario)


def test_a_key_set_that_is_too_long_is_refused():
    async def scenario(client: Client) -> None:
        client.issuer.further = [{"kty": "oct", "kid": "x" * 1000, "k": "eA"}]
        assert await client.status("k1") == 503

    run(scenario, max_key_set_bytes=1000)
