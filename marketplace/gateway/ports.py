"""What the gateway needs from outside, as protocols. Each has a shipped null or fake beside its
implementations.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from marketplace.gateway.report import RequestReport, SubgraphCall

Key = TypeVar("Key", contravariant=True)
Value = TypeVar("Value")


@dataclass(slots=True)
class SubgraphRequest:
    """One GraphQL request to one subgraph.

    `body` is the JSON of `{"query", "variables"?, "operationName"?}`. `deadline` is a
    `time.monotonic()` value after which nobody waits for the answer. `repeatable` says that sending
    twice is harmless: queries yes, mutations no.
    """

    subgraph: str
    body: bytes
    headers: Mapping[str, str]
    deadline: float | None = None
    repeatable: bool = False
    report: RequestReport | None = None
    """Of the client's request that asks, where telemetry is on."""


@dataclass(frozen=True, slots=True)
class SubgraphResponse:
    """An answer that claims to be JSON, with any status; header names are in lower case. The lines of a repeated header
    are joined by commas, those of `set-cookie` by line ends: cookies have commas of their own (RFC 6265, section 3).
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """The way to one subgraph. `send` raises the SubgraphError family and nothing else
    (cancellation aside).
    """

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        """The subgraph's answer, within the request's deadline and the transport's time limit."""
        ...

    async def why_not_ready(self) -> str | None:
        """None when the subgraph can be asked, else one sentence that says why not."""
        ...

    async def aclose(self) -> None:
        """Release connections and threads; later sends fail."""
        ...


class EventSource(Protocol):
    """The way to one subgraph's events."""

    def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        """One response for every event, until the subgraph ends the stream. Raises the SubgraphError
        family; closing the generator (`aclose`) ends the subscription at the subgraph.
        """
        ...


class SupergraphSource(Protocol):
    """Where a supergraph's SDL comes from. The implementations block: they are called in a thread."""

    def fetch(self) -> str | None:
        """The SDL, or None when it is certainly what was fetched last. Raises SupergraphUnavailableError."""
        ...


class Cache(Protocol[Key, Value]):
    """A bounded mapping that forgets what was not used for longest."""

    def get(self, key: Key) -> Value | None:
        """The value, or None when it is absent or forgotten."""
        ...

    def put(self, key: Key, value: Value) -> None:
        """Remember the value, perhaps forgetting another."""
        ...


class Recorder(Protocol):
    """Receives what is known of requests. `enabled` is read before anything is measured, so that a null recorder costs
    nothing. None of its methods raises or waits.
    """

    enabled: bool

    def begin(self, started: float, headers: Mapping[str, str]) -> RequestReport:
        """A client's request began at that `time.monotonic()`; its report, to be filled in and given to `finish`."""
        ...

    def finish(self, report: RequestReport) -> None:
        """The client was answered, or has left. Once for each report."""
        ...

    def finish_call(self, report: RequestReport | None, call: SubgraphCall) -> None:
        """A subgraph answered or failed; for a client's request, or for none."""
        ...

    def start(self) -> None:
        """What needs a running event loop."""
        ...

    async def aclose(self) -> None:
        """Write and send what waits."""
        ...
