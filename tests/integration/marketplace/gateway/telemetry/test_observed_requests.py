"""Requests as operators see them: spans at a collector, series at the listener, lines in a file, all of one trace."""

import asyncio
import logging

from marketplace.gateway.config import ClientTokenConfig, GatewayConfig
from marketplace.gateway.errors import SubgraphTimeoutError
from marketplace.gateway.telemetry import Series
from marketplace.gateway.telemetry.tracing.trace_context import read_traceparent
from tests.harness.clock_gateway import tick
from tests.harness.observed_gateway import ObservedGateway, observed
from tests.harness.served_gateway import hear, tell, until

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"


def observe(tmp_path, scenario, **options) -> ObservedGateway:
    """The gateway after it has stopped."""

    async def around() -> ObservedGateway:
        async with observed(tmp_path / "access.log", **options) as gateway:
            await scenario(gateway)
        return gateway

    return asyncio.run(around())


def test_a_sampled_request_is_one_trace_from_its_caller_to_its_subgraphs(tmp_path):
    exemplars: list[str] = []

    async def scenario(gateway: ObservedGateway) -> None:
        answer = await gateway.post({"query": "query Now { now }"}, traceparent=f"00-{TRACE}-{CALLER}-01")
        assert answer.json() == {"data": {"now": 12}}
        exemplars.extend(s.exemplar.labels["trace_id"] for s in await gateway.samples() if s.exemplar)

    gateway = observe(tmp_path, scenario, ratio=0.0)
    collector = gateway.collector
    assert {span.trace_id for span in collector.spans} == {TRACE}
    assert collector.services == {"holdfast-gateway"}
    root, execute, fetch = collector.named("query"), collector.named("execute"), collector.named("POST clock")
    assert (root.parent_id, root.kind, root.status) == (CALLER, "SERVER", "UNSET")
    assert (execute.parent_id, execute.kind) == (root.span_id, "INTERNAL")
    assert (fetch.parent_id, fetch.kind) == (execute.span_id, "CLIENT")
    assert root.start <= execute.start <= fetch.start < fetch.end <= execute.end <= root.end
    assert root.attributes["graphql.operation.name"] == "Now"
    assert root.attributes["http.response.status_code"] == 200
    assert len(root.attributes["graphql.document.hash"]) == 32

    (asked,) = gateway.small.clock.requests
    told = read_traceparent(asked.headers["traceparent"])
    assert told is not None
    assert (told.trace_id, f"{told.span_id:016x}", told.sampled) == (TRACE, fetch.span_id, True)

    assert set(exemplars) == {TRACE}
    assert len(exemplars) == 3, "of the request by name, by class, and of the subgraph's"
    (line,) = gateway.lines()
    assert (line["trace_id"], line["sampled"], line["operation_name"]) == (TRACE, True, "Now")
    assert (line["status"], line["codes"], line["fetches"]) == (200, [], 1)
    assert line["duration_us"] >= line["execute_us"] >= line["subgraphs_us"] > 0
    assert line["bytes_in"] > 0
    assert line["bytes_out"] == len(b'{"data":{"now":12}}')


def test_an_unsampled_request_sends_no_span_but_its_subgraphs_hear_its_trace(tmp_path):
    async def scenario(gateway: ObservedGateway) -> None:
        await gateway.post({"query": "{ now }"}, traceparent=f"00-{TRACE}-{CALLER}-00", tracestate="a=b")
        await gateway.post({"query": "{ now }"})

    gateway = observe(tmp_path, scenario, ratio=0.0)
    assert gateway.collector.raw == []
    followed, begun = (read_traceparent(asked.headers["traceparent"]) for asked in gateway.small.clock.requests)
    assert followed is not None
    assert begun is not None
    assert (followed.trace_id, followed.sampled, begun.sampled) == (TRACE, False, False)
    assert gateway.small.clock.requests[0].headers["tracestate"] == "a=b"
    assert [line["trace_id"] for line in gateway.lines()] == [TRACE, begun.trace_id]


def test_whoever_is_refused_is_known(tmp_path):
    async def scenario(gateway: ObservedGateway) -> None:
        refused = await gateway.post({"query": "{ now }"}, authorization="Basic abc", x_client_name="shop")
        assert refused.status == 401

    config = GatewayConfig(client_tokens=ClientTokenConfig(key="k" * 32))
    (line,) = observe(tmp_path, scenario, config=config).lines()
    assert (line["status"], line["client_name"], line["client_address"]) == (401, "shop", "127.0.0.1")


def test_failures_are_in_spans_series_and_lines(tmp_path):
    found: dict[tuple[str, ...], float] = {}

    async def scenario(gateway: ObservedGateway) -> None:
        gateway.small.clock.answer = lambda _: SubgraphTimeoutError("clock", "no answer within 1 s.")
        await gateway.post({"query": "query Late { now }"})
        await gateway.post({"query": "query Wrong { nothing }"})
        for sample in await gateway.samples():
            if sample.value and sample.name in {Series.REQUESTS, Series.SUBGRAPH_FAILURES}:
                found[sample.name, sample.labels.get("operation", ""), sample.labels["code"]] = sample.value

    gateway = observe(tmp_path, scenario)
    assert found == {
        (Series.REQUESTS, "Late", "SUBGRAPH_FAILED"): 1,
        (Series.REQUESTS, "", "GRAPHQL_VALIDATION_FAILED"): 1,
        (Series.SUBGRAPH_FAILURES, "", "SUBGRAPH_TIMEOUT"): 1,
    }
    fetch = gateway.collector.named("POST clock")
    assert (fetch.status, fetch.attributes["error.type"]) == ("ERROR", "SUBGRAPH_TIMEOUT")
    failed = [s for s in gateway.collector.spans if s.name == "validate_document" and s.status == "ERROR"]
    assert [span.attributes for span in failed] == [{"error.type": "GRAPHQL_VALIDATION_FAILED"}]
    assert [line["codes"] for line in gateway.lines()] == [["SUBGRAPH_FAILED"], ["GRAPHQL_VALIDATION_FAILED"]]


def test_subscriptions_are_observed_from_begin_to_end(tmp_path):
    async def scenario(gateway: ObservedGateway) -> None:
        small = gateway.small
        async with gateway.server.events("subscription Ticks { ticks { number zone { name } } }") as events:
            await until(lambda: small.events.open == 1)
            for number in (1, 2):
                small.events.emit(tick(number))
                assert (await events.next())[0] == "next"
            small.events.emit(None)
            assert (await events.next())[0] == "complete"
            await until(lambda: small.events.open == 0)

    gateway = observe(tmp_path, scenario)
    (line,) = gateway.lines()
    assert (line["protocol"], line["operation_type"], line["responses"], line["fetches"]) == (
        "sse",
        "subscription",
        2,
        2,
    )
    root = gateway.collector.named("subscription")
    assert gateway.collector.named("POST clock").parent_id in {span.span_id for span in gateway.collector.spans}
    assert [s.parent_id for s in gateway.collector.spans if s.name == "POST names"] == [root.span_id] * 2


def test_operations_over_a_websocket_are_observed_each_for_itself(tmp_path):
    async def scenario(gateway: ObservedGateway) -> None:
        async with gateway.server.websocket() as connection:
            for number, query in enumerate(("query One { now }", "mutation Two { wind }", "{ nothing }")):
                await tell(connection, {"type": "subscribe", "id": str(number), "payload": {"query": query}})
                first = await hear(connection)
                if first["type"] == "next":
                    assert (await hear(connection))["type"] == "complete"

    gateway = observe(tmp_path, scenario)
    assert [
        (line["protocol"], line["operation_name"], line["codes"], line["responses"]) for line in gateway.lines()
    ] == [
        ("websocket", "One", [], 1),
        ("websocket", "Two", [], 1),
        ("websocket", None, ["GRAPHQL_VALIDATION_FAILED"], 0),
    ]
    assert {"query", "mutation"} <= {span.name for span in gateway.collector.spans}


def test_no_request_is_in_flight_when_all_are_answered(tmp_path):
    async def scenario(gateway: ObservedGateway) -> None:
        await gateway.post({"query": "{ now }"})
        async with gateway.server.events("subscription { pulse }"):
            await until(lambda: gateway.small.events.open == 1)
            assert [s.value for s in await gateway.samples() if s.name == Series.REQUESTS_IN_FLIGHT] == [1]
        await until(lambda: gateway.small.events.open == 0)
        assert [s.value for s in await gateway.samples() if s.name == Series.REQUESTS_IN_FLIGHT] == [0]

    observe(tmp_path, scenario)


def test_a_collector_that_is_down_costs_requests_nothing_and_is_told_of_once(tmp_path, caplog):
    async def scenario(gateway: ObservedGateway) -> None:
        gateway.collector.down = True
        answers = []
        for _ in range(3):
            answers.append(await gateway.post({"query": "{ now }"}))
            await asyncio.sleep(0.03)
        assert all(answer.status == 200 for answer in answers)

    gateway = observe(tmp_path, scenario)
    assert gateway.collector.spans == []
    assert len(gateway.lines()) == 3
    told = [record.message for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(told) == 1
    assert told[0].startswith("The traces cannot be written, requests go on without it: the collector at http://127.")
