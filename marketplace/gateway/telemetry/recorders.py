"""The null recorder for a gateway without telemetry, and one that keeps everything for tests."""

import time
from collections.abc import Mapping

from marketplace.gateway.report import RequestReport, SubgraphCall


class NullRecorder:
    """Records nothing, and says so before anything is measured."""

    enabled = False

    def begin(self, started: float, headers: Mapping[str, str]) -> RequestReport:
        """Nobody asks, since it is not enabled."""
        del headers
        return RequestReport(started, 0.0)

    def finish(self, report: RequestReport) -> None:
        """Nothing."""

    def finish_call(self, report: RequestReport | None, call: SubgraphCall) -> None:
        """Nothing."""

    def start(self) -> None:
        """Nothing."""

    async def aclose(self) -> None:
        """Nothing."""


class MemoryRecorder:
    """Keeps every report in order. Unbounded: for tests and short experiments."""

    enabled = True

    def __init__(self) -> None:
        self.begun = 0
        self.requests: list[RequestReport] = []
        self.calls: list[SubgraphCall] = []

    def begin(self, started: float, headers: Mapping[str, str]) -> RequestReport:
        del headers
        self.begun += 1
        return RequestReport(started, time.time())

    def finish(self, report: RequestReport) -> None:
        report.ended = time.monotonic()
        self.requests.append(report)

    def finish_call(self, report: RequestReport | None, call: SubgraphCall) -> None:
        del report
        self.calls.append(call)

    def start(self) -> None:
        """Nothing."""

    async def aclose(self) -> None:
        """Nothing."""
