"""Traces, metrics and log as one recorder; and the gateway without the packages that traces need."""

import asyncio
import logging
import subprocess
import sys

import pytest

from marketplace.gateway.config import AccessLogConfig, MetricsConfig, TelemetryConfig, TracingConfig
from marketplace.gateway.report import RequestReport, SubgraphCall
from marketplace.gateway.telemetry import CompositeRecorder, Label, Measurement, Series
from marketplace.gateway.telemetry.tracing import Tracer

WITHOUT_OPENTELEMETRY = """
import sys
sys.modules["opentelemetry"] = None
from marketplace.gateway.config import GatewayConfig, MetricsConfig, TelemetryConfig, TracingConfig
from tests.harness.small_gateway import SmallGateway
counted = GatewayConfig(telemetry=TelemetryConfig(metrics=MetricsConfig()))
print(SmallGateway(counted).query("{ me { id } }"))
try:
    SmallGateway(GatewayConfig(telemetry=TelemetryConfig(tracing=TracingConfig())))
except ValueError as error:
    print(error)
"""


class Sent:
    """A collector in memory."""

    def __init__(self) -> None:
        self.reports: list[RequestReport] = []
        self.closed = False

    def send(self, reports: list[RequestReport]) -> None:
        self.reports.extend(reports)

    def close(self) -> None:
        self.closed = True


def test_without_options_there_is_no_recorder():
    assert CompositeRecorder.configured(TelemetryConfig()) is None


def test_requests_under_way_are_counted():
    recorder = CompositeRecorder.configured(TelemetryConfig(metrics=MetricsConfig()))
    assert recorder is not None
    first, _second = recorder.begin(1.0, {}), recorder.begin(1.0, {})
    recorder.finish(first)
    assert Measurement(Series.REQUESTS_IN_FLIGHT, 1) in list(recorder.measurements())


def test_calls_are_summed_up_and_kept_for_sampled_requests_only():
    async def scenario(ratio: float) -> tuple[RequestReport, Sent]:
        sent = Sent()
        recorder = CompositeRecorder(tracer=Tracer(TracingConfig(ratio=ratio, interval=0.01), sent))
        report = recorder.begin(1.0, {})
        for _ in range(2):
            call = SubgraphCall("products", 1.0, 10)
            call.ended = 1.25
            recorder.finish_call(report, call)
        recorder.finish_call(None, SubgraphCall("products", 1.0, 10))
        recorder.finish(report)
        await recorder.aclose()
        return report, sent

    sampled, collected = asyncio.run(scenario(1.0))
    unsampled, nothing = asyncio.run(scenario(0.0))
    assert (sampled.fetches, sampled.fetch_seconds) == (unsampled.fetches, unsampled.fetch_seconds) == (2, 0.5)
    assert sampled.calls is not None
    assert len(sampled.calls) == 2
    assert unsampled.calls is None
    assert (collected.reports, nothing.reports) == ([sampled], [])
    assert collected.closed


def test_events_of_instances_are_counted():
    recorder = CompositeRecorder.configured(TelemetryConfig(metrics=MetricsConfig()))
    assert recorder is not None
    for _ in range(3):
        recorder.observe("retried", "products", "replica-1")
    labels = {Label.EVENT: "retried", Label.SUBGRAPH: "products", Label.INSTANCE: "replica-1"}
    assert Measurement(Series.SUBGRAPH_EVENTS, 3, labels) in list(recorder.measurements())


def test_a_report_that_cannot_be_recorded_is_logged_and_no_requests_fault(caplog: pytest.LogCaptureFixture):
    recorder = CompositeRecorder.configured(TelemetryConfig(access_log=AccessLogConfig()))
    assert recorder is not None
    report = recorder.begin(1.0, {})
    report.request_id = "abc-1"
    report.codes = ("\ud800",)
    with caplog.at_level(logging.ERROR):
        recorder.finish(report)
    assert "Recording request abc-1 failed" in caplog.text


def test_without_opentelemetry_the_gateway_works_and_tracing_says_what_to_install():
    done = subprocess.run([sys.executable, "-c", WITHOUT_OPENTELEMETRY], check=True, capture_output=True, text=True)
    answer, problem = done.stdout.splitlines()
    assert answer == "{'data': {'me': {'id': '1'}}}"
    assert "pip install 'holdfast-gateway[telemetry]'" in problem
