"""The marketplace's settings decide what its gateway tells about itself."""

from __future__ import annotations

import asyncio

import orjson
import pytest

from marketplace.asgi import make_gateway, telemetry_config
from marketplace.gateway.app import Gateway
from marketplace.gateway.app.admin import AdminRequest
from marketplace.gateway.pipeline import HttpRequest

pytestmark = pytest.mark.django_db(transaction=True)


async def ask(gateway: Gateway, query: str) -> bytes:
    request = HttpRequest("POST", "", {"content-type": "application/json"}, orjson.dumps({"query": query}))
    response = await gateway.respond(gateway.begin(request))
    assert response.status == 200
    return (await gateway.admin.answer(AdminRequest("GET", "/metrics", "", {"host": "localhost"}))).body


def test_metrics_and_the_access_log_are_switched_by_settings(settings, tmp_path):
    settings.METRICS = settings.ACCESS_LOG = True
    settings.ACCESS_LOG_FILE = tmp_path / "access.log"

    async def scenario() -> bytes:
        gateway = make_gateway()
        shown = await ask(gateway, "query Types { __typename }")
        await gateway.aclose()
        return shown

    shown = asyncio.run(scenario())
    assert b'holdfast_gateway_requests_total{client="",code="",operation="Types",status="200"} 1.0' in shown
    (line,) = map(orjson.loads, (tmp_path / "access.log").read_bytes().splitlines())
    assert (line["operation_name"], line["status"]) == ("Types", 200)


def test_tests_switch_everything_off(settings):
    config = telemetry_config()
    assert (config.metrics, config.access_log, config.admin, config.tracing) == (None, None, None, None)
    settings.ADMIN_PORT, settings.ADMIN_TOKEN = 9464, "operators-only"
    admin = telemetry_config().admin
    assert admin is not None
    assert (admin.host, admin.port, admin.token) == ("127.0.0.1", 9464, "operators-only")
