"""The null recorder for production without metrics, and one that keeps everything for tests."""

from marketplace.gateway.ports import RequestReport


class NullRecorder:
    """Records nothing, and says so before anything is measured."""

    enabled = False

    def stage_finished(self, stage: str, seconds: float) -> None:
        """Nothing."""

    def request_finished(self, report: RequestReport) -> None:
        """Nothing."""


class MemoryRecorder:
    """Keeps every measurement in order. Unbounded: for tests and short experiments."""

    enabled = True

    def __init__(self) -> None:
        self.stages: list[tuple[str, float]] = []
        self.requests: list[RequestReport] = []

    def stage_finished(self, stage: str, seconds: float) -> None:
        self.stages.append((stage, seconds))

    def request_finished(self, report: RequestReport) -> None:
        self.requests.append(report)
