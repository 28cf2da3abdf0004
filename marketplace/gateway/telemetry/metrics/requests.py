"""Counts and durations of clients' requests."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from marketplace.gateway.config import MetricsConfig, OperationLabel
from marketplace.gateway.report import RequestReport
from marketplace.gateway.telemetry.bounded_names import BoundedNames
from marketplace.gateway.telemetry.metrics.histogram import Buckets
from marketplace.gateway.telemetry.metrics.statistics import Distribution, Measurement
from marketplace.gateway.telemetry.names import OTHER, Label, Series

SUBSCRIPTION = "subscription"
HASH_CHARACTERS = 12


class Combination(NamedTuple):
    """The labels of one series of requests."""

    operation: str
    client: str
    status: int
    code: str


class _Cell:
    """One series of requests, and the histogram it shares with its operation's others."""

    __slots__ = ("count", "seconds", "used")

    def __init__(self, seconds: Buckets) -> None:
        self.seconds = seconds
        self.count = 0
        self.used = 0.0


class RequestMetrics:
    """A request finds its series by what it says of itself, in one look. What it says is judged only when that is new:
    then names beyond their bounds become `other`, and so does everything beyond `max_series`.
    """

    def __init__(self, config: MetricsConfig) -> None:
        self._label = config.operation_label
        self._max_series = config.max_series
        self._cells: dict[Combination, _Cell] = {}
        self._known: dict[tuple[str | None, str | None, int, str], _Cell] = {}
        self._outcomes: dict[str, int] = {}
        self._estimated = 0.0
        self._actual = 0.0
        self._operations = BoundedNames(
            config.max_operations,
            config.forget_after,
            config.operations,
            forget=self._forget_operation,
            refresh=lambda used: self._refresh(used, lambda combination: combination.operation),
        )
        self._clients = BoundedNames(
            config.max_clients,
            config.forget_after,
            forget=lambda client: self._forget(lambda combination: combination.client == client),
            refresh=lambda used: self._refresh(used, lambda combination: combination.client),
        )
        self._codes = BoundedNames(config.max_codes, float("inf"))
        self._bounds = config.duration_buckets
        self._seconds: dict[str, Buckets] = {}

    def finish(self, report: RequestReport) -> None:
        now = report.ended
        codes = report.codes
        operation = report.operation_name if self._label is OperationLabel.NAME else self._operation(report)
        said = (operation, report.client_name, report.status, codes[0] if codes else "")
        cell = self._known.get(said)
        if cell is None:
            cell = self._judge(said, now)
        cell.count += 1
        cell.used = now
        if report.operation_type != SUBSCRIPTION:
            trace = report.trace
            trace_id = trace.trace_id if trace is not None and trace.sampled else None
            cell.seconds.observe(now - report.started, trace_id)
        if report.cache is not None:
            self._outcomes[report.cache] = self._outcomes.get(report.cache, 0) + 1
        if report.estimated_cost is not None:
            self._estimated += report.estimated_cost
            self._actual += report.actual_cost or 0.0

    def measurements(self) -> Iterable[Measurement | Distribution]:
        """All of it."""
        for operation, seconds in self._seconds.items():
            yield Distribution(Series.REQUEST_SECONDS, seconds, {Label.OPERATION: operation})
        for combination, cell in self._cells.items():
            yield Measurement(
                Series.REQUESTS,
                cell.count,
                {
                    Label.OPERATION: combination.operation,
                    Label.CLIENT: combination.client,
                    Label.STATUS: str(combination.status),
                    Label.CODE: combination.code,
                },
            )
        for outcome, count in self._outcomes.items():
            yield Measurement(Series.RESPONSES_BY_CACHE, count, {Label.OUTCOME: outcome})
        yield Measurement(Series.ESTIMATED_COST, self._estimated)
        yield Measurement(Series.ACTUAL_COST, self._actual)

    def _operation(self, report: RequestReport) -> str | None:
        if self._label is OperationLabel.HASH and report.document_hash is not None:
            return report.document_hash.hex()[:HASH_CHARACTERS]
        return None

    def _judge(self, said: tuple[str | None, str | None, int, str], now: float) -> _Cell:
        operation, client, status, code = said
        combination = Combination(
            self._operations.admit(operation or "", now),
            self._clients.admit(client or "", now),
            status,
            self._codes.admit(code, now),
        )
        if combination not in self._cells and len(self._cells) >= self._max_series:
            combination = Combination(OTHER, OTHER, status, combination.code)
        cell = self._cells.get(combination)
        if cell is None:
            seconds = self._seconds.get(combination.operation)
            if seconds is None:
                seconds = self._seconds[combination.operation] = Buckets(self._bounds)
            cell = self._cells[combination] = _Cell(seconds)
        is_itself = combination.operation == (operation or "") and combination.client == (client or "")
        if is_itself and len(self._known) < self._max_series:
            self._known[said] = cell
        return cell

    def _forget_operation(self, operation: str) -> None:
        self._forget(lambda combination: combination.operation == operation)
        del self._seconds[operation]

    def _forget(self, old: Callable[[Combination], bool]) -> None:
        gone = {combination: self._cells[combination] for combination in self._cells if old(combination)}
        for combination in gone:
            del self._cells[combination]
        cells = set(map(id, gone.values()))
        for said in [said for said, cell in self._known.items() if id(cell) in cells]:
            del self._known[said]

    def _refresh(self, used: dict[str, float], name_of: Callable[[Combination], str]) -> None:
        for combination, cell in self._cells.items():
            name = name_of(combination)
            if name in used:
                used[name] = max(used[name], cell.used)
