"""The state of one request on its way through the stages."""

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType

from marketplace.gateway.cache import Collected, ResponseRequest
from marketplace.gateway.context import Client, RequestContext
from marketplace.gateway.errors import OperationLimitError
from marketplace.gateway.executor import IncrementalResult, PlanResult
from marketplace.gateway.limits import DocumentSize
from marketplace.gateway.limits.rate import CostCharge
from marketplace.gateway.pipeline.demand_control import OperationCost
from marketplace.gateway.pipeline.media_types import JSON, MediaType
from marketplace.gateway.plan import QueryPlan
from marketplace.gateway.ports import Transport
from marketplace.gateway.report import RequestReport
from marketplace.gateway.supergraph.access import AccessNeeds


@dataclass(slots=True)
class HttpRequest:
    """An HTTP request, whichever server took it. Header names are in lower case. `peer` is the IP address at the
    other end of the socket: a proxy's where there is one, empty where it is not known.
    """

    method: str
    query_string: str
    headers: Mapping[str, str]
    body: bytes = b""
    peer: str = ""
    path: str = "/graphql"

    def with_body(self, body: bytes) -> Self:
        """The same request, its body having arrived."""
        return replace(self, body=body)


@dataclass(slots=True)
class HttpResponse:
    """An HTTP response, whichever server sends it. `cookies` are the values of `Set-Cookie`, the one header that may
    be repeated and cannot be joined (RFC 6265, section 3).
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StreamedResponse:
    """An HTTP response whose body comes piece by piece. Closing `pieces` ends the work behind it. One that is `lasting`
    goes on until somebody ends it, as a subscription does.
    """

    status: int
    headers: Mapping[str, str]
    pieces: AsyncGenerator[bytes, None]
    cookies: Sequence[str] = ()
    lasting: bool = False


@dataclass(slots=True)
class GraphQLParameters:
    """The parameters of a GraphQL request: GraphQL over HTTP, section 5.1."""

    query: str
    operation_name: str | None
    variables: Mapping[str, Any]
    extensions: Mapping[str, Any]
    document_id: str = ""
    """What the text is registered under; then `query` may be empty until `resolve_persisted`."""


class PlanKey(NamedTuple):
    """What a plan depends on. `conditions` are the values of the document's condition variables in their order;
    `defer` says that parts of the answer may come later; `labels` are the active labels of progressive overrides;
    `refused` are the bits of the access conditions that the client does not meet.
    """

    text_hash: bytes
    operation_name: str | None
    conditions: tuple[bool | None, ...]
    defer: bool = False
    labels: frozenset[str] = frozenset()
    refused: int = 0


@dataclass(slots=True)
class PreparedDocument:
    """A parsed document and what is known of it; shared by all requests that send the same text.

    `refusal` says that it is larger than allowed. `breaches` holds the outcome of validation, with suggestions (True)
    and without (False), each once it was asked for. `condition_variables`, which switch @skip and @include, and whether
    it `defers` are known once the document is known to be valid. `access` is what each operation, by name, needs of
    clients, once it was asked for.
    """

    text_hash: bytes
    document: DocumentNode
    size: DocumentSize
    refusal: OperationLimitError | None = None
    breaches: dict[bool, tuple[GraphQLError, ...]] = field(default_factory=dict)
    condition_variables: tuple[str, ...] = ()
    defers: bool = False
    access: dict[str | None, AccessNeeds] = field(default_factory=dict)
    is_trusted: bool | None = None
    """Whether a manifest has the text; None until somebody asks."""
    is_told: bool = False
    """Whether the log has been told that no manifest has it."""


@dataclass(slots=True)
class Batch:
    """What operations share that came in one request: their costs, added up as they are estimated."""

    estimated_cost: int = 0


class Exchange:
    """One request and everything the stages found out about it, in the order of the stages.

    An attribute exists once its stage has run: reading it earlier is a mistake in the order of the
    stages and raises AttributeError. `response_headers` and `cookies` go out with the answer, whatever it is, and
    win over what is written otherwise. `can_stream` says that the client can take many answers, `can_defer` that
    it can take parts of one, `is_trusted` that the text comes out of a manifest. `asked` is what responses are kept
    under and shared by, None where they are not;
    `collected` is what the answers of subgraphs say together of keeping them, `body` the response, where it is written
    already. Costs are None where they are not estimated or not counted; `transports` are this
    request's own, None for everybody's.
    """

    __slots__ = (
        "actual_cost",
        "asked",
        "batch",
        "body",
        "can_defer",
        "can_stream",
        "client",
        "collected",
        "context",
        "cookies",
        "cost",
        "cost_charges",
        "document",
        "estimated_cost",
        "extensions",
        "is_trusted",
        "media_type",
        "operation",
        "parameters",
        "parts",
        "plan",
        "plan_key",
        "refused",
        "report",
        "request",
        "request_id",
        "response_headers",
        "result",
        "results",
        "started",
        "transports",
        "variables",
    )

    parameters: GraphQLParameters  # read_request
    context: RequestContext  # authenticate
    client: Client  # identify_client
    document: PreparedDocument  # parse
    operation: OperationDefinitionNode  # select_operation
    variables: Mapping[str, Any]  # select_operation, coerced
    plan: QueryPlan  # plan
    result: PlanResult  # execute, but for subscriptions
    results: AsyncGenerator[PlanResult, None]  # execute, for subscriptions
    parts: AsyncGenerator[PlanResult | IncrementalResult, None]  # execute, where parts are deferred

    def __init__(self, request: HttpRequest, request_id: str) -> None:
        self.request = request
        self.request_id = request_id
        self.started = time.monotonic()
        self.media_type: MediaType = JSON
        self.extensions: dict[str, Any] = {}
        self.response_headers: dict[str, str] = {}
        self.cookies: list[str] = []
        self.can_stream = False
        self.can_defer = False
        self.is_trusted = False
        self.report: RequestReport | None = None
        self.asked: ResponseRequest | None = None
        self.collected: Collected | None = None
        self.body: bytes | None = None
        self.batch: Batch | None = None
        self.plan_key: PlanKey | None = None
        self.refused = 0
        self.cost: OperationCost | None = None
        self.estimated_cost: int | None = None
        self.actual_cost: int | None = None
        self.cost_charges: Sequence[CostCharge] = ()
        self.transports: Mapping[str, Transport] | None = None

    @property
    def may_be_cancelled(self) -> bool:
        """Whether the work may be dropped when nobody waits for the answer any more. A mutation that has begun is
        finished: half of its fields would be worse than all or none.
        """
        operation: OperationDefinitionNode | None = getattr(self, "operation", None)
        return operation is None or operation.operation is not OperationType.MUTATION

    @property
    def operation_name(self) -> str | None:
        """The operation's name, once it is known and if it has one."""
        operation: OperationDefinitionNode | None = getattr(self, "operation", None)
        return operation.name.value if operation is not None and operation.name else None
