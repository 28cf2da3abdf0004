"""What is known of a request for telemetry: noted while it runs, read once when it has ended.

Times are `time.monotonic()` values unless named otherwise. Nothing here holds a variable, a token or a document's text.
"""

from collections.abc import Mapping
from types import MappingProxyType

GATEWAY = "gateway"
"""Whom a fault is blamed on that is no subgraph's."""
UNKNOWN = "unknown"
"""... and one of a subgraph that cannot be told: a null where none may be, without an error."""


class Trace:
    """The request's place in a distributed trace: W3C Trace Context, section 2.

    `span_id` is that of the request's own span, which has `parent_id` above it if the client sent one. `headers` go to
    every subgraph as they are; in a sampled trace `traceparent` is not among them, since each call has its own.
    """

    __slots__ = ("headers", "parent_id", "sampled", "span_id", "state", "trace_id")

    def __init__(
        self, trace_id: str, span_id: int, parent_id: int | None, *, sampled: bool, state: str, headers: dict[str, str]
    ) -> None:
        self.trace_id = trace_id
        self.span_id = span_id
        self.parent_id = parent_id
        self.sampled = sampled
        self.state = state
        self.headers: Mapping[str, str] = headers


class SubgraphCall:
    """One request to a subgraph that has ended. `code` is the failure's, or None; `status` 0 without an answer."""

    __slots__ = ("code", "ended", "received", "sent", "span_id", "started", "status", "subgraph")

    def __init__(self, subgraph: str, started: float, sent: int) -> None:
        self.subgraph = subgraph
        self.started = started
        self.ended = started
        self.sent = sent
        self.received = 0
        self.status = 0
        self.code: str | None = None
        self.span_id = 0


class RequestReport:
    """One client request. Attributes that nobody sets say "unknown" or "none"; setting one costs 30 ns.

    `marks` are the ends of the stages named by `stages`, in their order; one fewer than `stages` begun when the last
    raised. `codes` are those of the response's errors, each once, the first first.
    """

    request_id: str = ""
    protocol: str = "http"
    """`http`, `sse`, `multipart` or `websocket`."""
    method: str = ""
    status: int = 0
    codes: tuple[str, ...] = ()
    refused: bool = False
    """Whether a stage ended the request, by its fault or ours; else `codes` are those of fields."""
    ended: float = 0.0
    client_name: str | None = None
    client_version: str | None = None
    client_address: str | None = None
    subject: str | None = None
    operation_name: str | None = None
    operation_type: str | None = None
    document_hash: bytes | None = None
    cache: str | None = None
    """What the response cache did: `hit`, `stale`, `shared`, `miss` or `bypass`; None without one."""
    estimated_cost: float | None = None
    actual_cost: float | None = None
    rate_limit_remaining: int | None = None
    bytes_in: int = 0
    bytes_out: int = 0
    responses: int = 1
    """How many the client got: events of a subscription, parts of an answer."""
    stages: tuple[str, ...] = ()
    trace: Trace | None = None
    fetches: int = 0
    fetch_seconds: float = 0.0
    """The sum over all fetches, also of those that ran at once."""
    slowest: str = ""
    """The subgraph of the longest fetch."""
    slowest_seconds: float = 0.0
    fault: str | None = None
    """Whose fault the first failure was that is not the client's: a subgraph's name, GATEWAY or UNKNOWN."""
    erroneous: Mapping[int, str] = MappingProxyType({})
    """The subgraphs of the plan's fetches whose answers were malformed, or had errors that are not the client's fault;
    by the fetch's index.
    """
    calls: list[SubgraphCall] | None = None
    """Kept for sampled traces only."""

    def __init__(self, started: float, started_at: float) -> None:
        self.started = started
        self.started_at = started_at
        """In seconds since the epoch."""
        self.marks: list[float] = []

    def blame(self, culprit: str) -> None:
        if self.fault is None:
            self.fault = culprit

    def note_erroneous_answer(self, fetch: int, subgraph: str) -> None:
        self.erroneous = {**self.erroneous, fetch: subgraph}

    def learn(self, other: "RequestReport") -> None:
        """It got the answer that was made for another request."""
        self.codes, self.fault = other.codes, other.fault
        self.slowest, self.slowest_seconds, self.fetch_seconds = (
            other.slowest,
            other.slowest_seconds,
            other.fetch_seconds,
        )

    @property
    def seconds(self) -> float:
        return self.ended - self.started
