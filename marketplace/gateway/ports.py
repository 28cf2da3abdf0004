"""What the gateway needs from outside, as protocols. Each has a shipped null or fake beside its
implementations.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

Key = TypeVar("Key", contravariant=True)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class SubgraphResponse:
    """An answer that claims to be JSON, with any status; header names are in lower case."""

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


@dataclass(frozen=True, slots=True)
class RequestReport:
    """What happened to one client request. `code` is the first error's code; `operation` its name
    where it has one.
    """

    status: int
    seconds: float
    code: str | None
    operation: str | None


class Recorder(Protocol):
    """Receives measurements. `enabled` is read before measuring, so that a null recorder costs
    nothing.
    """

    enabled: bool

    def stage_finished(self, stage: str, seconds: float) -> None:
        """A stage of the pipeline ended, well or not."""
        ...

    def request_finished(self, report: RequestReport) -> None:
        """A client was answered."""
        ...
