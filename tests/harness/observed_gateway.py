"""A gateway whose telemetry is all switched on: a collector, a log file, an admin listener."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from marketplace.gateway.config import (
    AccessLogConfig,
    AdminConfig,
    GatewayConfig,
    MetricsConfig,
    TelemetryConfig,
    TracingConfig,
)
from tests.harness.clock_gateway import ClockGateway
from tests.harness.graphql_over_http import Answer, send
from tests.harness.otlp_collector import Collector, collecting
from tests.harness.processes import free_port
from tests.harness.served_gateway import ServedGateway, served

OPENMETRICS = "application/openmetrics-text; version=1.0.0"
ADMIN_TOKEN = "operators-only"


@dataclass
class ObservedGateway:
    """The collector's spans and the `lines` are complete once the gateway has stopped."""

    small: ClockGateway
    server: ServedGateway
    collector: Collector
    log: Path

    async def post(self, body: Any, **headers: str) -> Answer:
        """POST to the gateway; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        url = f"http://127.0.0.1:{self.server.port}/graphql"
        return await asyncio.to_thread(
            send, url, orjson.dumps(body), headers={"content-type": "application/json", **named}
        )

    async def admin(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        url = f"http://127.0.0.1:{self.small.gateway.admin.port}{path}"
        return await asyncio.to_thread(send, url, body, method=method, headers=headers)

    async def samples(self) -> list[Sample]:
        """All series, as Prometheus reads them."""
        answer = await self.admin("/metrics", accept=OPENMETRICS)
        return [s for family in text_string_to_metric_families(answer.body.decode()) for s in family.samples]

    def lines(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.log.read_bytes().splitlines()]


@asynccontextmanager
async def observed(
    log: Path, *, ratio: float = 1.0, config: GatewayConfig | None = None
) -> AsyncIterator[ObservedGateway]:
    """Served on real sockets. When the block ends, the gateway stops, and has sent and written everything; the
    collector ends after it.
    """
    async with collecting() as collector:
        telemetry = TelemetryConfig(
            tracing=TracingConfig(endpoint=collector.url, ratio=ratio, interval=0.02, timeout=0.5),
            metrics=MetricsConfig(),
            access_log=AccessLogConfig(file=log, interval=0.01),
            admin=AdminConfig(port=free_port(), token=ADMIN_TOKEN),
        )
        small = ClockGateway(config=replace(config or GatewayConfig(), telemetry=telemetry))
        async with served(small.gateway) as server:
            yield ObservedGateway(small, server, collector, log)
