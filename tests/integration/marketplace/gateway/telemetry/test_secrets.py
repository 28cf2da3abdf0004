"""Whatever clients send in variables, tokens, headers and literals, telemetry never holds it."""

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.gateway.config import ClientTokenConfig, GatewayConfig
from tests.harness.observed_gateway import OPENMETRICS, observed

KEY = "k" * 32
SECRETS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=12).map("hush-{}-hush".format)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SECRETS, min_size=6, max_size=6, unique=True))
def test_secrets_of_clients_are_nowhere(tmp_path, secrets):
    variable, literal, header, subject, forged, baggage = secrets
    claims = {"iss": "holdfast", "aud": "marketplace", "sub": subject, "roles": [], "exp": 4_000_000_000, "iat": 1}
    token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(KEY))

    async def scenario() -> bytes:
        log = tmp_path / f"{variable}.log"
        config = GatewayConfig(client_tokens=ClientTokenConfig(key=KEY))
        async with observed(log.with_name("access.log"), config=config) as gateway:

            def quote(request: object) -> dict[str, object]:
                return {
                    "data": None,
                    "errors": [{"message": f"cannot use {request}", "extensions": {"value": variable}}],
                }

            gateway.small.clock.answer = quote
            query = "query Q($n: Int, $s: String) { now  __type(name: $s) { name } }"
            for body, authorization in (
                ({"query": query, "variables": {"n": 1, "s": variable}}, f"Bearer {token}"),
                ({"query": query, "variables": {"n": variable}}, f"Bearer {token}"),
                ({"query": f'{{ now __type(name: "{literal}") {{ name }} }}'}, f"Bearer {token}"),
                ({"query": f'{{ now(at: "{literal}") }}'}, f"Bearer {token}"),
                ({"query": "{ now }"}, f"Bearer {forged}"),
            ):
                await gateway.post(body, authorization=authorization, x_custom=header, baggage=f"session={baggage}")
            told = [await gateway.admin("/metrics", accept=OPENMETRICS), await gateway.admin("/state")]
        written = log.with_name("access.log").read_bytes()
        assert len(gateway.collector.spans) > 10
        assert len(written.splitlines()) >= 5
        return b"".join([written, *gateway.collector.raw, *(answer.body for answer in told)])

    everything = asyncio.run(scenario())
    assert [secret for secret in (*secrets, token, KEY) if secret.encode() in everything] == []
