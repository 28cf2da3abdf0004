"""Hooks: called at their stages, able to refuse, absent where there are none."""

from __future__ import annotations

import asyncio

import orjson
import pytest

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.errors import OperationError, RequestError
from marketplace.gateway.pipeline import Exchange, HttpResponse, StreamedResponse
from marketplace.gateway.pipeline.hooks import Hook, Hooks
from marketplace.gateway.pipeline.stages import STAGES, stages_for
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from tests.harness.small_gateway import SmallGateway

HERE = __name__
seen: list[str] = []


class TenantMissingError(RequestError):
    code = "TENANT_MISSING"
    http_status = 403


class WriteRefusedError(OperationError):
    code = "WRITE_REFUSED"


class Everything(Hook):
    """Notes what it is called with; some methods wait."""

    def on_request(self, exchange: Exchange) -> None:
        seen.append(f"request of {exchange.context.principal} from {exchange.client.name}")

    async def on_operation(self, exchange: Exchange) -> None:
        await asyncio.sleep(0)
        seen.append(f"operation {exchange.operation_name}")

    def on_plan(self, exchange: Exchange) -> None:
        seen.append(f"plan of {len(exchange.plan.fetches)}")

    async def on_subgraph_request(self, request: SubgraphRequest) -> None:
        await asyncio.sleep(0)
        request.headers = {**request.headers, "x-signature": str(len(request.body))}
        seen.append(f"to {request.subgraph}")

    def on_subgraph_response(self, request: SubgraphRequest, response: SubgraphResponse) -> SubgraphResponse:
        seen.append(f"from {request.subgraph}")
        return SubgraphResponse(response.status, response.headers, response.body.replace(b"Ann", b"Bea"))

    async def on_response(self, exchange: Exchange, response: HttpResponse | StreamedResponse) -> None:
        await asyncio.sleep(0)
        seen.append(f"response {response.status}")
        if isinstance(response, HttpResponse):
            response.headers = {**response.headers, "x-served-by": "hook"}


class Strict(Hook):
    def on_request(self, exchange: Exchange) -> None:
        if "x-tenant" not in exchange.request.headers:
            raise TenantMissingError("Say in X-Tenant whose shop you ask for.")

    def on_operation(self, exchange: Exchange) -> None:
        if exchange.operation.operation.value == "mutation":
            raise WriteRefusedError("Nothing can be written today. Try again tomorrow.")


class Broken(Hook):
    def on_response(self, exchange: Exchange, response: HttpResponse | StreamedResponse) -> None:
        raise RuntimeError("The hook's own secret.")


class NoHook:
    """Not derived from Hook."""


def gateway(*names: str) -> SmallGateway:
    seen.clear()
    return SmallGateway(GatewayConfig(hooks=tuple(f"{HERE}:{name}" for name in names)))


def test_each_is_called_at_its_stage():
    small = gateway("Everything")
    response = small.post({"query": "query Mine { me { name pets } }"}, x_client_name="shop")
    assert orjson.loads(response.body)["data"]["me"]["name"] == "Bea"
    assert response.headers["x-served-by"] == "hook"
    assert seen[0].startswith("request of None from ")
    assert seen[1:] == [
        "operation Mine",
        "plan of 2",
        *("to people", "from people", "to pets", "from pets"),
        "response 200",
    ]
    assert small.people.requests[0].headers["x-signature"] == str(len(small.people.requests[0].body))


def test_a_refusal_reads_like_any_other():
    small = gateway("Strict")
    refused = small.post({"query": "{ me { name } }"})
    assert refused.status == 403
    assert orjson.loads(refused.body) == {
        "errors": [{"message": "Say in X-Tenant whose shop you ask for.", "extensions": {"code": "TENANT_MISSING"}}]
    }
    written = small.post({"query": 'mutation { rename(name: "B") { name } }'}, x_tenant="shop")
    assert orjson.loads(written.body)["errors"][0]["extensions"]["code"] == "WRITE_REFUSED"
    assert small.subgraph_requests == 0
    assert small.query("{ me { name } }", x_tenant="shop") == {"data": {"me": {"name": "Ann"}}}


def test_refusals_of_others_are_seen_as_responses_too():
    gateway("Everything").post({"query": "{ nothing }"})
    assert seen[-1].startswith("response ")
    assert not [word for word in seen if word.startswith("operation")]


def test_a_hook_that_fails_is_an_internal_error_that_tells_nothing(caplog):
    response = gateway("Broken").post({"query": "{ me { name } }"})
    assert response.status == 500
    assert b"secret" not in response.body
    assert "The hook's own secret." in caplog.text


def test_hooks_are_called_in_their_order():
    small = gateway("Everything", "Strict")
    small.post({"query": "{ me { name } }"})
    assert seen[0].startswith("request of")
    assert seen[1] == "response 403"


def test_stages_and_transports_are_those_of_a_gateway_without_hooks_where_no_hook_needs_more():
    assert stages_for(SmallGateway().gateway.services) is STAGES
    services = gateway("Broken").gateway.services
    assert stages_for(services) is STAGES
    plain = SmallGateway().gateway.services
    assert {type(way) for way in services.transports.values()} == {type(way) for way in plain.transports.values()}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Everything", "write module:Class"),
        ("no.such.module:Everything", "No module named 'no'"),
        (f"{HERE}:Nothing", "no attribute 'Nothing'"),
        (f"{HERE}:NoHook", "derive its class from"),
    ],
)
def test_a_name_that_leads_to_no_hook_stops_the_start(name, words):
    with pytest.raises(ValueError, match=words):
        Hooks([name])


def test_a_reload_keeps_the_objects_of_the_same_hooks():
    async def scenario() -> None:
        small = gateway("Everything")
        before = small.gateway.services.hooks
        await small.gateway.replace_config(GatewayConfig(hooks=(f"{HERE}:Everything",), operation_timeout=3.0))
        assert small.gateway.services.hooks is before
        await small.gateway.replace_config(GatewayConfig(hooks=(f"{HERE}:Strict",)))
        assert small.gateway.services.hooks is not before
        with pytest.raises(ValueError, match="cannot be found"):
            await small.gateway.replace_config(GatewayConfig(hooks=("gone:Gone",)))
        assert small.gateway.config.hooks == (f"{HERE}:Strict",)
        await small.gateway.aclose()

    asyncio.run(scenario())
